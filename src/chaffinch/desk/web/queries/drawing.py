"""A case's address drawn under our name, column for column, with a note for each difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from chaffinch.desk.models import Case
from chaffinch.desk.services.watch import load_watchlist
from chaffinch.names.aligned import Cell, align_characters
from chaffinch.names.match import Trick
from chaffinch.names.tables import load_services
from chaffinch.names.targets import list_targets

Shape = Literal["same", "changed", "added", "left-out", "joined", "rest"]

_JOINED = frozenset({"keyword", "service", "tld", "tld-in-label", "subdomain"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the drawing."""

    ours: str
    theirs: str
    shape: Shape
    number: int = 0
    """Of its note; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Note:
    """One difference."""

    number: int
    """Of its column; 0 where it cannot be drawn (a path, a domain that covers other words)."""
    trick: Trick
    service: str
    """Title of the service whose name is joined to ours; empty otherwise."""
    code_points: tuple[str, ...]
    """Every foreign letter: "U+0435 CYRILLIC SMALL LETTER IE"."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole."""

    columns: tuple[Column, ...]
    notes: tuple[Note, ...]
    ruled_out: tuple[str, ...]
    """Harmless readings that do not hold: own, popular, word (names/match.py)."""


def draw_case(case: Case) -> Drawing | None:
    """Return the drawing of a case; None where it imitates nothing on the watchlist."""
    tricks = tuple(Trick(**trick) for trick in case.tricks)
    if not case.brand or not tricks:
        return None
    keys = [case.key] if case.key else []
    # A case of an earlier version does not say which of the brand's names it imitates.
    keys += [
        target.pattern.key
        for target in list_targets(load_watchlist())
        if not case.key and target.brand == case.brand
    ]
    drawn = [align_characters(case.display, key, tricks) for key in dict.fromkeys(keys)]
    # Of the names it may imitate, the one that covers most of it.
    cells = max(drawn, key=_count_ours, default=align_characters(case.display, "", tricks))
    columns, notes = _number_columns(cells, tricks, brand=case.brand)
    return Drawing(columns=columns, notes=notes, ruled_out=tuple(case.ruled_out))


def _count_ours(cells: Iterable[Cell]) -> int:
    return sum(len(cell.ours) for cell in cells)


def _number_columns(
    cells: Iterable[Cell], tricks: Iterable[Trick], *, brand: str
) -> tuple[tuple[Column, ...], tuple[Note, ...]]:
    """Number the columns that differ, and join what is neither ours nor told into one column."""
    waiting = sorted(tricks, key=lambda trick: (trick.start < 0, trick.start, trick.end))
    columns: list[Column] = []
    notes: list[Note] = []
    place = 0
    for cell in cells:
        shape = _find_shape(cell)
        trick = (
            next((t for t in waiting if t.kind == cell.kind and t.start == place), None)
            if cell.kind
            else None
        )
        number = 0
        if trick is not None:
            waiting.remove(trick)
            number = len(notes) + 1
            notes.append(_write_note(trick, number, cell.code_points, brand))
        if shape == "rest" and columns and columns[-1].shape == "rest":
            columns[-1] = replace(columns[-1], theirs=columns[-1].theirs + cell.theirs)
        else:
            columns.append(Column(cell.ours, cell.theirs, shape, number))
        place += len(cell.theirs)
    told = {(note.trick.start, note.trick.end) for note in notes}
    # A mixed alphabet is told by the letter that mixes it.
    notes += [_write_note(t, 0, (), brand) for t in waiting if (t.start, t.end) not in told]
    return tuple(columns), tuple(notes)


def _find_shape(cell: Cell) -> Shape:
    if not cell.kind:
        return "same" if cell.ours else "rest"
    if cell.kind in _JOINED:
        return "joined"
    if cell.ours and cell.theirs:
        return "changed"
    return "left-out" if cell.ours else "added"


def _write_note(trick: Trick, number: int, code_points: tuple[str, ...], brand: str) -> Note:
    services = load_services()
    joined = trick.kind == "service" and trick.ours in services and trick.ours != brand
    return Note(
        number=number,
        trick=trick,
        service=services[trick.ours].title if joined else "",
        code_points=code_points,
    )
