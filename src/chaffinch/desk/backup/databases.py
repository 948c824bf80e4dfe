"""A copy of the database as it stands at one moment, whoever writes meanwhile; and the way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import dj_database_url
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from chaffinch.desk.backup.errors import BackupError, BackupUsageError, DamagedBackupError
from chaffinch.desk.configuration import load_configuration
from chaffinch.desk.home import Home

_SECONDS = 6 * 3_600.0
_ASIDE = "before_restore_"
_PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps them, a folder for each version."""
_MAGIC = b"SQLite format 3\0"


def find_database(settings_file: Path, home: Home) -> str:
    """Return the address of an installation's database, as the desk would use it.

    Raises:
        ConfigurationError: the settings are wrong.
    """
    named = os.environ.get("DATABASE_URL") or load_configuration(settings_file).desk.database_url
    return named or f"sqlite:///{home.database}"


def is_postgres(url: str) -> bool:
    """Return whether the database is a PostgreSQL server's."""
    return url.startswith(("postgres://", "postgresql://"))


def find_sqlite_file(url: str) -> Path:
    """Return where a SQLite database stands."""
    return Path(dj_database_url.parse(url)["NAME"])


def is_sqlite(path: Path) -> bool:
    """Return whether a file is a SQLite database, which is never to be copied as a file; one that is gone is none."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except FileNotFoundError:
        return False


def copy_sqlite(path: Path, target: Path) -> None:
    """Copy a SQLite database by its online backup, consistent whoever writes meanwhile; the copy is its owner's alone."""
    target.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def check_sqlite(path: Path) -> None:
    """See that a database is whole.

    Raises:
        DamagedBackupError: SQLite finds fault with it.
    """
    try:
        with closing(sqlite3.connect(path)) as database:
            said = database.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError as fault:
        said = str(fault)
    if said != "ok":
        raise DamagedBackupError("The database in the backup is damaged; nothing was put back.", why=said)


def dump_postgres(url: str, target: Path) -> None:
    """Write a PostgreSQL database into a file, as it stands at one moment.

    Raises:
        BackupUsageError: `pg_dump` is not installed here.
        BackupError: it refused.
    """
    _run_tool(
        "pg_dump", url, "--format=custom", "--compress=0", f"--exclude-schema={_ASIDE}*", f"--file={target}"
    )


def load_postgres(url: str, dump: Path, *, replace: bool, now: datetime) -> str:
    """Put a dump into a database, all of it or nothing; return the name of the schema in which the old tables now stand.

    Args:
        url: of the database.
        dump: of `dump_postgres`.
        replace: whether tables that are there may be set aside; they are not deleted.
        now: for the name under which they are.

    Raises:
        BackupUsageError: there are tables and `replace` is not set; or `pg_restore` is not installed.
        BackupError: the server cannot be reached or refused; it stands as it stood.
    """
    aside, moved = f"{_ASIDE}{now.astimezone(UTC):%Y%m%dt%H%M%Sz}", False
    public, old = sql.Identifier("public"), sql.Identifier(aside)
    address, password = _read_address(url)
    try:
        with psycopg.connect(address, password=password, autocommit=True) as session:
            if _holds_tables(session):
                if not replace:
                    raise BackupUsageError(
                        "The database holds tables already.",
                        todo="Name an empty one, or set its tables aside: --replace",
                    )
                session.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(public, old))
                moved = True
                session.execute(sql.SQL("CREATE SCHEMA {}").format(public))
            try:
                _run_tool("pg_restore", url, "--single-transaction", "--exit-on-error", str(dump))
            except BaseException:
                if moved:
                    session.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(public))
                    session.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(old, public))
                raise
    except psycopg.Error as fault:
        raise BackupError("The database cannot be put back.", why=str(fault).strip()[:500]) from fault
    return aside if moved else ""


def _holds_tables(session: psycopg.Connection) -> bool:
    found = session.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone()
    return found is not None


def _run_tool(name: str, url: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, since others can read a command line."""
    address, password = _read_address(url)
    try:
        done = subprocess.run(
            [_find_tool(name), "--no-owner", "--no-privileges", "--no-password", f"--dbname={address}", *arguments],
            env={**os.environ, **({"PGPASSWORD": password} if password else {})},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as fault:
        raise BackupError(
            f"{name} does not end.", why=f"It was given {_SECONDS / 3600:.0f} hours."
        ) from fault
    if done.returncode:
        raise BackupError(
            f"{name} failed.",
            why=done.stderr.strip()[-500:],
            todo="Where it speaks of versions: install the client of your server's version.",
        )


def _read_address(url: str) -> tuple[str, str]:
    """Return how the server is reached without its password, and the password."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    return make_conninfo(**{name: str(value) for name, value in parts.items()}), str(password or "")


def _find_tool(name: str) -> str:
    found = shutil.which(name) or next(
        (str(path) for path in sorted(_PROGRAMS.glob(f"*/bin/{name}"), reverse=True)), ""
    )
    if not found:
        raise BackupUsageError(
            f"{name} is not installed here; without it a PostgreSQL database cannot be copied whole.",
            todo="Install it: apt-get install postgresql-client",
        )
    return found
