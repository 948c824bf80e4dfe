"""A real PostgreSQL server for the tests that need one: its own folder, a Unix socket, no network."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

_OWNER = "postgres"
_START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; its socket's folder is the way in."""

    folder: Path

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database, its name followed by a random part, and return its DATABASE_URL.

        It is empty, or as that other one, to which nobody may be connected.
        """
        name = f"{name}_{secrets.token_hex(4)}"
        with psycopg.connect(
            host=str(self.folder), user=_OWNER, dbname="postgres", autocommit=True
        ) as session:
            names = sql.Identifier(name), sql.Identifier(template)
            session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        return f"postgres://{_OWNER}@{quote(str(self.folder), safe='')}/{name}"


def find_binaries() -> Path | None:
    """Return the folder of the newest installed server, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


@contextmanager
def start_postgres(binaries: Path) -> Iterator[PostgresServer]:
    """Run a server in a throw-away folder until the block ends.

    The server refuses to run as root, so root hands it to the package's own user. It ends with this process,
    even when this process is killed.
    """
    # Not below pytest's own folder, which other users cannot enter; and short, as a socket's path must be.
    folder = Path(tempfile.mkdtemp(prefix="chaffinch-pg-", dir="/tmp"))
    drop = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        drop += ["--reuid", _OWNER, "--regid", _OWNER, "--clear-groups"]
        shutil.chown(folder, user=_OWNER, group=_OWNER)
    data = folder / "data"
    initialise: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        _OWNER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    serve: list[str | Path] = [
        binaries / "postgres",
        "-D",
        data,
        "-k",
        folder,
        "-c",
        "listen_addresses=",
        "-c",
        "max_connections=60",
    ]
    try:
        subprocess.run([*drop, *initialise], check=True, capture_output=True, cwd=folder)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([*drop, *serve], stdout=log, stderr=log, cwd=folder)
        try:
            _await_server(folder, process)
            yield PostgresServer(folder)
        finally:
            process.send_signal(2)  # SIGINT is the server's "fast" shutdown: it does not wait for clients
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _await_server(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), user=_OWNER, dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((folder / "log").read_text(errors="replace")) from None
            time.sleep(0.05)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Run one server for all tests of the session; its absence is a failure in CI and a skip elsewhere."""
    binaries = find_binaries()
    if binaries is None:
        reason = "no PostgreSQL server below /usr/lib/postgresql (Debian: apt install postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with start_postgres(binaries) as server:
        yield server
