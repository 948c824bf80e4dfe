"""The same contract on both databases: each test that uses `database` runs once on either."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from chaffinch.desk.jobs import registry
from chaffinch.desk.models import Heartbeat, Job, Pace, Schedule

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Database:
    """One of the two, migrated; and how another process reaches it."""

    settings: dict[str, Any]
    environment: dict[str, str]


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def migrated(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Database:
    home: Path = tmp_path_factory.mktemp("jobs")
    environment = {"CHAFFINCH_TEST_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tests.desk_settings"}
    if request.param == "sqlite":
        # The product's own settings, in another folder.
        found = {**settings.DATABASES["default"], "NAME": str(home / "chaffinch.sqlite3")}
    else:
        url = request.getfixturevalue("postgres_server").create_database("jobs")
        found = dict(dj_database_url.parse(url))
        environment["DATABASE_URL"] = url
    database = Database(settings=found, environment=environment)
    with django_db_blocker.unblock(), use_database(database):
        call_command("migrate", verbosity=0)
    return database


@pytest.fixture
def database(migrated: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    with django_db_blocker.unblock(), use_database(migrated):
        yield migrated
        for model in (Job, Pace, Schedule, Heartbeat):
            model.objects.all().delete()


@contextmanager
def use_database(database: Database) -> Iterator[None]:
    """Point Django's default connection, in every thread, to that database."""
    usual = connections.settings
    _renew_connections(connections.configure_settings({"default": dict(database.settings)}))
    try:
        yield
    finally:
        _renew_connections(usual)


def _renew_connections(wanted: dict[str, Any]) -> None:
    connections["default"].close()  # makes the object where there is none, which can then be forgotten
    del connections["default"]
    connections.settings = wanted


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test a registry of its own."""
    monkeypatch.setattr(registry, "_kinds", {})


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def move(self, seconds: float) -> datetime:
        self.time += timedelta(seconds=seconds)
        return self.time


@pytest.fixture
def clock() -> SetClock:
    return SetClock()
