"""One phishing site, from the first sighting to its end."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chaffinch.desk.states import WAITING


class Case(models.Model):
    """One host that imitates us, however often it was seen. Its primary key is its number."""

    class State(models.TextChoices):
        """See desk/states.py for what may follow what."""

        NEW = "new", pgettext_lazy("state of a case", "new")
        CAPTURED = "captured", pgettext_lazy("state of a case", "captured")
        CONFIRMED = "confirmed", pgettext_lazy("state of a case", "confirmed")
        DISMISSED = "dismissed", pgettext_lazy("state of a case", "dismissed")
        REPORTED = "reported", pgettext_lazy("state of a case", "reported")
        GONE = "gone", pgettext_lazy("state of a case", "gone")

    class Tier(models.TextChoices):
        """How it came to our attention."""

        ALERT = "alert", _("alert")
        REVIEW = "review", _("to review")
        REPORTED = "reported", _("sent in by a colleague")

    host = models.CharField(max_length=255, unique=True)
    """ASCII, lower case."""
    display = models.CharField(max_length=255)
    """Unicode form, as a person sees it."""
    registered_domain = models.CharField(max_length=255, db_index=True)
    url = models.CharField(max_length=2000)
    """What is opened: the first URL seen, with its path; made from the host where only that is known."""
    brand = models.CharField(max_length=255, blank=True)
    kinds = models.JSONField(default=list)
    tricks = models.JSONField(default=list)
    key = models.CharField(max_length=255, blank=True)
    """The name imitated as it stands in an address, when it was judged (names/match.py)."""
    ruled_out = models.JSONField(default=list, blank=True)
    """The harmless readings that did not hold then."""
    score = models.FloatField(default=0)
    tier = models.CharField(max_length=10, choices=Tier.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW, db_index=True)
    opened_at = models.DateTimeField(db_index=True)
    last_seen = models.DateTimeField()
    state_changed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    sighting_count = models.PositiveIntegerField(default=0)
    latest_capture = models.ForeignKey(
        "desk.Capture", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=12, blank=True, db_index=True)
    """Class of the latest capture's verdict; empty until there is one."""

    class Meta:
        app_label = "desk"
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["state", "-opened_at"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.host}"

    @property
    def waits_for_decision(self) -> bool:
        """Whether nobody has confirmed or dismissed it yet."""
        return self.state in WAITING
