"""A log read once more, for attempts from certain addresses and blocks or with certain tools: most lines are left after a
quick look."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from chaffinch.tripwires.documents import Record
from chaffinch.tripwires.fields import BROKEN, read_source
from chaffinch.tripwires.formats.table import DOVECOT, LineFormat
from chaffinch.tripwires.moments import PlaceTime
from chaffinch.tripwires.networks import name_block
from chaffinch.tripwires.signin import SignIn, Spot
from chaffinch.tripwires.tools import list_marks
from chaffinch.tripwires.victims import Join

_ADDRESS = re.compile(
    rb"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)(?![\w])"
)


class SourceReader:
    """Reads a log once more, for the attempts of those who are wanted only."""

    def __init__(
        self,
        file: str,
        *,
        wanted: Iterable[tuple[Join, str]],
        place_time: PlaceTime,
        clock: Callable[[], datetime],
        form: LineFormat = DOVECOT,
    ) -> None:
        """Prepare to read from the file's beginning.

        Args:
            file: for spots.
            wanted: addresses, lines, blocks and tools.
            place_time: for times without a zone.
            clock: aware; for times without a year.
            form: how its lines are read.
        """
        wanted = frozenset(wanted)
        self._addresses = {value.encode() for join, value in wanted if join == "address"}
        self._lines = {value for join, value in wanted if join == "line"}
        self._blocks = {value.rpartition(".")[0].encode() for join, value in wanted if join == "block"}
        self._marks = list_marks(value for join, value in wanted if join == "tool")
        self._file = file
        self._place_time = place_time
        self._clock = clock
        self._form = form
        self._line = 0

    def read(self, block: bytes) -> Iterator[SignIn]:
        """Yield the wanted attempts of whole lines; the last one may lack its end."""
        for line in block.removesuffix(b"\n").split(b"\n"):
            self._line += 1
            if sign_in := self._read(line, Spot(self._file, self._line, 0, "")):
                yield sign_in

    def read_records(self, records: Iterable[Record]) -> Iterator[SignIn]:
        """Yield the wanted attempts of a document's records."""
        for record in records:
            if sign_in := self._read(record.text, Spot(self._file, record.line, record.offset, "")):
                yield sign_in

    def _read(self, line: bytes, spot: Spot) -> SignIn | None:
        if len(line) > self._form.longest or (self._form.find_login(line) in (None, BROKEN)):
            return None
        if not any(self._is_wanted(address) for address in _ADDRESS.findall(line)) and not self._has_mark(
            line
        ):
            return None
        return self._form.read_line(
            line.removesuffix(b"\r"), spot=spot, place_time=self._place_time, now=self._clock()
        )

    def _is_wanted(self, address: bytes) -> bool:
        if address in self._addresses or address.rpartition(b".")[0] in self._blocks:
            return True
        if b":" not in address:
            return False
        # An address of IPv6 is written in many ways, one of IPv4 may stand in it.
        source = read_source(address.decode("ascii"))
        block = name_block(source)
        return bool(source) and (
            source.encode() in self._addresses
            or block in self._lines
            or block.rpartition(".")[0].encode() in self._blocks
        )

    def _has_mark(self, line: bytes) -> bool:
        if not self._marks:
            return False
        low = line.lower()
        return any(mark in low for mark in self._marks)
