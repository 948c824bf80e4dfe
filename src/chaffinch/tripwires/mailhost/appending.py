"""Files that only grow, whole lines at a time, through rotation and a full disk."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from datetime import datetime
from pathlib import Path

_LARGEST = 64 << 20
_KEPT = 50
_WAITING = 20_000
"""Lines that wait while the disk is full; beyond it the oldest are lost."""


class GrowingFile:
    """Appends lines to a file; what cannot be written now waits. The file may be renamed away at any time."""

    def __init__(self, path: Path, *, mode: int = 0o600, largest: int = _LARGEST) -> None:
        """Prepare to append.

        Args:
            path: of the file; it is opened anew for each batch, so that a rotation from outside is followed.
            mode: of it when it is made.
            largest: bytes at which it is renamed away, with the time behind its name.
        """
        self._path = path
        self._mode = mode
        self._largest = largest
        self._waiting: deque[bytes] = deque(maxlen=_WAITING)
        self._torn = False

    @property
    def waiting(self) -> int:
        """Lines that could not be written yet."""
        return len(self._waiting)

    def append(self, line: bytes, *, now: datetime) -> bool:
        """Append a line with its end; return whether nothing waits any more."""
        self._waiting.append(line)
        return self.flush(now=now)

    def flush(self, *, now: datetime) -> bool:
        """Write what waits; return whether nothing does any more."""
        if not self._waiting:
            return True
        try:
            descriptor = os.open(
                self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, self._mode
            )
        except OSError:
            return False
        try:
            self._write(descriptor)
            size = os.fstat(descriptor).st_size
        except OSError:
            return False
        finally:
            os.close(descriptor)
        if size >= self._largest:
            self._rotate(now)
        return True

    def _write(self, descriptor: int) -> None:
        """Write all lines; of one that was cut by a full disk the rest is given up and the line written again."""
        while self._waiting:
            if self._torn:
                _write_whole(descriptor, b"\n")
                self._torn = False
            line = self._waiting[0]
            written = os.write(descriptor, line)
            if written != len(line):
                self._torn = True
                continue
            self._waiting.popleft()

    def _rotate(self, now: datetime) -> None:
        with contextlib.suppress(OSError):
            self._path.rename(self._path.with_name(f"{self._path.name}-{now:%Y%m%dT%H%M%S}"))
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, self._mode))
            for old in sorted(self._path.parent.glob(f"{self._path.name}-*"))[:-_KEPT]:
                old.unlink()


def _write_whole(descriptor: int, content: bytes) -> None:
    if os.write(descriptor, content) != len(content):
        raise OSError("no room for a line's end")
