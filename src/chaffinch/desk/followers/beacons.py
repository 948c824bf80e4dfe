"""Follow what the web listener writes: opened beacons, and its sign of life."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from chaffinch.desk.configuration_tables import LogTable
from chaffinch.desk.models import SignInLog
from chaffinch.desk.services.beacons import FoundBeacon, record_beacons
from chaffinch.desk.services.hits import Progress, note_fault
from chaffinch.tripwires.errors import LogError
from chaffinch.tripwires.listener.beacons import read_hit
from chaffinch.tripwires.listener.folder import Folder
from chaffinch.tripwires.listener.state import find_fault, read_state
from chaffinch.tripwires.logfile import Place, Portion, read_portion
from chaffinch.tripwires.signin import Spot

_log = logging.getLogger(__name__)
#: The format of the file of opened beacons; no log of a server's has it.
BEACONS = "beacons"
#: Lines in one transaction.
_BATCH = 1_000
_ABOUT = "listener-"


def list_spools(folder: str) -> list[LogTable]:
    """Return the files of a listener that are followed by themselves; none where no folder is named."""
    if not folder:
        return []
    place = Folder(Path(folder))
    return [
        LogTable(path=str(place.portal), format="portal", passwords="hashed"),
        LogTable(path=str(place.beacons), format=BEACONS),
    ]


class BeaconFollower:
    """Follows the file of opened beacons; it goes on where the table says that it was."""

    def __init__(self, row: SignInLog, *, clock: Callable[[], datetime]) -> None:
        self.row = row
        self._clock = clock
        self._place = Place.read(row.place)

    def read(self) -> int | None:
        """Read one portion into the desk; return how many new hits it held, None where there was nothing new."""
        try:
            portion = read_portion(Path(self.row.path), self._place)
        except LogError as error:
            if self.row.fault != error.code:
                _log.warning("%s", error.diagnostics())
                note_fault(self.row, error.code)
                self.row.fault = error.code
            return None
        return None if portion is None else self._take(portion)

    def _take(self, portion: Portion) -> int:
        lines = portion.block.splitlines(keepends=True)
        offset, noted, unreadable, worst = portion.start, 0, 0, ""
        found: list[FoundBeacon] = []
        for number, line in enumerate(lines, start=portion.place.line + 1):
            digest = hashlib.sha256(line.rstrip(b"\r\n")).hexdigest()
            spot = Spot(self.row.path, number, offset, digest)
            offset += len(line)
            hit = read_hit(line)
            if hit is None:
                unreadable, worst = unreadable + 1, f"{self.row.path}:{number} not-json"[-200:]
                continue
            found.append(FoundBeacon(hit, spot))
            if len(found) == _BATCH:
                # The place stays where it was: should this end here, the lines are read again and known again.
                noted += self._record(found, Progress(self._place or Place(), attempts=len(found)))
                found = []
        after = Place(**{**portion.place.as_values(), "line": portion.place.line + len(lines)})
        progress = Progress(
            after,
            lines=len(lines),
            attempts=len(found),
            unreadable=unreadable,
            unreadable_at=worst,
            lost=portion.lost,
        )
        noted += self._record(found, progress)
        self._place, self.row.fault = after, ""
        return noted

    def _record(self, found: list[FoundBeacon], progress: Progress) -> int:
        return record_beacons(found, log=self.row, progress=progress, now=self._clock())


def watch_listener(folder: str, rows: Iterable[SignInLog], *, now: datetime) -> None:
    """Note with a listener's files that it gives no sign of life, or has trouble; or that it has none any more.

    Args:
        folder: of the listener.
        rows: of all files that are followed; those in its folder are meant, pushed logs as well.
        now: aware.
    """
    inside = f"{Path(folder)}/"
    try:
        code: str = find_fault(read_state(Folder(Path(folder)).state), now=now)
    except PermissionError:
        code = "not-allowed"
    for row in rows:
        if not row.path.startswith(inside):
            continue
        # What stands in the way of reading the file itself says more.
        if row.fault != code and (not row.fault or row.fault.startswith(_ABOUT)):
            _log.warning("%s: the listener: %s", row.path, code or "in good order")
            note_fault(row, code)
            row.fault = code
