"""Which lines of a block may hold a watched name: Hyperscan over one buffer; never too few, sometimes too many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import hyperscan
import numpy as np
import numpy.typing as npt

from chaffinch.names.alignment import Pattern
from chaffinch.names.compiled import Row, open_database
from chaffinch.names.edges import Edges
from chaffinch.names.expressions import COARSE, DROPPED, list_expressions

_NEWLINE = 10
#: Reported by an expression that only says: look more closely.
_HINT = 1 << 30


class Prefilter:
    """A compiled scan for every way to write the patterns within their budgets.

    In three steps: what is quickly found, and hints, over everything; the slow rest over the lines that a hint names;
    a look at the edges of words over the lines that may hold a short name. One instance serves one thread:
    Hyperscan's scratch space is its own.
    """

    def __init__(self, patterns: Sequence[Pattern], *, words: Iterable[str] = ()) -> None:
        """Compile.

        Args:
            patterns: the names.
            words: known words that may be written together with a name.
        """
        rows = [
            (number, expression)
            for number, pattern in enumerate(patterns)
            for expression in dict.fromkeys(list_expressions(pattern))
        ]
        hints = {hint for _, expression in rows for hint in expression.hints}
        first = [(number, row.text, row.edits) for number, row in rows if not row.hints]
        self._first = _open(first + [(_HINT, hint, 0) for hint in sorted(hints)])
        self._second = _open([(number, row.text, row.edits) for number, row in rows if row.hints])
        self._edges = Edges(patterns, words=words)
        self._third = _open(self._edges.list_rows())

    def find_lines(self, buffer: bytes) -> dict[int, list[int]]:
        """Find the lines of a newline-joined buffer that may hold a name.

        Returns:
            Line index → the indexes of the patterns that it may hold, both in order; an index without any
            pattern gives an empty list.
        """
        found: dict[int, list[int]] = defaultdict(list)
        if self._first is None:
            return found
        coarse = _Text(buffer.translate(COARSE, DROPPED))
        pairs = _scan(self._first, coarse)
        hinted = sorted(line for line, number in pairs if number == _HINT)
        edged = sorted({line for line, number in pairs if number in self._edges.numbers})
        kept = {pair for pair in pairs if pair[1] != _HINT and pair[1] not in self._edges.numbers}
        if hinted and self._second is not None:
            again = _scan(self._second, _Text(b"\n".join(coarse.cut_lines(hinted))))
            kept.update((hinted[line], number) for line, number in again)
        if edged:
            kept.update(self._look_at_edges(_Text(buffer).cut_lines(edged), edged, pairs))
        for line, number in sorted(kept):
            found[line].append(number)
        return found

    def _look_at_edges(
        self, lines: list[bytes], places: list[int], pairs: set[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        """Yield the pairs of line and short name that the edges of words allow."""
        assert self._third is not None  # noqa: S101 -- there are short names, since some were found
        lines = [line.lower() for line in lines]
        for row, number in _scan(self._third, _Text(b"\n" + b"\n".join(lines) + b"\n")):
            # The first newline makes the first line row 1; the one that ends a line counts as part of it.
            known = self._edges.read_hit(number, lines[row - 1]) if 0 < row <= len(lines) else None
            if known is not None and (places[row - 1], known) in pairs:
                yield places[row - 1], known


class _Text:
    """Newline-joined lines, to be found by their bytes."""

    def __init__(self, buffer: bytes) -> None:
        self.buffer = buffer

    @cached_property
    def _newlines(self) -> npt.NDArray[np.int64]:
        return np.flatnonzero(np.frombuffer(self.buffer, dtype=np.uint8) == _NEWLINE)

    def find_lines(self, ends: list[int]) -> list[int]:
        """Return the line of each exclusive end; its last character decides."""
        found: list[int] = np.searchsorted(self._newlines, np.array(ends) - 1, side="left").tolist()
        return found

    def cut_lines(self, places: list[int]) -> list[bytes]:
        """Return some lines by their indexes."""
        newlines, chosen = self._newlines, np.array(places)
        ends = np.append(newlines, len(self.buffer))[chosen].tolist()
        starts = np.insert(newlines + 1, 0, 0)[chosen].tolist()
        return [self.buffer[start:end] for start, end in zip(starts, ends, strict=True)]


def _open(rows: list[Row]) -> hyperscan.Database | None:
    return open_database(rows) if rows else None


def _scan(database: hyperscan.Database, text: _Text) -> set[tuple[int, int]]:
    """Return the line and the number of each hit."""
    ends: list[int] = []
    numbers: list[int] = []

    def note_hit(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
        numbers.append(number)
        ends.append(end)

    database.scan(text.buffer, match_event_handler=note_hit)
    return set(zip(text.find_lines(ends), numbers, strict=True)) if ends else set()
