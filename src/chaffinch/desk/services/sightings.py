"""Turn what was observed into sightings and cases: one case a site, however often it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from chaffinch.desk.models import Case, Reading, ReportedMail, Sighting, Source, SourceFault, SourceGap
from chaffinch.desk.observations import Observation, is_bare
from chaffinch.desk.services.audit import Actor, write_audit
from chaffinch.desk.services.followups import enqueue_alert, enqueue_capture, enqueue_captures
from chaffinch.names.feeds.feed import Chunk

_REPEATED = timedelta(days=1)
_FAULTS_KEPT = 100


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch led to."""

    opened: tuple[int, ...]
    """Numbers of new cases."""
    seen_again: tuple[int, ...]
    """Numbers of cases that existed."""


@transaction.atomic
def record_chunk(
    observations: Sequence[Observation],
    *,
    source: Source,
    chunk: Chunk,
    now: datetime,
    actor: Actor,
    skipped: int = 0,
) -> Recorded:
    """Store one chunk of a feed: cases, sightings, what could not be read, and its place, all or nothing.

    A log holds the same name again and again: a host counts once a day for each source.

    Args:
        observations: in the feed's order; `line` is the entry's index.
        source: read from.
        chunk: whose names were matched.
        now: when.
        actor: who reads.
        skipped: names of the chunk that cannot be read, beside its faults.
    """
    locked = Source.objects.select_for_update().get(pk=source.pk)
    fresh = _leave_out_repeats(observations, source=locked, now=now)
    opened, again = _record_observations(fresh, source=locked, now=now)
    Reading.objects.create(
        source=locked, at=now, lines=chunk.entries, skipped=len(chunk.faults) + skipped, hits=len(fresh)
    )
    locked.line, locked.checkpoint, locked.waiting = chunk.position, dict(chunk.checkpoint), chunk.waiting
    locked.newest_at = chunk.newest_at or locked.newest_at
    locked.last_tried_at = now
    # Faults beside entries are of single entries; alone, they are what stands in the way.
    locked.fault = chunk.faults[-1].code if chunk.faults and not chunk.entries else ""
    if not locked.fault:
        locked.last_read_at = now
    locked.save()
    SourceGap.objects.bulk_create(
        SourceGap(source=locked, start=gap.start, end=gap.end, code=gap.code, found_at=now)
        for gap in chunk.gaps
    )
    _keep_faults(chunk, source=locked, now=now)
    if opened:
        write_audit(
            "cases opened",
            subject=("source", locked.pk),
            actor=actor,
            now=now,
            params={"cases": opened, "lines": chunk.entries, "sightings": len(fresh)},
        )
        enqueue_alert(opened, now=now)
    return Recorded(opened=tuple(opened), seen_again=tuple(again))


def _leave_out_repeats(
    observations: Sequence[Observation], *, source: Source, now: datetime
) -> list[Observation]:
    hosts = {observation.host for observation in observations}
    recent = Sighting.objects.filter(source=source, case__host__in=hosts, seen_at__gt=now - _REPEATED)
    known = set(recent.values_list("case__host", flat=True))
    fresh = []
    for observation in observations:
        if observation.host not in known:
            known.add(observation.host)
            fresh.append(observation)
    return fresh


def _keep_faults(chunk: Chunk, *, source: Source, now: datetime) -> None:
    """Add what could not be read; the newest hundred of a source are kept."""
    if not chunk.faults:
        return
    SourceFault.objects.bulk_create(
        SourceFault(
            source=source, at=now, code=fault.code[:40], where=fault.where[:200], params=dict(fault.params)
        )
        for fault in chunk.faults[-_FAULTS_KEPT:]
    )
    kept = SourceFault.objects.filter(source=source).values_list("pk", flat=True)[:_FAULTS_KEPT]
    SourceFault.objects.filter(source=source).exclude(pk__in=list(kept)).delete()


@transaction.atomic
def record_tip(
    observation: Observation, *, source: Source, now: datetime, actor: Actor, mail: ReportedMail | None = None
) -> tuple[Case, bool]:
    """Store what a colleague sent in and return its case, and whether it is new."""
    opened, again = _record_observations([observation], source=source, now=now, actor=actor, mail=mail)
    case = Case.objects.get(pk=(opened or again)[0])
    if again:
        _take_better_url(case, observation.url, now=now)
    Reading.objects.create(source=source, at=now, lines=1, hits=1)
    write_audit(
        "case opened" if opened else "case seen again",
        subject=("case", case.pk),
        actor=actor,
        now=now,
        params={"source": source.kind},
    )
    return case, bool(opened)


def _take_better_url(case: Case, url: str, *, now: datetime) -> None:
    """Open the lure's own link from now on, where only the host was known: its path and token may show another page."""
    if is_bare(case.url) and not is_bare(url):
        case.url = url[:2000]
        case.save(update_fields=["url"])
        enqueue_capture(case, now=now, again=True)


def _record_observations(
    observations: Sequence[Observation],
    *,
    source: Source,
    now: datetime,
    actor: Actor | None = None,
    mail: ReportedMail | None = None,
) -> tuple[list[int], list[int]]:
    hosts = {observation.host for observation in observations}
    known = {case.host: case for case in Case.objects.select_for_update().filter(host__in=hosts)}
    fresh: list[Case] = []
    opened: list[int] = []
    again: list[int] = []
    sightings: list[Sighting] = []
    counts: dict[int, int] = {}
    for observation in observations:
        case = known.get(observation.host)
        if case is None:
            case = known[observation.host] = _open_case(observation, now=now)
            opened.append(case.pk)
            fresh.append(case)
        elif case.pk not in opened and case.pk not in again:
            again.append(case.pk)
        counts[case.pk] = counts.get(case.pk, 0) + 1
        sightings.append(
            Sighting(
                case=case,
                source=source,
                seen_at=now,
                text=observation.text[:2000],
                line=observation.line,
                reported_by_id=actor.user_id if actor else None,
                mail=mail,
            )
        )
    Sighting.objects.bulk_create(sightings)
    for number, count in counts.items():
        Case.objects.filter(pk=number).update(sighting_count=F("sighting_count") + count, last_seen=now)
    enqueue_captures(fresh, now=now)
    return opened, again


def _open_case(observation: Observation, *, now: datetime) -> Case:
    match = observation.match
    record = match.as_record() if match else {}
    return Case.objects.create(
        host=observation.host,
        display=observation.display[:255],
        registered_domain=observation.registered_domain,
        url=observation.url[:2000],
        brand=record.get("brand", ""),
        kinds=list(record.get("kinds", ())),
        tricks=list(record.get("tricks", ())),
        key=record.get("key", ""),
        ruled_out=list(record.get("ruled_out", ())),
        score=record.get("score", 0.0),
        tier=observation.tier,
        opened_at=now,
        last_seen=now,
        state_changed_at=now,
    )
