"""Which cases belong together, by what, and the picture of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import cast

from django.db.models import Count

from chaffinch.desk.models import Case, CaseTrait
from chaffinch.pages.kits import Join, Trait, TraitKind, join_cases

_MOST_COMPANIONS, _MOST_TRAITS = 12, 8
_ROW, _WIDTH, _TOP = 46, 760, 30


@dataclass(frozen=True, slots=True)
class Companion:
    """Another case, and how it belongs to this one."""

    case: Case
    join: Join

    @property
    def percent(self) -> int:
        """How sure that is, in hundredths."""
        return round(100 * self.join.strength)


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
    held = CaseTrait.objects.filter(case=case).values_list("kind", "value")
    own = [Trait(cast(TraitKind, kind), value) for kind, value in held]
    theirs, holders = _load_sharers(case, own)
    joins = [(number, join_cases(own, traits, holders=holders)) for number, traits in theirs.items()]
    strongest = sorted(
        ((join, number) for number, join in joins if join), key=lambda one: (-one[0].strength, one[1])
    )
    cases = Case.objects.in_bulk([number for _, number in strongest[:_MOST_COMPANIONS]])
    companions = tuple(Companion(cases[number], join) for join, number in strongest[:_MOST_COMPANIONS])
    return _draw(case, companions) if companions else None


def _load_sharers(case: Case, own: list[Trait]) -> tuple[dict[int, list[Trait]], dict[Trait, int]]:
    """Return the shared traits by other case, and in how many cases each of ours stands."""
    wanted = set(own)
    rows = CaseTrait.objects.filter(value__in={trait.value for trait in own})
    holders = {
        Trait(cast(TraitKind, row["kind"]), row["value"]): row["cases"]
        for row in rows.values("kind", "value").annotate(cases=Count("case", distinct=True))
    }
    theirs: dict[int, list[Trait]] = defaultdict(list)
    for number, kind, value in rows.exclude(case=case).values_list("case_id", "kind", "value"):
        trait = Trait(cast(TraitKind, kind), value)
        if trait in wanted:
            theirs[number].append(trait)
    return theirs, holders


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
