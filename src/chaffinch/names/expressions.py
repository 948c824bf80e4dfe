"""What the scan looks for: every way to write a name within its budget, in a coarse alphabet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from chaffinch.names.alignment import Pattern
from chaffinch.names.swaps import Swap, list_swaps

#: No sign that may be added to or dropped from a name.
DROPPED = b"-._"
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


COARSE = _write_table()


def list_expressions(pattern: Pattern) -> Iterator[tuple[str, int]]:
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
    return letters.encode().translate(COARSE, DROPPED).decode()


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
