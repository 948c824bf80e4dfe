"""PostgreSQL is copied at one moment and put back all at once; what stood there stands aside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from chaffinch.desk.backup import databases
from chaffinch.desk.backup.errors import BackupError, BackupUsageError
from chaffinch.desk.home import Home
from tests.desk.backup.house import NOW, furnish, make, put_back
from tests.postgres import PostgresServer, find_binaries

pytestmark = pytest.mark.postgres


@pytest.fixture
def server_url(postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    url = postgres_server.create_database("backup")
    run(url, "create table row (number integer)", "insert into row select generate_series(1, 500)")
    monkeypatch.setenv("DATABASE_URL", url)
    yield url


def run(url: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as session:
        for statement in statements:
            found = session.execute(statement)
        return found.fetchall() if found.description else []


@pytest.fixture
def empty_url(postgres_server: PostgresServer) -> str:
    return postgres_server.create_database("fresh")


@pytest.fixture
def stocked(tmp_path: Path) -> Home:
    home = furnish(Home(tmp_path / "stocked"))
    home.database.unlink()
    return home


@pytest.mark.usefixtures("server_url")
def test_it_is_put_into_an_empty_database(
    stocked: Home, fresh: Home, file: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = make(stocked, file)
    assert "chaffinch.sqlite3" not in told.left_out
    monkeypatch.setenv("DATABASE_URL", empty_url)
    assert put_back(file, fresh).schema == ""
    assert run(empty_url, "select count(*), sum(number) from row") == [(500, 125_250)]
    assert not (fresh.folder / "postgresql.dump").exists()
    assert fresh.kill_switch.exists()


def test_tables_that_are_there_are_set_aside_only_when_asked(
    server_url: str, stocked: Home, fresh: Home, file: Path
) -> None:
    make(stocked, file)
    run(server_url, "delete from row where number > 3")
    with pytest.raises(BackupUsageError, match="holds tables"):
        put_back(file, fresh)
    assert not fresh.settings_file.exists()
    assert run(server_url, "select count(*) from row") == [(3,)]
    done = put_back(file, fresh, replace=True)
    assert done.schema == "before_restore_20270301t093000z"
    assert run(server_url, "select count(*) from public.row") == [(500,)]
    assert run(server_url, "select count(*) from before_restore_20270301t093000z.row") == [(3,)]


@pytest.mark.usefixtures("server_url")
def test_what_was_set_aside_is_not_in_the_next_backup(
    stocked: Home, fresh: Home, file: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(
        os.environ["DATABASE_URL"],
        "create schema before_restore_x",
        "create table before_restore_x.old (number integer)",
    )
    make(stocked, file)
    monkeypatch.setenv("DATABASE_URL", empty_url)
    put_back(file, fresh)
    assert run(empty_url, "select schemaname from pg_tables where tablename = 'old'") == []


def test_a_dump_that_breaks_off_leaves_the_database_as_it_stood(server_url: str, tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    databases.dump_postgres(server_url, dump)
    dump.write_bytes(dump.read_bytes()[:-3_000])
    with pytest.raises(BackupError, match="pg_restore failed"):
        databases.load_postgres(server_url, dump, replace=True, now=NOW)
    assert run(server_url, "select count(*) from public.row") == [(500,)]


def test_another_kind_of_database_is_refused(
    server_url: str, stocked: Home, fresh: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(stocked, file)
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(BackupUsageError, match="another kind of database"):
        put_back(file, fresh)
    assert not fresh.settings_file.exists()


def test_without_its_programs_it_says_what_to_install(
    server_url: str, stocked: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    if find_binaries():
        monkeypatch.setattr(databases, "_PROGRAMS", Path("/nowhere"))
    with pytest.raises(BackupUsageError, match="pg_dump is not installed") as fault:
        make(stocked, file)
    assert "postgresql-client" in fault.value.todo
    assert not file.exists()


@pytest.mark.skipif(
    not find_binaries() and not shutil.which("pg_dump"), reason="no programs of PostgreSQL are installed here"
)
def test_a_server_that_is_away_is_named_and_its_password_is_not(
    stocked: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://desk:geheim@127.0.0.1:9/desk")
    with pytest.raises(BackupError, match="pg_dump failed") as fault:
        make(stocked, file)
    assert "127.0.0.1" in fault.value.why
    assert "geheim" not in fault.value.diagnostics()
