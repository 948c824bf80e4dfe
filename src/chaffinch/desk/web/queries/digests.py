"""What digest pages show: a period's cases, its numbers, and where each number leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from chaffinch.desk.models import Case, Schedule
from chaffinch.desk.services.digests import count_period, rank_case


@dataclass(frozen=True, slots=True)
class Week:
    """The digest that is still growing."""

    since: datetime
    until: datetime
    numbers: dict[str, int]
    case_numbers: list[int]


@dataclass(frozen=True, slots=True)
class LinkedNumber:
    """A figure that leads to what it counts."""

    count: int
    label: str
    url: str
    urgent: bool = False


def read_week(*, now: datetime) -> Week:
    """Return what the next digest would say now."""
    planned = Schedule.objects.filter(name="weekly-digest", next_run__gt=now).first()
    since = (planned.next_run if planned else now) - timedelta(days=7)
    found = Case.objects.filter(opened_at__gte=since, opened_at__lt=now)
    return Week(
        since=since,
        until=now,
        numbers=asdict(count_period(since, now)),
        case_numbers=list(found.values_list("pk", flat=True)),
    )


def list_digest_cases(numbers: Sequence[int]) -> list[Case]:
    """Return the cases as they stand now, in the order of the mail."""
    cases = Case.objects.filter(pk__in=list(numbers)).select_related("latest_capture__verdict")
    return sorted(cases, key=rank_case)


def list_numbers(numbers: Mapping[str, int], *, since: datetime) -> list[LinkedNumber]:
    """Return the numbers of a period in reading order, each with the page of what it counts."""
    moment = since.isoformat(timespec="seconds")
    waiting = numbers.get("waiting", 0)
    return [
        LinkedNumber(waiting, _("wait for a decision"), _link(state="waiting"), urgent=waiting > 0),
        LinkedNumber(numbers.get("new_cases", 0), _("new cases"), _link(opened=moment)),
        LinkedNumber(
            numbers.get("confirmed", 0), _("confirmed as phishing"), _link(state="blocked", confirmed=moment)
        ),
        LinkedNumber(numbers.get("dismissed", 0), _("set aside"), _link(state="dismissed", changed=moment)),
        LinkedNumber(numbers.get("gone", 0), _("do not answer"), _link(state="gone", changed=moment)),
        LinkedNumber(
            numbers.get("undecided", 0), _("pages undecided"), _link(state="waiting", verdict="undecided")
        ),
        LinkedNumber(numbers.get("sightings", 0), _("sightings"), _link(seen=moment, sort="seen")),
        LinkedNumber(numbers.get("names_checked", 0), _("names checked"), reverse("sources")),
    ]


def _link(**query: str) -> str:
    return f"{reverse('cases')}?{urlencode(query)}"
