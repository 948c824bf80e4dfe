"""Real workers in threads of the test, on a real database."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.errors import PostponedError
from chaffinch.desk.jobs.queue import enqueue
from chaffinch.desk.jobs.registry import job_kind
from chaffinch.desk.jobs.schedules import ensure_schedule
from chaffinch.desk.jobs.worker import EXIT_HUNG, EXIT_STOPPED, Lane, Worker
from chaffinch.desk.models import Heartbeat, Job, Schedule
from tests.desk.jobs.conftest import Database, use_database

pytestmark = pytest.mark.usefixtures("database")
QUICK = [Lane("quick")]


class Running:
    """A worker at work in a thread of its own."""

    def __init__(self, lanes: list[Lane], name: str) -> None:
        self.worker = Worker(lanes, name=name, poll_seconds=0.02)
        self.status: int | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        self.status = self.worker.run()
        connections.close_all()

    def stop(self) -> int | None:
        self.worker.stop()
        self.thread.join(timeout=20)
        return self.status


@contextmanager
def run_worker(lanes: list[Lane] = QUICK, *, name: str = "w") -> Iterator[Running]:
    running = Running(lanes, name)
    try:
        yield running
    finally:
        running.stop()


def await_true(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, list(Job.objects.values())
        time.sleep(0.02)


def all_ended() -> bool:
    return not Job.objects.filter(state__in=["waiting", "leased"]).exists()


def now() -> datetime:
    return datetime.now(UTC)


def test_a_worker_does_what_waits_and_goes_on_after_errors(caplog: pytest.LogCaptureFixture) -> None:
    done: list[Any] = []

    @job_kind("work", max_attempts=1)
    def work(payload: Mapping[str, Any], context: JobContext) -> None:
        if payload["case"] == 2:
            raise ValueError("no such page")
        if payload["case"] == 3:
            raise SystemExit(4)
        done.append(payload["case"])

    jobs = [enqueue("work", {"case": number}, now=now()) for number in range(1, 6)]
    with run_worker():
        await_true(all_ended)
    assert done == [1, 4, 5]
    failed = list(
        Job.objects.filter(state=Job.State.FAILED).order_by("pk").values_list("last_error", flat=True)
    )
    assert failed == ["ValueError: no such page", "SystemExit: 4"]
    assert jobs[1]
    assert f"Job {jobs[1].pk} (work) failed" in caplog.text


def test_a_slow_lane_does_not_hold_up_a_quick_one() -> None:
    sent = threading.Event()

    @job_kind("capture", lane="capture")
    def capture(payload: Mapping[str, Any], context: JobContext) -> None:
        assert sent.wait(20), "the quick lane waited for the slow one"

    @job_kind("send")
    def send(payload: Mapping[str, Any], context: JobContext) -> None:
        sent.set()

    enqueue("capture", {}, now=now())
    with run_worker([Lane("capture"), *QUICK]):
        await_true(Job.objects.filter(state="leased").exists)
        enqueue("send", {}, now=now())
        await_true(all_ended)
    assert Job.objects.filter(state="done").count() == 2


def test_the_lease_of_a_long_job_is_renewed_and_its_progress_shown() -> None:
    go_on = threading.Event()

    @job_kind("long", lease_seconds=1)
    def long(payload: Mapping[str, Any], context: JobContext) -> None:
        context.heartbeat(done=3, total=9)
        assert go_on.wait(20)

    enqueue("long", {}, now=now())
    with run_worker():
        await_true(Job.objects.filter(progress_done=3, progress_total=9).exists)
        begun = Job.objects.get().lease_until
        assert begun
        await_true(Job.objects.filter(lease_until__gt=begun + timedelta(seconds=1.5)).exists)
        go_on.set()
        await_true(all_ended)
    assert (Job.objects.get().state, Job.objects.get().losses) == ("done", 0)


def test_a_stop_gives_back_what_does_not_end_and_its_thread_ends_nothing_any_more() -> None:
    free, ended = threading.Event(), threading.Event()

    @job_kind("deaf")
    def deaf(payload: Mapping[str, Any], context: JobContext) -> None:
        free.wait(20)
        try:
            with context.finishing():
                enqueue("deaf", {"written": True}, now=now())
        finally:
            ended.set()
            connections.close_all()

    enqueue("deaf", {}, now=now())
    with run_worker() as running:
        await_true(Job.objects.filter(state="leased").exists)
        asked = time.monotonic()
        assert running.stop() == EXIT_STOPPED
        assert time.monotonic() - asked < 5 + 1, (
            "the promise of the worker's stop, and a second for this machine"
        )
    assert Job.objects.get().state == "waiting"
    free.set()
    assert ended.wait(20)
    assert Job.objects.get().state == "waiting", "neither its end nor its writes count"


def test_a_job_that_ends_early_because_the_worker_stops_runs_again() -> None:
    begun = threading.Event()

    @job_kind("polite")
    def polite(payload: Mapping[str, Any], context: JobContext) -> None:
        begun.set()
        while not context.cancelled():
            time.sleep(0.01)

    enqueue("polite", {}, now=now())
    with run_worker() as running:
        assert begun.wait(20)
        running.stop()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.losses) == ("waiting", 0, 0)


def test_writes_and_end_of_a_job_are_one_transaction() -> None:
    @job_kind("write", max_attempts=1)
    def write(payload: Mapping[str, Any], context: JobContext) -> None:
        with context.finishing():
            Heartbeat.objects.create(
                worker="written", process_id=1, started_at=now(), last_seen=now(), version=""
            )
            if payload["fails"]:
                raise ValueError("at the last moment")
        assert context.finished

    enqueue("write", {"fails": True}, now=now())
    with run_worker():
        await_true(all_ended)
        assert not Heartbeat.objects.filter(worker="written").exists()
        enqueue("write", {"fails": False}, now=now())
        await_true(all_ended)
    assert Heartbeat.objects.filter(worker="written").exists()
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "failed"]


def test_a_job_that_cannot_do_its_work_yet_waits() -> None:
    until = now() + timedelta(hours=1)

    @job_kind("send", max_attempts=1)
    def send(payload: Mapping[str, Any], context: JobContext) -> None:
        raise PostponedError("No mail server answers.", until=until)

    enqueue("send", {}, now=now())
    with run_worker():
        await_true(Job.objects.filter(not_before=until).exists)
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("waiting", 0)


def test_two_workers_start_each_due_run_once() -> None:
    @job_kind("digest")
    def digest(payload: Mapping[str, Any], context: JobContext) -> None:
        """Stand for any work."""

    long_ago = now() - timedelta(days=2)
    for number in range(25):
        ensure_schedule(f"s{number}", kind="digest", rule={"daily": "00:00", "zone": "UTC"}, now=long_ago)
    with run_worker(name="a"), run_worker(name="b"):
        await_true(lambda: not Schedule.objects.filter(last_enqueued=None).exists() and all_ended())
    assert Job.objects.count() == 25


def test_a_worker_shows_that_it_lives_and_that_it_stopped_in_order() -> None:
    with run_worker(name="desk-7"):
        await_true(Heartbeat.objects.filter(worker="desk-7", stopped_at=None).exists)
    assert Heartbeat.objects.exclude(stopped_at=None).get().worker == "desk-7"


def test_a_job_that_hangs_ends_its_worker_so_that_it_is_started_anew() -> None:
    free = threading.Event()

    @job_kind("hang", run_seconds=0.2)
    def hang(payload: Mapping[str, Any], context: JobContext) -> None:
        free.wait(30)
        connections.close_all()

    enqueue("hang", {}, now=now())
    with run_worker() as running:
        running.thread.join(timeout=20)
    assert running.status == EXIT_HUNG
    free.set()


def test_a_thread_opens_its_services_once_and_anew_after_an_error_nobody_foresaw() -> None:
    happened: list[str] = []

    @contextmanager
    def open_browser() -> Iterator[Mapping[str, Any]]:
        here = threading.current_thread().name
        happened.append("open")
        yield {"browser": here}
        assert threading.current_thread().name == here, "closed by the thread that opened it"
        happened.append("close")

    @job_kind("capture", lane="capture", max_attempts=1)
    def capture(payload: Mapping[str, Any], context: JobContext) -> None:
        assert context.services["browser"] == threading.current_thread().name
        happened.append("job")
        if payload["crashes"]:
            raise ValueError("the browser is gone")

    for crashes in (False, True, False):
        enqueue("capture", {"crashes": crashes}, now=now())
    with run_worker([Lane("capture", open_services=open_browser)]):
        await_true(all_ended)
    assert happened == ["open", "job", "job", "close", "open", "job", "close"]


def test_a_browser_that_does_not_start_is_the_jobs_error() -> None:
    @contextmanager
    def open_browser() -> Iterator[Mapping[str, Any]]:
        raise FileNotFoundError("chromium")
        yield {}

    @job_kind("capture", lane="capture", max_attempts=1)
    def capture(payload: Mapping[str, Any], context: JobContext) -> None:
        """Never reached."""

    enqueue("capture", {}, now=now())
    with run_worker([Lane("capture", open_services=open_browser)]):
        await_true(all_ended)
    assert Job.objects.get().last_error == "FileNotFoundError: chromium"


def test_a_worker_outlives_a_locked_database(database: Database) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows, not files")

    @job_kind("work")
    def work(payload: Mapping[str, Any], context: JobContext) -> None:
        """Stand for any work."""

    # The product waits 30 s for a lock; here that patience is cut, so that it runs out.
    def have_ended() -> bool:
        """Ask with the same short patience, which a busy machine may use up."""
        try:
            return all_ended()
        except OperationalError:
            return False

    options = {**database.settings["OPTIONS"], "timeout": 0.05}
    impatient = Database(settings={**database.settings, "OPTIONS": options}, environment={})
    with use_database(impatient):
        enqueue("work", {}, now=now())
        lock = sqlite3.connect(database.settings["NAME"], isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        with run_worker() as running:
            time.sleep(1.5)
            assert running.thread.is_alive()
            lock.execute("ROLLBACK")
            lock.close()
            await_true(have_ended)


def test_a_worker_outlives_a_lost_connection() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server to lose")
    asked, cut = threading.Event(), threading.Event()

    @job_kind("work", max_attempts=1)
    def work(payload: Mapping[str, Any], context: JobContext) -> None:
        Job.objects.count()
        asked.set()
        assert cut.wait(20)

    enqueue("work", {}, now=now())
    with run_worker():
        assert asked.wait(20)
        with connection.cursor() as cursor:  # of this test's database alone: others run beside it
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        cut.set()
        await_true(all_ended)
    assert Job.objects.get().state == "done"
