"""Writing an archive: a lot is kept whole or not at all, with how far its source is read."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from chaffinch.leaks.archive.errors import ArchiveError, FullDiskError
from chaffinch.leaks.archive.found import Lot, Printed
from chaffinch.leaks.archive.index import clear_strays, merge_parts
from chaffinch.leaks.archive.keeping import Tally, keep_lot
from chaffinch.leaks.archive.opened import Opened, open_whole
from chaffinch.leaks.archive.setup import About, write_about

LOCK = "archive.lock"


class ArchiveWriter:
    """One archive, open for writing by this process alone; use it as a context manager."""

    def __init__(self, folder: Path, *, key: bytes) -> None:
        """Name it; it is opened by `with`."""
        self._folder, self._key = folder, key

    def __enter__(self) -> Self:
        """Open it, and take away what a crash left.

        Raises:
            ArchiveError: there is none, it is of another key, or another process writes to it.
        """
        self.opened = open_whole(self._folder, key=self._key, write=True)
        self._lock = os.fdopen(os.open(self._folder / LOCK, os.O_WRONLY | os.O_CREAT, 0o600), "wb")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.__exit__(None, None, None)
            raise ArchiveError(
                "busy", f"Another process writes to {self._folder}.", todo="Wait until it is done."
            ) from error
        clear_strays(self._folder, self.opened.tables)
        self.opened.reopen_index()  # somebody may have written until the lock was ours
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; a batch that was begun is as if it never was."""
        self.opened.tables.close()
        self._lock.close()

    @property
    def about(self) -> About:
        """What the archive knows of itself."""
        return self.opened.about

    def change_about(self, about: About) -> None:
        """Keep what the archive is to know of itself."""
        if about != self.about:
            with self.writing() as opened:
                write_about(opened.tables, opened.seal, about)
            self.opened.about = about

    def count_items(self) -> int:
        """Return how many items the archive holds."""
        (count,) = self.opened.tables.execute("SELECT count(*) FROM items").fetchone()
        return int(count)

    def get_mark(self, name: str) -> str | None:
        """Return how far a source was read: empty when all of it; None when nothing."""
        return self.opened.read_mark(name)

    def keep(self, lot: Lot, printed: Sequence[Printed], *, now: datetime, mark: bool = True) -> Tally:
        """Keep what is new of a lot, and how far its source is read, in one transaction; arguments as of `keep_lot`.

        Raises:
            FullDiskError: nothing of the lot is kept, everything before stands.
        """
        with self.writing() as opened:
            tally = keep_lot(opened, lot, printed, now=now, mark=mark)
        with self._naming_full_disk():
            while merge_parts(self._folder, self.opened.tables):
                self.opened.reopen_index()
        return tally

    @contextmanager
    def writing(self) -> Iterator[Opened]:
        """Make everything that the block writes one transaction."""
        tables = self.opened.tables
        with self._naming_full_disk():
            tables.execute("BEGIN IMMEDIATE")
            yield self.opened
            tables.execute("COMMIT")

    @contextmanager
    def _naming_full_disk(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            if self.opened.tables.in_transaction:
                self.opened.tables.execute("ROLLBACK")
            clear_strays(self._folder, self.opened.tables)
            self.opened.reopen_index()
            if _is_full(error):
                raise FullDiskError(self._folder, why=str(error)) from error
            raise


def _is_full(error: BaseException) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return "full" in str(error)
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
