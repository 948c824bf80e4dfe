"""How much the listener's folder holds, and whether there is room for more."""

from __future__ import annotations

import os
from pathlib import Path

#: So many bytes of the file system stay free for others.
_SPARE = 100_000_000


class Room:
    """Counts what lies in a folder; what is written between two counts is added by whoever writes it."""

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        self._folder = folder
        self._most = most_bytes
        self._used = 0
        self._free = 0
        self.count()

    @property
    def full(self) -> bool:
        """Whether a mere line has no room."""
        return not self.has(4_096)

    def count(self) -> None:
        """Look anew."""
        self._used = sum(
            _measure(Path(root, name)) for root, _, names in os.walk(self._folder) for name in names
        )
        found = os.statvfs(self._folder)
        self._free = found.f_bavail * found.f_frsize

    def has(self, size: int) -> bool:
        """Return whether so many bytes more have room."""
        return self._used + size <= self._most and self._free - size >= _SPARE

    def add(self, size: int) -> None:
        """Note that so many bytes were written."""
        self._used += size
        self._free -= size


def _measure(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0  # it went away meanwhile
