"""A job: work that must happen at least once, whatever ends the process meanwhile."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

OPEN_STATES = ("waiting", "leased")


class Pace(models.Model):
    """When jobs that share a pace key (a host, say) may start again.

    A row of its own, since two claims must meet on one row to be put in order: a condition on other rows
    of the job table would be judged on a snapshot.
    """

    key = models.CharField(max_length=300, primary_key=True)
    free_at = models.DateTimeField()

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return self.key


class Job(models.Model):
    """One piece of work: waiting, leased to a worker for a while, done, or failed and kept for a person.

    Only `chaffinch.desk.jobs.queue` and `chaffinch.desk.jobs.lease` write this table.

    Attributes:
        priority: the smaller one goes first; among equals the older.
        not_before: earliest start; none means at once.
        attempts: runs that ended in an error of their own.
        losses: runs whose lease ran out, mostly because the worker was killed.
        lease_token: grows with every lease; only its present value may extend or end the job (fencing).
        dedup_key: at most one open job has it; empty means that it is not compared.
        pace_key: at most one job with it is leased at a time, the next no sooner than its `Pace` says.
        again: asked for once more while it ran, so it waits anew instead of being done.
        last_error: what happened and why, the last time that it went wrong.
    """

    class State(models.TextChoices):
        """Where a job stands."""

        WAITING = "waiting"
        LEASED = "leased"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    priority = models.SmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField()
    losses = models.PositiveIntegerField(default=0)
    lease_holder = models.CharField(max_length=120, default="")
    lease_token = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    dedup_key = models.CharField(max_length=300, default="")
    pace_key = models.CharField(max_length=300, default="")
    again = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "desk"
        constraints = [
            models.UniqueConstraint(
                fields=["dedup_key"],
                condition=Q(state__in=OPEN_STATES) & ~Q(dedup_key=""),
                name="job_open_dedup_key",
            ),
            models.UniqueConstraint(
                fields=["pace_key"], condition=Q(state="leased") & ~Q(pace_key=""), name="job_leased_pace_key"
            ),
            models.CheckConstraint(
                condition=Q(state="leased", lease_until__isnull=False)
                | Q(state__in=["waiting", "done", "failed"], lease_until__isnull=True),
                name="job_lease_only_while_leased",
            ),
        ]
        # Not partial: SQLite uses a partial index only where the query says the state as a literal.
        indexes = [
            models.Index(fields=["state", "priority", "id"], name="job_in_order"),
            models.Index(fields=["state", "lease_until"], name="job_by_lease"),
            models.Index(fields=["state", "finished_at"], name="job_by_end"),
            models.Index(fields=["dedup_key"], name="job_by_dedup_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
