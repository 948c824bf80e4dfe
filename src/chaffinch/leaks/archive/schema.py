"""The tables of an archive's one SQLite file. What a thief sees of them: how many, when added, which share a mailbox."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from chaffinch.leaks.archive.errors import ArchiveError

FORMAT = "chaffinch-archive-1"
DATABASE = "archive.sqlite3"
_BUSY_SECONDS = 30.0
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE mailboxes (number INTEGER PRIMARY KEY, term INTEGER NOT NULL UNIQUE, sealed BLOB NOT NULL);
CREATE TABLE items (number INTEGER PRIMARY KEY, mailbox INTEGER NOT NULL, first_seen INTEGER NOT NULL,
                    sealed BLOB NOT NULL, words BLOB);
CREATE TABLE marks (term INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE segments (name TEXT PRIMARY KEY, level INTEGER NOT NULL, entries INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE usual (habit INTEGER NOT NULL, value INTEGER NOT NULL, count INTEGER NOT NULL,
                    PRIMARY KEY (habit, value)) WITHOUT ROWID;
CREATE TABLE usual_values (value INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE covered (mailbox INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE faults (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, sealed BLOB NOT NULL);
CREATE TABLE handed (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, sealed BLOB NOT NULL);
CREATE TABLE roots (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, root TEXT NOT NULL, size INTEGER NOT NULL,
                    first INTEGER NOT NULL, last INTEGER NOT NULL, sealed BLOB NOT NULL);
"""


def make_tables(path: Path) -> None:
    """Make an empty archive's file, whole or not at all."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
    finally:
        connection.close()


def open_tables(folder: Path, *, write: bool = False) -> sqlite3.Connection:
    """Open an archive's file; others may read it meanwhile.

    Raises:
        ArchiveError: there is none.
    """
    path = folder / DATABASE
    if not path.is_file():
        raise ArchiveError(
            "none-there",
            f"There is no archive in {folder}.",
            todo="Make one: chaffinch archive add SOURCE --archive DIR",
        )
    mode = "rw" if write else "ro"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(
        address, uri=True, isolation_level=None, timeout=_BUSY_SECONDS, check_same_thread=False
    )
    if write:
        connection.execute("PRAGMA synchronous = FULL")
    return connection
