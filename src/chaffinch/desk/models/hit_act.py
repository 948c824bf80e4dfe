"""What was done in a session that a decoy opened: how much was read, what was deleted or copied."""

from __future__ import annotations

from django.db import models


class HitAct(models.Model):
    """One act; a log's line counts once."""

    hit = models.ForeignKey("desk.Hit", on_delete=models.CASCADE, related_name="acts")
    at = models.DateTimeField()
    deed = models.CharField(max_length=10)
    """As tripwires.acts.Deed."""
    mailbox = models.CharField(max_length=100, blank=True)
    letters = models.PositiveIntegerField(default=0)
    heads = models.PositiveIntegerField(default=0)
    octets = models.BigIntegerField(default=0)
    detail = models.CharField(max_length=200, blank=True)
    """What was searched for, as it was asked."""
    key = models.CharField(max_length=64)
    """SHA-256 of the line, hex."""

    class Meta:
        app_label = "desk"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["hit", "key"], name="one_act_a_line")]

    def __str__(self) -> str:
        return f"{self.deed} after hit {self.hit_id}"
