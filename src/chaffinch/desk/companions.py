"""Which cases belong together with one, by the traits that one hand leaves behind."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import cast

from django.db.models import Count

from chaffinch.desk.models import Case, CaseTrait
from chaffinch.pages.kits import Join, Trait, TraitKind, join_cases

_MOST_COMPANIONS = 12


@dataclass(frozen=True, slots=True)
class Companion:
    """Another case, and how it belongs to this one."""

    case: Case
    join: Join

    @property
    def percent(self) -> int:
        """How sure that is, in hundredths."""
        return round(100 * self.join.strength)


def find_companions(case: Case) -> tuple[Companion, ...]:
    """Return the cases that belong together with this one, the surest first."""
    held = CaseTrait.objects.filter(case=case).values_list("kind", "value")
    own = [Trait(cast(TraitKind, kind), value) for kind, value in held]
    theirs, holders = _load_sharers(case, own)
    joins = [(number, join_cases(own, traits, holders=holders)) for number, traits in theirs.items()]
    strongest = sorted(
        ((join, number) for number, join in joins if join), key=lambda one: (-one[0].strength, one[1])
    )[:_MOST_COMPANIONS]
    cases = Case.objects.in_bulk([number for _, number in strongest])
    return tuple(Companion(cases[number], join) for join, number in strongest)


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
