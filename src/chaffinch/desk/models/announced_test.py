"""Tests of our own, announced beforehand: their uses of decoys come in already marked, and can be seen."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AnnouncedTest(models.Model):
    """Who will test, from where and when."""

    source = models.CharField(max_length=45)
    """Address, normalised."""
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.TextField()
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    announced_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When somebody called it off."""

    class Meta:
        app_label = "desk"
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"test from {self.source}"
