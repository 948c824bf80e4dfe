"""An attacker's way on one line, from the lure to what was read: events of any origin, and where each is drawn.

Hours in which nothing happens are drawn short: a distance grows with the logarithm of the time, and a new stretch begins,
with its own date, after a pause. Whoever has events to add makes `Event`s of them; nothing else is needed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal, get_args

Lane = Literal["lure", "fed", "tried", "opened", "read", "victim", "answer"]
"""The page; what we fed; log-ins refused; log-ins that worked; what was read; real accounts; what we did."""
LANES: tuple[Lane, ...] = get_args(Lane)
_PAUSE = timedelta(hours=1)
_TOGETHER = timedelta(minutes=10)
_UNIT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    at: datetime
    """Aware."""
    lane: Lane
    code: str
    """What it was, for whoever says it."""
    params: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    """Address, normalised; empty where there is none."""
    times: int = 1
    """How many of the kind it stands for, one after the other."""
    until: datetime | None = None
    """Of several, the last."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One event in the picture."""

    x: float
    y: float
    event: Event


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the line without a long pause."""

    x: float
    """Where it begins."""
    since: datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """Where everything is drawn, in units of its view box."""

    dots: tuple[Dot, ...]
    stretches: tuple[Stretch, ...]
    lanes: tuple[tuple[Lane, float], ...]
    """Those that have something, with their height."""
    width: float
    height: float


def order_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return events in the order of time, with those that say the same one after the other within minutes as one."""
    told: list[Event] = []
    for event in sorted(events, key=lambda event: (event.at, LANES.index(event.lane))):
        last = told[-1] if told else None
        if last and _says_the_same(last, event):
            told[-1] = replace(last, times=last.times + event.times, until=event.until or event.at)
        else:
            told.append(event)
    return tuple(told)


def draw_events(
    events: Sequence[Event], *, width: float = 1_000, left: float = 120, row: float = 34
) -> Picture:
    """Return the picture of events.

    Args:
        events: in the order of time.
        width: of the whole.
        left: left free for the lanes' names.
        row: height of a lane.
    """
    lanes = [lane for lane in LANES if any(event.lane == lane for event in events)]
    heights = {lane: round(row * (index + 0.5), 1) for index, lane in enumerate(lanes)}
    steps = [0.0]
    stretches: list[tuple[float, datetime]] = [(0.0, events[0].at)] if events else []
    for before, event in pairwise(events):
        gap = max(0.0, (event.at - before.at).total_seconds())
        steps.append(steps[-1] + math.log1p(gap / _UNIT_SECONDS))
        if event.at - before.at > _PAUSE:
            stretches.append((steps[-1], event.at))
    room, whole = width - left - 14, max(steps[-1], 1e-9)

    def place(step: float) -> float:
        return round(left + room * (step / whole if len(events) > 1 else 0.5), 1)

    dots = tuple(
        Dot(place(step), heights[event.lane], event) for step, event in zip(steps, events, strict=False)
    )
    return Picture(
        dots,
        tuple(Stretch(place(step), since) for step, since in stretches),
        tuple(heights.items()),
        width,
        row * len(lanes),
    )


def _says_the_same(before: Event, event: Event) -> bool:
    return (before.lane, before.code, before.source, dict(before.params)) == (
        event.lane,
        event.code,
        event.source,
        dict(event.params),
    ) and event.at - (before.until or before.at) <= _TOGETHER
