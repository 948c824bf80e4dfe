"""Search whole log files by hand: which decoys were used, and whose real accounts the same sources opened or tried."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from chaffinch.ground.streams import open_source, read_blocks, unpack_blocks
from chaffinch.tripwires.documents import split_records
from chaffinch.tripwires.formats.table import LineFormat
from chaffinch.tripwires.match import Find, Hit
from chaffinch.tripwires.moments import PlaceTime
from chaffinch.tripwires.scan import LogScanner, Tally
from chaffinch.tripwires.signin import SignIn, Unreadable
from chaffinch.tripwires.sources import SourceReader
from chaffinch.tripwires.tools import name_tool
from chaffinch.tripwires.victims import Join, Use, Victim, VictimFinder

#: So many uses are remembered for the second reading.
_MOST_USES = 100_000


class LogSearch:
    """Searches files of one format."""

    def __init__(
        self,
        *,
        find: Find,
        place_time: PlaceTime,
        clock: Callable[[], datetime],
        open_format: Callable[[], LineFormat],
    ) -> None:
        """Prepare.

        Args:
            find: the decoys with an address.
            place_time: for times without a zone.
            clock: aware; for times without a year.
            open_format: makes the format anew for each file.
        """
        self._find = find
        self._place_time = place_time
        self._clock = clock
        self._open_format = open_format
        self._uses: dict[Use, None] = {}

    def scan(
        self, source: str, *, tally: Tally, on_read: Callable[[int], None] | None = None
    ) -> Iterator[Hit | Unreadable]:
        """Yield what one file holds.

        Args:
            source: a path, or "-" for standard input.
            tally: is counted up.
            on_read: is called with the number of bytes read since the last call.

        Raises:
            StreamError: it cannot be opened, or ends before its end.
        """
        form = self._open_format()
        scanner = LogScanner(
            source, find=self._find, place_time=self._place_time, clock=self._clock, tally=tally, form=form
        )
        for found in _scan_file(source, scanner, form=form, on_read=on_read):
            if isinstance(found, Hit) and found.sign_in.source and len(self._uses) < _MOST_USES:
                seen = found.sign_in
                self._uses[Use(seen.source, seen.at, name_tool(seen.agent))] = None
            yield found

    def note_uses(self, uses: Iterable[Use]) -> None:
        """Take in uses that are known already."""
        self._uses.update(dict.fromkeys(uses))

    def find_victims(
        self, sources: Iterable[str], *, stop: Callable[[], bool] = lambda: False
    ) -> tuple[tuple[Victim, ...], int]:
        """Read files once more for what the sources of uses found so far did else.

        Args:
            sources: paths.
            stop: asked between the lines that are worth a reading; what was found until then is returned.

        Returns:
            The accounts by source and name, and how many attempts on further names were left out.

        Raises:
            StreamError: a file cannot be opened, or ends before its end.
        """
        finder = VictimFinder(self._uses, find=self._find)
        for source in sources if finder.wanted else ():
            for sign_in in self._read_again(source, wanted=finder.wanted):
                finder.take(sign_in)
                if stop():
                    return finder.list_victims(), finder.left_out
        return finder.list_victims(), finder.left_out

    def _read_again(self, source: str, *, wanted: frozenset[tuple[Join, str]]) -> Iterator[SignIn]:
        form = self._open_format()
        reader = SourceReader(
            source, wanted=wanted, place_time=self._place_time, clock=self._clock, form=form
        )
        if form.documents:
            with open_source(source) as file:
                yield from reader.read_records(split_records(unpack_blocks(file, source, None)))
            return
        for block in read_blocks(source):
            yield from reader.read(block)


def _scan_file(
    source: str, scanner: LogScanner, *, form: LineFormat, on_read: Callable[[int], None] | None
) -> Iterator[Hit | Unreadable]:
    if not form.documents:
        for block in read_blocks(source, on_read=on_read):
            yield from scanner.scan(block)
        return
    with open_source(source) as file:
        yield from scanner.scan_records(split_records(unpack_blocks(file, source, on_read)))
