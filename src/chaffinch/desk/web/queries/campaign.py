"""Which cases belong together, by what, and the picture of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from chaffinch.desk.companions import Companion, find_companions
from chaffinch.desk.models import Case
from chaffinch.pages.kits import Trait

_MOST_TRAITS = 8
_ROW, _WIDTH, _TOP = 46, 760, 30


@dataclass(frozen=True, slots=True)
class Node:
    """A case or a trait in the picture."""

    y: int
    trait: Trait | None = None
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """The cases that belong to one, with the picture: cases on the left, what joins them on the right."""

    companions: tuple[Companion, ...]
    cases: tuple[Node, ...]
    traits: tuple[Node, ...]
    lines: tuple[tuple[int, int], ...]
    """From the height of a case to that of a trait."""
    height: int
    width: int = _WIDTH


def find_campaign(case: Case) -> Campaign | None:
    """Return the cases that belong together with this one, the surest first; None where none does."""
    companions = find_companions(case)
    return _draw(case, companions) if companions else None


def _draw(case: Case, companions: tuple[Companion, ...]) -> Campaign:
    """Place cases and the traits that join most of them in two columns."""
    counts: dict[Trait, int] = defaultdict(int)
    for companion in companions:
        for trait in companion.join.traits:
            counts[trait] += 1
    chosen = sorted(counts, key=lambda trait: (-counts[trait], trait.kind, trait.value))[:_MOST_TRAITS]
    cases = [Node(_TOP, case=case)]
    cases += [Node(_TOP + _ROW * (row + 1), case=one.case) for row, one in enumerate(companions)]
    traits = [Node(_TOP + _ROW * row, trait=trait) for row, trait in enumerate(chosen)]
    heights = {node.trait: node.y for node in traits}
    lines = [(_TOP, height) for height in heights.values()]
    for node, companion in zip(cases[1:], companions, strict=True):
        lines += [(node.y, heights[trait]) for trait in companion.join.traits if trait in heights]
    rows = max(len(cases), len(traits))
    return Campaign(companions, tuple(cases), tuple(traits), tuple(lines), _TOP + _ROW * rows)
