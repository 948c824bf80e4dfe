"""What the desk keeps of the ledger beside its folder: nothing that is secret stands in clear here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Ledger(models.Model):
    """The ledger that this desk has begun; one row, so that a folder that is gone or another one is noticed."""

    origin = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    """The first key, as it is published."""
    most = models.PositiveIntegerField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    """None where it was begun by the command line."""
    looked_at = models.DateTimeField(null=True, blank=True)
    """When every leaf, root and salt was last looked over."""
    flaws = models.JSONField(default=list)
    """What was found then: number, code and about, as ledger.auditing.Flaw has them."""

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return f"ledger {self.origin}"


class LedgerEntry(models.Model):
    """Which entry of the ledger stands for which decoy or planted item."""

    name = models.CharField(max_length=200, unique=True)
    """The entry's id; a hash, a salt or a text stands in the folder only."""
    kind = models.CharField(max_length=16)
    decoy = models.OneToOneField(
        "desk.FedDecoy", on_delete=models.PROTECT, related_name="ledger_entry", null=True, blank=True
    )
    item = models.OneToOneField(
        "desk.PlantedItem", on_delete=models.PROTECT, related_name="ledger_entry", null=True, blank=True
    )
    """An account may be both: planted first, then given to a page."""
    planted_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    """It was planted before it was entered: what dates it is later than the planting."""

    class Meta:
        app_label = "desk"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"entry {self.name}"


class LedgerCheckpoint(models.Model):
    """A checkpoint as the desk has seen it: a folder that falls behind it must not go on."""

    number = models.PositiveIntegerField(unique=True)
    size = models.PositiveBigIntegerField()
    note = models.TextField()
    """As it is published."""
    entries = models.PositiveIntegerField()
    """How many entries it commits to; not published."""
    made_at = models.DateTimeField()
    faults = models.JSONField(default=dict)
    """By an authority's name why it did not stamp when it was last asked."""
    published_at = models.DateTimeField(null=True, blank=True)
    published_where = models.CharField(max_length=400, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )

    class Meta:
        app_label = "desk"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"checkpoint {self.number}"


class Disclosure(models.Model):
    """One entry that is to be shown to others: asked for by one person, agreed to by another."""

    class State(models.TextChoices):
        """Where it stands; one that waits for longer than two days has lapsed."""

        ASKED = "asked", _("waits for another person’s yes")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("refused")

    entry = models.CharField(max_length=200, db_index=True)
    """The entry's id."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    reason = models.TextField()
    opened = models.BooleanField(default=False)
    """The proof says where it was planted, too."""
    burnt = models.BooleanField(default=False)
    """Who asked knows that a decoy in use is worth nothing afterwards."""
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_burnt = models.BooleanField(default=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "desk"
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"disclosure of {self.entry}"
