"""Sign-in logs that are followed, and each use of a decoy that they told of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SignInLog(models.Model):
    """One log, and how far it was read."""

    name = models.CharField(max_length=500, unique=True)
    """Its path, or `practice range`."""
    path = models.CharField(max_length=4096)
    format = models.CharField(max_length=20)
    place = models.JSONField(default=dict, blank=True)
    """As tripwires.logfile.Place."""
    lines = models.BigIntegerField(default=0)
    attempts = models.BigIntegerField(default=0)
    unreadable = models.BigIntegerField(default=0)
    """Lines that look like an attempt and cannot be read."""
    unreadable_at = models.CharField(max_length=200, blank=True)
    """File, line and code of the latest of them."""
    lost = models.PositiveIntegerField(default=0)
    """How often the end of a rotated file could not be found again."""
    last_read_at = models.DateTimeField(null=True, blank=True)
    """When something new was read."""
    fault = models.CharField(max_length=40, blank=True)
    """Code of what stands in the way now."""
    followed = models.BooleanField(default=False)

    class Meta:
        app_label = "desk"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Hit(models.Model):
    """One use of one decoy; a line counts once, however often it is read."""

    class Severity(models.TextChoices):
        """What was used."""

        OPENED = "opened", _("the log-in worked")
        PASSWORD = "password", _("refused, with the decoy’s own password")
        ADDRESS = "address", _("refused")
        BEACON = "beacon", _("a document was opened")

    class Mark(models.TextChoices):
        """What a person says of it."""

        REAL = "real", _("somebody has what we fed")
        TEST = "test", _("our own test")
        SLIP = "slip", _("a colleague’s slip")

    case = models.ForeignKey(
        "desk.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="hits"
    )
    """The page that had it."""
    planting = models.ForeignKey(
        "desk.Planting", on_delete=models.PROTECT, null=True, blank=True, related_name="hits"
    )
    """The planting that had it; neither for an account that was given to nobody."""
    decoy = models.ForeignKey(
        "desk.FedDecoy", on_delete=models.PROTECT, null=True, blank=True, related_name="hits"
    )
    """What was fed; else one of the two below is set."""
    trap = models.ForeignKey(
        "desk.TrapAccount", on_delete=models.PROTECT, null=True, blank=True, related_name="hits"
    )
    """An account that no page had."""
    item = models.ForeignKey(
        "desk.PlantedItem", on_delete=models.PROTECT, null=True, blank=True, related_name="hits"
    )
    """A document that was opened."""
    log = models.ForeignKey(SignInLog, on_delete=models.PROTECT, related_name="hits")
    line_key = models.CharField(max_length=64)
    """Keyed hash of the line and its offset, so that a rotated copy of it is known again."""
    file = models.CharField(max_length=500)
    line = models.BigIntegerField()
    offset = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)
    noted_at = models.DateTimeField()
    source = models.CharField(max_length=45, blank=True)
    protocol = models.CharField(max_length=16, blank=True)
    success = models.BooleanField(default=False)
    failure = models.CharField(max_length=16, blank=True)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    session = models.CharField(max_length=64, blank=True)
    tool = models.CharField(max_length=20, blank=True)
    """As tripwires.tools names it."""
    mark = models.CharField(max_length=4, choices=Mark.choices, blank=True)
    """Empty: it rings."""
    mark_reason = models.TextField(blank=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "desk"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["decoy", "line_key"], name="one_hit_a_line"),
            models.UniqueConstraint(fields=["trap", "line_key"], name="one_trap_hit_a_line"),
            models.UniqueConstraint(fields=["item", "line_key"], name="one_item_hit_a_line"),
        ]
        indexes = [
            models.Index(fields=["decoy", "session"], name="hit_by_session"),
            models.Index(fields=["trap", "session"], name="trap_hit_by_session"),
        ]

    def __str__(self) -> str:
        return f"hit {self.pk} at {self.at:%Y-%m-%d %H:%M}"
