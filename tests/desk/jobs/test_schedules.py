from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chaffinch.desk.jobs.lease import claim_job, finish_lease
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.jobs.schedules import enqueue_due, ensure_schedule
from chaffinch.desk.models import Job, Schedule
from chaffinch.errors import UsageError
from tests.desk.jobs.conftest import NOON, SetClock
from tests.desk.jobs.test_registry import do_nothing

pytestmark = pytest.mark.usefixtures("database", "digest")
MONDAYS = {"weekly": "monday", "at": "08:00", "zone": "Europe/Paris"}
NEXT_MONDAY = datetime(2026, 3, 9, 7, tzinfo=UTC)


@pytest.fixture
def digest() -> None:
    job_kind("make_digest")(do_nothing)


def test_a_due_run_becomes_one_job_that_knows_what_it_stands_for() -> None:
    ensure_schedule("weekly", kind="make_digest", rule=MONDAYS, payload={"language": "fr"}, now=NOON)
    assert enqueue_due(now=NEXT_MONDAY - timedelta(seconds=1)) == 0
    assert enqueue_due(now=NEXT_MONDAY) == 1
    assert enqueue_due(now=NEXT_MONDAY) == 0
    assert Job.objects.get().payload == {"language": "fr", "due": NEXT_MONDAY.isoformat()}
    assert Schedule.objects.get().next_run == NEXT_MONDAY + timedelta(days=7)


def test_weeks_without_a_worker_are_made_up_for_by_one_run() -> None:
    ensure_schedule("weekly", kind="make_digest", rule=MONDAYS, now=NOON)
    assert enqueue_due(now=NEXT_MONDAY + timedelta(days=25)) == 1
    assert enqueue_due(now=NEXT_MONDAY + timedelta(days=25)) == 0


def test_a_week_whose_digest_still_waits_does_not_swallow_the_next() -> None:
    ensure_schedule("weekly", kind="make_digest", rule=MONDAYS, now=NOON)
    enqueue_due(now=NEXT_MONDAY)
    enqueue_due(now=NEXT_MONDAY + timedelta(days=7))
    assert Job.objects.count() == 2


def test_short_runs_that_cannot_keep_up_do_not_pile_up(clock: SetClock) -> None:
    ensure_schedule("look", kind="make_digest", rule={"every": 5}, now=clock())
    for _ in range(10):
        enqueue_due(now=clock.move(5))
    assert Job.objects.count() == 1
    lease = claim_job(["make_digest"], holder="w", now=clock())
    assert lease
    finish_lease(lease, now=clock())
    assert enqueue_due(now=clock.move(5)) == 1


def test_a_disabled_schedule_rests() -> None:
    ensure_schedule("weekly", kind="make_digest", rule=MONDAYS, now=NOON)
    Schedule.objects.update(enabled=False)
    assert enqueue_due(now=NEXT_MONDAY) == 0


def test_ensuring_a_schedule_again_moves_it_only_when_its_rule_changes() -> None:
    ensure_schedule("weekly", kind="make_digest", rule=MONDAYS, now=NOON)
    late = NEXT_MONDAY + timedelta(days=1)
    assert ensure_schedule("weekly", kind="make_digest", rule=MONDAYS, now=late).next_run == NEXT_MONDAY
    moved = ensure_schedule("weekly", kind="make_digest", rule={**MONDAYS, "at": "09:30"}, now=NOON)
    assert moved.next_run == NEXT_MONDAY + timedelta(minutes=90)
    assert Schedule.objects.count() == 1


def test_a_schedule_of_an_unknown_kind_or_rule_is_refused() -> None:
    with pytest.raises(UsageError):
        ensure_schedule("weekly", kind="make_digests", rule=MONDAYS, now=NOON)
    with pytest.raises(UsageError):
        ensure_schedule("weekly", kind="make_digest", rule={"weekly": "monday"}, now=NOON)
    assert not Schedule.objects.exists()
