"""Mail and documents of ours in files: mbox, Maildir, folders of messages, folders of documents."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from chaffinch.leaks.archive.errors import SourceError
from chaffinch.leaks.archive.folder_names import choose_mailbox, list_folders
from chaffinch.leaks.archive.found import Found, Known, Mark
from chaffinch.leaks.archive.mbox import hash_before, is_mbox, split_mbox
from chaffinch.leaks.archive.printing import LARGEST

_MAILDIR = {"cur", "new"}
_HEAD = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[ \t\r\n]|>?From )")
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

    def measure(self) -> int:
        """Return how many bytes there are."""
        return sum(one.stat().st_size for one in self._list_files() if one.is_file())

    def read(self, known: Known) -> Iterator[Found]:
        """Yield what was not read before.

        Raises:
            SourceError: there is nothing of that name.
        """
        if not self.path.exists():
            raise SourceError(f"{self.path} is not there.", todo="Check the path.")
        for folder, files in groupby(self._list_files(), key=lambda one: one.parent):
            is_maildir = folder.name in _MAILDIR
            for file in sorted(files, key=_tell_arrival) if is_maildir else files:
                yield from self._read_file(file, known, is_maildir=is_maildir)

    def _list_files(self) -> Iterator[Path]:
        if self.path.is_file():
            yield self.path
            return
        for folder, folders, files in os.walk(self.path):
            folders.sort()
            if "tmp" in folders and _MAILDIR & set(folders):
                folders.remove("tmp")
            for name in sorted(files):
                if not _OWN_FILES.fullmatch(name):
                    yield Path(folder, name)

    def _read_file(self, file: Path, known: Known, *, is_maildir: bool) -> Iterator[Found]:
        found = self._find(file)
        try:
            with file.open("rb") as stream:
                state = os.fstat(stream.fileno())
                mark = Mark(f"file\0{file.absolute()}\0{state.st_size}\0{state.st_mtime_ns}", "")
                if known.get_mark(mark.name) is not None:
                    return
                head = stream.read(4_096)
                if is_mbox(head) and not is_maildir:
                    yield from _read_mbox(stream, file, found, known=known, done=mark)
                    return
                if state.st_size > LARGEST:
                    yield replace(found, fault="too-large", marks=(mark,))
                    return
                is_mail = is_maildir or _HEAD.match(head) is not None
                place = str(file.absolute().parent.parent) if is_maildir else ""
                content = head + stream.read()
        except OSError:
            yield replace(found, fault="unreadable")
            return
        kind: Literal["mail", "document"] = "mail" if is_mail else "document"
        yield replace(found, kind=kind, untrusted=content, place=place, marks=(mark,))

    def _find(self, file: Path) -> Found:
        relative = (
            PurePosixPath(file.relative_to(self.path)) if file != self.path else PurePosixPath(file.name)
        )
        return Found(
            path=str(relative),
            untrusted=b"",
            mailbox=self.mailbox or choose_mailbox(self.path.name, relative),
            folders=list_folders(relative),
        )


def _read_mbox(stream: BinaryIO, file: Path, found: Found, *, known: Known, done: Mark) -> Iterator[Found]:
    """Yield the messages that were added since the last run; all, where the file is another one."""
    name = f"mbox\0{file.absolute()}"
    start, number = _find_start(known.get_mark(name), stream)
    waiting: Found | None = None
    for one in split_mbox(stream, start=start, number=number):
        if waiting:
            yield waiting
        value = json.dumps([one.end, one.number, hash_before(stream, one.end)])
        waiting = replace(
            found,
            path=f"{found.path}!/{one.number}",
            untrusted=one.untrusted,
            place=str(file.absolute()),
            loose=True,
            marks=(Mark(name, value),),
        )
    if waiting:
        yield replace(waiting, marks=(*waiting.marks, done))


def _find_start(mark: str | None, stream: BinaryIO) -> tuple[int, int]:
    """Return where to go on, and how many messages stand before."""
    if not mark:
        return 0, 0
    end, number, before = json.loads(mark)
    return (end, number) if hash_before(stream, end) == before else (0, 0)


def _tell_arrival(file: Path) -> tuple[int, str]:
    """Return by what the files of a Maildir are sorted: the server names each by the second in which it came."""
    stamp = _STAMP.match(file.name)
    return int(stamp[1]) if stamp else 0, file.name
