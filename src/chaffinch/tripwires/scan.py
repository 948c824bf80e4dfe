"""Look for decoys in a log: a quick look at every line, a whole reading of those that name one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chaffinch.ground.streams import MAX_LINE
from chaffinch.tripwires.documents import Record
from chaffinch.tripwires.fields import BROKEN, clean
from chaffinch.tripwires.formats.table import DOVECOT, LineFormat
from chaffinch.tripwires.match import Bait, Find, Hit, match_sign_in
from chaffinch.tripwires.moments import PlaceTime
from chaffinch.tripwires.signin import Code, SignIn, Spot, Unreadable

#: So many names, and attempts that rang, are remembered; then it begins anew.
_REMEMBERED = 100_000


@dataclass(slots=True)
class Tally:
    """What was read so far."""

    lines: int = 0
    offset: int = 0
    """Bytes of the lines that were read, with their ends."""
    attempts: int = 0
    """Lines that name somebody who tried to sign in."""
    unreadable: int = 0


class LogScanner:
    """Scans one log, a block of lines after the other.

    Attributes:
        tally: what was read so far.
    """

    def __init__(
        self,
        file: str,
        *,
        find: Find,
        place_time: PlaceTime,
        clock: Callable[[], datetime],
        tally: Tally,
        form: LineFormat = DOVECOT,
    ) -> None:
        """Prepare to go on after what `tally` counts.

        Args:
            file: for spots.
            find: the decoys with an address; asked once for each name.
            place_time: for times without a zone.
            clock: aware; for times without a year.
            tally: of what was read before.
            form: how its lines are read.
        """
        self.tally = tally
        self._file = file
        self._find = find
        self._place_time = place_time
        self._clock = clock
        self._form = form
        self._baits: dict[bytes, Sequence[Bait]] = {}
        self._told: set[tuple[str, str]] = set()

    def forget(self) -> None:
        """Ask anew which decoys there are."""
        self._baits.clear()

    def scan(self, block: bytes) -> Iterator[Hit | Unreadable]:
        """Yield what whole lines hold, in their order; the last one may lack its end."""
        tally, baits = self.tally, self._baits
        find_login, longest = self._form.find_login, self._form.longest
        if block.endswith(b"\n"):
            block = block[:-1]
        for line in block.split(b"\n"):
            offset = tally.offset
            tally.offset += len(line) + 1
            tally.lines += 1
            if len(line) > longest:
                yield from self._refuse_long(line, offset)
                continue
            login = find_login(line)
            if login is None:
                continue
            tally.attempts += 1
            found = baits.get(login)
            if found is None or login is BROKEN:
                yield from self._look(line, login, offset)
            elif found:
                yield from self._read(line, found, offset)

    def scan_records(self, records: Iterable[Record]) -> Iterator[Hit | Unreadable]:
        """Yield what the records of a document hold, as `scan` does for lines."""
        tally = self.tally
        for record in records:
            tally.lines, tally.offset = record.line, record.offset
            if not record.whole:
                tally.attempts += 1
                yield self._refuse("not-json", record.text, record.offset)
            elif len(record.text) > self._form.longest:
                yield from self._refuse_long(record.text, record.offset)
            elif (login := self._form.find_login(record.text)) is not None:
                tally.attempts += 1
                yield from self._look(record.text, login, record.offset)

    def _look(self, line: bytes, login: bytes, offset: int) -> Iterator[Hit | Unreadable]:
        """Read the line of an attempt whole where it names a decoy."""
        if login is BROKEN:
            yield self._refuse("not-json" if line.startswith(b"{") else "not-a-sign-in-line", line, offset)
            return
        found = self._baits.get(login)
        if found is None:
            found = self._ask(login)
        if found:
            yield from self._read(line, found, offset)

    def _refuse_long(self, line: bytes, offset: int) -> Iterator[Unreadable]:
        """Refuse a long line that may be an attempt; one that was cut by the reader may be anything."""
        if len(line) >= MAX_LINE or self._form.find_login(line) is not None:
            self.tally.attempts += 1
            yield self._refuse("too-long", line, offset)

    def _refuse(self, code: Code, line: bytes, offset: int) -> Unreadable:
        self.tally.unreadable += 1
        return Unreadable(code, self._spot(line, offset))

    def _spot(self, line: bytes, offset: int) -> Spot:
        digest = hashlib.sha256(line.removesuffix(b"\r")).hexdigest()
        return Spot(self._file, self.tally.lines, offset, digest)

    def _ask(self, login: bytes) -> Sequence[Bait]:
        if len(self._baits) >= _REMEMBERED:
            self._baits.clear()
        found = self._baits[login] = self._find(clean(login))
        return found

    def _read(self, line: bytes, baits: Sequence[Bait], offset: int) -> Iterator[Hit | Unreadable]:
        sign_in = self._form.read_line(
            line.removesuffix(b"\r"),
            spot=self._spot(line, offset),
            place_time=self._place_time,
            now=self._clock(),
        )
        if sign_in is None:
            yield self._refuse("not-a-sign-in-line", line, offset)
            return
        for hit in match_sign_in(sign_in, baits):
            yield replace(hit, repeats=self._is_told(sign_in, hit.number), raw=line.removesuffix(b"\r"))

    def _is_told(self, sign_in: SignIn, number: str) -> bool:
        """Return whether a line that sums up a connection tells of an attempt that rang before."""
        if not sign_in.session:
            return False
        key = (sign_in.session, number)
        if sign_in.sums_up:
            return key in self._told
        if len(self._told) >= _REMEMBERED:
            self._told.clear()
        self._told.add(key)
        return False
