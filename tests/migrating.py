"""Databases of the desk for tests: migrated once in each test process, and copied wherever one is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.postgres import PostgresServer


@dataclass(frozen=True, slots=True)
class Database:
    """One of the two, migrated; and how another process reaches it."""

    settings: dict[str, Any]
    environment: dict[str, str]


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


def describe_sqlite(file: Path) -> dict[str, Any]:
    """Return the product's own settings, in another folder."""
    return {**settings.DATABASES["default"], "NAME": str(file)}


def _migrate(found: dict[str, Any], blocker: DjangoDbBlocker) -> None:
    with blocker.unblock(), use_database(Database(settings=found, environment={})):
        call_command("migrate", verbosity=0)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """Migrate one file for all that run in this process: a copy is as empty, and is there at once."""
    file: Path = tmp_path_factory.mktemp("template") / "chaffinch.sqlite3"
    _migrate(describe_sqlite(file), django_db_blocker)
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer, django_db_blocker: DjangoDbBlocker) -> str:
    """Migrate one database of the server, by its name, likewise."""
    found = dict(dj_database_url.parse(postgres_server.create_database("template")))
    _migrate(found, django_db_blocker)
    return str(found["NAME"])
