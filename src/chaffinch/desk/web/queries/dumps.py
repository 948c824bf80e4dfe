"""What the pages of dumps show: how far, what was found, what can be said by now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from chaffinch.desk.custody_dating import read_stamp
from chaffinch.desk.models import AuditEntry, Dump, ExposedPerson, Job, Release
from chaffinch.desk.services.dump_readings import READ_TWICE
from chaffinch.desk.services.dump_releases import Releasable, list_releasable
from chaffinch.desk.web.queries.dump_clocks import Clocks, read_clocks
from chaffinch.desk.web.queries.dump_pictures import Pictures, show_pictures
from chaffinch.desk.web.queries.dump_repeats import Repeat, list_repeats
from chaffinch.desk.web.queries.dump_timeline import NARROW, Timeline, draw_timeline
from chaffinch.desk.web.queries.pace import estimate_rest
from chaffinch.leaks.finding import VERDICTS
from chaffinch.leaks.triage.dating import ManifestStamp

_MOST_BOXES = 40
_NOT_TOLD = ("dump items kept", "dump pictures kept")
"""Acts of the worker, one for each part."""
OURS = ("genuine", "repackaged", "excerpt")
"""Verdicts that say: we wrote this."""


@dataclass(frozen=True, slots=True)
class Row:
    """One dump in the list."""

    dump: Dump
    items: int
    false: int
    """Altered or invented."""
    clocks: Clocks


@dataclass(frozen=True, slots=True)
class Tally:
    """One verdict, or one mailbox, and how many items it has."""

    name: str
    count: int
    share: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Box:
    """One mailbox of the dump and what is in it."""

    name: str
    count: int
    groups: Sequence[Tally]


@dataclass(frozen=True, slots=True)
class Shown:
    """One dump, as its page shows it."""

    dump: Dump
    clocks: Clocks
    items: int
    mails: int
    percent: int
    left: timedelta | None
    """Estimated; None before anything was read, and when nothing is."""
    worked: bool
    """A worker has it at this moment."""
    verdicts: Sequence[Tally]
    ours: int
    ours_percent: int
    boxes: Sequence[Box]
    more_boxes: int
    timeline: Timeline | None
    narrow_timeline: Timeline | None
    """The same, for a phone."""
    faults: Sequence[Tally]
    fault_count: int
    doubles: int
    unread: int
    """Items whose verdict accuses somebody, and which two people have not read."""
    repeats: Sequence[Repeat]
    """What many items have beside our words."""
    pictures: Pictures | None
    """What OCR could read, or has read; None where there is nothing of the kind, or too early."""
    waiting: Sequence[Release]
    stamp: ManifestStamp | None
    """Who else dated the list of its files."""
    people: int
    warned: int
    out: Releasable

    @property
    def refreshes(self) -> bool:
        """Whether something changes by itself."""
        return self.dump.state == Dump.State.READING


def list_dumps(*, now: datetime) -> list[Row]:
    """Return every dump, the latest first."""
    rows = []
    for dump in Dump.objects.select_related("started_by"):
        counts = _count_verdicts(dump)
        false = counts["altered"] + counts["invented"]
        rows.append(Row(dump, sum(counts.values()), false, read_clocks(dump, now=now)))
    return rows


def show_dump(dump: Dump, *, covered: Sequence[tuple[date, date]] = (), now: datetime) -> Shown:
    """Return one dump with everything that is counted."""
    counts = _count_verdicts(dump)
    items, ours = sum(counts.values()), sum(counts[one] for one in OURS)
    faults = _tally(dump.items.exclude(fault="").order_by().values_list("fault").annotate(Count("pk")))
    boxes = _count_boxes(dump)
    out = list_releasable(dump)
    days = dump.items.exclude(day=None).order_by().values_list("day", "verdict").annotate(Count("pk"))
    return Shown(
        dump=dump,
        clocks=read_clocks(dump, now=now),
        items=items,
        mails=dump.items.filter(kind="mail").count(),
        percent=int(100 * dump.done_size / dump.total_size) if dump.total_size else 0,
        left=estimate_left(dump, now=now),
        worked=Job.objects.filter(kind="read_dump", payload__dump=dump.pk, state=Job.State.LEASED).exists(),
        verdicts=[Tally(one, counts[one], counts[one] / items) for one in VERDICTS if counts[one]],
        ours=ours,
        ours_percent=int(100 * ours / items) if items else 0,
        boxes=boxes[:_MOST_BOXES],
        more_boxes=max(0, len(boxes) - _MOST_BOXES),
        timeline=draw_timeline(days, covered=covered),
        narrow_timeline=draw_timeline(days, covered=covered, frame=NARROW),
        faults=faults,
        fault_count=sum(one.count for one in faults),
        doubles=dump.items.exclude(duplicate_of=None).count(),
        unread=sum(counts[one] for one in READ_TWICE) - sum(out.totals[one] for one in READ_TWICE),
        repeats=list_repeats(dump),
        pictures=show_pictures(dump, now=now),
        waiting=list(
            Release.objects.filter(item__dump=dump, state=Release.State.ASKED).select_related(
                "item", "asked_by"
            )
        ),
        stamp=read_stamp(dump),
        people=ExposedPerson.objects.filter(dump=dump).count(),
        warned=ExposedPerson.objects.filter(dump=dump).exclude(warned_at=None).count(),
        out=out,
    )


def estimate_left(dump: Dump, *, now: datetime) -> timedelta | None:
    """Return how long the rest will take at the pace since it last began; None where nothing can be said."""
    if dump.state != Dump.State.READING or not dump.total_size:
        return None
    done = dump.done_size - dump.resumed_size
    return estimate_rest(done=done, left=dump.total_size - dump.done_size, took=now - dump.resumed_at)


def list_history(dump: Dump) -> list[AuditEntry]:
    """Return what people and processes did to a dump, the latest first; the keeping of parts is left out."""
    rows = AuditEntry.objects.filter(subject_type="dump", subject_id=str(dump.pk))
    return list(rows.exclude(action__in=_NOT_TOLD).order_by("-sequence")[:30])


def _count_verdicts(dump: Dump) -> Counter[str]:
    return Counter(dict(dump.items.order_by().values_list("verdict").annotate(Count("pk"))))


def _tally(rows: object) -> list[Tally]:
    counts: Mapping[str, int] = dict(rows)  # type: ignore[call-overload]
    total = sum(counts.values()) or 1
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [Tally(name, count, count / total) for name, count in ordered]


def _count_boxes(dump: Dump) -> list[Box]:
    counts: dict[str, Counter[str]] = {}
    rows = dump.items.order_by().values_list("mailbox", "verdict").annotate(Count("pk"))
    for mailbox, verdict, count in rows:
        counts.setdefault(mailbox, Counter())[verdict] += count
    boxes = [
        Box(
            name,
            sum(one.values()),
            [Tally(v, one[v], one[v] / sum(one.values())) for v in VERDICTS if one[v]],
        )
        for name, one in counts.items()
    ]
    return sorted(boxes, key=lambda box: (-box.count, box.name))
