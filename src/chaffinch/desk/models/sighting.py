"""Observations: one host or URL, from one source, at one time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """Where names come from, and how far it was read."""

    class Kind(models.TextChoices):
        """How it is read."""

        LIST = "list", _("list of names")
        ZONE = "zone", _("zone file")
        CERTIFICATES = "ct", _("certificate log")
        VARIANTS = "variants", _("look-alikes looked up in DNS")
        PASTE = "paste", _("link pasted at the desk")
        MAIL = "mail", _("mail sent in")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=500)
    """Path or address; empty for the desk itself."""
    line = models.BigIntegerField(default=0)
    """Lines or entries read so far of the present content."""
    """Of the content that `line` counts in, so that a new list is read from its start."""
    checkpoint = models.JSONField(default=dict, blank=True)
    """The feed's own place from which reading goes on (see names/feeds/feed.py)."""
    waiting = models.BigIntegerField(null=True, blank=True)
    """Entries that the source held beyond `line` when it was last read; unknown where empty."""
    newest_at = models.DateTimeField(null=True, blank=True)
    """When the newest entry read was made, as the source states it."""
    last_read_at = models.DateTimeField(null=True, blank=True)
    last_tried_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=40, blank=True)
    """Code of what stands in the way now; empty when the last attempt went well."""
    followed = models.BooleanField(default=False)
    """Whether it is read by itself, as [sources] of chaffinch.toml asks."""

    class Meta:
        app_label = "desk"
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="one_source_each")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def short_name(self) -> str:
        """The list's file name, without its folders."""
        return self.name.rpartition("/")[2]


class SourceGap(models.Model):
    """Entries of a source that were never read."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="gaps")
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    """Exclusive."""
    code = models.CharField(max_length=40)
    found_at = models.DateTimeField()

    class Meta:
        app_label = "desk"
        ordering = ["-found_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.start} to {self.end} of {self.source}"


class SourceFault(models.Model):
    """Something of a source that could not be read; the newest hundred of each source are kept."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="faults")
    at = models.DateTimeField()
    code = models.CharField(max_length=40)
    where = models.CharField(max_length=200)
    params = models.JSONField(default=dict, blank=True)

    class Meta:
        app_label = "desk"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.code} at {self.where}"


class Reading(models.Model):
    """One batch read from a source: what the weekly numbers are made of."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="readings")
    at = models.DateTimeField(db_index=True)
    lines = models.PositiveIntegerField()
    skipped = models.PositiveIntegerField(default=0)
    hits = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return f"{self.lines} lines at {self.at:%Y-%m-%d %H:%M}"


class Sighting(models.Model):
    """One observation that belongs to a case."""

    case = models.ForeignKey("desk.Case", on_delete=models.PROTECT, related_name="sightings")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="sightings")
    seen_at = models.DateTimeField(db_index=True)
    text = models.CharField(max_length=2000)
    """The line or link as it was found."""
    line = models.BigIntegerField(default=0)
    """Line of the list, 0 where there is none."""
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    mail = models.ForeignKey(
        "desk.ReportedMail", on_delete=models.PROTECT, null=True, blank=True, related_name="sightings"
    )

    class Meta:
        app_label = "desk"
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.text[:80]} at {self.seen_at:%Y-%m-%d %H:%M}"
