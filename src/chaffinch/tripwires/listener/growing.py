"""A file that only grows, is set aside when it is long, and is followed by the desk (tripwires/logfile.py)."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chaffinch.ground.files import sync_folder
from chaffinch.tripwires.listener.errors import FullError
from chaffinch.tripwires.listener.room import Room


class GrowingFile:
    """Appends whole lines.

    Args:
        path: of the file; made where it is missing, so that whoever follows it finds it.
        room: asked before each append.
        group: number of the group that may read it; None: its owner only.
        rotate_bytes: a longer one is set aside.
    """

    def __init__(self, path: Path, *, room: Room, group: int | None, rotate_bytes: int) -> None:
        self.path = path
        self._room = room
        self._group = group
        self._most = rotate_bytes
        self._file = self._open()
        self._unsynced = False

    @property
    def size(self) -> int:
        """Bytes of the present file."""
        return os.fstat(self._file).st_size

    def append(self, block: bytes) -> None:
        """Write at the end; a killed process loses nothing of it, a machine without power what `sync` had not seen.

        Raises:
            FullError: there is no room; nothing, or no whole line more, stands in the file.
        """
        if not self._room.has(len(block)):
            raise FullError("The listener's folder is full.")
        before, rest = self.size, memoryview(block)
        self._unsynced = True
        try:
            if self._find_again():
                before = 0
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError as error:
            if len(rest) < len(block) and b"\n" not in block[: len(block) - len(rest)]:
                os.ftruncate(self._file, before)
            raise FullError("The listener's folder cannot be written.", why=str(error)) from error
        finally:
            self._room.add(len(block) - len(rest))

    def _find_again(self) -> bool:
        """Begin a new file where somebody took the present one away: else what is written would be nobody's."""
        try:
            there = self.path.stat().st_ino
        except FileNotFoundError:
            there = 0
        if there == os.fstat(self._file).st_ino:
            return False
        file = self._open()
        os.close(self._file)
        self._file = file
        return True

    def sync(self) -> None:
        """Have what was written reach the disk."""
        if self._unsynced:
            os.fsync(self._file)
            self._unsynced = False

    def rotate(self, *, now: datetime, keep: timedelta) -> None:
        """Set a long file aside under a name that says when, and delete those set aside too long ago."""
        if self.size > self._most:
            self.sync()
            aside = self.path.with_name(f"{self.path.name}-{now.astimezone(UTC):%Y%m%dT%H%M%S.%f}")
            self.path.replace(aside)
            os.close(self._file)
            self._file = self._open()
            sync_folder(self.path.parent)
        for old in self.path.parent.glob(f"{self.path.name}-*"):
            if now.timestamp() - old.stat().st_mtime > keep.total_seconds():
                old.unlink()

    def close(self) -> None:
        """Give the file back."""
        self.sync()
        os.close(self._file)

    def _open(self) -> int:
        file = os.open(
            self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
        )
        share(file, self._group)
        return file


def share(file: int, group: int | None) -> None:
    """Let a group read an open file that was made for its owner only."""
    if group is not None:
        os.fchown(file, -1, group)
        os.fchmod(file, 0o640)
