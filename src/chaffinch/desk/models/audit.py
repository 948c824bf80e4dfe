"""The append-only record of every change, each row holding the hash of the one before."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """Who did what, to what, when and why. Written by services.audit only; triggers refuse change and deletion."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    """User name, or the process ("worker", "settings file")."""
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    params = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        app_label = "desk"
        ordering = ["sequence"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "sequence"])]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject_type}/{self.subject_id}"


class AuditHead(models.Model):
    """The end of the chain: one row, locked while the chain grows."""

    sequence = models.BigIntegerField(default=0)
    entry_hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return f"{self.sequence} {self.entry_hash[:12]}"
