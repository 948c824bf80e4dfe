"""What may go wrong around a run: it stops, the case page says why, and only a person has it go on. No decoy goes twice."""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from tests.desk.conftest import home
from tests.desk.jobs.conftest import Database, database, migrated
from tests.desk.services.conftest import configuration
from tests.feeding.runs import Team, add_team, begin_run, look_from_afar
from tests.feeding.sink import Sink, SinkBrowser
from tests.feeding.working import Working, post_to, read_section, wait_for

from chaffinch.desk.home import Home
from chaffinch.desk.jobs.kinds import feeding as kind
from chaffinch.desk.jobs.lease import claim_job, reap_leases
from chaffinch.desk.jobs.retry import MOST_LOSSES
from chaffinch.desk.models import FedDecoy, FeedingRun, Job
from chaffinch.desk.services.feeding import FeedingRefusedError, end_run, remove_approver, resume_run
from chaffinch.desk.services.planning import plan_run
from chaffinch.desk.services.sending import spend_decoy
from chaffinch.desk.services.watch import sync_settings_file
from chaffinch.feeding.order import FillOrder
from chaffinch.ground.files import write_whole
from chaffinch.lab.phishers import PLAIN_HOST
from chaffinch.lab.range import Range
from chaffinch.pages.sandbox.supervisor import BrowserStartError
from chaffinch.reports.feeding_words import say_refusal

__all__ = ["Database", "configuration", "database", "home", "migrated"]
pytestmark = [pytest.mark.timeout(180), pytest.mark.usefixtures("database", "configuration", "practice")]
DECOYS = 6


@pytest.fixture
def practice(home: Home, database: Database, configuration: object) -> Iterator[None]:
    with Range(home.folder):
        sync_settings_file(settings.CONFIGURATION.watch, now=datetime.now(UTC))
        yield


@pytest.fixture
def team(request: pytest.FixtureRequest) -> Team:
    return add_team(f"{abs(hash(request.node.name)) % 10**8}")


@pytest.fixture
def run(team: Team) -> Iterator[FeedingRun]:
    """A run of six; whatever is left of it is ended, since the tests share a database and a page has one run."""
    begun = begin_run(look_from_afar(PLAIN_HOST), team, decoys=DECOYS)
    yield begun
    begun.refresh_from_db()
    if begun.state != "ended":
        end_run(begun.pk, actor=team[0], now=datetime.now(UTC))


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


def wait_for_arrivals(sink: Sink, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(sink.arrived) < count:
        assert time.monotonic() < deadline, "nothing arrives"
        time.sleep(0.02)


@contextmanager
def holding_answers(sink: Sink, count: int) -> Iterator[None]:
    """Within it, so many have arrived, and none of them from the last on is answered before its end: nothing goes on."""
    released = threading.Event()
    sink.listen(lambda _: len(sink.arrived) < count or released.wait(60))
    try:
        wait_for_arrivals(sink, count)
        yield
    finally:
        released.set()


def check_stopped(run: FeedingRun, code: str) -> None:
    """It waits for a person, and the page says why."""
    wait_for(run, "stopped", seconds=60)
    assert run.stop_code == code
    said = say_refusal(code)
    assert said != code
    assert said in read_section(run)


def resume(run: FeedingRun, team: Team) -> None:
    resume_run(run.pk, reason="It was looked into.", actor=team[1], now=datetime.now(UTC))


def check_ended(run: FeedingRun, sink: Sink, *, unknown: int = 0) -> None:
    """All went, each once; those whose state nobody knows arrived or did not."""
    wait_for(run, "ended")
    assert set(sink.arrived.values()) == {1}
    assert FedDecoy.objects.filter(run=run, state="unknown").count() == unknown
    assert DECOYS - unknown <= len(sink.arrived) <= DECOYS
    assert FedDecoy.objects.filter(run=run, state="done").count() == DECOYS - unknown


def test_an_approver_who_is_removed_stops_it_and_nobody_can_resume_it(
    run: FeedingRun, team: Team, sink: Sink
) -> None:
    with Working(post_to(sink)):
        with holding_answers(sink, 2):
            remove_approver(team[0].name, actor=team[1], now=datetime.now(UTC))
        check_stopped(run, "approvals")
        arrived = len(sink.arrived)
        with pytest.raises(FeedingRefusedError) as refused:
            resume(run, team)
        assert refused.value.refusal.code == "approvals"
        time.sleep(0.5)
    assert len(sink.arrived) == arrived < DECOYS


def test_a_clock_that_is_set_back_stops_it_and_rows_written_since_hide_nothing(
    run: FeedingRun, team: Team, sink: Sink
) -> None:
    behind = [timedelta(0)]
    with Working(post_to(sink), clock=lambda: datetime.now(UTC) - behind[0]):
        with holding_answers(sink, 2):
            behind[0] = timedelta(minutes=30)
        check_stopped(run, "clock-set-back")
        arrived = len(sink.arrived)
        with pytest.raises(FeedingRefusedError) as refused:
            resume_run(run.pk, reason="Now?", actor=team[0], now=datetime.now(UTC) - behind[0])
        assert refused.value.refusal.code == "clock-set-back"
        assert len(sink.arrived) == arrived
        behind[0] = timedelta(0)
        resume(run, team)
        check_ended(run, sink)


def test_a_long_wait_for_the_database_is_not_taken_for_a_clock_set_back(run: FeedingRun, sink: Sink) -> None:
    def read_and_wait() -> datetime:
        """Whoever reads the clock before his transaction begins may have waited when he comes to look at the rows."""
        waited = timedelta(0) if connection.in_atomic_block else timedelta(seconds=6)
        return datetime.now(UTC) - waited

    with Working(post_to(sink), clock=read_and_wait):
        check_ended(run, sink)


@contextmanager
def fail_writes() -> Iterator[None]:
    """Have the database say that its disk is full, as SQLite does (SQLITE_FULL)."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")):
            cause = sqlite3.OperationalError("database or disk is full")
            cause.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise OperationalError("database or disk is full") from cause
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def fail_once(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Have the disk be full at the third call of one of the job's steps."""
    usual, calls = vars(kind)[step], [0]

    def work(*given: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] != 3:
            return usual(*given, **named)
        with fail_writes():
            return usual(*given, **named)

    monkeypatch.setattr(kind, step, work)


@pytest.mark.parametrize(
    "step", [("spend_decoy", 0), ("record_submission", 1), ("_come_back", 0)], ids=lambda step: step[0]
)
def test_a_database_that_cannot_be_written_stops_it(
    step: tuple[str, int], run: FeedingRun, team: Team, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, unknown = step
    fail_once(monkeypatch, name)
    with Working(post_to(sink)):
        check_stopped(run, "disk-full")
        arrived = len(sink.arrived)
        time.sleep(0.5)
        assert len(sink.arrived) == arrived
        assert FedDecoy.objects.filter(run=run, state="unknown").count() == unknown
        resume(run, team)
        check_ended(run, sink, unknown=unknown)


class FullBrowser(SinkBrowser):
    """A browser that finds no room for its profile, once: spent, and not sent."""

    def begin(self, order: FillOrder) -> Any:
        """Break at the third order."""
        if order.number == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().begin(order)


def test_a_disk_that_fills_between_spending_and_sending_leaves_one_unknown(
    run: FeedingRun, team: Team, sink: Sink
) -> None:
    with Working(post_to(sink, browser=FullBrowser(sink.port))):
        check_stopped(run, "disk-full")
        assert len(sink.arrived) == 2
        assert FedDecoy.objects.filter(run=run, state="unknown").count() == 1
        resume(run, team)
        wait_for(run, "ended")
    assert len(sink.arrived) == DECOYS - 1
    assert set(sink.arrived.values()) == {1}


def test_a_picture_that_cannot_be_kept_stops_it(
    run: FeedingRun, team: Team, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = threading.Event()

    def write(path: Any, content: bytes) -> None:
        if full.is_set():
            raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(path, content)

    monkeypatch.setattr("chaffinch.desk.blobs.write_whole", write)
    full.set()
    with Working(post_to(sink, browser=SinkBrowser(sink.port, pictures=True))):
        check_stopped(run, "disk-full")
        assert len(sink.arrived) == 1
        assert FedDecoy.objects.filter(run=run, state="unknown").count() == 1
        full.clear()
        resume(run, team)
        check_ended(run, sink, unknown=1)


def test_a_disk_so_full_that_not_even_the_stop_is_written_stops_it_later(
    run: FeedingRun, team: Team, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job's own end cannot be written either; when there is room again it stops what it finds."""
    full, full_once = threading.Event(), list[str]()
    steps = {name: vars(kind)[name] for name in ("record_submission", "break_off")}

    def make(name: str) -> Callable[..., Any]:
        def work(*given: Any, **named: Any) -> Any:
            if len(sink.arrived) == 3 and not full_once and name == "record_submission":
                full.set()
                full_once.append(name)
            if not full.is_set():
                return steps[name](*given, **named)
            with fail_writes():
                return steps[name](*given, **named)

        return work

    for name in steps:
        monkeypatch.setattr(kind, name, make(name))
    with Working(post_to(sink)):
        wait_for_arrivals(sink, 3)
        assert full.wait(20)
        time.sleep(1.0)
        assert FeedingRun.objects.get(pk=run.pk).state == "running"
        assert FedDecoy.objects.filter(run=run, state="spent").count() == 1
        full.clear()
        check_stopped(run, "unknown")
        assert len(sink.arrived) == 3
        resume(run, team)
        check_ended(run, sink, unknown=1)


@pytest.mark.parametrize(("spent", "code"), [(False, "broken"), (True, "unknown")])
def test_a_job_that_nobody_takes_up_any_more_stops_its_run(
    spent: bool, code: str, run: FeedingRun, team: Team, sink: Sink
) -> None:
    """Workers that die one after the other before they can settle anything; then the job waits for a person."""
    plan_run(run, now=datetime.now(UTC))
    if spent:
        spend_decoy(run.fed.all()[0].number, now=datetime.now(UTC))
    for _ in range(MOST_LOSSES):
        assert claim_job(["feed_page"], holder="one that dies", now=datetime.now(UTC)) is not None
        now = datetime.now(UTC)
        Job.objects.filter(state="leased").update(lease_until=now - timedelta(seconds=1))
        assert reap_leases(now=now) == 1
    check_stopped(run, code)
    with Working(post_to(sink)):
        resume(run, team)
        check_ended(run, sink, unknown=spent)


def test_a_browser_that_does_not_start_costs_no_decoy(
    run: FeedingRun, team: Team, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, missing = SinkBrowser(sink.port), threading.Event()

    def refuse() -> None:
        if missing.is_set():
            raise BrowserStartError("Chromium is not installed")

    missing.set()
    monkeypatch.setattr(browser, "make_ready", refuse)
    with Working(post_to(sink, browser=browser)):
        check_stopped(run, "no-browser")
        assert not sink.arrived
        assert FedDecoy.objects.filter(run=run, state="planned").count() == DECOYS
        missing.clear()
        resume(run, team)
        check_ended(run, sink)
