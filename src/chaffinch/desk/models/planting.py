"""What was planted ahead of a hack: what was proposed, who approved it, each item and where it stands."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Planting(models.Model):
    """One lot of decoy accounts, letters and documents, agreed to by two people and put into one place or two."""

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", _("waits for approval")
        RUNNING = "running", _("is being planted")
        STOPPED = "stopped", _("stopped, waits for a person")
        PLANTED = "planted", _("planted")
        DROPPED = "dropped", _("dropped")

    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    order = models.JSONField()
    """As planting.PlantingOrder: what is made, and where it goes."""
    order_hash = models.CharField(max_length=64)
    """SHA-256 of all that is approved, hex."""
    batch = models.CharField(max_length=32, unique=True)
    """Names it in every drawing of chance: with the installation's seed it gives the same items again."""
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    proposed_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    """The moment by which everything is dated that is made."""
    ended_at = models.DateTimeField(null=True, blank=True)
    stop_code = models.CharField(max_length=40, blank=True)
    stop_params = models.JSONField(default=dict, blank=True)

    class Meta:
        app_label = "desk"
        ordering = ["-proposed_at", "-pk"]

    def __str__(self) -> str:
        return f"planting {self.pk}"


class PlantingApproval(models.Model):
    """One person's yes to one order."""

    planting = models.ForeignKey(Planting, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    order_hash = models.CharField(max_length=64)
    reason = models.TextField()

    class Meta:
        app_label = "desk"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.person} for planting {self.planting_id}"


class PlantedItem(models.Model):
    """One letter, document or account of a planting; what it says rests encrypted."""

    class Kind(models.TextChoices):
        """As in the ledger."""

        TRAP = "trap", _("account")
        MAIL = "mail", _("letter")
        DOCUMENT = "document", _("document")

    class State(models.TextChoices):
        """Whether it stands where it should."""

        MADE = "made", _("made")
        PLACED = "placed", _("stands there")
        GONE = "gone", _("taken away")

    planting = models.ForeignKey(Planting, on_delete=models.PROTECT, related_name="items")
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=6, choices=State.choices, default=State.MADE)
    place = models.CharField(max_length=300, blank=True)
    """Where it stands: a mailbox, a path. Of a letter: the mailboxes that have it are sealed."""
    sealed = models.BinaryField()
    """As JSON, compressed: title, text, marks, mailboxes; of a document its file's name, too."""
    content = models.CharField(max_length=64, blank=True)
    """A document's bytes: the encrypted blob's name."""
    sha256 = models.CharField(max_length=64, db_index=True)
    """Of the item's bytes, hex; of an account: of its address and password."""
    text_sha256 = models.CharField(max_length=64, blank=True)
    beacon = models.CharField(max_length=64, blank=True, db_index=True)
    """Keyed hash of the token in the beacon's address; empty where there is none."""
    trap = models.ForeignKey(
        "desk.TrapAccount", on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    """The account that this item is, or whose log-in stands in it."""
    placed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "desk"
        ordering = ["pk"]
        indexes = [models.Index(fields=["planting", "kind", "state"], name="item_by_state")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
