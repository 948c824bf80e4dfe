"""Many claim at the same time; what each of them got is compared."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connections

from chaffinch.desk.jobs.lease import claim_job, finish_lease
from chaffinch.desk.jobs.queue import NewJob, enqueue, enqueue_many
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.models import Job
from tests.desk.jobs.conftest import NOON, Database
from tests.desk.jobs.test_registry import do_nothing

T = TypeVar("T")


def run_together(count: int, work: Callable[[int], T]) -> list[T]:
    """Do the work in that many threads at once and return what each of them gave."""
    results: list[T] = []
    start = threading.Barrier(count)

    def run(number: int) -> None:
        start.wait()
        try:
            results.append(work(number))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == count, "a thread failed"
    return results


def claim_everything(number: int) -> list[int]:
    claimed: list[int] = []
    while lease := claim_job(["parallel"], holder=f"thread {number}", now=NOON):
        claimed.append(lease.job_id)
    return claimed


@pytest.mark.usefixtures("database")
def test_no_two_threads_get_the_same_job() -> None:
    job_kind("parallel")(do_nothing)
    enqueue_many([NewJob("parallel") for _ in range(80)], now=NOON)
    claimed = run_together(6, claim_everything)
    assert Counter(job for jobs in claimed for job in jobs) == Counter(
        Job.objects.values_list("pk", flat=True)
    )
    assert set(Job.objects.values_list("lease_token", flat=True)) == {1}


def test_no_two_processes_get_the_same_job(database: Database) -> None:
    job_kind("parallel")(do_nothing)
    enqueue_many([NewJob("parallel") for _ in range(150)], now=NOON)
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.desk.jobs.claim_all", f"process {number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
            env={**os.environ, **database.environment},
        )
        for number in range(2)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("start\n")
        process.stdin.flush()
    claimed = [[int(line) for line in process.communicate(timeout=60)[0].split()] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert Counter(job for jobs in claimed for job in jobs) == Counter(
        Job.objects.values_list("pk", flat=True)
    )


@pytest.mark.usefixtures("database")
def test_jobs_of_one_pace_never_run_together_however_many_claim() -> None:
    job_kind("parallel")(do_nothing)
    enqueue_many([NewJob("parallel", pace_key=f"{number % 3}.example") for number in range(45)], now=NOON)
    guards = {f"{number}.example": threading.Lock() for number in range(3)}

    def work(number: int) -> int:
        ended = 0
        while Job.objects.filter(state="waiting").exists():
            lease = claim_job(["parallel"], holder=f"thread {number}", now=datetime.now(UTC))
            if lease is None:
                continue
            guard = guards[Job.objects.get(pk=lease.job_id).pace_key]
            assert guard.acquire(blocking=False), "two jobs of one pace run at the same time"
            Job.objects.count()
            guard.release()
            finish_lease(lease, now=datetime.now(UTC))
            ended += 1
        return ended

    assert sum(run_together(4, work)) == 45


@pytest.mark.usefixtures("database")
def test_jobs_of_one_pace_keep_their_distance_however_many_claim() -> None:
    job_kind("parallel", pace_seconds=60)(do_nothing)
    enqueue_many([NewJob("parallel", pace_key="evil.example") for _ in range(8)], now=NOON)

    def work(number: int) -> int:
        started = 0
        for _ in range(5):
            if lease := claim_job(["parallel"], holder=f"thread {number}", now=NOON):
                started += 1
                finish_lease(lease, now=NOON)
        return started

    assert sum(run_together(4, work)) == 1


@pytest.mark.usefixtures("database")
def test_equal_jobs_enqueued_at_once_become_one() -> None:
    job_kind("parallel")(do_nothing)
    run_together(6, lambda number: enqueue("parallel", {"by": number}, now=NOON, dedup_key="case 5"))
    assert Job.objects.count() == 1


@pytest.mark.usefixtures("database")
def test_nothing_asked_for_while_a_job_ends_is_lost() -> None:
    """Each request must be followed by a run that starts after it, whatever the others do meanwhile."""
    job_kind("parallel")(do_nothing)
    requests = 40
    written = 0
    seen_by_runs: list[int] = []
    done = threading.Event()

    def work(number: int) -> None:
        nonlocal written
        if number == 0:
            for _ in range(requests):
                written += 1
                enqueue("parallel", {}, now=NOON, dedup_key="case 5")
            done.set()
            return
        while not (done.is_set() and not Job.objects.exclude(state="done").exists()):
            if lease := claim_job(["parallel"], holder=f"thread {number}", now=NOON):
                seen_by_runs.append(written)
                finish_lease(lease, now=NOON)

    run_together(3, work)
    assert max(seen_by_runs) == requests
