"""All that is known of one attacker, from the tables: uses, what was fed to him, what he read, whom he hurt, what we did.

Reads only. Further streams of events are added to `STREAMS`: a function that makes `Event`s of an attacker's hits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from chaffinch.desk.models import Case, Hit, HitAct, Planting, Victim
from chaffinch.desk.services.planted import name_item
from chaffinch.desk.services.sending import name_persona
from chaffinch.desk.services.traps import name_holder
from chaffinch.tripwires.attackers import Attacker, Used, find_attacker
from chaffinch.tripwires.errors import DatabaseError
from chaffinch.tripwires.networks import Network, find_network, open_bases
from chaffinch.tripwires.timeline import Event, Lane, order_events
from chaffinch.tripwires.tools import BY_ITSELF

#: The latest so many uses are joined; older ones stand on their pages.
_MOST_USES = 20_000
_MOST_ACTS = 2_000
_LANES: dict[str, Lane] = {"opened": "opened", "password": "tried", "address": "tried", "beacon": "read"}


@dataclass(frozen=True, slots=True)
class Known:
    """One attacker, as the tables tell."""

    number: int
    """Of his first use: it names him."""
    attacker: Attacker
    hits: tuple[Hit, ...]
    """In the order of time."""
    cases: tuple[Case, ...]
    plantings: tuple[Planting, ...]
    victims: tuple[Victim, ...]
    events: tuple[Event, ...]


def find_known(hit_number: int) -> Known | None:
    """Return the attacker who made a certain use; None where there is no such use.

    Our own tests and slips are joined among themselves, and to no attacker.
    """
    hit = Hit.objects.filter(pk=hit_number).first()
    if hit is None:
        return None
    attacker = find_attacker(_list_uses(hit.mark), hit_number)
    if attacker is None:
        # It is older than what is joined.
        attacker = Attacker((_read_use(hit),), ())
    numbers = [use.number for use in attacker.uses]
    hits = tuple(
        Hit.objects.filter(pk__in=numbers)
        .select_related("case", "planting", "decoy__run", "trap", "item", "log", "marked_by")
        .order_by("at", "pk")
    )
    events = (event for stream in STREAMS for event in stream(hits))
    return Known(
        numbers[0],
        attacker,
        hits,
        tuple({hit.case_id: hit.case for hit in hits if hit.case}.values()),
        tuple({hit.planting_id: hit.planting for hit in hits if hit.planting}.values()),
        tuple(_list_victims(hits)),
        order_events(events),
    )


def read_networks(sources: Iterable[str]) -> dict[str, Network]:
    """Return where addresses belong, from the databases of the settings; without one, their kind only.

    A database that cannot be read is as if it were not there: what is known without it is shown all the same.
    """
    try:
        bases = open_bases(Path(path) for path in settings.CONFIGURATION.tripwires.addresses)
        return {source: find_network(source, bases=bases) for source in sources}
    except DatabaseError:
        return {source: find_network(source) for source in sources}


def _list_uses(mark: str) -> Iterator[Used]:
    ours = (Hit.Mark.TEST, Hit.Mark.SLIP)
    hits = Hit.objects.filter(mark=mark) if mark in ours else Hit.objects.exclude(mark__in=ours)
    # A scanner or a preview opens what anybody sends: it joins nobody to anybody.
    hits = hits.exclude(severity=Hit.Severity.BEACON, failure__in=sorted(BY_ITSELF))
    for hit in hits.order_by("-at", "-pk")[:_MOST_USES]:
        yield _read_use(hit)


def _read_use(hit: Hit) -> Used:
    page = f"case {hit.case_id}" if hit.case_id else f"planting {hit.planting_id}" if hit.planting_id else ""
    return Used(hit.pk, hit.at, hit.source, hit.session, hit.tool, page)


def _list_victims(hits: Sequence[Hit]) -> QuerySet[Victim]:
    return Victim.objects.filter(hit__in=[hit.pk for hit in hits]).select_related("changed_by")


def _tell_lures(hits: Sequence[Hit]) -> Iterator[Event]:
    cases = {hit.case_id: hit.case for hit in hits if hit.case}
    for case in cases.values():
        yield Event(case.opened_at, "lure", "case", {"host": case.host, "case": case.pk})
    for planting in {hit.planting_id: hit.planting for hit in hits if hit.planting}.values():
        at = planting.begun_at or planting.proposed_at
        yield Event(at, "fed", "planting", {"planting": planting.pk})


def _tell_fed(hits: Sequence[Hit]) -> Iterator[Event]:
    for decoy in {hit.decoy_id: hit.decoy for hit in hits if hit.decoy}.values():
        if decoy.spent_at:
            yield Event(decoy.spent_at, "fed", "decoy", {"run": decoy.run_id})


def _tell_uses(hits: Sequence[Hit]) -> Iterator[Event]:
    for hit in hits:
        params = {"who": name_user(hit), "protocol": hit.protocol, "severity": hit.severity}
        yield Event(hit.at, _LANES[hit.severity], "use", params, hit.source)


def _tell_acts(hits: Sequence[Hit]) -> Iterator[Event]:
    acts = HitAct.objects.filter(hit__in=[hit.pk for hit in hits]).select_related("hit")
    for act in acts.order_by("at", "pk")[:_MOST_ACTS]:
        params = {
            "letters": act.letters,
            "heads": act.heads,
            "octets": act.octets,
            "mailbox": act.mailbox,
            "detail": act.detail,
        }
        yield Event(act.at, "read", act.deed, params, act.hit.source)


def _tell_victims(hits: Sequence[Hit]) -> Iterator[Event]:
    for row in _list_victims(hits).exclude(state=Victim.State.CLEARED):
        if row.first:
            yield Event(row.first, "victim", row.reach, {"account": row.pk}, row.source)
        if row.blocked_at:
            yield Event(row.blocked_at, "answer", "blocked", {"account": row.pk})


def _tell_answers(hits: Sequence[Hit]) -> Iterator[Event]:
    for hit in hits[:1]:
        yield Event(hit.noted_at, "answer", "noticed", {})
    told: set[datetime] = set()
    for hit in hits:
        if hit.marked_at and hit.marked_at not in told:
            told.add(hit.marked_at)
            yield Event(hit.marked_at, "answer", "judged", {"mark": hit.mark})


def name_user(hit: Hit) -> str:
    """Return the invented person whose decoy was used, or the document's place; empty where it cannot be read."""
    if hit.decoy is not None:
        return name_persona(hit.decoy)
    if hit.trap is not None:
        return name_holder(hit.trap)
    return (name_item(hit.item) or hit.item.place) if hit.item is not None else ""


STREAMS: list[Callable[[Sequence[Hit]], Iterable[Event]]] = [
    _tell_lures,
    _tell_fed,
    _tell_uses,
    _tell_acts,
    _tell_victims,
    _tell_answers,
]
"""Where events come from."""
