"""Runs that feed a phishing page: what was proposed, who approved it, each decoy and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Approver(models.Model):
    """Somebody's right to approve, from when to when; taken away it stays on record."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approver_rights"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    only_case = models.ForeignKey("desk.Case", on_delete=models.PROTECT, null=True, blank=True)
    """An outside partner sees and approves this case only."""

    class Meta:
        app_label = "desk"
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.person} since {self.since:%Y-%m-%d %H:%M}"


class FeedingScope(models.Model):
    """Counsel's signed scope: the document is on file, in the blob store."""

    document = models.CharField(max_length=64)
    signed_by = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    noted_at = models.DateTimeField()

    class Meta:
        app_label = "desk"
        ordering = ["-noted_at", "-pk"]

    def __str__(self) -> str:
        return f"scope signed by {self.signed_by}"


class FeedingRun(models.Model):
    """One run against one case's page."""

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", _("waits for approval")
        RUNNING = "running", _("is being fed")
        STOPPED = "stopped", _("stopped, waits for a person")
        ENDED = "ended", _("ended")

    case = models.ForeignKey("desk.Case", on_delete=models.PROTECT, related_name="feeding_runs")
    capture = models.ForeignKey("desk.Capture", on_delete=models.PROTECT)
    """The look whose evidence the approval rests on."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    terms = models.JSONField()
    """As feeding.terms.Terms: what was approved of the page."""
    mix = models.JSONField()
    """How many of each kind of decoy."""
    mix_reasons = models.JSONField(default=list)
    """Why these: codes and figures as decoys.mix.MixReason has them."""
    decoys = models.PositiveIntegerField()
    hours = models.FloatField()
    hacked_host = models.BooleanField(default=False)
    order = models.CharField(max_length=64)
    """SHA-256 of all that is approved, hex."""
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    proposed_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    stop_code = models.CharField(max_length=40, blank=True)
    """The guard's code, or `person`."""
    stop_params = models.JSONField(default=dict)
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_ticks = models.FloatField(default=0)
    resumed_boot = models.CharField(max_length=40, blank=True)

    class Meta:
        app_label = "desk"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["proposed", "running", "stopped"]),
                name="one_open_run_a_case",
            )
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of case {self.case_id}"


class FeedingApproval(models.Model):
    """One person's yes to one order."""

    run = models.ForeignKey(FeedingRun, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    order = models.CharField(max_length=64)
    reason = models.TextField()
    hacked_host = models.BooleanField(default=False)

    class Meta:
        app_label = "desk"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.person} for run {self.run_id}"


class FedDecoy(models.Model):
    """One decoy of a run; address, password and persona rest encrypted."""

    class State(models.TextChoices):
        """At most once: what is spent is never sent again."""

        PLANNED = "planned", _("planned")
        SPENT = "spent", _("on its way")
        DONE = "done", _("sent")
        UNKNOWN = "unknown", _("unknown since a crash")
        DROPPED = "dropped", _("never sent")

    run = models.ForeignKey(FeedingRun, on_delete=models.PROTECT, related_name="fed")
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8)
    domain = models.CharField(max_length=253)
    isolated = models.BooleanField(default=False)
    sealed = models.BinaryField()
    found_by = models.CharField(max_length=64, db_index=True)
    """Keyed hash of the address, by which a sign-in log is searched without keeping the address."""
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    spent_at = models.DateTimeField(null=True, blank=True)
    spent_ticks = models.FloatField(default=0)
    spent_boot = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    answer = models.JSONField(default=dict)
    """typed, sent, led_to, statuses, asked_code, title, cause: as feeding.answers.Answer has them."""
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64, blank=True)
    seconds = models.FloatField(default=0)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    """Who settled an unknown one."""

    class Meta:
        app_label = "desk"
        ordering = ["planned_at", "pk"]

    def __str__(self) -> str:
        return f"decoy {self.number}"
