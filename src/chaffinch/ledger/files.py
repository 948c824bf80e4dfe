"""Files that are whole after a crash or are not there, readable by their owner only."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from chaffinch.ledger.errors import LedgerError


def write_file(path: Path, content: bytes) -> None:
    """Write a file in one step: the path holds all of it, or what it held before."""
    draft = path.with_name(f".{path.name}.draft")
    _write_synced(draft, content)
    draft.replace(path)
    _sync_folder(path.parent)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with these files in one step.

    Raises:
        OSError: a folder stands there already, or the disk does not take it.
    """
    draft = path.with_name(f".{path.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)  # of a crash; nobody was told of it
    draft.mkdir(mode=0o700)
    for name, content in files.items():
        _write_synced(draft / name, content)
    _sync_folder(draft)
    draft.rename(path)
    _sync_folder(path.parent)


def append_lines(path: Path, lines: bytes) -> None:
    """Add whole lines to a file; what a crash left behind its last whole line goes, since nobody was told of it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as stream:
        stream.seek(find_whole_end(stream.read()))
        stream.truncate()
        stream.write(lines)
        stream.flush()
        os.fsync(stream.fileno())
    _sync_folder(path.parent)


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


def _write_synced(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
