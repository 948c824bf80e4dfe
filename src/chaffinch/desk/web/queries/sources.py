"""How each source is read: how fast, how far behind, what was missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Sum
from django.db.models.functions import TruncHour

from chaffinch.desk.models import Reading, Source, SourceFault, SourceGap

HOURS = 24
_GAPS = 20
_FAULTS = 10


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source as it stands now."""

    source: Source
    lines: int
    skipped: int
    hits: int
    hourly: tuple[int, ...]
    """Entries read in each of the last 24 clock hours, the present one last."""
    last_hour: int
    """Entries read in the last 60 minutes."""
    last_day: int
    gaps: tuple[SourceGap, ...]
    """The newest."""
    gap_count: int
    missed: int
    """Entries in all gaps together."""
    faults: tuple[SourceFault, ...]
    """The newest."""
    fault_count: int

    @property
    def per_minute_hour(self) -> float:
        """Entries a minute over the last hour."""
        return self.last_hour / 60

    @property
    def per_minute_day(self) -> float:
        """Entries a minute over the last day."""
        return self.last_day / (HOURS * 60)

    @property
    def caught_up_in(self) -> timedelta | None:
        """How long until what waits is read, at the last hour's rate; None where that cannot be said."""
        waiting = self.source.waiting
        if not waiting or not self.last_hour:
            return None
        return timedelta(minutes=min(waiting / self.per_minute_hour, 60 * 24 * 3650))


def list_source_states(*, now: datetime) -> list[SourceState]:
    """Return every source, those with a fault first, then by kind and name."""
    sources = list(Source.objects.order_by("kind", "name", "pk"))
    sums = {row["source"]: row for row in Reading.objects.values("source").annotate(
        lines=Sum("lines"), skipped=Sum("skipped"), hits=Sum("hits")
    )}  # fmt: skip
    hourly = _count_hours(now=now)
    last_hour = _count_since(now - timedelta(hours=1))
    last_day = _count_since(now - timedelta(hours=HOURS))
    states = []
    for source in sources:
        row = sums.get(source.pk, {"lines": 0, "skipped": 0, "hits": 0})
        gaps, faults = source.gaps, source.faults
        states.append(
            SourceState(
                source=source,
                lines=row["lines"],
                skipped=row["skipped"],
                hits=row["hits"],
                hourly=tuple(hourly.get((source.pk, hour), 0) for hour in _list_hours(now)),
                last_hour=last_hour.get(source.pk, 0),
                last_day=last_day.get(source.pk, 0),
                gaps=tuple(gaps.all()[:_GAPS]),
                gap_count=gaps.count(),
                missed=gaps.aggregate(missed=Sum(F("end") - F("start"), default=0))["missed"],
                faults=tuple(faults.all()[:_FAULTS]),
                fault_count=faults.count(),
            )
        )
    return sorted(states, key=lambda state: not state.source.fault)


def _list_hours(now: datetime) -> list[datetime]:
    present = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return [present - timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]


def _count_hours(*, now: datetime) -> dict[tuple[int, datetime], int]:
    since = _list_hours(now)[0]
    rows = (
        Reading.objects.filter(at__gte=since)
        .annotate(hour=TruncHour("at", tzinfo=UTC))
        .values_list("source", "hour")
        .annotate(lines=Sum("lines"))
    )
    return {(source, hour): lines for source, hour, lines in rows}


def _count_since(since: datetime) -> dict[int, int]:
    rows = Reading.objects.filter(at__gte=since).values_list("source").annotate(lines=Sum("lines"))
    return dict(rows)


def draw_hours(counts: Iterable[int], *, width: int = 240, height: int = 36) -> str:
    """Return the points of an SVG polyline: one for each hour, the highest at the top."""
    counts = list(counts)
    top = max(counts, default=0) or 1
    step = width / max(1, len(counts) - 1)
    return " ".join(
        f"{place * step:.1f},{height - 2 - (height - 4) * count / top:.1f}"
        for place, count in enumerate(counts)
    )
