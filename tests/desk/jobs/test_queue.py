from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from chaffinch.desk.jobs.lease import claim_job, fail_lease, finish_lease
from chaffinch.desk.jobs.queue import (
    CannotReopenError,
    NewJob,
    enqueue,
    enqueue_many,
    reopen_job,
    sweep_done_jobs,
)
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import Job
from chaffinch.errors import UsageError
from tests.desk.jobs.conftest import NOON, SetClock
from tests.desk.jobs.test_registry import do_nothing

pytestmark = pytest.mark.usefixtures("database", "look")


@pytest.fixture
def look() -> None:
    job_kind("look", max_attempts=1)(do_nothing)


def test_a_job_is_there_if_and_only_if_the_callers_writes_are() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue("look", {}, now=NOON)
        raise ZeroDivisionError
    assert not Job.objects.exists()
    with transaction.atomic():
        enqueue("look", {"case": 5}, now=NOON)
    assert Job.objects.get().payload == {"case": 5}


def test_an_unknown_kind_is_refused_where_it_is_enqueued() -> None:
    with pytest.raises(UsageError):
        enqueue_many([NewJob("look"), NewJob("loook")], now=NOON)
    assert not Job.objects.exists()


def test_a_waiting_job_stands_for_an_equal_one() -> None:
    assert enqueue("look", {}, now=NOON, dedup_key="case 5")
    assert enqueue("look", {}, now=NOON, dedup_key="case 5") is None
    assert enqueue("look", {}, now=NOON, dedup_key="case 6")
    assert Job.objects.count() == 2


def test_jobs_without_a_key_are_never_compared() -> None:
    enqueue_many([NewJob("look"), NewJob("look")], now=NOON)
    assert Job.objects.count() == 2


def test_equal_jobs_of_one_batch_become_one_and_only_the_new_ones_are_returned() -> None:
    enqueue("look", {}, now=NOON, dedup_key="b")
    added = enqueue_many([NewJob("look", {"n": n}, dedup_key=key) for n, key in enumerate("cabca")], now=NOON)
    assert sorted(job.dedup_key for job in added) == ["a", "c"]
    assert Job.objects.get(dedup_key="c").payload == {"n": 0}
    assert Job.objects.count() == 3


def test_a_running_job_that_is_asked_for_again_runs_once_more() -> None:
    enqueue("look", {}, now=NOON, dedup_key="case 5")
    lease = claim_job(["look"], holder="w", now=NOON)
    assert lease
    assert enqueue("look", {}, now=NOON, dedup_key="case 5")
    assert enqueue("look", {}, now=NOON, dedup_key="case 5") is None, "once more covers both"
    finish_lease(lease, now=NOON)
    assert Job.objects.get().state == Job.State.WAITING
    again = claim_job(["look"], holder="w", now=NOON)
    assert again
    finish_lease(again, now=NOON)
    assert Job.objects.get().state == Job.State.DONE


def test_a_done_job_stands_for_nothing_any_more() -> None:
    enqueue("look", {}, now=NOON, dedup_key="case 5")
    lease = claim_job(["look"], holder="w", now=NOON)
    assert lease
    finish_lease(lease, now=NOON)
    assert enqueue("look", {}, now=NOON, dedup_key="case 5")
    assert Job.objects.count() == 2


def fail_one(clock: SetClock) -> Job:
    enqueue("look", {}, now=clock(), dedup_key="case 5")
    lease = claim_job(["look"], holder="w", now=clock())
    assert lease
    assert fail_lease(lease, ValueError("no"), now=clock(), random=Random(0)) is None
    return Job.objects.get()


def test_a_person_lets_a_failed_job_run_again(clock: SetClock) -> None:
    job = fail_one(clock)
    reopen_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.finished_at) == (Job.State.WAITING, 0, None)
    assert claim_job(["look"], holder="w", now=clock())


def test_a_failed_job_whose_work_waits_elsewhere_is_not_reopened(clock: SetClock) -> None:
    job = fail_one(clock)
    enqueue("look", {}, now=clock(), dedup_key="case 5")
    with pytest.raises(CannotReopenError):
        reopen_job(job.pk)


def test_a_job_that_has_not_failed_is_not_reopened() -> None:
    job = enqueue("look", {}, now=NOON)
    assert job
    with pytest.raises(CannotReopenError):
        reopen_job(job.pk)


def test_old_done_jobs_go_and_failed_ones_stay(clock: SetClock) -> None:
    failed = fail_one(clock)
    enqueue("look", {}, now=clock())
    lease = claim_job(["look"], holder="w", now=clock())
    assert lease
    finish_lease(lease, now=clock())
    assert sweep_done_jobs(now=clock() + timedelta(days=29)) == 0
    assert sweep_done_jobs(now=clock() + timedelta(days=31)) == 1
    assert Job.objects.get() == failed
