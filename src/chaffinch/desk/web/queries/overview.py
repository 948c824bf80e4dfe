"""What the first page counts and shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case as DatabaseCase
from django.db.models import When

from chaffinch.desk.models import AuditEntry, Case, Reading
from chaffinch.desk.services.digests import count_period
from chaffinch.desk.states import WAITING
from chaffinch.desk.web.queries.cases import mark_pending
from chaffinch.reports.digest import DigestNumbers

_DECISIONS = ("case confirmed", "case dismissed", "case reported", "case gone", "case captured")
_CARDS = 6
_DECISIONS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Period:
    """What happened in the last seven days."""

    since: datetime
    numbers: DigestNumbers


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of the last days."""

    entry: AuditEntry
    case: Case


def read_period(*, now: datetime) -> Period:
    """Return the numbers of the last seven days."""
    since = now - timedelta(days=7)
    return Period(since=since, numbers=count_period(since, now))


def list_waiting() -> list[Case]:
    """Return the first cases that wait for a decision: the most dangerous first, then the newest."""
    rank = DatabaseCase(
        When(verdict__in=("copy", "service-copy", "grant"), then=0),
        When(verdict__in=("sign-in", "undecided"), then=1),
        When(verdict="", then=2),
        default=3,
    )
    cases = Case.objects.filter(state__in=WAITING).select_related("latest_capture")
    return mark_pending(list(cases.order_by(rank, "-score", "-opened_at", "-pk")[:_CARDS]))


def list_decisions() -> list[Decision]:
    """Return what was decided lately, the last word on each case."""
    entries = list(
        AuditEntry.objects.filter(subject_type="case", action__in=_DECISIONS).order_by("-sequence")[:30]
    )
    latest = {int(entry.subject_id): entry for entry in reversed(entries)}
    cases = Case.objects.in_bulk(latest)
    decisions = [Decision(entry, cases[number]) for number, entry in latest.items() if number in cases]
    return sorted(decisions, key=lambda decision: -decision.entry.sequence)[:_DECISIONS_SHOWN]


def is_untouched() -> bool:
    """Tell whether the desk has neither read a source nor seen an address yet."""
    return not Case.objects.exists() and not Reading.objects.exists()
