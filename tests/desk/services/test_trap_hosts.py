"""A decoy mail host is followed like a sign-in log, and its loss is told although its log can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.desk.baited import SOURCE, Baited, feed
from tests.desk.jobs.conftest import Database, database, migrated

from chaffinch.desk.configuration_tables import Configuration, TrapsTable, TripwiresTable
from chaffinch.desk.decoy_index import DecoyIndex
from chaffinch.desk.doctor import examine
from chaffinch.desk.followers.sign_ins import Follower, list_logs, open_followers
from chaffinch.desk.home import Home
from chaffinch.desk.models import Hit, Job, SignInLog, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.watched import read_watched
from chaffinch.desk.web.queries.hits import read_watch
from chaffinch.tripwires.mailhost.state import DoorState, HostState, write_state

__all__ = ["Database", "database", "migrated"]
pytestmark = pytest.mark.usefixtures("database", "configuration")
NOW = datetime(2027, 3, 1, 9, 32, tzinfo=UTC)


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """What a running host leaves for the desk to read."""
    (tmp_path / "domains").write_text("aurore-traps.test\n")
    (tmp_path / "reports.jsonl").touch()
    prove(tmp_path, at=NOW)
    return tmp_path


@pytest.fixture(autouse=True)
def named(host: Path, settings: Settings, configuration: Configuration) -> None:
    settings.CONFIGURATION = replace(configuration, traps=TrapsTable(hosts=(str(host),)))


def prove(host: Path, *, at: datetime, fault: str = "") -> None:
    """Write the state as the host's probe does."""
    door = DoorState(seen=at, since=at - timedelta(minutes=5) if fault else None, fault=fault)  # type: ignore[arg-type]
    (host / "state.json").write_bytes(write_state(HostState(at=at, doors={"imaps": door}, free_bytes=1)))


@pytest.fixture
def follow(host: Path, home: Home) -> Iterator[Follower]:
    """Follows the host as the process of `chaffinch serve` does."""
    table, hosts = TripwiresTable(), (str(host),)
    logs = list_logs(table, hosts=hosts)
    followers = open_followers(logs, table=table, index=DecoyIndex(home), clock=lambda: NOW, hosts=hosts)
    yield followers[str(host / "reports.jsonl")]
    Job.objects.all().delete()


@pytest.fixture
def baited(request: pytest.FixtureRequest) -> Baited:
    user = User.objects.create(username=f"ines-{request.node.name}"[:150])
    name = request.node.originalname.replace("_", "-")[-40:].strip("-")
    return feed(f"portail.{name}.aurore-acces.com", Actor(user.username, user.pk), now=NOW)


def report(baited: Baited, nth: int) -> str:
    said = {"at": NOW.isoformat(), "command": "report", "login": baited.address(nth), "remote": SOURCE, "protocol": "imap",
            "session_id": "x1", "success": True}  # fmt: skip
    return json.dumps(said) + "\n"


def find_fault(host: Path) -> str:
    return SignInLog.objects.get(path=str(host / "reports.jsonl")).fault


def test_a_use_at_the_host_rings(baited: Baited, follow: Follower, host: Path) -> None:
    with (host / "reports.jsonl").open("a") as file:
        file.write(report(baited, 1))
    assert follow.read() == 1
    hit = Hit.objects.get(decoy__number=baited.numbers[1])
    assert (hit.severity, hit.source, hit.session) == ("opened", SOURCE, "x1")
    assert find_fault(host) == ""


def test_a_host_that_gives_no_sign_is_lost_and_found_again(follow: Follower, host: Path) -> None:
    assert follow.read() is None
    assert (find_fault(host), read_watch().host_lost) == ("", False)
    assert read_watched(practice=False).domains == {"aurore-traps.test"}
    prove(host, at=NOW - timedelta(minutes=10))
    follow.read()
    assert (find_fault(host), read_watch().host_lost, read_watch().troubled) == (
        "host-not-running",
        True,
        True,
    )
    assert read_watched(practice=False).domains == frozenset()
    prove(host, at=NOW, fault="no-report")
    follow.read()
    assert find_fault(host) == "host-no-report"
    prove(host, at=NOW)
    follow.read()
    assert find_fault(host) == ""


def test_a_use_rings_while_the_host_is_half_lost_and_the_loss_stays(
    baited: Baited, follow: Follower, host: Path
) -> None:
    prove(host, at=NOW, fault="unreachable")
    follow.read()
    with (host / "reports.jsonl").open("a") as file:
        file.write(report(baited, 0))
    assert follow.read() == 1
    assert find_fault(host) == "host-unreachable"


def test_a_host_that_is_not_there_is_lost(follow: Follower, host: Path) -> None:
    (host / "reports.jsonl").unlink()
    follow.read()
    assert find_fault(host) == "no-such-file"


def test_the_doctor_names_a_lost_host(host: Path, home: Home) -> None:
    def look(now: datetime) -> tuple[str, str]:
        point = next(point for point in examine(home, now=now, send_mail=False) if point.name == "traps")
        return point.state, point.what

    assert look(NOW)[0] == "ok"
    state, what = look(NOW + timedelta(minutes=9))
    assert state == "fault" and f"{host}: not-running" in what
