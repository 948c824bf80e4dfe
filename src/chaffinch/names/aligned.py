"""A host drawn against our name: character over character, ours above theirs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chaffinch.names.alignment import COSTS, SEPARATORS
from chaffinch.names.match import Trick

_SEPARATORS = frozenset(SEPARATORS)


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of the drawing."""

    ours: str
    """What we write here; empty for an added letter and for all of the host that is not our name."""
    theirs: str
    """What the host writes here; empty for a letter left out."""
    kind: str
    """The trick's kind; empty where nothing differs or nothing of ours is meant."""
    code_points: tuple[str, ...]
    """Every letter of `theirs` that is not ASCII: "U+0435 CYRILLIC SMALL LETTER IE"."""


def align_characters(display: str, key: str, tricks: Iterable[Trick]) -> tuple[Cell, ...]:
    """Return the columns of a host from left to right; their `theirs` joined give `display` again.

    Args:
        display: the host in Unicode, as in `Match.display`.
        key: our name as it stands in an address, as in `Match.key`.
        tricks: those of the match.

    Returns:
        Within the name each column holds ours and theirs. Where `key` with these tricks does not stand in
        `display`, no column has any of ours.
    """
    placed = [trick for trick in tricks if 0 <= trick.start <= trick.end <= len(display)]
    changes = sorted(
        (trick for trick in placed if trick.kind in COSTS), key=lambda trick: (trick.start, trick.end)
    )
    words = [trick for trick in placed if trick.kind not in COSTS]
    for start in _list_starts(display, key, changes, words):
        name = _align_name(display, key, changes, words, start=start)
        if name is not None:
            end = start + sum(len(cell.theirs) for cell in name)
            return (
                *_cut_rest(display, 0, start, words),
                *name,
                *_cut_rest(display, end, len(display), words),
            )
    return _cut_rest(display, 0, len(display), [*changes, *words])


def name_letters(text: str) -> tuple[str, ...]:
    """Return the code point and name of each letter that is not ASCII."""
    return tuple(
        f"U+{ord(letter):04X} {unicodedata.name(letter, 'UNNAMED')}"
        for letter in text
        if not letter.isascii()
    )


def _list_starts(display: str, key: str, changes: Sequence[Trick], words: Sequence[Trick]) -> list[int]:
    """List where the name may begin: up to the first change, rather at a word's edge and outside the other words."""
    last = changes[0].start if changes else len(display) - len(key)
    taken = {place for word in words if word.kind == "keyword" for place in range(word.start, word.end)}
    starts = list(range(max(0, last - len(key)) if changes else 0, last + 1))
    return sorted(starts, key=lambda start: (start in taken, bool(start) and display[start - 1].isalnum()))


def _align_name(
    display: str, key: str, changes: Sequence[Trick], words: Sequence[Trick], *, start: int
) -> list[Cell] | None:
    """Read the whole of `key` from `start`; None when it does not stand there, or not with all changes."""
    cells: list[Cell] = []
    place, read, waiting, parted = start, 0, list(changes), False
    while waiting or read < len(key):
        change = waiting[0] if waiting else None
        between = next((word for word in words if read and word.start == place < word.end), None)
        if change is not None and change.start == place and key.startswith(change.ours, read):
            cells.append(_make_cell(change.ours, change.theirs, change.kind))
            place, read = change.end, read + len(change.ours)
            waiting.pop(0)
        elif between is not None:
            cells.append(_make_cell("", between.theirs, between.kind))
            place, parted = between.end, True
        elif read < len(key) and display[place : place + 1] == key[read]:
            cells.append(_make_cell(key[read], key[read], ""))
            place, read = place + 1, read + 1
        elif parted and display[place : place + 1] in _SEPARATORS:
            cells.append(_make_cell("", display[place], ""))  # a hyphen more, around a word between ours
            place += 1
        elif parted and key[read : read + 1] in _SEPARATORS:
            cells.append(_make_cell(key[read], "", ""))  # or ours left out
            read += 1
        else:
            return None
    return cells


def _cut_rest(display: str, start: int, end: int, tricks: Sequence[Trick]) -> tuple[Cell, ...]:
    """Cut what is not our name: a word told by a trick is one column, anything else a character each."""
    cells: list[Cell] = []
    place = start
    while place < end:
        told = next((trick for trick in tricks if trick.start == place < trick.end <= end), None)
        stop = told.end if told else place + 1
        cells.append(_make_cell("", display[place:stop], told.kind if told else ""))
        place = stop
    return tuple(cells)


def _make_cell(ours: str, theirs: str, kind: str) -> Cell:
    return Cell(ours, theirs, kind, name_letters(theirs))
