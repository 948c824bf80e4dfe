"""One reading of a list: from a place to its end, in chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from chaffinch.ground.streams import StreamError
from chaffinch.names.feeds.feed import Chunk, FeedFault
from chaffinch.names.feeds.lists.gathering import MOST_NAMES, Gathering, add_counts
from chaffinch.names.feeds.lists.opening import fingerprint
from chaffinch.names.feeds.lists.piece import Parsed, State, TextFormat
from chaffinch.names.feeds.lists.place import Place
from chaffinch.names.feeds.lists.sieve import Sieve
from chaffinch.names.feeds.lists.text import ENDING_BYTES, PIECE_BYTES, Cut, LineCutter

Stop = Callable[[], bool]


class TextReading:
    """Read lines from a place on.

    Args:
        cutter: standing at that place.
        form: the list's format.
        place: with the format's state there.
        sieve: standing there too.
        source: as faults name it.
    """

    def __init__(
        self, cutter: LineCutter, form: TextFormat, place: Place, *, sieve: Sieve, source: str
    ) -> None:
        self._cutter = cutter
        self._form = form
        self._place = place
        self._sieve = sieve
        self._source = source
        self._gathering = Gathering()
        self._gathering.add_faults(sieve.faults())

    def run(self, *, stop: Stop) -> Iterator[Chunk]:
        """Yield chunks up to the list's end, always one at least."""
        while not stop():
            try:
                read = self._read_piece()
            except StreamError as fault:
                self._gathering.add_faults([FeedFault("damaged", self._source, {"why": fault.why[:200]})])
                self._place = replace(self._place, trouble="damaged")
                break
            if read is None:
                self._end()
                break
            yield from self._take(*read)
        yield self._cut()

    def _read_piece(self) -> tuple[Cut, Parsed, State] | None:
        """Read as many lines as hold no more names than a chunk may."""
        most_bytes = PIECE_BYTES
        while (cut := self._cutter.read(most_bytes=most_bytes)) is not None:
            parsed, state = self._form.parse(cut.piece, self._place.state)
            if len(parsed.names) > MOST_NAMES and most_bytes > 1:
                self._cutter.take_back(cut)
                most_bytes = most_bytes // 2
                continue
            if parsed.open_lines:
                cut = self._cutter.take_back_lines(cut, parsed.open_lines)
            return cut, parsed, state
        return None

    def _take(self, cut: Cut, parsed: Parsed, state: State) -> Iterator[Chunk]:
        names, places, remembered = self._sieve.sift(parsed.names, parsed.places)
        if self._gathering.is_full_before(names):
            yield self._cut()
        self._gathering.add(names, places, entries=cut.lines)
        self._gathering.add_faults(cut.faults)
        self._gathering.add_faults(parsed.faults)
        kept = self._sieve.keep(remembered)
        place = self._place
        self._place = replace(
            place,
            state=state,
            line=place.line + cut.lines,
            offset=cut.end,
            before=fingerprint(cut.ending, ENDING_BYTES),
            tail=cut.tail,
            names=place.names + len(parsed.names),
            kept=place.kept + kept,
            left_out=add_counts(place.left_out, parsed.left_out) if parsed.left_out else place.left_out,
        )

    def _end(self) -> None:
        """Say that the list is at its end; one without a name is none, and its memory is not kept."""
        self._place = replace(self._place, ended=True)
        if not self._place.names:
            self._place = replace(self._place, trouble="no-names")
            self._gathering.add_faults([FeedFault("no-names", self._source, {"lines": self._place.line})])
            return
        gone = self._sieve.finish()
        if gone is not None:
            self._place = replace(self._place, gone=gone, memory=self._place.reading)

    def _cut(self) -> Chunk:
        self._sieve.flush()
        chunk = self._gathering.cut(self._place)
        self._place = Place.read(chunk.checkpoint)
        return chunk
