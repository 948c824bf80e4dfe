"""Mail and documents of ours in files: whatever the dump's reader reads, of mailboxes only what was added."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from chaffinch.leaks.archive.errors import SourceError
from chaffinch.leaks.archive.folder_names import choose_mailbox, list_folders
from chaffinch.leaks.archive.found import LOT_BYTES, LOT_FILES, Known, Lot, Mark, Standing
from chaffinch.leaks.chunk import Chunk
from chaffinch.leaks.reading.inside.forms import tell_form
from chaffinch.leaks.reading.mbox import scan_box
from chaffinch.leaks.reading.source import FolderSource, SourceFile

_HEAD = 8_192
_CHECKED = 4_096
"""Bytes before a place that must be the same for a later run to go on from there."""
_LARGE_ZIP = 4_000_000
_MAILDIR = {"cur", "new"}
_STAMP = re.compile(r"(\d{6,12})\b")
_OWN_FILES = re.compile(
    r"(?:dovecot[.-].*|\..*|maildirfolder|subscriptions|courierimap.*|.*\.msf|Thumbs\.db)"
)


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file, or a folder with everything below it."""

    path: Path
    mailbox: str = ""
    """Whose it is; empty: told by the names of files and folders."""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """Tried on what is encrypted. What none opened is tried again when there are others."""

    def measure(self) -> int:
        """Return how many bytes there are."""
        return sum(one.size for one in self._list_files())

    def read(self, known: Known) -> Iterator[Lot]:
        """Yield what is new, in lots.

        Raises:
            SourceError: there is nothing of that name.
        """
        waiting = _Waiting(Lot(stand=self.stand, source=str(self.path), passwords=self.passwords))
        for box, files in groupby(self._list_files(), key=_find_maildir):
            for file in sorted(files, key=_tell_arrival) if box else files:
                mark = self._mark(file)
                if file.fault:
                    waiting.faults.append((file.path, file.fault))
                elif known.get_mark(mark.name) not in {mark.value, mark.if_locked}:
                    yield from self._read_file(file, mark, known, waiting, is_message=bool(box))
                if waiting.is_full:
                    yield waiting.take()
        if waiting.files or waiting.faults:
            yield waiting.take()

    def stand(self, path: str) -> Standing:
        """Return where an item stands, by its path."""
        file, _, inside = path.partition("!/")
        whole = PurePosixPath(file, *inside.split("!/"))
        maildir = PurePosixPath(file).parent.name in _MAILDIR
        # the order of an mbox is that of whoever wrote it: it has no numbers that a server gave
        place = f"{self.path.absolute()}\0{PurePosixPath(file).parent.parent}" if maildir else ""
        return Standing(
            mailbox=self.mailbox or choose_mailbox(self.path.name, PurePosixPath(file)),
            folders=list_folders(whole),
            place=place,
        )

    def _list_files(self) -> Iterator[SourceFile]:
        if not self.path.exists():
            raise SourceError(f"{self.path} is not there.", todo="Check the path.")
        for file in FolderSource(self.path).list_files():
            parts = PurePosixPath(file.path).parts
            if not _OWN_FILES.fullmatch(parts[-1]) and "tmp" not in parts[-2:-1]:
                yield file

    def _mark(self, file: SourceFile) -> Mark:
        tried = hashlib.sha256("\0".join(sorted(self.passwords)).encode()).hexdigest()
        name = f"file\0{self._name(file)}\0{file.size}\0{file.modified_ns}"
        return Mark(name, if_locked=f"locked by other passwords than {tried}")

    def _name(self, file: SourceFile) -> str:
        return str((self.path / file.path if self.path.is_dir() else self.path).absolute())

    def _read_file(
        self, file: SourceFile, mark: Mark, known: Known, waiting: _Waiting, *, is_message: bool
    ) -> Iterator[Lot]:
        """Put a file to those that wait; yield those and it, where it is to be read by itself."""
        form = "mail"
        if not is_message:
            try:
                with FolderSource(self.path).open_file(file.path) as stream:
                    form = tell_form(stream.read(_HEAD), file.path)
                    if form == "mbox":
                        yield from self._cut_box(stream, file, mark, known, waiting)
                        return
            except OSError:
                waiting.faults.append((file.path, "unreadable"))
                return
        is_large = form in ("pst", "archive") or (form == "zip" and file.size > _LARGE_ZIP)
        if is_large and waiting.files:
            yield waiting.take()
        waiting.add(file, mark)
        if is_large:
            yield replace(waiting.take(), is_large=True)

    def _cut_box(
        self, stream: BinaryIO, file: SourceFile, done: Mark, known: Known, waiting: _Waiting
    ) -> Iterator[Lot]:
        """Yield the messages that were added to a mailbox since the last run; all, where it is another one."""
        if waiting.files:
            yield waiting.take()
        name = f"mbox\0{self._name(file)}"
        start, first = _find_start(known.get_mark(name), stream)
        for end, following in _find_cuts(stream, start=start, first=first):
            value = json.dumps([end, following, _hash_before(stream, end)])
            marks = (Mark(name, value), *([Mark(done.name)] if end >= file.size else []))
            chunk = Chunk(0, (file.path,), start=start, end=end, size=end - start, first=first)
            yield Lot(
                stand=self.stand, source=str(self.path), chunk=chunk, passwords=self.passwords,
                size=end - start, marks=marks,
            )  # fmt: skip
            start, first = end, following


class _Waiting:
    """Small files that are read together."""

    def __init__(self, empty: Lot) -> None:
        self._empty = empty
        self.files: list[str] = []
        self.faults: list[tuple[str, str]] = []
        self._marks: list[Mark] = []
        self._size = 0

    @property
    def is_full(self) -> bool:
        """Return whether they are enough for a lot."""
        return self._size > LOT_BYTES or len(self.files) >= LOT_FILES

    def add(self, file: SourceFile, mark: Mark) -> None:
        """Add one."""
        self.files.append(file.path)
        self._marks.append(mark)
        self._size += file.size

    def take(self) -> Lot:
        """Return them as a lot, and begin anew."""
        chunk = Chunk(0, tuple(self.files), size=self._size)
        lot = replace(
            self._empty, chunk=chunk, size=self._size, faults=tuple(self.faults), marks=tuple(self._marks)
        )
        self.files, self.faults, self._marks, self._size = [], [], [], 0
        return lot


def _find_maildir(file: SourceFile) -> str:
    """Return the Maildir that a file is of; an empty text where it is of none."""
    parent = PurePosixPath(file.path).parent
    return f"{parent.parent}/" if parent.name in _MAILDIR else ""


def _tell_arrival(file: SourceFile) -> tuple[int, str]:
    """Return by what the files of a Maildir are sorted: the server names each by the second in which it came."""
    name = PurePosixPath(file.path).name
    stamp = _STAMP.match(name)
    return int(stamp[1]) if stamp else 0, name


def _find_start(mark: str | None, stream: BinaryIO) -> tuple[int, int]:
    """Return where to go on, and the number of the message that begins there."""
    if not mark:
        return 0, 1
    end, following, before = json.loads(mark)
    return (end, following) if _hash_before(stream, end) == before else (0, 1)


def _find_cuts(stream: BinaryIO, *, start: int, first: int) -> Iterator[tuple[int, int]]:
    """Yield where each lot ends, and the number of the message that follows."""
    stream.seek(start)
    number, last, end = first - 1, start, start
    for offset, begins, content in scan_box(stream, start=start):
        if begins:
            if offset - last >= LOT_BYTES:
                yield offset, number + 1
                last = offset
            number += 1
        end = offset + len(content)
    if end > last:
        yield end, number + 1


def _hash_before(stream: BinaryIO, place: int) -> str:
    before = min(place, _CHECKED)
    return hashlib.sha256(os.pread(stream.fileno(), before, place - before)).hexdigest()
