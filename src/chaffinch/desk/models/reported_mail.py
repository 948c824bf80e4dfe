"""Mails that colleagues send in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportedMail(models.Model):
    """One dropped message; its text rests encrypted in the blob store."""

    class State(models.TextChoices):
        """How far it was read."""

        WAITING = "waiting", _("being read")
        READ = "read", _("read")
        FAILED = "failed", _("could not be read")

    blob = models.CharField(max_length=64)
    """SHA-256 of the encrypted blob."""
    content_hash = models.CharField(max_length=64, db_index=True)
    """Keyed hash of the message, so that the same one dropped twice is one."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    link_count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "desk"
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return f"mail {self.pk} ({self.state})"
