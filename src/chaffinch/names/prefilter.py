"""Which lines of a batch may hold a watched name: Hyperscan over one buffer; never too few, sometimes too many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import hyperscan
import numpy as np

from chaffinch.names.alignment import Pattern
from chaffinch.names.expressions import COARSE, DROPPED, list_expressions

_NEWLINE = 10


class Prefilter:
    """A compiled scan for every way to write the patterns within their budgets.

    One instance serves one thread: Hyperscan's scratch space is its own.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        rows = [
            (number, *expression)
            for number, pattern in enumerate(patterns)
            for expression in sorted(set(list_expressions(pattern)))
        ]
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK) if rows else None
        if self._database:
            self._database.compile(
                expressions=[text.encode() for _, text, _ in rows],
                ids=[number for number, _, _ in rows],
                flags=[0] * len(rows),
                ext=[_limit_edits(edits) for _, _, edits in rows],
            )

    def find_lines(self, buffer: bytes) -> dict[int, list[int]]:
        """Find the lines of a newline-joined buffer that may hold a name.

        Returns:
            Line index → the indexes of the patterns that it may hold, both in order; an index without any
            pattern gives an empty list.
        """
        found: dict[int, list[int]] = defaultdict(list)
        if not self._database:
            return found
        coarse = buffer.translate(COARSE, DROPPED)
        hits: list[tuple[int, int]] = []

        def note_hit(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            hits.append((end, number))

        self._database.scan(coarse, match_event_handler=note_hit)
        if not hits:
            return found
        newlines = np.flatnonzero(np.frombuffer(coarse, dtype=np.uint8) == _NEWLINE)
        ends, numbers = np.array(hits).T
        # `end` is exclusive: the last character of the hit decides the line.
        lines = np.searchsorted(newlines, ends - 1, side="left")
        for line, number in np.unique(np.column_stack((lines, numbers)), axis=0).tolist():
            found[line].append(number)
        return found


def _limit_edits(edits: int) -> Any:
    flags = hyperscan.HS_EXT_FLAG_EDIT_DISTANCE if edits else 0
    return hyperscan.ExpressionExt(flags=flags, edit_distance=edits)  # type: ignore[attr-defined]  # its stubs lack it
