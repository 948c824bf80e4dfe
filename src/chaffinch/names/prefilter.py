"""Which lines of a batch may hold a watched name: Hyperscan over one buffer; never too few, sometimes too many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import hyperscan
import numpy as np

from chaffinch.names.alignment import Pattern
from chaffinch.names.swaps import Swap, list_swaps

_NEWLINE = 10
#: No sign that may be added to or dropped from a name.
_DROPPED = b"-._"
#: Characters that one `Swap` or another makes equal; the scan sees the first of each group only.
_GROUPS = ("ilj1y", "o0", "e3", "a4", "sz52", "gq96", "b8", "t7", "uv", "ck")


def _write_table() -> bytes:
    table = bytearray(range(256))
    for upper in range(65, 91):
        table[upper] = upper + 32
    for group in _GROUPS:
        for letter in group + group.upper():
            table[ord(letter)] = ord(group[0])
    return bytes(table)


_COARSE = _write_table()


class Prefilter:
    """A compiled scan for every way to write the patterns within their budgets.

    One instance serves one thread: Hyperscan's scratch space is its own.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        rows = [
            (number, *expression)
            for number, pattern in enumerate(patterns)
            for expression in sorted(set(_list_expressions(pattern)))
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
        coarse = buffer.translate(_COARSE, _DROPPED)
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


def _list_expressions(pattern: Pattern) -> Iterator[tuple[str, int]]:
    """Yield expressions with their edit distances; a wide slip counts once, however many edits it takes."""
    letters, budget = pattern.letters, pattern.budget
    yield _write_expression(letters), budget
    if not budget:
        return
    for place in range(len(letters) - 1):
        first, second = letters[place], letters[place + 1]
        if first != second:
            yield _write_expression(letters[:place] + second + first + letters[place + 2 :]), budget - 1
    for swap in _list_groups("homophone"):
        for place in range(len(letters)):
            if letters.startswith(swap.ours, place):
                sounded = letters[:place] + swap.theirs + letters[place + len(swap.ours) :]
                yield _write_expression(sounded), budget - 1


@cache
def _list_groups(*kinds: str) -> tuple[Swap, ...]:
    """Return the swaps that the coarse alphabet does not make equal."""
    return tuple(
        swap for swap in list_swaps() if swap.kind in kinds and _coarsen(swap.ours) != _coarsen(swap.theirs)
    )


def _coarsen(letters: str) -> str:
    return letters.encode().translate(_COARSE, _DROPPED).decode()


def _write_expression(letters: str) -> str:
    """Write letters as an expression that takes what the eye takes for them (rn for m) without an edit."""
    written, place = "", 0
    while place < len(letters):
        end = _find_run_end(letters, place)
        readings = sorted(set(_list_readings(letters[place:end])))
        written += f"(?:{'|'.join(readings)})" if len(readings) > 1 else readings[0]
        place = end
    return written


def _find_run_end(letters: str, start: int) -> int:
    """Return where a run of overlapping groups ends ("rn"); a letter of no group is its own run."""
    end, place = start + 1, start
    while place < end:
        for swap in _list_groups("homoglyph", "leet"):
            if letters.startswith(swap.ours, place):
                end = max(end, place + len(swap.ours))
        place += 1
    return end


def _list_readings(run: str) -> Iterator[str]:
    """Yield every way to write a run, group by group."""
    if not run:
        yield ""
        return
    heads = {(1, run[0])} | {
        (len(swap.ours), swap.theirs)
        for swap in _list_groups("homoglyph", "leet")
        if run.startswith(swap.ours)
    }
    for length, head in heads:
        for tail in _list_readings(run[length:]):
            yield _coarsen(head) + tail
