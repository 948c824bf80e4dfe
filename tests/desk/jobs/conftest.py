"""The same contract on both databases: each test that uses `database` runs once on either."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dj_database_url
import pytest
from pytest_django import DjangoDbBlocker

from chaffinch.desk.jobs import registry
from chaffinch.desk.models import Heartbeat, Job, Pace, Schedule
from tests.migrating import Database, describe_sqlite, use_database

__all__ = ["Database", "use_database"]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    home: Path = tmp_path_factory.mktemp("jobs")
    environment = {"CHAFFINCH_TEST_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tests.desk_settings"}
    if request.param == "sqlite":
        file = shutil.copyfile(request.getfixturevalue("sqlite_template"), home / "chaffinch.sqlite3")
        return Database(settings=describe_sqlite(file), environment=environment)
    template = request.getfixturevalue("postgres_template")
    url = request.getfixturevalue("postgres_server").create_database("jobs", template=template)
    return Database(
        settings=dict(dj_database_url.parse(url)), environment={**environment, "DATABASE_URL": url}
    )


@pytest.fixture
def database(migrated: Database, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    with django_db_blocker.unblock(), use_database(migrated):
        yield migrated
        for model in (Job, Pace, Schedule, Heartbeat):
            model.objects.all().delete()


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
