from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction

from chaffinch.desk.jobs.errors import LeaseLostError, PostponedError
from chaffinch.desk.jobs.lease import (
    Lease,
    claim_job,
    extend_lease,
    fail_lease,
    finish_lease,
    postpone_lease,
    reap_leases,
    release_lease,
)
from chaffinch.desk.jobs.queue import enqueue
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.jobs.retry import MOST_LOSSES
from chaffinch.desk.models import Job, Pace
from chaffinch.errors import UsageError
from tests.desk.jobs.conftest import NOON, SetClock
from tests.desk.jobs.test_registry import do_nothing

pytestmark = pytest.mark.usefixtures("database", "kinds")


@pytest.fixture
def kinds() -> None:
    job_kind("look", max_attempts=3, pace_seconds=20)(do_nothing)
    job_kind("send")(do_nothing)


def claim(clock: SetClock, *, holder: str = "w") -> Lease:
    lease = claim_job(["look"], holder=holder, now=clock())
    assert lease
    return lease


def test_a_leased_job_is_not_leased_again(clock: SetClock) -> None:
    enqueue("look", {"case": 5}, now=clock())
    lease = claim(clock)
    assert (lease.kind, lease.payload) == ("look", {"case": 5})
    assert claim_job(["look"], holder="x", now=clock()) is None
    assert Job.objects.get().lease_until == clock() + timedelta(seconds=30)


def test_only_the_kinds_asked_for_are_leased(clock: SetClock) -> None:
    enqueue("send", {}, now=clock())
    assert claim_job(["look"], holder="w", now=clock()) is None
    assert claim_job([], holder="w", now=clock()) is None
    assert claim_job(["look", "send"], holder="w", now=clock())


def test_a_job_waits_for_its_time(clock: SetClock) -> None:
    enqueue("look", {}, now=clock(), not_before=clock() + timedelta(seconds=5))
    assert claim_job(["look"], holder="w", now=clock()) is None
    clock.move(5)
    claim(clock)


def test_done_is_done(clock: SetClock) -> None:
    enqueue("look", {}, now=clock())
    finish_lease(claim(clock), now=clock.move(3))
    job = Job.objects.get()
    assert (job.state, job.finished_at, job.lease_until) == (Job.State.DONE, clock(), None)
    assert claim_job(["look"], holder="w", now=clock.move(10_000)) is None


ENDINGS: list[Callable[[Lease], object]] = [
    lambda lease: finish_lease(lease, now=NOON),
    lambda lease: fail_lease(lease, ValueError(), now=NOON, random=Random(0)),
    lambda lease: postpone_lease(lease, PostponedError("later", until=NOON)),
    release_lease,
    lambda lease: extend_lease(lease, now=NOON),
]


@pytest.mark.parametrize("end", ENDINGS, ids=["finish", "fail", "postpone", "release", "extend"])
@pytest.mark.parametrize("taken", [False, True], ids=["waiting again", "held by another"])
def test_who_lost_the_lease_changes_nothing(
    clock: SetClock, end: Callable[[Lease], object], taken: bool
) -> None:
    enqueue("look", {}, now=clock())
    lost = claim(clock, holder="slow")
    assert reap_leases(now=clock.move(31)) == 1
    if taken:
        claim(clock, holder="fast")
    before = Job.objects.values().get()
    with pytest.raises(LeaseLostError):
        end(lost)
    assert Job.objects.values().get() == before


def test_writes_made_with_a_lost_lease_are_rolled_back(clock: SetClock) -> None:
    enqueue("look", {}, now=clock())
    lost = claim(clock)
    reap_leases(now=clock.move(31))
    with pytest.raises(LeaseLostError), transaction.atomic():
        enqueue("send", {"written": "by the slow one"}, now=clock())
        finish_lease(lost, now=clock())
    assert not Job.objects.filter(kind="send").exists()


def test_a_renewed_lease_is_not_taken_back(clock: SetClock) -> None:
    enqueue("look", {}, now=clock())
    lease = claim(clock)
    extend_lease(lease, now=clock.move(20), done=3, total=9)
    assert reap_leases(now=clock.move(29)) == 0
    job = Job.objects.get()
    assert (job.progress_done, job.progress_total) == (3, 9)
    finish_lease(lease, now=clock())


def test_a_lease_that_ran_out_is_taken_back_once(clock: SetClock) -> None:
    enqueue("look", {}, now=clock())
    claim(clock)
    assert reap_leases(now=clock.move(31)) == 1
    assert reap_leases(now=clock()) == 0
    job = Job.objects.get()
    assert (job.state, job.losses, job.attempts) == (Job.State.WAITING, 1, 0)


def test_a_lease_from_a_clock_that_was_ahead_is_taken_back(clock: SetClock) -> None:
    enqueue("look", {}, now=clock())
    claim(clock)
    assert reap_leases(now=clock.move(-86_400)) == 1
    claim(clock)


def test_a_job_that_ends_its_worker_again_and_again_is_kept_for_a_person(clock: SetClock) -> None:
    enqueue("look", {}, now=clock())
    for _ in range(MOST_LOSSES):
        claim(clock)
        reap_leases(now=clock.move(31))
    job = Job.objects.get()
    assert (job.state, job.finished_at) == (Job.State.FAILED, clock())
    assert "worker" in job.last_error


def test_a_failed_run_waits_and_comes_back_until_its_attempts_are_used_up(clock: SetClock) -> None:
    enqueue("look", {}, now=clock())
    for attempt in (1, 2):
        delay = fail_lease(claim(clock), ValueError("no answer"), now=clock(), random=Random(attempt))
        assert delay
        assert claim_job(["look"], holder="w", now=clock()) is None
        clock.move(delay.total_seconds())
    assert fail_lease(claim(clock), ValueError("no answer"), now=clock(), random=Random(3)) is None
    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == (Job.State.FAILED, 3, "ValueError: no answer")
    assert claim_job(["look"], holder="w", now=clock.move(10_000)) is None


def test_a_wrong_call_is_kept_for_a_person_at_once(clock: SetClock) -> None:
    enqueue("look", {}, now=clock())
    assert fail_lease(claim(clock), UsageError("no case 5"), now=clock(), random=Random(0)) is None
    assert Job.objects.get().state == Job.State.FAILED


def test_a_job_that_fails_for_good_while_asked_for_again_gets_new_attempts(clock: SetClock) -> None:
    enqueue("look", {}, now=clock(), dedup_key="case 5")
    lease = claim(clock)
    enqueue("look", {}, now=clock(), dedup_key="case 5")
    fail_lease(lease, UsageError("no case 5"), now=clock(), random=Random(0))
    job = Job.objects.get()
    assert (job.state, job.attempts, job.again, job.finished_at) == (Job.State.WAITING, 0, False, None)


def test_a_postponed_job_loses_no_attempt_and_says_why(clock: SetClock) -> None:
    enqueue("look", {}, now=clock())
    until = clock() + timedelta(minutes=5)
    postpone_lease(claim(clock), PostponedError("No mail server answers.", why="It is off.", until=until))
    job = Job.objects.get()
    assert (job.state, job.attempts, job.not_before) == (Job.State.WAITING, 0, until)
    assert job.last_error == "No mail server answers.\nWhy: It is off."


def test_a_job_given_back_may_start_at_once(clock: SetClock) -> None:
    enqueue("look", {}, now=clock())
    release_lease(claim(clock))
    claim(clock)
    assert Job.objects.get().attempts == 0


def test_two_jobs_of_one_pace_are_never_leased_together(clock: SetClock) -> None:
    for _ in range(2):
        enqueue("look", {}, now=clock(), pace_key="evil.example")
    enqueue("look", {}, now=clock(), pace_key="other.example")
    first = claim(clock)
    assert Job.objects.get(pk=claim(clock).job_id).pace_key == "other.example"
    assert claim_job(["look"], holder="w", now=clock.move(60)) is None
    finish_lease(first, now=clock())
    claim(clock)


def test_jobs_of_one_pace_start_as_far_apart_as_their_kind_says(clock: SetClock) -> None:
    for _ in range(2):
        enqueue("look", {}, now=clock(), pace_key="evil.example")
    finish_lease(claim(clock), now=clock.move(1))
    assert claim_job(["look"], holder="w", now=clock.move(18)) is None
    clock.move(1)
    claim(clock)


def test_the_table_itself_refuses_two_leases_of_one_pace(clock: SetClock) -> None:
    for _ in range(2):
        enqueue("look", {}, now=clock(), pace_key="evil.example")
    claim(clock)
    waiting = Job.objects.filter(state=Job.State.WAITING)
    with pytest.raises(IntegrityError), transaction.atomic():
        waiting.update(state=Job.State.LEASED, lease_until=clock())


def test_a_pace_from_a_clock_that_was_years_ahead_holds_nobody_back(clock: SetClock) -> None:
    Pace.objects.create(key="evil.example", free_at=clock() + timedelta(days=900))
    enqueue("look", {}, now=clock(), pace_key="evil.example")
    claim(clock)


def test_a_pace_that_waits_holds_up_no_other_work(clock: SetClock) -> None:
    for _ in range(40):
        enqueue("look", {}, now=clock(), pace_key="evil.example", priority=-5)
    enqueue("look", {}, now=clock(), priority=9)
    claim(clock)
    assert Job.objects.get(pk=claim(clock).job_id).priority == 9
