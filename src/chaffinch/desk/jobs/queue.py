"""Putting work into the table, inside the caller's transaction: it is there if and only if the caller's writes are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from chaffinch.desk.jobs.registry import find_kind
from chaffinch.desk.models.job import OPEN_STATES, Job, Pace
from chaffinch.errors import ChaffinchError
from chaffinch.reports.catalogue import gettext_noop as N_


class CannotReopenError(ChaffinchError):
    """The job is not one that waits for a person."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """What is asked for."""

    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    dedup_key: str = ""
    """Names everything of the payload that matters: an open job with it stands for this one."""
    pace_key: str = ""
    """Whom the job bothers (a registered domain, say): never two at a time."""
    priority: int = 0
    """The smaller one goes first."""
    not_before: datetime | None = None


def enqueue(
    kind: str,
    payload: Mapping[str, Any],
    *,
    now: datetime,
    dedup_key: str = "",
    pace_key: str = "",
    priority: int = 0,
    not_before: datetime | None = None,
) -> Job | None:
    """Add one job; return it, or None when one with that dedup key waits already.

    Where the one with that key runs at this moment, it may have read what the caller has just changed: it
    runs once more afterwards, and is returned.

    Raises:
        UsageError: no such kind.
    """
    wanted = NewJob(kind, payload, dedup_key, pace_key, priority, not_before)
    added = enqueue_many([wanted], now=now)
    return added[0] if added else None


def enqueue_many(wanted: Iterable[NewJob], *, now: datetime) -> list[Job]:
    """Add the jobs of a batch and return those that add work, as `enqueue` does for one.

    Raises:
        UsageError: a kind is unknown; nothing is added.
    """
    rows = [_make_row(new, now=now) for new in wanted]
    compared = {row.dedup_key: row for row in reversed(rows) if row.dedup_key}  # the first of equals counts
    with transaction.atomic(savepoint=False):
        added = Job.objects.bulk_create([row for row in rows if not row.dedup_key], batch_size=500)
        return added + _add_compared(compared)


def _add_compared(compared: Mapping[str, Job]) -> list[Job]:
    """Add what no open job stands for, and ask running ones once more.

    The open jobs of all keys stay locked until the caller commits, so that none of them ends unnoticed; the
    keys are taken in order, so that two batches never wait for one another crosswise.
    """
    added: list[Job] = []
    pending, inserted = sorted(compared), set[str]()
    while pending:
        open_jobs = _lock_open(pending)
        running = [job for job in open_jobs.values() if job.state == Job.State.LEASED and not job.again]
        Job.objects.filter(pk__in=[job.pk for job in running]).update(again=True)
        added += running
        added += [job for key, job in open_jobs.items() if job.state == Job.State.WAITING and key in inserted]
        # A key whose insertion met another open job that ended before the next look is simply tried again.
        pending = [key for key in pending if key not in open_jobs]
        Job.objects.bulk_create([compared[key] for key in pending], batch_size=500, ignore_conflicts=True)
        inserted.update(pending)
    return added


def _lock_open(keys: list[str]) -> dict[str, Job]:
    found = Job.objects.select_for_update().filter(dedup_key__in=keys, state__in=OPEN_STATES)
    return {job.dedup_key: job for job in found.order_by("dedup_key")}


def _make_row(new: NewJob, *, now: datetime) -> Job:
    return Job(
        kind=new.kind,
        payload=dict(new.payload),
        dedup_key=new.dedup_key,
        pace_key=new.pace_key,
        priority=new.priority,
        not_before=new.not_before,
        max_attempts=find_kind(new.kind).max_attempts,
        created_at=now,
    )


def reopen_job(job_id: int) -> None:
    """Let a failed job wait again with all its attempts; for a person who has removed the cause.

    Raises:
        CannotReopenError: it has not failed, or another open job does the same.
    """
    try:
        with transaction.atomic():
            changed = Job.objects.filter(pk=job_id, state=Job.State.FAILED).update(
                state=Job.State.WAITING, attempts=0, losses=0, not_before=None, finished_at=None
            )
    except IntegrityError as error:
        raise CannotReopenError(
            N_("This job is not needed any more."), why=N_("Another open job does the same work.")
        ) from error
    if not changed:
        raise CannotReopenError(N_("This job has not failed."))


def sweep_done_jobs(*, now: datetime, keep: timedelta = timedelta(days=30)) -> int:
    """Delete done jobs and unused paces older than that; failed jobs stay for a person. Return how many went."""
    old = Job.objects.filter(state=Job.State.DONE, finished_at__lt=now - keep).order_by("finished_at")[:1_000]
    deleted, _ = Job.objects.filter(pk__in=[job.pk for job in old]).delete()
    Pace.objects.filter(free_at__lt=now - keep).delete()
    return deleted
