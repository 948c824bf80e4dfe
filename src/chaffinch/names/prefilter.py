"""Which lines of a block may hold a watched name: Hyperscan over one buffer; never too few, sometimes too many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

import hyperscan
import numpy as np
import numpy.typing as npt

from chaffinch.names.alignment import Pattern
from chaffinch.names.compiled import Row, open_database
from chaffinch.names.edges import Edges
from chaffinch.names.expressions import COARSE, DROPPED, list_expressions, list_parted_slips, list_slipped

_NEWLINE = 10
#: More than any number that an expression reports.
_NUMBER_BITS = 24
#: Compiled together: the time that it takes grows with their square.
_ROWS_AT_ONCE = 3_000
_Numbers = npt.NDArray[np.int64]
_Databases = tuple[hyperscan.Database, ...]
#: Hits of a block, beyond which all its newlines are found at once.
_FEW = 64
_NONE: _Numbers = np.empty(0, dtype=np.int64)


class Prefilter:
    """A compiled scan for every way to write the patterns within their budgets.

    In four steps: what is quickly found, and hints, over everything; the slow rest over the lines that a hint names;
    a look at the edges of words over the lines that may hold a short name, or one of common words with a slip; and what
    only separators tell (a short name with a slip as a word of its own) over everything as it is written.

    One instance serves one thread: Hyperscan's scratch space is its own.
    """

    def __init__(
        self, patterns: Sequence[Pattern], *, words: Iterable[str] = (), slipped: Collection[int] = ()
    ) -> None:
        """Compile.

        Args:
            patterns: the names.
            words: known words that may be written together with a name.
            slipped: indexes of those too short to bear a slip that are to be found with one, as words of their own.
        """
        #: Reported by an expression that only says: look more closely.
        self._hint = len(patterns)
        rows = [
            (number, expression)
            for number, pattern in enumerate(patterns)
            for expression in dict.fromkeys(list_expressions(pattern))
        ]
        hints = {hint for _, expression in rows for hint in expression.hints}
        self._edges = Edges(patterns, words=words)
        #: Added to a pattern's number where it was found by an edit and its edges are to be looked at.
        self._loosely = len(patterns) + 1
        loose = self._edges.loose
        first = [
            (number + self._loosely * (row.edits > 1 and number in loose), row.text, row.edits)
            for number, row in rows
            if not row.hints
        ]
        self._first = _open(first + [(self._hint, hint, 0) for hint in sorted(hints)])
        self._second = _open([(number, row.text, row.edits) for number, row in rows if row.hints])
        self._third = _open(self._edges.list_rows())
        self._slipped = _open(
            [
                (number, row, 0)
                for number, pattern in enumerate(patterns)
                for row in (
                    *(list_slipped(pattern) if number in slipped else ()),
                    *list_parted_slips(pattern),
                )
            ]
        )
        self._is_edged = np.zeros(2 * self._loosely, dtype=bool)
        self._is_edged[list(self._edges.numbers)] = True
        self._is_edged[self._loosely :] = True

    def find_lines(self, buffer: bytes, *, newlines: _Numbers | None = None) -> dict[int, list[int]]:
        """Find the lines of a newline-joined buffer that may hold a name.

        Args:
            buffer: the lines.
            newlines: places of its newlines, where they are known already.

        Returns:
            Line index → the indexes of the patterns that it may hold, both in order; an index without any
            pattern gives an empty list.
        """
        found: dict[int, list[int]] = defaultdict(list)
        if not self._first:
            return found
        coarse = _Text(buffer.translate(COARSE, DROPPED))
        lines, numbers = _scan(self._first, coarse)
        edged, hinted = self._is_edged[numbers], numbers == self._hint
        rest = ~(edged | hinted)
        kept = set(zip(lines[rest].tolist(), numbers[rest].tolist(), strict=True))
        if self._second and hinted.any():
            places = lines[hinted]
            again, numbers_again = _scan(self._second, _Text(b"\n".join(coarse.cut_lines(places))))
            kept.update(zip(places[again].tolist(), numbers_again.tolist(), strict=True))
        if edged.any():
            seen = set(zip(lines[edged].tolist(), (numbers[edged] % self._loosely).tolist(), strict=True))
            kept.update(self._look_at_edges(_Text(buffer, newlines), np.unique(lines[edged]), seen))
        if self._slipped:
            rows, numbers = _scan(self._slipped, _Text(b"\n" + buffer.lower() + b"\n"))
            kept.update(zip((rows - 1).tolist(), numbers.tolist(), strict=True))
        for line, number in sorted(kept):
            found[line].append(number)
        return found

    def _look_at_edges(
        self, text: _Text, places: _Numbers, seen: set[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        """Yield the pairs of line and name, of those seen, that the edges of words allow."""
        lines = [line.lower() for line in text.cut_lines(places)]
        rows, numbers = _scan(self._third, _Text(b"\n" + b"\n".join(lines) + b"\n"))
        for row, number in zip(rows.tolist(), numbers.tolist(), strict=True):
            # The first newline makes the first line row 1; the one that ends a line counts as part of it.
            known = self._edges.read_hit(number, lines[row - 1]) if 0 < row <= len(lines) else None
            if known is not None and (pair := (int(places[row - 1]), known)) in seen:
                yield pair
        if self._edges.loose:
            by_place = dict(zip(places.tolist(), lines, strict=True))
            for place, number in seen:
                if number in self._edges.loose and self._edges.is_enclosed(by_place[place]):
                    yield place, number


class _Text:
    """Newline-joined lines, to be found by their bytes."""

    def __init__(self, buffer: bytes, newlines: _Numbers | None = None) -> None:
        self.buffer = buffer
        self._known = newlines

    @cached_property
    def _newlines(self) -> _Numbers:
        if self._known is not None:
            return self._known
        return np.flatnonzero(np.frombuffer(self.buffer, dtype=np.uint8) == _NEWLINE)

    def find_lines(self, ends: Sequence[int]) -> _Numbers:
        """Return the line of each exclusive end; its last character decides."""
        if self._known is None and len(ends) < _FEW:
            return self._count_lines(ends)
        return np.searchsorted(self._newlines, np.array(ends) - 1, side="left")

    def _count_lines(self, ends: Sequence[int]) -> _Numbers:
        """Return the same for few ends, without looking for every newline."""
        lines: dict[int, int] = {}
        line = begin = 0
        for end in sorted(set(ends)):
            line += self.buffer.count(b"\n", begin, end - 1)
            begin = end - 1
            lines[end] = line
        return np.array([lines[end] for end in ends], dtype=np.int64)

    def cut_lines(self, places: _Numbers) -> list[bytes]:
        """Return some lines by their indexes."""
        ends = np.append(self._newlines, len(self.buffer))
        starts = np.where(places > 0, ends[places - 1] + 1, 0)
        return [
            self.buffer[start:end] for start, end in zip(starts.tolist(), ends[places].tolist(), strict=True)
        ]


def _open(rows: list[Row]) -> _Databases:
    """Compile rows."""
    return tuple(
        open_database(rows[start : start + _ROWS_AT_ONCE]) for start in range(0, len(rows), _ROWS_AT_ONCE)
    )


def _scan(databases: _Databases, text: _Text) -> tuple[_Numbers, _Numbers]:
    """Return the line and the number of each hit, each pair once, in order."""
    ends: list[int] = []
    numbers: list[int] = []

    def note_hit(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
        numbers.append(number)
        ends.append(end)

    for database in databases:
        database.scan(text.buffer, match_event_handler=note_hit)
    if not ends:
        return _NONE, _NONE
    pairs = np.unique(text.find_lines(ends) << _NUMBER_BITS | np.array(numbers))
    return pairs >> _NUMBER_BITS, pairs & ((1 << _NUMBER_BITS) - 1)
