"""Who may run which job, and until when: claim, extend, end, take back.

Every write names the lease's token (fencing): a worker that was silent for too long, whether it hung, was
suspended or had its lease taken, changes nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Case, DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from chaffinch.desk.jobs.errors import LeaseLostError, PostponedError, describe_error
from chaffinch.desk.jobs.registry import (
    LONGEST_LEASE_SECONDS,
    LONGEST_PACE_SECONDS,
    find_kind,
    note_given_up,
)
from chaffinch.desk.jobs.retry import MOST_LOSSES, decide_retry
from chaffinch.desk.models.job import Job, Pace

_LOST_TEXT = "The worker stopped, or was silent for too long, while it ran this job."


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one job for a while."""

    job_id: int
    token: int
    kind: str
    payload: Mapping[str, Any]
    attempts: int
    """Runs before this one that ended in an error."""
    max_attempts: int
    seconds: float
    """How long it lasts from each renewal."""


class _TakenError(Exception):
    """Another worker was faster; the claim is rolled back and tried anew."""


def claim_job(kinds: Iterable[str], *, holder: str, now: datetime) -> Lease | None:
    """Lease the next job of these kinds to the holder; return None when none may start now.

    The next one is that of the smallest priority, then the oldest, among those whose time has come and whose
    pace key is free.
    """
    names = list(kinds)
    for _ in range(5):
        # Looked at first outside a transaction, so that an idle worker does not take SQLite's only write lock.
        if not _list_startable(names, now=now).exists():
            return None
        try:
            with transaction.atomic():
                return _lease_next(names, holder=holder, now=now)
        except (_TakenError, IntegrityError):
            continue
    return None


def _list_startable(names: list[str], *, now: datetime) -> QuerySet[Job]:
    leased = Job.objects.filter(state=Job.State.LEASED, pace_key=OuterRef("pace_key"))
    # A moment beyond the longest spacing was written by a clock that was wrong.
    latest = now + timedelta(seconds=LONGEST_PACE_SECONDS)
    paused = Pace.objects.filter(key=OuterRef("pace_key"), free_at__gt=now, free_at__lte=latest)
    return Job.objects.filter(
        Q(not_before__isnull=True) | Q(not_before__lte=now),
        Q(pace_key="") | (~Exists(leased) & ~Exists(paused)),
        state=Job.State.WAITING,
        kind__in=names,
    ).order_by("priority", "pk")


def _lease_next(names: list[str], *, holder: str, now: datetime) -> Lease:
    startable = _list_startable(names, now=now)
    # SQLite would ignore the lock without a word. There, the IMMEDIATE transaction keeps others from writing
    # between our look and our write, and the condition of the UPDATE holds even where a setting forgets that.
    if connection.features.has_select_for_update_skip_locked:
        startable = startable.select_for_update(skip_locked=True)
    job = startable.first()
    if job is None:
        raise _TakenError
    kind = find_kind(job.kind)
    if job.pace_key:
        _take_pace(job, seconds=kind.pace_seconds, now=now)
    leased = Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(
        state=Job.State.LEASED,
        lease_holder=holder,
        lease_token=F("lease_token") + 1,
        lease_until=now + timedelta(seconds=kind.lease_seconds),
        started_at=now,
        progress_done=0,
        progress_total=0,
    )
    if not leased:
        raise _TakenError
    return Lease(
        job_id=job.pk,
        token=job.lease_token + 1,
        kind=job.kind,
        payload=job.payload,
        attempts=job.attempts,
        max_attempts=job.max_attempts,
        seconds=kind.lease_seconds,
    )


def _take_pace(job: Job, *, seconds: float, now: datetime) -> None:
    """Move the pace of the job's key on; claims of one key meet here and are judged one after the other."""
    Pace.objects.bulk_create([Pace(key=job.pace_key, free_at=now)], ignore_conflicts=True)
    pace = Pace.objects.select_for_update().filter(key=job.pace_key).first()
    if pace is None or not _list_startable([job.kind], now=now).filter(pk=job.pk).exists():
        raise _TakenError
    pace.free_at = now + timedelta(seconds=seconds)
    pace.save(update_fields=["free_at"])


def extend_lease(lease: Lease, *, now: datetime, done: int = 0, total: int = 0) -> None:
    """Renew the lease from now on, and say how far the job is.

    Raises:
        LeaseLostError: it ran out and was taken back meanwhile.
    """
    _change_held(
        lease, lease_until=now + timedelta(seconds=lease.seconds), progress_done=done, progress_total=total
    )


def finish_lease(lease: Lease, *, now: datetime) -> None:
    """Mark the job done; it waits anew where it was asked for again while it ran.

    Raises:
        LeaseLostError: the lease was lost, so whatever this transaction holds must not be committed.
    """
    _change_held(lease, **_end_unless_again(Job.State.DONE, now=now), not_before=None, last_error="")


def fail_lease(lease: Lease, error: BaseException, *, now: datetime, random: Random) -> timedelta | None:
    """Record an error; return the delay before the next attempt, or None when the job is kept for a person.

    Raises:
        LeaseLostError: the lease was lost; the error is not recorded.
    """
    attempts = lease.attempts + 1
    delay = decide_retry(error, attempts=attempts, max_attempts=lease.max_attempts, random=random)
    if delay is None:
        with transaction.atomic():
            _change_held(
                lease,
                **_end_unless_again(Job.State.FAILED, now=now, attempts=attempts),
                last_error=describe_error(error),
            )
            if Job.objects.filter(pk=lease.job_id, state=Job.State.FAILED).exists():
                note_given_up(lease.kind, lease.payload, now=now)
    else:
        _wait_again(lease, not_before=now + delay, attempts=attempts, last_error=describe_error(error))
    return delay


def postpone_lease(lease: Lease, reason: PostponedError) -> None:
    """Let the job wait until the reason says, with its attempts as they were.

    Raises:
        LeaseLostError: the lease was lost.
    """
    _wait_again(lease, not_before=reason.until, last_error=describe_error(reason))


def release_lease(lease: Lease) -> None:
    """Give the job back unfinished, for a worker that stops.

    Raises:
        LeaseLostError: the lease was lost already.
    """
    _wait_again(lease, not_before=None)


def reap_leases(*, now: datetime) -> int:
    """Let jobs wait again whose lease ran out; keep those for a person that ended too many workers.

    Returns:
        How many leases were taken back.
    """
    # A lease that ends far later than any can was written while the clock was ahead; its holder, if it lives,
    # has renewed it since. The threefold leaves room for clocks of two machines that differ a little.
    latest = now + timedelta(seconds=3 * LONGEST_LEASE_SECONDS)
    lost = Job.objects.filter(Q(lease_until__lt=now) | Q(lease_until__gt=latest), state=Job.State.LEASED)
    if not lost.exists():
        return 0
    deadly = Q(losses__gte=MOST_LOSSES - 1, again=False)
    with transaction.atomic():
        given_up = list(lost.filter(deadly).select_for_update().values_list("kind", "payload"))
        taken = lost.update(
            state=Case(When(deadly, then=Value(Job.State.FAILED)), default=Value(Job.State.WAITING)),
            finished_at=Case(When(deadly, then=Value(now)), default=None),
            losses=F("losses") + 1,
            last_error=_LOST_TEXT,
            lease_until=None,
            again=False,
        )
        for kind, payload in given_up:
            note_given_up(kind, payload, now=now)
    return taken


def _wait_again(lease: Lease, **changes: Any) -> None:
    _change_held(lease, state=Job.State.WAITING, lease_until=None, again=False, **changes)


def _end_unless_again(state: Job.State, *, now: datetime, attempts: int | None = None) -> dict[str, Any]:
    """Return the columns that end a job, or let it wait from scratch where it was asked for again."""
    asked = Q(again=True)
    moment, number = DateTimeField(), IntegerField()
    counted = F("attempts") if attempts is None else Value(attempts)
    return {
        "state": Case(When(asked, then=Value(Job.State.WAITING)), default=Value(state)),
        "finished_at": Case(When(asked, then=Value(None)), default=Value(now), output_field=moment),
        "attempts": Case(When(asked, then=Value(0)), default=counted, output_field=number),
        "losses": Case(When(asked, then=Value(0)), default=F("losses"), output_field=number),
        "lease_until": None,
        "again": False,
    }


def _change_held(lease: Lease, **changes: Any) -> None:
    held = Job.objects.filter(pk=lease.job_id, state=Job.State.LEASED, lease_token=lease.token)
    if not held.update(**changes):
        raise LeaseLostError(lease.job_id)
