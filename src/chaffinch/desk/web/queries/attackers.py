"""What the page of an attacker shows. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chaffinch.desk.attackers import Known, read_networks
from chaffinch.desk.services.victims import open_login
from chaffinch.desk.web.event_words import LANES, say_event, say_network, say_reason
from chaffinch.ground.secrets import UnreadableSecretError
from chaffinch.tripwires.timeline import Event, Picture, Stretch, draw_events

_LISTED = 400
#: Room that a date takes.
_LABEL = 80


@dataclass(frozen=True, slots=True)
class Told:
    """One event, said."""

    event: Event
    lane: str
    words: str


@dataclass(frozen=True, slots=True)
class Source:
    """One address of his."""

    address: str
    network: str
    uses: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class ShownAttacker:
    """An attacker's page."""

    known: Known
    picture: Picture
    lanes: tuple[tuple[str, float], ...]
    """The lanes' names, with their height."""
    labels: tuple[Stretch, ...]
    """The stretches whose date has room beside the one before."""
    told: tuple[Told, ...]
    hidden: int
    sources: tuple[Source, ...]
    reasons: tuple[str, ...]
    tools: tuple[str, ...]
    ours: bool
    """Whether these are our own tests or slips."""


def show_attacker(known: Known, *, named: bool = True, all_events: bool = False) -> ShownAttacker:
    """Return what the page shows.

    Args:
        known: the attacker.
        named: whether real accounts are named.
        all_events: whether even a very long list is told whole.
    """
    accounts = name_accounts(known) if named else {}
    most = len(known.events) if all_events else _LISTED
    told = [Told(event, event.lane, say_event(event, accounts=accounts)) for event in known.events]
    picture = draw_events(known.events)
    networks = read_networks(known.attacker.sources)
    return ShownAttacker(
        known,
        picture,
        tuple((str(LANES[lane]), height) for lane, height in picture.lanes),
        _choose_labels(picture),
        tuple(told[:most]),
        max(0, len(told) - most),
        tuple(
            _show_source(known, source, say_network(networks[source])) for source in known.attacker.sources
        ),
        tuple(say_reason(reason) for reason in known.attacker.reasons),
        tuple(sorted({hit.tool for hit in known.hits if hit.tool})),
        ours=known.hits[0].mark in ("test", "slip"),
    )


def _choose_labels(picture: Picture) -> tuple[Stretch, ...]:
    chosen: list[Stretch] = []
    for stretch in picture.stretches:
        if stretch.x <= picture.width - _LABEL and (not chosen or stretch.x >= chosen[-1].x + _LABEL):
            chosen.append(stretch)
    return tuple(chosen)


def name_accounts(known: Known) -> dict[int, str]:
    """Return the names of the real accounts that can be read, for the desk's own pages."""
    found = {}
    for row in known.victims:
        try:
            found[row.pk] = open_login(row)
        except UnreadableSecretError:
            continue
    return found


def _show_source(known: Known, address: str, network: str) -> Source:
    uses = [hit for hit in known.hits if hit.source == address]
    return Source(address, network, len(uses), uses[0].at, uses[-1].at)
