"""What the scan looks for: every way to write a name within its budget, in a coarse alphabet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from chaffinch.names.alignment import LONGEST_BETWEEN, SHORTEST_BETWEEN, Pattern
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
#: A third of so many letters stands in few other names.
LONG = 15
#: Stands for a hyphen while an expression is written.
_MARK = "~"
#: A word between separators, which may have one itself: mot-de-passe.
_BETWEEN = f"[-_.][a-z0-9][a-z0-9-]{{{SHORTEST_BETWEEN - 1},{LONGEST_BETWEEN + 2}}}[-_.]"


@dataclass(frozen=True, slots=True)
class Expression:
    """One regular expression of the scan, in its coarse alphabet."""

    text: str
    edits: int
    """Edit distance that it bears."""
    hints: tuple[str, ...] = ()
    """Expressions without edits, one of which stands in every line that this one finds: a line without any of them
    needs no search with edits, which costs a hundred times as much. Empty for what is searched everywhere."""


def list_expressions(pattern: Pattern) -> Iterator[Expression]:
    """Yield what finds a name; a wide slip counts once, however many edits it takes."""
    letters, budget = pattern.letters, pattern.budget
    long = len(letters) >= LONG
    yield Expression(_write_expression(letters), budget, _write_parts(letters, budget + 1) if long else ())
    yield from (Expression(text, 0) for text in _list_parted(pattern))
    if not budget:
        return
    if budget > 1:
        yield Expression(
            "|".join((*_list_twice_swapped(coarsen(letters)), *list_swapped_across(coarsen(letters)))), 0
        )
    for changed in list_widely_changed(letters):
        hints = _write_parts(changed, budget) if budget > 1 else ()
        yield Expression(_write_expression(changed), budget - 1, hints)


def list_slipped(pattern: Pattern) -> Iterator[str]:
    """Yield what finds a short name with one slip as a word of its own, in lower-case text that keeps its signs."""
    for text in _list_slips(pattern.letters):
        yield f"[^a-z0-9]{text}[^a-z0-9]"


def list_parted_slips(pattern: Pattern) -> Iterator[str]:
    """Yield what finds a name with a word between two of its own and one slip in one of them: en-mail-mrache."""
    for left, right in pattern.halves:
        if right.budget:
            yield f"[^a-z0-9]{_loosen(left.key)}{_BETWEEN}(?:{_write_slips(right.key)})[^a-z0-9]"
        if left.budget:
            yield f"[^a-z0-9](?:{_write_slips(left.key)}){_BETWEEN}{_loosen(right.key)}[^a-z0-9]"


def _write_slips(key: str) -> str:
    """Write a name with one slip, its hyphens as any separator or none."""
    marked = key.replace("-", _MARK)
    return "|".join(dict.fromkeys(text.replace(_MARK, "[-_.]?") for text in _list_slips(marked)))


def _loosen(key: str) -> str:
    return key.replace("-", "[-_.]?")


def _list_slips(letters: str) -> Iterator[str]:
    """Yield every way to write letters with one slip, each as an expression."""
    for place in range(len(letters) + 1):
        before, rest = letters[:place], letters[place:]
        yield f"{before}[a-z0-9]{rest}"
        if rest:
            yield f"{before}[a-z0-9]{rest[1:]}"
            yield before + rest[1:]
        if len(rest) > 1:
            yield before + rest[1] + rest[0] + rest[2:]
        for swap in list_swaps():
            if swap.kind in {"homophone", "plural"} and rest.startswith(swap.ours):
                yield before + swap.theirs + rest[len(swap.ours) :]


def list_widely_changed(letters: str) -> Iterator[str]:
    """Yield the name with one slip that takes several edits: two letters swapped, or written by ear."""
    for place in range(len(letters) - 1):
        first, second = letters[place], letters[place + 1]
        if first != second:
            yield letters[:place] + second + first + letters[place + 2 :]
    for swap in _list_groups("homophone", "plural"):
        for place in range(len(letters)):
            if letters.startswith(swap.ours, place):
                yield letters[:place] + swap.theirs + letters[place + len(swap.ours) :]


def _write_parts(letters: str, count: int) -> tuple[str, ...]:
    """Write so many parts: fewer edits leave one of them whole. None ends inside letters that pass for others (rn).

    Nothing where such letters leave no place for so many cuts.
    """
    cuts = [0]
    while cuts[-1] < len(letters):
        end = cuts[-1]
        while end < len(letters) * len(cuts) // count:
            end = _find_run_end(letters, end)
        cuts.append(end)
    parts = [letters[start:end] for start, end in pairwise(cuts)]
    return tuple(map(_write_expression, parts)) if len(parts) == count and all(parts) else ()


def _list_parted(pattern: Pattern) -> Iterator[str]:
    """Yield the name with a word between two of its own: en-mail-marche."""
    between = f"[a-z0-9]{{{SHORTEST_BETWEEN},{LONGEST_BETWEEN}}}"
    for left, right in pattern.halves:
        yield f"{coarsen(left.letters)}{between}{coarsen(right.letters)}"


def _list_twice_swapped(letters: str) -> Iterator[str]:
    """Yield the name with two swaps of neighbouring letters, which the scan would count as four edits."""
    for first in range(len(letters) - 3):
        for second in range(first + 2, len(letters) - 1):
            swapped = list(letters)
            for place in (first, second):
                swapped[place : place + 2] = reversed(swapped[place : place + 2])
            yield "".join(swapped)


def list_swapped_across(letters: str) -> Iterator[str]:
    """Yield the name with two letters swapped after the one between them was left out: three edits for the scan."""
    for place in range(len(letters) - 2):
        yield letters[:place] + letters[place + 2] + letters[place] + letters[place + 3 :]


@cache
def _list_groups(*kinds: str) -> tuple[Swap, ...]:
    """Return the swaps that the coarse alphabet does not make equal."""
    return tuple(
        swap for swap in list_swaps() if swap.kind in kinds and coarsen(swap.ours) != coarsen(swap.theirs)
    )


def coarsen(letters: str) -> str:
    """Write ASCII letters in the scan's alphabet."""
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
            yield coarsen(head) + tail
