"""Writes hits down: a line each, or only a count where somebody sends a flood or the disk is full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from chaffinch.tripwires.listener import beacons, portal
from chaffinch.tripwires.listener.errors import FullError
from chaffinch.tripwires.listener.floods import Counted, FloodMeter, Key
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.growing import GrowingFile
from chaffinch.tripwires.listener.limits import Limits
from chaffinch.tripwires.listener.room import Room


class _Spool:
    """One file of hits and what is left out of it."""

    def __init__(self, file: GrowingFile, write_count: Callable[[Counted], bytes], *, limits: Limits) -> None:
        self.file = file
        self.seen = 0
        self._write_count = write_count
        self._meter = FloodMeter(limits)

    def note(self, key: Key, line: bytes, *, now: datetime) -> None:
        self.drain(now=now)
        self.seen += 1
        if not self._meter.take(key, now=now):
            return
        try:
            self.file.append(line)
        except FullError:
            self._meter.count(key, now=now)

    def drain(self, *, now: datetime, whole: bool = False) -> None:
        """Write what was only counted, where there is room for it."""
        for counted in self._meter.drain(now=now, whole=whole):
            try:
                self.file.append(self._write_count(counted))
            except FullError:
                self._meter.count(counted.key, now=now)
                return


class Recorder:
    """The listener's two files of hits."""

    def __init__(
        self, folder: Folder, *, room: Room, limits: Limits, group: int | None, rotate_bytes: int
    ) -> None:
        """Open them; see `GrowingFile`."""
        opened, tried = (
            GrowingFile(path, room=room, group=group, rotate_bytes=rotate_bytes)
            for path in (folder.beacons, folder.portal)
        )
        self._beacons = _Spool(opened, beacons.write_count, limits=limits)
        self._portal = _Spool(tried, portal.write_count, limits=limits)

    @property
    def hits(self) -> int:
        """Beacons opened since the start."""
        return self._beacons.seen

    @property
    def tries(self) -> int:
        """Tries at portals since the start."""
        return self._portal.seen

    def note_beacon(self, token_hash: str, line: bytes, *, source: str, now: datetime) -> None:
        """Keep that a beacon was opened."""
        self._beacons.note(Key(token_hash, source), line, now=now)

    def note_try(self, path: str, line: bytes, *, source: str, now: datetime) -> None:
        """Keep a try at a portal."""
        self._portal.note(Key(path, source), line, now=now)

    def tend(self, *, now: datetime, keep: timedelta) -> None:
        """Write counts whose minute is over, and set long files aside."""
        for spool in (self._beacons, self._portal):
            spool.drain(now=now)
            spool.file.rotate(now=now, keep=keep)

    def sync(self) -> None:
        """Have all lines reach the disk."""
        for spool in (self._beacons, self._portal):
            spool.file.sync()

    def close(self, *, now: datetime) -> None:
        """Write what was only counted, and give the files back."""
        for spool in (self._beacons, self._portal):
            spool.drain(now=now, whole=True)
            spool.file.close()
