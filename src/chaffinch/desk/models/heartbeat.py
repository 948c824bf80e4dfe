"""The sign of life of a worker, which every page shows as "worker last seen", and of the follower."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaffinch.desk.models.job import Job


class Heartbeat(models.Model):
    """One process; it writes its row every ten seconds.

    Attributes:
        stopped_at: when it was stopped in good order; none while it runs, and after it was killed.
    """

    class Role(models.TextChoices):
        """What the process does."""

        WORKER = "worker", _("worker")
        FOLLOWER = "follower", _("reader of the sources")
        WATCHER = "watcher", _("reader of the sign-in logs")

    role = models.CharField(max_length=10, choices=Role.choices, default=Role.WORKER)
    worker = models.CharField(max_length=120, unique=True)
    process_id = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    last_seen = models.DateTimeField(db_index=True)
    stopped_at = models.DateTimeField(null=True)
    version = models.CharField(max_length=40)

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return self.worker

    @property
    def current_jobs(self) -> models.QuerySet[Job]:
        """The jobs that this worker holds now, the oldest first."""
        return Job.objects.filter(state=Job.State.LEASED, lease_holder=self.worker).order_by("started_at")
