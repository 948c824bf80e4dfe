"""Where, and by which changes, one of our names stands in a host: the cheapest alignment, change by change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from chaffinch.names.fold import fold_letter
from chaffinch.names.swaps import list_swaps, name_substitution

SEPARATORS = "-._"

#: What a change costs: a finger's slip is the unit; what the eye takes for ours costs little.
COSTS = {
    "homoglyph": 0.1, "leet": 0.15, "separator": 0.1, "homophone": 0.7, "plural": 0.6, "omission": 1.0,
    "insertion": 1.0, "repetition": 0.9, "substitution": 1.0, "bitflip": 1.0, "transposition": 0.9,
}  # fmt: skip

#: The changes that a slip of the finger or the ear makes; each counts against a brand's budget.
SLIPS = frozenset(
    {"homophone", "plural", "omission", "insertion", "repetition", "substitution", "bitflip", "transposition"}
)

#: Slips that change several letters at once: a reading takes one such change by ear, or two swaps of letters.
_WIDTHS = {"homophone": 2, "plural": 2, "transposition": 1}
_WIDEST = 2
#: Two letters swapped after the one between them was left out: two slips in one place.
_SWAPPED_ACROSS = 3

#: Letters of a word that stands between two words of a name.
SHORTEST_BETWEEN, LONGEST_BETWEEN = 3, 14
_SHORTEST_HALF = 2
_SHORTEST_SLIPPED_HALF = 4

_CHEAPEST_SLIP = min(COSTS[kind] for kind in SLIPS)

#: What the eye's changes may cost together, beside the slips.
_EYE_BUDGET = 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """`theirs`, at start:end of the host, stands where we write `ours`."""

    kind: str
    ours: str
    theirs: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """One of our names, found at start:end of a host."""

    start: int
    end: int
    cost: float
    changes: tuple[Change, ...]

    @property
    def slips(self) -> int:
        return sum(
            (change.kind in SLIPS) + _is_double(change.kind, len(change.ours)) for change in self.changes
        )


class Pattern:
    """A name, prepared for alignment."""

    def __init__(self, key: str, *, budget: int, written: str = "") -> None:
        self.key = key
        #: The name with its accents, letter for letter with `key`: "médiacités" is imitated by "mediacites".
        self.written = written if len(written) == len(key) else key
        self.budget = budget
        self.letters = "".join(letter for letter in key if letter not in SEPARATORS)
        self.singles: list[dict[str, str]] = [{} for _ in key]
        self.groups: list[list[tuple[str, str, str]]] = [[] for _ in key]
        for place in range(len(key)):
            for swap in list_swaps():
                if not key.startswith(swap.ours, place) or (swap.kind in SLIPS and not budget):
                    continue
                if swap.kind == "plural" and not _ends_word(key, place + len(swap.ours)):
                    continue
                if len(swap.ours) == len(swap.theirs) == 1:
                    self.singles[place].setdefault(swap.theirs, swap.kind)
                else:
                    self.groups[place].append((swap.ours, swap.theirs, swap.kind))

    @cached_property
    def halves(self) -> tuple[tuple[Pattern, Pattern], ...]:
        """The name parted at each of its hyphens, for a word that stands between; a half of some letters bears a slip."""
        words = self.key.split("-") if "." not in self.key else []
        halves = (("-".join(words[:place]), "-".join(words[place:])) for place in range(1, len(words)))
        return tuple(
            (Pattern(left, budget=_budget_half(left)), Pattern(right, budget=_budget_half(right)))
            for left, right in halves
            if min(len(left), len(right)) >= _SHORTEST_HALF
        )


def _budget_half(key: str) -> int:
    return int(len(key) >= _SHORTEST_SLIPPED_HALF)


def set_budget(key: str) -> int:
    """Return how many slips a name bears before it is another name: ≤ 4 letters 0, 5 to 7 one, ≥ 8 two."""
    letters = sum(letter not in SEPARATORS for letter in key)
    return 0 if letters <= 4 else 1 if letters <= 7 else 2


@dataclass(frozen=True, slots=True)
class _State:
    """A way to have read the name so far."""

    cost: float
    slips: int
    width: int
    """What was taken of _WIDEST."""
    start: int
    change: Change | None
    before: _State | None

    def list_changes(self) -> tuple[Change, ...]:
        found: list[Change] = []
        state: _State | None = self
        while state is not None:
            if state.change is not None:
                found.append(state.change)
            state = state.before
        return tuple(reversed(found))


#: letters of ours read, characters of theirs read, the change between them (its kind is empty for none)
_Step = tuple[int, int, str]


def align(pattern: Pattern, text: str, *, opens: Sequence[int], closes: frozenset[int]) -> Alignment | None:
    """Find the cheapest reading of the name in `text` (lower case, Unicode) within the name's budget.

    Args:
        pattern: the name.
        text: the host as a person sees it.
        opens: places where the name may begin.
        closes: places where it may end.

    Returns:
        The cheapest alignment, of equals the longest, then the leftmost; None when there is none.
    """
    folded = [fold_letter(char) for char in text]
    found = None
    for slips in range(pattern.budget + 1):
        found = _align(pattern, text, folded, opens=opens, closes=closes, slips=slips)
        if found is not None and found.cost < (slips + 1) * _CHEAPEST_SLIP:
            break  # one with more slips costs more
    return found


def _align(
    pattern: Pattern,
    text: str,
    folded: list[str],
    *,
    opens: Sequence[int],
    closes: frozenset[int],
    slips: int,
) -> Alignment | None:
    """Find the cheapest reading with so many slips at most."""
    columns: list[dict[int, _State]] = [{} for _ in range(len(text) + 1)]
    for place in opens:
        columns[place][0] = _State(0.0, 0, 0, place, None, None)
    best: tuple[float, int, int, _State] | None = None
    length = len(pattern.key)
    for place, column in enumerate(columns):
        for read in range(length + 1):
            state = column.get(read)
            if state is None:
                continue
            if read == length and place in closes:
                rank = (round(state.cost, 6), state.start - place)
                if best is None or rank < best[:2]:
                    best = (*rank, place, state)
            for step in _list_steps(pattern, text, folded, read, place):
                _reach(columns, pattern, text, state=state, here=(read, place), step=step, most=slips)
    if best is None:
        return None
    cost, _, end, state = best
    return Alignment(start=state.start, end=end, cost=cost, changes=state.list_changes())


def _reach(
    columns: list[dict[int, _State]],
    pattern: Pattern,
    text: str,
    *,
    state: _State,
    here: tuple[int, int],
    step: _Step,
    most: int,
) -> None:
    """Take one step, unless it breaks the budget or the place was reached more cheaply."""
    read, place = here
    ours, theirs, kind = step
    cost, slips, width = state.cost, state.slips, state.width
    if kind:
        width += _WIDTHS.get(kind, 0) if max(ours, theirs) > 1 else 0
        if width > _WIDEST:
            return
        cost += COSTS[kind] + _is_double(kind, ours)
        slips += (kind in SLIPS) + _is_double(kind, ours)
        if slips > most or cost > pattern.budget + _EYE_BUDGET:
            return
    column = columns[place + theirs]
    known = column.get(read + ours)
    if known is not None and (known.cost, known.start) <= (cost, state.start):
        return
    change = (
        Change(kind, pattern.written[read : read + ours], text[place : place + theirs], place, place + theirs)
        if kind
        else None
    )
    # An unchanged letter needs no link of its own.
    column[read + ours] = (
        _State(cost, slips, width, state.start, change, state)
        if change
        else _State(cost, slips, width, state.start, None, state if state.change else state.before)
    )


def _list_steps(pattern: Pattern, text: str, folded: list[str], read: int, place: int) -> Iterator[_Step]:
    """List the ways to read on from `read` letters of ours and `place` characters of theirs."""
    key = pattern.key
    if read < len(key):
        yield from _list_omissions(key, read)
    if place == len(text):
        return
    if read < len(key):
        yield from _list_replacements(pattern, text, folded, read, place)
    yield from _list_insertions(key, folded[place], read)


def _list_omissions(key: str, read: int) -> Iterator[_Step]:
    letter = key[read]
    if letter in SEPARATORS:
        yield 1, 0, "separator"
    else:
        yield 1, 0, "plural" if letter in "sx" and _ends_word(key, read + 1) else "omission"


def _list_replacements(
    pattern: Pattern, text: str, folded: list[str], read: int, place: int
) -> Iterator[_Step]:
    key, letter, theirs = pattern.key, pattern.key[read], folded[place]
    if theirs == letter:
        yield 1, 1, "" if text[place] == pattern.written[read] else "homoglyph"
    elif letter in SEPARATORS or theirs in SEPARATORS:
        if letter in SEPARATORS and theirs in SEPARATORS and theirs:
            yield 1, 1, "separator"
    elif len(theirs) == 1:
        yield 1, 1, pattern.singles[read].get(theirs) or name_substitution(letter, theirs)
    elif theirs and key.startswith(theirs, read):
        yield len(theirs), 1, "homoglyph"
    for ours, group, kind in pattern.groups[read]:
        if text.startswith(group, place):
            yield len(ours), len(group), kind
    swapped = key[read : read + 2]
    if len(swapped) == 2 and swapped[0] != swapped[1] and swapped == "".join(folded[place : place + 2])[::-1]:
        if swapped[0] not in SEPARATORS and swapped[1] not in SEPARATORS:
            yield 2, 2, "transposition"
    across = key[read : read + _SWAPPED_ACROSS]
    if len(across) == _SWAPPED_ACROSS and across[::-2] == "".join(folded[place : place + 2]):
        if across[0] != across[2] and not set(across) & set(SEPARATORS):
            yield _SWAPPED_ACROSS, 2, "transposition"


def _list_insertions(key: str, theirs: str, read: int) -> Iterator[_Step]:
    if not theirs:  # a mark that changes the letter before it
        if read:
            yield 0, 1, "homoglyph"
    elif theirs in SEPARATORS:
        if 0 < read < len(key):
            yield 0, 1, "separator"
    elif read and theirs in "sx" and _ends_word(key, read):
        yield 0, 1, "repetition" if theirs == key[read - 1] else "plural"
    elif len(theirs) == 1:
        repeated = theirs in (key[read - 1 : read], key[read : read + 1])
        yield 0, 1, "repetition" if repeated else "insertion"


def _is_double(kind: str, ours: int) -> bool:
    return kind == "transposition" and ours == _SWAPPED_ACROSS


def _ends_word(key: str, read: int) -> bool:
    return read == len(key) or key[read] in SEPARATORS
