"""Looks at an address, their verdicts, and the references they are compared with."""

from __future__ import annotations

from django.db import models


class Reference(models.Model):
    """One version of one of our own sign-in pages; every version is kept."""

    url = models.CharField(max_length=2000, db_index=True)
    version = models.PositiveIntegerField()
    captured_at = models.DateTimeField()
    title = models.CharField(max_length=500, blank=True)
    window = models.CharField(max_length=64)
    thumbnail = models.CharField(max_length=64)
    visible_text = models.TextField(blank=True)
    fields = models.JSONField(default=list)
    outline = models.JSONField(default=list)
    """Structure, logo, files and cookies: as pages.verdict.Reference has them."""
    logo = models.JSONField(null=True, blank=True)
    files = models.JSONField(default=list)
    favicon = models.CharField(max_length=64, blank=True)
    cookies = models.JSONField(default=list)
    service = models.CharField(max_length=40, blank=True)
    """Name of the service whose page it is; empty for one of our own."""

    class Meta:
        app_label = "desk"
        ordering = ["url", "-version"]
        constraints = [models.UniqueConstraint(fields=["url", "version"], name="one_row_a_version")]

    def __str__(self) -> str:
        return f"{self.url} v{self.version}"


class Capture(models.Model):
    """One look at one case's address; pictures and page stand in the blob store by their SHA-256."""

    case = models.ForeignKey("desk.Case", on_delete=models.PROTECT, related_name="captures")
    requested_url = models.CharField(max_length=2000)
    final_url = models.CharField(max_length=2000, blank=True)
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)
    reason_params = models.JSONField(default=dict)
    started_at = models.DateTimeField(db_index=True)
    seconds = models.FloatField(default=0)
    profile = models.CharField(max_length=40)
    status = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=500, blank=True)
    window = models.CharField(max_length=64, blank=True)
    page = models.CharField(max_length=64, blank=True)
    thumbnail = models.CharField(max_length=64, blank=True)
    dom = models.CharField(max_length=64, blank=True)
    bundle = models.CharField(max_length=64, blank=True)
    """The whole evidence as a zip that can be checked without us."""
    record = models.JSONField(default=dict)
    """headers, chain, certificate, forms, resources, notes, changes, console, cookies, links, exchanges, drawn_window,
    typed: as pages.capture.Capture has them, pictures by their SHA-256; and since: the same visitor's look before, and the
    boxes in which the window differs from that one's."""

    class Meta:
        app_label = "desk"
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.requested_url} at {self.started_at:%Y-%m-%d %H:%M}"


class Verdict(models.Model):
    """What a capture shows."""

    capture = models.OneToOneField(Capture, on_delete=models.PROTECT, related_name="verdict")
    verdict = models.CharField(max_length=12)
    score = models.FloatField(default=0)
    reasons = models.JSONField(default=list)
    """[{"code", "params", "weight"}], the weightiest first."""
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, null=True, blank=True)
    likeness = models.FloatField(default=0)
    identity = models.FloatField(default=0)
    matched_here = models.JSONField(null=True, blank=True)
    matched_there = models.JSONField(null=True, blank=True)
    pairs = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    """Points that match and parts that do not, for the drawing."""

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return f"{self.verdict} {self.score:.2f}"
