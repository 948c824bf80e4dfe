"""Real accounts that somebody with a page's catch opened or tried. Shown to the desk only, let go of after the case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Victim(models.Model):
    """One account, for one page or planting. Its name rests encrypted, so that no query can count by person."""

    class Reach(models.TextChoices):
        """How far he came."""

        OPENED = "opened", _("opened")
        TRIED = "tried", _("only tried")

    class State(models.TextChoices):
        """What was done for its owner."""

        NEW = "new", _("nobody has looked at it yet")
        WARNED = "warned", _("the owner was warned")
        ASKED = "asked", _("is being blocked")
        BLOCKED = "blocked", _("blocked")
        FAILED = "failed", _("not blocked everywhere")
        LEAVING = "leaving", _("is being let in again")
        RELEASED = "released", _("let in again")
        CLEARED = "cleared", _("not his doing")

    case = models.ForeignKey(
        "desk.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="victims"
    )
    planting = models.ForeignKey(
        "desk.Planting", on_delete=models.PROTECT, null=True, blank=True, related_name="victims"
    )
    hit = models.ForeignKey("desk.Hit", on_delete=models.PROTECT, related_name="victims")
    """The use of a decoy by which it was found."""
    log = models.ForeignKey("desk.SignInLog", on_delete=models.PROTECT, related_name="victims")
    source = models.CharField(max_length=45)
    sealed = models.BinaryField()
    """The log-in, encrypted."""
    found_by = models.CharField(max_length=64, db_index=True)
    """Keyed hash of the log-in."""
    reach = models.CharField(max_length=6, choices=Reach.choices)
    join = models.CharField(max_length=8)
    """As tripwires.victims.Join."""
    doubt = models.CharField(max_length=8, blank=True)
    """As tripwires.victims.Doubt."""
    first = models.DateTimeField(null=True, blank=True)
    last = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField()
    """When the first use by the same source was noticed: from then on it could have been blocked."""
    found_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    reason = models.TextField(blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    blocked_at = models.DateTimeField(null=True, blank=True)
    """When the last of its providers had it blocked."""
    outcomes = models.JSONField(default=list, blank=True)
    """Of each provider: its name and kind, whether it did what it was asked, when sessions end, its fault and detail."""

    class Meta:
        app_label = "desk"
        ordering = ["-found_at", "pk"]

    def __str__(self) -> str:
        return f"victim {self.pk}, {self.state}"
