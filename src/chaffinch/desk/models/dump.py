"""A dump at the desk: how far it is read, each item and what is said of it, who has read it, what may be shown."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Dump(models.Model):
    """One dump that is read, or was."""

    class State(models.TextChoices):
        """Where it stands."""

        READING = "reading", _("is being read")
        STOPPED = "stopped", _("stopped, waits for a person")
        READ = "read", _("read to its end")

    name = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    order = models.JSONField()
    """What `leaks.triage` is told, as plain values; never a password of an archive."""
    sealed_passwords = models.BinaryField(default=b"")
    """What is tried on encrypted archives; empty again once the dump is read to its end."""
    learned_at = models.DateTimeField()
    """When it was noticed: the 72 hours of GDPR article 33 begin."""
    country = models.CharField(max_length=2, blank=True)
    vote_on = models.DateField(null=True, blank=True)
    silence_at = models.DateTimeField(null=True, blank=True)
    """When publication ends, where somebody entered it by hand."""
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """None where it was started by the command line."""
    started_at = models.DateTimeField()
    resumed_at = models.DateTimeField()
    resumed_size = models.PositiveBigIntegerField(default=0)
    """Bytes that were read when it last began: what is left is judged by what was read since."""
    ended_at = models.DateTimeField(null=True, blank=True)
    total_size = models.PositiveBigIntegerField(default=0)
    """Bytes in all; 0 before they are counted."""
    done_size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    """Of the whole, as its manifest has it; empty before its files are listed."""
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    listed_at = models.DateTimeField(null=True, blank=True)
    manifest_stamp = models.BinaryField(default=b"")
    """An authority's answer over the manifest (RFC 3161); empty where none dated it."""
    stop_code = models.CharField(max_length=40, blank=True)
    stop_params = models.JSONField(default=dict, blank=True)
    anomalies = models.JSONField(default=list, blank=True)
    """Of the dump as a whole: code, count, params and items, as leaks finds them."""

    class Meta:
        app_label = "desk"
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"dump {self.pk}"


class DumpPart(models.Model):
    """A part of a dump whose items are all kept: what is not here is read again after a stop or a crash."""

    dump = models.ForeignKey(Dump, on_delete=models.CASCADE, related_name="parts")
    chunk = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    """In its chunk, from 0."""
    last = models.BooleanField()
    """The chunk is done with it."""
    items = models.PositiveIntegerField()
    sealed_words = models.BinaryField()
    """Which words stand in which of its items; opened to search."""
    sealed_facts = models.BinaryField(default=b"")
    """The few values of each item by which anomalies of the whole dump are found."""

    class Meta:
        app_label = "desk"
        ordering = ["chunk", "number"]
        constraints = [models.UniqueConstraint(fields=["dump", "chunk", "number"], name="part_once")]

    def __str__(self) -> str:
        return f"chunk {self.chunk}, part {self.number} of dump {self.dump_id}"


class DumpItem(models.Model):
    """One item of a dump; what it says and why it is judged so rests encrypted."""

    dump = models.ForeignKey(Dump, on_delete=models.CASCADE, related_name="items")
    chunk = models.PositiveIntegerField()
    part = models.PositiveIntegerField()
    place = models.PositiveIntegerField()
    """In its part, from 0: chunk, part and place are the order of the dump."""
    path = models.TextField()
    mailbox = models.CharField(max_length=200, blank=True)
    """The file or folder at the top of the dump in which it stands."""
    kind = models.CharField(max_length=8)
    verdict = models.CharField(max_length=12)
    confidence = models.CharField(max_length=8)
    day = models.DateField(null=True, blank=True)
    """Of a message: as it says itself."""
    match = models.CharField(max_length=200, blank=True)
    """Id of the item of the archive or the ledger."""
    size = models.PositiveBigIntegerField(default=0)
    fault = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="duplicates", null=True, blank=True
    )
    trace = models.CharField(max_length=16, blank=True)
    """Of what is repackaged but for lines that stand in many items: the name of these lines, by which they are one group."""
    sealed = models.BinaryField()
    """The finding and what is shown, compressed."""

    class Meta:
        app_label = "desk"
        ordering = ["chunk", "part", "place"]
        constraints = [models.UniqueConstraint(fields=["dump", "chunk", "part", "place"], name="item_once")]
        indexes = [
            models.Index(fields=["dump", "verdict", "day"], name="dumped_by_verdict"),
            models.Index(fields=["dump", "mailbox", "verdict"], name="dumped_by_mailbox"),
            models.Index(fields=["dump", "sha256"], name="dumped_by_hash"),
            models.Index(fields=["dump", "fault"], name="dumped_by_fault"),
            models.Index(fields=["dump", "trace"], name="dumped_by_trace"),
        ]

    def __str__(self) -> str:
        return f"item {self.pk} of dump {self.dump_id}"


class ItemReading(models.Model):
    """What one person says of a verdict after reading the item."""

    item = models.ForeignKey(DumpItem, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    verdict = models.CharField(max_length=12)
    """The verdict that was read: another one is not agreed to."""
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "desk"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="one_reading_a_person")]

    def __str__(self) -> str:
        return f"{self.person} on item {self.item_id}"


class Release(models.Model):
    """An example for the fact pack: asked for by one person, agreed to by another."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("waits for another person’s yes")
        RELEASED = "released", _("released")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    item = models.ForeignKey(DumpItem, on_delete=models.CASCADE, related_name="releases")
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    reason = models.TextField()
    sealed_redactions = models.BinaryField()
    """Words that are to be blacked out beside what is blacked out by itself."""
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "desk"
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"release of item {self.item_id}"
