"""Pictures and scans of a dump: what OCR read in each, and how far the pass over all of them is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from chaffinch.desk.models.dump import Dump, DumpItem


class DumpPicture(models.Model):
    """An item without text whose words only OCR can read; it stands beside the verdict and never changes it."""

    class State(models.TextChoices):
        """What became of it."""

        WAITS = "waits", _("not read")
        READ = "read", _("read")
        FAILED = "failed", _("could not be read")

    item = models.OneToOneField(DumpItem, on_delete=models.CASCADE, related_name="picture")
    state = models.CharField(max_length=6, choices=State.choices, default=State.WAITS)
    words = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    pages_read = models.PositiveIntegerField(default=0)
    in_archive = models.BooleanField(default=False)
    """Most of its words stand in something that we wrote."""
    in_ledger = models.BooleanField(default=False)
    """Most of its words stand in something that we planted."""
    fault = models.CharField(max_length=40, blank=True)
    """Why nothing could be read; empty where something was, though it held no word."""
    sealed_evidence = models.BinaryField(default=b"")

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return f"picture {self.item_id}"


class PicturePass(models.Model):
    """The reading of all pictures of one dump."""

    class State(models.TextChoices):
        """Where it stands."""

        READING = "reading", _("is being read")
        STOPPED = "stopped", _("stopped, waits for a person")
        READ = "read", _("read to its end")

    dump = models.OneToOneField(Dump, on_delete=models.CASCADE, related_name="picture_pass")
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    languages = models.CharField(max_length=120)
    """Tesseract's codes with `+` between them, as they were asked for."""
    terms = models.JSONField(default=dict, blank=True)
    """What read: engine, version, languages, turns; empty before it began."""
    round = models.PositiveIntegerField(default=1)
    """How often it was begun: in each, what could not be read is tried again."""
    sealed_passwords = models.BinaryField(default=b"")
    """What is tried on encrypted archives; empty again once the pass is done."""
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    started_at = models.DateTimeField()
    resumed_at = models.DateTimeField()
    resumed_count = models.PositiveIntegerField(default=0)
    """Pictures that were read when it last began: what is left is judged by what was read since."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    stop_code = models.CharField(max_length=40, blank=True)
    stop_params = models.JSONField(default=dict, blank=True)

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return f"pictures of dump {self.dump_id}"
