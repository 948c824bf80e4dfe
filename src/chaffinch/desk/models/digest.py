"""Weekly digests as they were made and sent."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Digest(models.Model):
    """One period's digest. What it said is kept as it was, whatever happens to its cases later."""

    class Sending(models.TextChoices):
        """How far its mail is."""

        WAITING = "waiting", _("waits to be sent")
        UNSET = "unset", _("no mail server is set")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent yet")
        KEPT = "kept", _("made by hand, not sent")

    since = models.DateTimeField()
    until = models.DateTimeField()
    language = models.CharField(max_length=5)
    made_at = models.DateTimeField()
    case_ids = models.JSONField(default=list)
    numbers = models.JSONField(default=dict)
    mail = models.CharField(max_length=64)
    """Blob of the whole message (RFC 5322), encrypted."""
    pdf = models.CharField(max_length=64)
    sending = models.CharField(max_length=10, choices=Sending.choices, default=Sending.WAITING)
    recipients = models.JSONField(default=list)
    """Addresses that have received it."""
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        app_label = "desk"
        ordering = ["-until"]
        constraints = [models.UniqueConstraint(fields=["since", "until"], name="one_digest_a_period")]

    def __str__(self) -> str:
        return f"digest of {self.since:%Y-%m-%d} to {self.until:%Y-%m-%d}"
