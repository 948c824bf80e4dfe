"""Somebody fed him, he used it, and the log says whose accounts else he opened: what tests of that stand on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings
from tests.desk.baited import SOURCE, Baited, feed
from tests.desk.services.conftest import CONFIGURATION

from chaffinch.desk.configuration_tables import LogTable, TripwiresTable
from chaffinch.desk.decoy_index import DecoyIndex
from chaffinch.desk.followers.sign_ins import Follower, open_followers
from chaffinch.desk.home import Home
from chaffinch.desk.hunting import hunt_victims
from chaffinch.desk.models import AnnouncedTest, Hit, Job, User, Victim
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.victims import open_login, record_victims

NOW = datetime(2027, 3, 1, 9, 32, tzinfo=UTC)
INES, OMAR, ZOE = (f"{name}@mouvement-aurore.test" for name in ("ines", "omar", "zoe"))


@pytest.fixture
def actor(request: pytest.FixtureRequest) -> Actor:
    user = User.objects.create(username=f"ines-{request.node.name}"[:150])
    return Actor(user.username, user.pk)


@pytest.fixture
def baited(request: pytest.FixtureRequest, actor: Actor) -> Baited:
    name = request.node.originalname.replace("_", "-")[-40:].strip("-")
    return feed(f"portail.{name}.aurore-acces.com", actor, now=NOW)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "dovecot.log"
    path.touch()
    return path


@pytest.fixture
def follow(log: Path, home: Home, settings: Settings) -> Iterator[Follower]:
    """Follows the log of the settings; no earlier use is of these days."""
    Hit.objects.update(noted_at=NOW - timedelta(days=400))
    AnnouncedTest.objects.all().delete()
    table = TripwiresTable(logs=(LogTable(path=str(log)),))
    settings.CONFIGURATION = replace(CONFIGURATION, tripwires=table)
    yield open_followers(table.logs, table=table, index=DecoyIndex(home), clock=lambda: NOW)[str(log)]
    Job.objects.all().delete()


def opening(
    who: str, *, source: str = SOURCE, at: str = "2027-03-01 09:20:00+0000", session: str = "v1"
) -> str:
    return f"{at} imap-login: Info: Login: user=<{who}>, method=PLAIN, rip={source}, lip=127.0.0.1, mpid=7, TLS, session=<{session}>\n"


def trying(who: str, *, source: str = SOURCE, at: str = "2027-03-01 09:21:00+0000") -> str:
    return f"{at} auth: Info: passwd-file({who},{source},<v2>): Password mismatch\n"


def hunt(*, now: datetime = NOW) -> int:
    found = hunt_victims(now=now, clock=lambda: now, stop=lambda: False)
    return record_victims(found.linked, now=now)


def list_victims(baited: Baited) -> list[tuple[str, str, str, str]]:
    rows = Victim.objects.filter(case=baited.case)
    return sorted((open_login(row), row.reach, row.join, row.state) for row in rows)


def find_one(baited: Baited, who: str = INES) -> Victim:
    return next(row for row in Victim.objects.filter(case=baited.case) if open_login(row) == who)


@pytest.fixture
def victim(baited: Baited, follow: Follower, log: Path) -> Victim:
    log.write_text(opening(INES) + baited.refusal(0))
    follow.read()
    hunt()
    return find_one(baited)
