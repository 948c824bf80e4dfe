"""A home folder with something in every place, and the two ways of a backup in one line each."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyrage

from chaffinch.desk.backup.making import Told, Wish, make_backup
from chaffinch.desk.backup.restoring import Restored, restore_backup
from chaffinch.desk.blobs import put_blob
from chaffinch.desk.configuration import write_configuration
from chaffinch.desk.configuration_tables import Configuration
from chaffinch.desk.home import Home

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
SECRET = pyrage.x25519.Identity.generate()
IDENTITY = f"# made for tests\n{SECRET}\n"
TO_US = Wish(recipients=(str(SECRET.to_public()),))
PLAIN = Wish(plain=True)
KEYS = replace(TO_US, desk=False, keys=True)


def furnish(home: Home) -> Home:
    """Put something into every place of a home folder."""
    home.create()
    home.settings_file.write_text(write_configuration(Configuration()), encoding="utf-8")
    for name in ("store", "django"):
        home.read_key(name)
    fill_table(home.database, 100)
    for number in range(30):
        put_blob(home.blobs, hashlib.sha256(b"%d" % number).digest() * (number * 50))
    checkpoint = home.ledger / "checkpoints" / "000001"
    checkpoint.mkdir(parents=True)
    (checkpoint / "note").write_bytes(b"signed")
    (home.ledger / "entries.jsonl").write_bytes(b'{"id":"1"}\n')
    (home.dumps / "1").mkdir(parents=True)
    (home.dumps / "1" / "manifest.jsonl").write_bytes(b'{"path":"a.eml"}\n')
    (home.dumps / "1" / "manifest.tsr").write_bytes(b"stamped")
    archive = home.folder / "archive"
    archive.mkdir()
    fill_table(archive / "index.db", 10)
    (archive / "texts.pack").write_bytes(b"t" * 5_000)
    (home.logs / "worker.log").write_text("nothing\n")
    return home


def fill_table(path: Path, count: int) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("create table if not exists row (number integer, text text)")
        database.executemany(
            "insert into row values (?, ?)", [(number, "x" * 200) for number in range(count)]
        )


def count_rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return int(database.execute("select count(*) from row").fetchone()[0])


def read_tree(home: Home, *parts: str) -> dict[str, bytes]:
    """Return every file below these parts, SQLite's aside, whose copies differ in a counter."""
    return {
        str(path.relative_to(home.folder)): path.read_bytes()
        for part in parts
        for path in sorted([home.folder / part, *(home.folder / part).rglob("*")])
        if path.is_file() and path.suffix not in (".db", ".sqlite3")
    }


def make(home: Home, file: Path, *, wish: Wish = TO_US) -> Told:
    return make_backup(home, file, wish=wish, now=NOW, begin=lambda size: None, on_read=lambda size: None)


def put_back(
    file: Path, home: Home, *, replace: bool = False, identity: str = IDENTITY, passphrase: str = ""
) -> Restored:
    return restore_backup(
        file,
        home,
        ask_passphrase=lambda: passphrase,
        identity=identity,
        replace=replace,
        now=NOW,
        begin=lambda head: None,
        on_write=lambda size: None,
    )
