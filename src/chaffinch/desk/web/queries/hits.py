"""What pages show of used decoys: what rings, and each use with its source, decoy and time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import PurePath
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from chaffinch.desk.models import Case, FedDecoy, Heartbeat, Hit, SignInLog
from chaffinch.desk.services.sending import name_persona
from chaffinch.desk.trap_hosts import FAULT

_ALARMS = 6
_USES = 60
_SILENT_AFTER = timedelta(seconds=60)
_SENT = (FedDecoy.State.SPENT, FedDecoy.State.DONE, FedDecoy.State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Summary:
    """What one source did with the decoys of one page."""

    case: Case
    source: str
    """Empty where the log names none."""
    uses: int
    decoys: int
    opened: int
    """Uses that opened an account."""
    known: int
    """Uses that were refused, with the decoy's own password."""
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


@dataclass(frozen=True, slots=True)
class Visit:
    """One source's uses, the latest first."""

    summary: Summary
    uses: tuple[Use, ...]
    hidden: int
    marked: Hit | None
    """One whose mark stands for all; None while any of them rings."""


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
        decoys=ringing.aggregate(decoys=Count("decoy", distinct=True))["decoys"],
        more=max(0, len(summaries) - _ALARMS),
    )


def show_hits(case: Case) -> tuple[Visit, ...]:
    """Return each source's uses of the decoys of this page, those that ring first."""
    hits = Hit.objects.filter(decoy__run__case=case)
    visits = [_show_visit(case, summary) for summary in _summarise(hits)[:_USES]]
    return tuple(sorted(visits, key=lambda visit: visit.marked is not None))


def read_watch() -> Watch:
    """Return which logs are followed, and whether somebody follows them."""
    logs = tuple(SignInLog.objects.filter(followed=True))
    seen = Heartbeat.objects.filter(role=Heartbeat.Role.WATCHER, stopped_at=None).aggregate(
        seen=Max("last_seen")
    )["seen"]
    return Watch(logs, silent=seen is None or timezone.now() - seen > _SILENT_AFTER)


def find_visit_hits(case_number: int, *, source: str, newest: int) -> list[int]:
    """Return the numbers of a source's uses that a page had shown."""
    hits = Hit.objects.filter(decoy__run__case=case_number, source=source, pk__lte=newest)
    return list(hits.values_list("pk", flat=True))


def _summarise(hits: Any) -> list[Summary]:
    rows = (
        hits.order_by()
        .values("decoy__run__case", "source")
        .annotate(
            uses=Count("pk"),
            decoys=Count("decoy", distinct=True),
            opened=Count("pk", filter=Q(severity=Hit.Severity.OPENED)),
            known=Count("pk", filter=Q(severity=Hit.Severity.PASSWORD)),
            first=Min("at"),
            last=Max("at"),
            newest=Max("pk"),
        )
        .order_by("-last", "-newest")
    )
    rows = list(rows)
    cases = Case.objects.in_bulk({row["decoy__run__case"] for row in rows})
    protocols = _list_protocols(hits)
    return [
        Summary(
            case=cases[number := row.pop("decoy__run__case")],
            protocols=protocols.get((number, row["source"]), ()),
            **row,
        )
        for row in rows
    ]


def _list_protocols(hits: Any) -> dict[tuple[int, str], tuple[str, ...]]:
    rows = hits.exclude(protocol="").order_by("decoy__run__case", "source", "protocol")
    told: Iterable[tuple[int, str, str]] = rows.values_list(
        "decoy__run__case", "source", "protocol"
    ).distinct()
    return {
        key: tuple(protocol for _, _, protocol in group)
        for key, group in groupby(told, key=lambda row: (row[0], row[1]))
    }


def _show_visit(case: Case, summary: Summary) -> Visit:
    hits = Hit.objects.filter(decoy__run__case=case, source=summary.source)
    latest = hits.select_related("decoy", "marked_by").order_by("-at", "-pk")
    rings = hits.filter(mark="").exists()
    names: dict[int, str] = {}
    uses = []
    for hit in latest[:_USES]:
        names.setdefault(hit.decoy_id, name_persona(hit.decoy))
        uses.append(
            Use(
                hit,
                names[hit.decoy_id],
                hit.decoy.kind,
                PurePath(hit.file).name,
                sent=hit.decoy.state in _SENT,
            )
        )
    return Visit(summary, tuple(uses), max(0, summary.uses - _USES), None if rings else latest.first())
