"""What pages show of used decoys: what rings, and each use with its source, decoy and time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import PurePath
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from chaffinch.desk.attackers import read_networks
from chaffinch.desk.models import Case, FedDecoy, Heartbeat, Hit, PlantedItem, SignInLog, TrapAccount
from chaffinch.desk.services.hits import BARE, Subject, find_hits
from chaffinch.desk.services.planted import name_item
from chaffinch.desk.services.sending import name_persona
from chaffinch.desk.services.traps import name_holder
from chaffinch.desk.trap_hosts import FAULT
from chaffinch.desk.web.event_words import say_network
from chaffinch.tripwires.tools import BY_ITSELF

_ALARMS = 6
_USES = 60
_SILENT_AFTER = timedelta(seconds=60)
_USED = Count(Coalesce("decoy__number", "trap__number", "item__number"), distinct=True)
_BY_ITSELF = Q(severity=Hit.Severity.BEACON, failure__in=sorted(BY_ITSELF))
_SENT = (FedDecoy.State.SPENT, FedDecoy.State.DONE, FedDecoy.State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Summary:
    """What one source did with the decoys of one page or planting."""

    subject: Subject
    case: Case | None
    """The page; none where it was planted, or given to nobody."""
    source: str
    """Empty where the log names none."""
    uses: int
    decoys: int
    opened: int
    """Uses that opened an account."""
    known: int
    """Uses that were refused, with the decoy's own password."""
    looks: int
    """Documents that were opened."""
    by_itself: int
    """Those of them that a preview or a scanner asked for."""
    first: datetime
    last: datetime
    protocols: tuple[str, ...]
    newest: int
    """The latest row's number: what came later was not on the page."""


@dataclass(frozen=True, slots=True)
class Alarms:
    """What rings."""

    summaries: tuple[Summary, ...]
    """The latest first; a few."""
    decoys: int
    more: int
    """Summaries that are not shown."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a decoy."""

    hit: Hit
    who: str
    """The invented person's name; empty where it cannot be read."""
    kind: str
    file: str
    """The log's name without its folder."""
    sent: bool
    """Whether the decoy had left this house at all."""
    stands_in: tuple[str, ...] = ()
    """Titles of the letters and documents that hold the account's log-in."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One source's uses, the latest first."""

    summary: Summary
    uses: tuple[Use, ...]
    hidden: int
    marked: Hit | None
    """One whose mark stands for all; None while any of them rings."""
    whence: str
    """Country and network of the source, and the tools that it named itself by, as far as they are known."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Whether anybody would notice."""

    logs: tuple[SignInLog, ...]
    """That are followed."""
    silent: bool
    """Whether the process that follows them gives no sign."""

    @property
    def troubled(self) -> bool:
        """Whether a decoy could be used unnoticed."""
        return bool(self.logs) and (self.silent or any(log.fault for log in self.logs))

    @property
    def host_lost(self) -> bool:
        """Whether a decoy mail host is all that is wrong."""
        faults = [log.fault for log in self.logs if log.fault]
        return bool(faults) and all(fault.startswith(FAULT) for fault in faults)


def list_alarms() -> Alarms | None:
    """Return the uses that nobody has judged yet, by source and page; None where there is none."""
    ringing = Hit.objects.filter(mark="")
    summaries = _summarise(ringing)
    if not summaries:
        return None
    return Alarms(
        summaries=tuple(summaries[:_ALARMS]),
        decoys=ringing.aggregate(decoys=_USED)["decoys"],
        more=max(0, len(summaries) - _ALARMS),
    )


def show_hits(subject: Subject) -> tuple[Visit, ...]:
    """Return each source's uses of the decoys of this page or planting, those that ring first."""
    visits = [_show_visit(summary) for summary in _summarise(find_hits(subject))[:_USES]]
    return tuple(sorted(visits, key=lambda visit: visit.marked is not None))


def read_watch() -> Watch:
    """Return which logs are followed, and whether somebody follows them."""
    logs = tuple(SignInLog.objects.filter(followed=True))
    seen = Heartbeat.objects.filter(role=Heartbeat.Role.WATCHER, stopped_at=None).aggregate(
        seen=Max("last_seen")
    )["seen"]
    return Watch(logs, silent=seen is None or timezone.now() - seen > _SILENT_AFTER)


def find_visit_hits(subject: Subject, *, source: str, newest: int) -> list[int]:
    """Return the numbers of a source's uses that a page had shown."""
    return list(find_hits(subject).filter(source=source, pk__lte=newest).values_list("pk", flat=True))


def _summarise(hits: QuerySet[Hit]) -> list[Summary]:
    rows = list(
        hits.order_by()
        .values("case", "planting", "source")
        .annotate(
            uses=Count("pk"),
            decoys=_USED,
            opened=Count("pk", filter=Q(severity=Hit.Severity.OPENED)),
            known=Count("pk", filter=Q(severity=Hit.Severity.PASSWORD)),
            looks=Count("pk", filter=Q(severity=Hit.Severity.BEACON)),
            by_itself=Count("pk", filter=_BY_ITSELF),
            first=Min("at"),
            last=Max("at"),
            newest=Max("pk"),
        )
        .order_by("-last", "-newest")
    )
    cases = Case.objects.in_bulk({row["case"] for row in rows if row["case"]})
    protocols = _list_protocols(hits)
    summaries = [_read_summary({**row}, cases=cases, protocols=protocols) for row in rows]
    # What no person need have done comes last, however late it was.
    return sorted(summaries, key=lambda one: one.by_itself == one.uses)


def _read_summary(
    row: dict[str, Any],
    *,
    cases: Mapping[int, Case],
    protocols: Mapping[tuple[int | None, int | None, str], tuple[str, ...]],
) -> Summary:
    case, planting = row.pop("case"), row.pop("planting")
    return Summary(
        subject=_name_subject(case, planting),
        case=cases.get(case),
        protocols=protocols.get((case, planting, row["source"]), ()),
        **row,
    )


def _name_subject(case: int | None, planting: int | None) -> Subject:
    if case:
        return ("case", case)
    return ("planting", planting) if planting else BARE


def _list_protocols(hits: QuerySet[Hit]) -> dict[tuple[int | None, int | None, str], tuple[str, ...]]:
    rows = hits.exclude(protocol="").order_by("case", "planting", "source", "protocol")
    told: Iterable[tuple[int | None, int | None, str, str]] = rows.values_list(
        "case", "planting", "source", "protocol"
    ).distinct()
    return {key: tuple(row[3] for row in group) for key, group in groupby(told, key=lambda row: row[:3])}


def _show_visit(summary: Summary) -> Visit:
    hits = find_hits(summary.subject).filter(source=summary.source)
    latest = hits.select_related("decoy", "trap", "item", "marked_by").order_by("-at", "-pk")
    rings = hits.filter(mark="").exists()
    names: dict[str, str] = {}
    uses = [_show_use(hit, names) for hit in latest[:_USES]]
    tools = sorted(set(hits.exclude(tool="").order_by().values_list("tool", flat=True)))
    network = say_network(read_networks([summary.source])[summary.source])
    return Visit(
        summary,
        tuple(uses),
        max(0, summary.uses - _USES),
        None if rings else latest.first(),
        " · ".join(part for part in (network, *tools) if part),
    )


def _show_use(hit: Hit, names: dict[str, str]) -> Use:
    file = PurePath(hit.file).name
    if hit.decoy is not None:
        if hit.decoy.number not in names:
            names[hit.decoy.number] = name_persona(hit.decoy)
        return Use(hit, names[hit.decoy.number], hit.decoy.kind, file, sent=hit.decoy.state in _SENT)
    if hit.item is not None:
        return Use(hit, hit.item.place, hit.item.kind, file, sent=True)
    assert hit.trap is not None  # noqa: S101 -- a hit is of something
    if hit.trap.number not in names:
        names[hit.trap.number] = name_holder(hit.trap)
    return Use(hit, names[hit.trap.number], "trap", file, sent=True, stands_in=_name_lenders(hit.trap))


def _name_lenders(trap: TrapAccount) -> tuple[str, ...]:
    lenders = trap.items.exclude(kind=PlantedItem.Kind.TRAP)
    return tuple(title for title in map(name_item, lenders) if title)
