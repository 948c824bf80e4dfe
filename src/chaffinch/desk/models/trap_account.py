"""Accounts that really open, registered beforehand, each for one page."""

from __future__ import annotations

from django.db import models


class TrapAccount(models.Model):
    """One account on a decoy host; address, name and password rest encrypted."""

    sealed = models.BinaryField()
    """As JSON: address, password, name."""
    found_by = models.CharField(max_length=64, unique=True)
    """Keyed hash of the address."""
    isolated = models.BooleanField()
    """It opens, on a host or tenant of its own; else its sign-in is blocked there and only rings."""
    added_at = models.DateTimeField()
    run = models.ForeignKey("desk.FeedingRun", on_delete=models.PROTECT, null=True, blank=True)
    """The run that has it; a trap is given to one page only."""
    number = models.CharField(max_length=40, unique=True)
    """What hits and the ledger call it."""
    domain = models.CharField(max_length=253, blank=True)
    planting = models.ForeignKey(
        "desk.Planting", on_delete=models.PROTECT, null=True, blank=True, related_name="traps"
    )
    """The planting that made it and filled its mailbox; none for an account that was registered by hand."""
    lent = models.BooleanField(default=False)
    """Its log-in stands in a planted letter or document: no page may have it."""

    class Meta:
        app_label = "desk"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"trap {self.pk}"
