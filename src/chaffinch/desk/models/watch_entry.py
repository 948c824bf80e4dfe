"""What is imitated, and what never raises an alarm."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WatchEntry(models.Model):
    """One line of the watchlist, from the settings file or added on the desk."""

    class Kind(models.TextChoices):
        """What the line means."""

        DOMAIN = "domain", _("own domain")
        BRAND = "brand", _("brand word")
        SERVICE = "service", _("service we use")
        SIGN_IN = "sign-in", _("own sign-in page")
        ALLOWED = "allowed", _("partner, never alarmed")
        KEYWORD = "keyword", _("sign-in word")

    class Origin(models.TextChoices):
        """Who wrote it."""

        FILE = "file", _("settings file")
        DESK = "desk", pgettext_lazy("origin of a watchlist line", "this desk")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=2000)
    origin = models.CharField(max_length=5, choices=Origin.choices, default=Origin.DESK)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        app_label = "desk"
        ordering = ["kind", "value"]
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="one_line_each")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"
