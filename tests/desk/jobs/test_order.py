"""The order in which jobs are leased, against a plain model of it in Python."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaffinch.desk.jobs.lease import claim_job, finish_lease
from chaffinch.desk.jobs.queue import NewJob, enqueue_many
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import Job, Pace
from tests.desk.jobs.conftest import NOON
from tests.desk.jobs.test_registry import do_nothing

SPACING = 20
jobs = st.builds(
    NewJob,
    kind=st.just("look"),
    pace_key=st.sampled_from(["", "", "a.example", "b.example"]),
    priority=st.integers(-2, 2),
    not_before=st.none() | st.integers(0, 60).map(lambda seconds: NOON + timedelta(seconds=seconds)),
)


def predict_order(wanted: list[NewJob], *, moments: list[int]) -> list[int | None]:
    """Say which job starts at each moment, by its place in the list, where each one ends as soon as it starts."""
    left = dict(enumerate(wanted))
    free_at: dict[str, int] = {}
    started: list[int | None] = []
    for moment in moments:
        now = NOON + timedelta(seconds=moment)
        ready = [
            (job.priority, number)
            for number, job in left.items()
            if (job.not_before is None or job.not_before <= now) and free_at.get(job.pace_key, 0) <= moment
        ]
        chosen = min(ready)[1] if ready else None
        started.append(chosen)
        if chosen is not None and (key := left.pop(chosen).pace_key):
            free_at[key] = moment + SPACING
    return started


@pytest.fixture
def look() -> None:
    job_kind("look", pace_seconds=SPACING)(do_nothing)


@pytest.mark.usefixtures("database", "look")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(jobs, max_size=8), steps=st.lists(st.integers(0, 15), min_size=1, max_size=12))
def test_jobs_start_by_priority_then_age_among_those_that_may(wanted: list[NewJob], steps: list[int]) -> None:
    Job.objects.all().delete()
    Pace.objects.all().delete()
    places = {job.pk: number for number, job in enumerate(enqueue_many(wanted, now=NOON))}
    moments = [sum(steps[: number + 1]) for number in range(len(steps))]
    started: list[int | None] = []
    for moment in moments:
        now = NOON + timedelta(seconds=moment)
        lease = claim_job(["look"], holder="w", now=now)
        started.append(places[lease.job_id] if lease else None)
        if lease:
            finish_lease(lease, now=now)
    assert started == predict_order(wanted, moments=moments)
