"""An archive that is open: its tables, its index, and what seals and keys."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from chaffinch.leaks.archive.index import Index, open_index
from chaffinch.leaks.archive.sealing import Seal
from chaffinch.leaks.archive.setup import About, list_mailboxes, open_archive, read_about
from chaffinch.leaks.archive.terms import TermKey, TermKind, Terms


@dataclass(slots=True)
class Opened:
    """One archive, as it stood when it was opened."""

    folder: Path
    tables: sqlite3.Connection
    index: Index
    terms: TermKey
    seal: Seal
    about: About
    mailboxes: dict[str, int]
    key: bytes = field(repr=False)

    def read_mark(self, name: str) -> str | None:
        """Return what was noted under a name; empty where it is only known to be done with, None where it is not known."""
        terms = self.terms.make(TermKind.SEEN, name)
        if self.index.knows(terms)[0]:
            return ""
        row = self.tables.execute("SELECT sealed FROM marks WHERE term = ?", (sign(terms)[0],)).fetchone()
        return str(self.seal.open(row[0], purpose="mark")) if row else None

    def write_mark(self, name: str, value: str) -> None:
        """Note something under a name, in the open transaction."""
        term = sign(self.terms.make(TermKind.SEEN, name))[0]
        sealed = self.seal.seal(value, purpose="mark")
        self.tables.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (term, sealed))

    def number_mailbox(self, name: str) -> int:
        """Return a mailbox's number, given now if it has none, in the open transaction."""
        if name not in self.mailboxes:
            term = sign(self.terms.make(TermKind.SEEN, f"mailbox\0{name}"))[0]
            values = (term, self.seal.seal(name, purpose="mailbox"))
            made = self.tables.execute("INSERT INTO mailboxes (term, sealed) VALUES (?, ?)", values)
            self.mailboxes[name] = int(made.lastrowid or 0)
        return self.mailboxes[name]

    def reopen_index(self) -> None:
        """Look at the index as it stands now."""
        self.index = open_index(self.folder, self.tables)


def open_whole(folder: Path, *, key: bytes, write: bool = False) -> Opened:
    """Open an archive.

    Raises:
        ArchiveError: there is none, it is of another key, or not as it was written.
    """
    tables = open_archive(folder, key=key, write=write)
    seal = Seal(key)
    return Opened(
        folder=folder,
        tables=tables,
        index=open_index(folder, tables),
        terms=TermKey(key),
        seal=seal,
        about=read_about(tables, seal),
        mailboxes={name: number for number, name in list_mailboxes(tables, seal)},
        key=key,
    )


def sign(terms: Terms) -> list[int]:
    """Return terms as SQLite keeps whole numbers: with a sign."""
    return [int(term) - (1 << 64) if term >= 1 << 63 else int(term) for term in terms.tolist()]
