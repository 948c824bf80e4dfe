"""A ledger's folders and lists: whole after a crash, readable by their owner only."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from chaffinch.ground.files import sync_folder, write_new
from chaffinch.ledger.errors import LedgerError


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with these files in one step.

    Raises:
        OSError: a folder stands there already, or the disk does not take it.
    """
    draft = path.with_name(f".{path.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)  # of a crash; nobody was told of it
    draft.mkdir(mode=0o700)
    for name, content in files.items():
        write_new(draft / name, content)
    sync_folder(draft)
    draft.rename(path)
    sync_folder(path.parent)


def append_lines(path: Path, lines: bytes) -> None:
    """Add whole lines to a file; what a crash left behind its last whole line goes, since nobody was told of it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as stream:
        stream.seek(find_whole_end(stream.read()))
        stream.truncate()
        stream.write(lines)
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(path.parent)


def find_whole_end(content: bytes) -> int:
    """Return how much of a file of lines is whole lines."""
    return content.rfind(b"\n") + 1


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Keep other processes out meanwhile.

    Raises:
        LedgerError: another one is in.
    """
    with path.open("ab") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise LedgerError(
                "Another process is writing to the ledger.", "locked", todo="Wait until it is done."
            ) from fault
        yield
