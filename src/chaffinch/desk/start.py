"""Bring up Django for one home folder, and its tables."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from chaffinch.desk.backup.databases import copy_sqlite
from chaffinch.desk.home import Home, find_home
from chaffinch.errors import UsageError


class NotInitialisedError(UsageError):
    """The home folder holds no settings yet."""


def check_installed(home: Home) -> None:
    """See that the folder holds an installation.

    Raises:
        NotInitialisedError: there is no chaffinch.toml in it.
    """
    if not home.settings_file.exists():
        raise NotInitialisedError(
            f"There is no installation in {home.folder}.",
            why="It holds no chaffinch.toml.",
            todo="Run: chaffinch init (or name another folder with --home, or try: chaffinch demo)",
        )


def start_django(home: Home) -> None:
    """Set Django up for this home folder, once a process.

    Raises:
        NotInitialisedError: there is no chaffinch.toml in it.
        ConfigurationError: the file is wrong; names its line.
    """
    check_installed(home)
    os.umask(0o077)  # whatever this process and its children write is for this user alone
    os.environ["CHAFFINCH_HOME"] = str(home.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "chaffinch.desk.settings"
    home.create()
    home.read_key("django")
    home.read_key("store")
    home.read_key("evidence")
    home.read_key("decoys")
    home.read_key("feeding")
    import django

    django.setup()


def bring_tables_up_to_date(*, now: datetime) -> Path | None:
    """Run the migrations that are due, after a copy of a SQLite database that holds something; return the copy."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    due = executor.migration_plan(executor.loader.graph.leaf_nodes())
    copy = None
    if due and connection.vendor == "sqlite" and executor.loader.applied_migrations:
        copy = copy_database(find_home(), now=now)
    if due:
        call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    return copy


def copy_database(home: Home, *, now: datetime) -> Path:
    """Copy the SQLite database by its online backup, consistent whoever writes meanwhile."""
    target = home.folder / "before-migration" / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.sqlite3"
    target.parent.mkdir(mode=0o700, exist_ok=True)
    copy_sqlite(home.database, target)
    return target
