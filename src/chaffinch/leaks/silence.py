"""The silence before a vote: from when nothing electoral may be published, by a country's rule or by hand.

What is said of a dump must be out before it: afterwards those who were robbed may not answer. GDPR article 33 gives 72 hours
to notify the authority, counted from when it was noticed; both clocks run side by side.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

NOTIFY_WITHIN = timedelta(hours=72)
"""Regulation (EU) 2016/679, article 33(1)."""
State = Literal["ahead", "running", "over"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the clock, or the day of the vote, is another than in the capital."""

    name: str
    zone: str
    vote: int = 0
    """Days from the country's day of the vote to this place's."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When the silence of one country begins."""

    country: str
    """ISO 3166-1, two letters."""
    days: int
    """Days before a place's vote at whose 00:00 it begins; -1 where there is no such time."""
    zone: str
    source: str
    """The law, as its own country cites it."""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """From when until the end of the day of the vote nothing may be published."""

    begins: datetime
    """In the capital's time, or as somebody entered it."""
    ends: datetime
    source: str
    """Empty where it was entered by hand."""
    first_begins: datetime
    """Where it begins first: what is said to the whole country must be out by then."""
    first_place: str = ""
    """Which place that is; empty for the capital."""

    def tell_state(self, now: datetime) -> State:
        """Return whether it is still to come, runs, or has passed."""
        if now < self.first_begins:
            return "ahead"
        return "running" if now < self.ends else "over"


def list_rules() -> tuple[Rule, ...]:
    """Return every rule of the table, in its order."""
    return tuple(_read_rules().values())


def find_silence(country: str, vote: date, *, by_hand: datetime | None = None) -> Silence | None:
    """Return the silence before a vote; None where the country has none, or none that is known.

    Args:
        country: two letters.
        vote: the day of the vote in the capital.
        by_hand: when it begins, aware, where somebody knows better than the table.
    """
    rule = _read_rules().get(country.upper())
    zone = ZoneInfo(rule.zone) if rule else by_hand.tzinfo if by_hand else None
    ends = datetime.combine(vote + timedelta(days=1), time(), zone)
    if by_hand is not None:
        return Silence(by_hand, max(ends, by_hand), "", by_hand)
    if rule is None or rule.days < 0:
        return None
    begins = datetime.combine(vote - timedelta(days=rule.days), time(), zone)
    first, name = begins, ""
    for place in rule.places:
        day = vote + timedelta(days=place.vote - rule.days)
        there = datetime.combine(day, time(), ZoneInfo(place.zone))
        if there < first:
            first, name = there, place.name
    return Silence(begins, ends, rule.source, first, name)


@cache
def _read_rules() -> dict[str, Rule]:
    text = files("chaffinch.leaks").joinpath("silence.toml").read_text(encoding="utf-8")
    rules = tomllib.loads(text)["rules"]
    return {
        one["country"]: Rule(**{**one, "places": tuple(Place(**place) for place in one.get("places", ()))})
        for one in rules
    }
