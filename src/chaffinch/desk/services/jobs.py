"""What a person does about jobs that failed for good."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chaffinch.desk.jobs.queue import reopen_job
from chaffinch.desk.services.audit import Actor, write_audit


@transaction.atomic
def retry_job(job_number: int, *, actor: Actor, now: datetime) -> None:
    """Let a failed job wait again with all its attempts, once its cause is removed.

    Raises:
        CannotReopenError: it has not failed, or another open job does the same.
    """
    reopen_job(job_number)
    write_audit("job retried", subject=("job", job_number), actor=actor, now=now)
