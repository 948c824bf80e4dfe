"""A schedule: a job that comes back by the calendar or by the clock."""

from __future__ import annotations

from django.db import models


class Schedule(models.Model):
    """What is to be enqueued again and again, and when next.

    Attributes:
        rule: `{"weekly": "monday", "at": "08:00", "zone": "Europe/Paris"}`,
            `{"daily": "06:30", "zone": "Europe/Paris"}` or `{"every": 300}` (seconds);
            read by `chaffinch.desk.jobs.recurrence.parse_rule`.
        next_run: the moment that is enqueued next; moved on in the transaction that enqueues the job.
    """

    name = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    rule = models.JSONField()
    next_run = models.DateTimeField()
    enabled = models.BooleanField(default=True)
    last_enqueued = models.DateTimeField(null=True)

    class Meta:
        app_label = "desk"

    def __str__(self) -> str:
        return self.name
