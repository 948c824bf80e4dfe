"""Which colleagues were reached by a lure, kept for the response and never as a ranking."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Exposure(models.Model):
    """One colleague and one case. The name rests encrypted, so no query can count by person."""

    class What(models.TextChoices):
        """How far it went."""

        RECEIVED = "received", _("received the lure")
        OPENED = "opened", _("opened the page")
        TYPED = "typed", _("typed a password")

    case = models.ForeignKey("desk.Case", on_delete=models.PROTECT, related_name="exposures")
    person = models.BinaryField()
    what = models.CharField(max_length=10, choices=What.choices)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    noted_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    """When the colleague was helped (password changed, sessions closed)."""

    class Meta:
        app_label = "desk"
        ordering = ["-noted_at"]

    def __str__(self) -> str:
        return f"{self.what}, case {self.case_id}"
