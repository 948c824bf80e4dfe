"""What of a home folder is backed up, and what is not."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chaffinch.desk.home import Home
from chaffinch.ground.secrets import keyed_hash

_COMPANIONS = ("-journal", "-wal", "-shm")
"""Endings of what stands beside a SQLite database and means nothing without the very same file."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file of the home folder."""

    name: str
    """In the backup: its way from the home folder, with slashes."""
    path: Path
    size: int
    """In bytes, when it was listed."""


def list_folder(home: Home, part: str) -> Iterator[Place]:
    """Yield the regular files below a folder of the home folder, those of its own folders first.

    What is read last is newest: a list that only grows, as the ledger's of entries, then holds whatever the checkpoints
    beside it name. The folder itself may be a link to another disk; links, sockets and devices below it are passed over, and
    so are drafts, and companions of files that are copied by other means.
    """
    top = home.folder / part
    for at, _, files in os.walk(top, topdown=False):
        for name in sorted(files):
            path = Path(at) / name
            hidden = any(piece.startswith(".") for piece in path.relative_to(top).parts)
            if hidden or _is_companion(path):
                continue
            try:
                status = path.lstat()
            except FileNotFoundError:
                continue  # it was let go of this very moment
            if stat.S_ISREG(status.st_mode):
                yield Place(f"{part}/{path.relative_to(top).as_posix()}", path, status.st_size)


def print_keys(home: Home) -> dict[str, str]:
    """Return the fingerprint of each key: enough to know it again, and nothing that helps to find it."""
    return {
        place.name.removeprefix("keys/"): keyed_hash(
            place.name, key=place.path.read_bytes(), purpose="backup fingerprint"
        )[:16]
        for place in list_folder(home, "keys")
    }


def _is_companion(path: Path) -> bool:
    for ending in _COMPANIONS:
        if path.name.endswith(ending) and path.with_name(path.name.removesuffix(ending)).exists():
            return True
    return False
