"""What deciding many cases at once would do, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chaffinch.desk.models import Case
from chaffinch.desk.services.triage import MOST, PartnerError, asks_twice, check_partner, list_below
from chaffinch.desk.states import BLOCKED, FOLLOWING
from chaffinch.desk.web.acting import Refusal


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """One chosen case."""

    case: Case
    possible: bool
    """Whether the state table allows the step from where it stands."""
    twice: bool
    """Whether it asks twice."""


@dataclass(frozen=True, slots=True)
class PlannedPartner:
    """A domain that would go on the watchlist as a partner's."""

    domain: str
    others: tuple[Case, ...]
    """Open cases that were not chosen and would go with it."""
    obstacle: Refusal | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done."""

    wanted: str
    cases: tuple[PlannedCase, ...]
    partners: tuple[PlannedPartner, ...]

    @property
    def possible(self) -> list[PlannedCase]:
        """The cases that can take this step."""
        return [planned for planned in self.cases if planned.possible]

    @property
    def impossible(self) -> list[PlannedCase]:
        """The cases that cannot."""
        return [planned for planned in self.cases if not planned.possible]

    @property
    def twice(self) -> list[Case]:
        """The cases that ask twice, those that a partner's domain would take along too."""
        along = (other for partner in self.partners for other in partner.others)
        chosen = [planned.case for planned in self.possible if planned.twice]
        return chosen + [other for other in along if asks_twice(other, self.wanted)]


def plan_triage(numbers: Sequence[int], *, wanted: str) -> Plan:
    """Return what a decision on these cases would do; unknown numbers are passed over."""
    found = Case.objects.filter(pk__in=numbers[:MOST]).select_related("latest_capture")
    by_number = {case.pk: case for case in found}
    cases = tuple(
        PlannedCase(
            case=by_number[number],
            possible=wanted in FOLLOWING[by_number[number].state],  # type: ignore[index]  # only states
            twice=asks_twice(by_number[number], wanted),
        )
        for number in dict.fromkeys(numbers)
        if number in by_number
    )
    return Plan(wanted=wanted, cases=cases, partners=_plan_partners(cases) if wanted == "dismissed" else ())


def _plan_partners(cases: Sequence[PlannedCase]) -> tuple[PlannedPartner, ...]:
    chosen = {planned.case.pk for planned in cases if planned.possible}
    partners = []
    for domain in dict.fromkeys(planned.case.registered_domain for planned in cases if planned.possible):
        try:
            check_partner(domain, chosen=chosen)
            obstacle = None
        except PartnerError as error:
            obstacle = Refusal.explain(error)
        others = () if obstacle else tuple(list_below(domain, but=chosen))
        partners.append(PlannedPartner(domain=domain, others=others, obstacle=obstacle))
    return tuple(partners)


def explain_impossible(case: Case, *, wanted: str) -> str:
    """Say why a case cannot take the step."""
    if case.state == wanted:
        return _("It stands there already.")
    if wanted == "confirmed" and case.state in BLOCKED:
        return _("It counts as phishing already.")
    return _("This step is not possible from where it stands.")
