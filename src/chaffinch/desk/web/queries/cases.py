"""Which cases a list shows: what was asked for, the rows, and the counts beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from chaffinch.desk.models import Case
from chaffinch.desk.states import BLOCKED, STATES, WAITING
from chaffinch.desk.web.queries.health import list_pending_looks

PAGE_SIZE = 24
VERDICTS = ("copy", "service-copy", "sign-in", "grant", "parked", "for-sale", "harmless", "gone", "undecided")
#: Tabs of the list: name → the states behind it; every single state is a name too.
GROUPS: dict[str, frozenset[str]] = {
    "waiting": frozenset(WAITING),
    "blocked": frozenset(BLOCKED),
    **{state: frozenset({state}) for state in STATES},
}
ORDERS = {
    "newest": ("-opened_at", "-pk"),
    "oldest": ("opened_at", "pk"),
    "seen": ("-last_seen", "-pk"),
    "score": ("-score", "-pk"),
    "host": ("host",),
}
#: Keys that a number on another page leads here with → the column that must not lie before the moment given.
MOMENTS = {
    "opened": "opened_at",
    "seen": "last_seen",
    "confirmed": "confirmed_at",
    "changed": "state_changed_at",
}


@dataclass(frozen=True, slots=True)
class CaseQuestion:
    """What the list was asked for; anything unknown counts as not asked."""

    state: str
    verdict: str
    tier: str
    words: str
    order: str
    view: str
    since: tuple[tuple[str, datetime], ...]
    """Key of MOMENTS and the moment."""

    @classmethod
    def parse(cls, untrusted_query: QueryDict) -> CaseQuestion:
        """Read the address's query."""
        found = ((key, _parse_moment(untrusted_query.get(key, ""))) for key in MOMENTS)
        return cls(
            state=_choose(untrusted_query.get("state", ""), GROUPS),
            verdict=_choose(untrusted_query.get("verdict", ""), VERDICTS),
            tier=_choose(untrusted_query.get("tier", ""), Case.Tier.values),
            words=untrusted_query.get("q", "").replace("\x00", "").strip()[:200],
            order=_choose(untrusted_query.get("sort", ""), ORDERS) or "newest",
            view=_choose(untrusted_query.get("view", ""), ("list",)) or "grid",
            since=tuple((key, moment) for key, moment in found if moment is not None),
        )

    @property
    def narrows(self) -> bool:
        """Whether anything but the state is asked for."""
        return bool(self.verdict or self.tier or self.words or self.since)


def _choose(wanted: str, known: object) -> str:
    return wanted if wanted in known else ""  # type: ignore[operator]


def _parse_moment(untrusted_text: str) -> datetime | None:
    try:
        moment = parse_datetime(untrusted_text[:40])
    except ValueError:
        return None
    return make_aware(moment) if moment is not None and is_naive(moment) else moment


def filter_cases(question: CaseQuestion, *, any_state: bool = False) -> QuerySet[Case]:
    """Return the cases asked for, in no particular order."""
    cases = Case.objects.all()
    if question.state and not any_state:
        cases = cases.filter(state__in=GROUPS[question.state])
    if question.verdict:
        cases = cases.filter(verdict=question.verdict)
    if question.tier:
        cases = cases.filter(tier=question.tier)
    for word in question.words.split()[:8]:
        cases = cases.filter(
            Q(host__icontains=word)
            | Q(display__icontains=word)
            | Q(brand__icontains=word)
            | Q(latest_capture__title__icontains=word)
        )
    for key, moment in question.since:
        cases = cases.filter(**{f"{MOMENTS[key]}__gte": moment})
    return cases


def find_page(question: CaseQuestion, *, number: str) -> Page[Case]:
    """Return one page of the list; a number that is none, or too large, gives the nearest page."""
    cases = filter_cases(question).order_by(*ORDERS[question.order]).select_related("latest_capture")
    page = Paginator(cases, PAGE_SIZE).get_page(number)
    mark_pending(list(page.object_list))
    return page


def count_states(question: CaseQuestion) -> dict[str, int]:
    """Return how many cases stand behind each tab, whatever tab is open."""
    rows = filter_cases(question, any_state=True).order_by().values_list("state").annotate(count=Count("pk"))
    by_state = dict(rows)
    counts = {name: sum(by_state.get(state, 0) for state in states) for name, states in GROUPS.items()}
    return {"": sum(by_state.values()), **counts}


def mark_pending(cases: list[Case]) -> list[Case]:
    """Set `look_pending` on each case."""
    pending = list_pending_looks([case.pk for case in cases])
    for case in cases:
        case.look_pending = case.pk in pending  # type: ignore[attr-defined]
    return cases


def find_neighbours(case: Case) -> tuple[int | None, int | None]:
    """Return the numbers of the waiting cases before and after this one in the list, the newest first."""
    waiting = Case.objects.filter(state__in=WAITING).exclude(pk=case.pk)
    newer = Q(opened_at__gt=case.opened_at) | Q(opened_at=case.opened_at, pk__gt=case.pk)
    before = waiting.filter(newer).order_by("opened_at", "pk").values_list("pk", flat=True).first()
    after = waiting.exclude(newer).order_by("-opened_at", "-pk").values_list("pk", flat=True).first()
    return before, after
