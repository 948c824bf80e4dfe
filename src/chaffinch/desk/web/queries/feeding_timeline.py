"""A run as a picture: when each decoy went or will go, and what became of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from chaffinch.desk.models import FedDecoy, FeedingRun
from chaffinch.desk.services.sending import name_persona

WIDTH, HEIGHT = 1000, 74
_LEFT, _RIGHT, _LINE, _DOT = 14, 986, 46, 7
_ROWS = 3
_STEPS = (timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15),
          timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2), timedelta(hours=3))  # fmt: skip
_MOST_TICKS = 9


@dataclass(frozen=True, slots=True)
class Dot:
    """One decoy in the picture."""

    x: float
    y: float
    decoy: FedDecoy


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment that is written below the line."""

    x: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture of a run, in the units of its view box (`WIDTH` by `HEIGHT`)."""

    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    now: float | None
    """Where the present stands; None outside the run."""
    seconds: bool
    """Whether the ticks are so close that they need their seconds."""


@dataclass(frozen=True, slots=True)
class Fed:
    """One decoy in the list, with the name that it bears."""

    decoy: FedDecoy
    name: str


def draw_timeline(run: FeedingRun, decoys: Sequence[FedDecoy], *, now: datetime) -> Timeline | None:
    """Return the picture of a run's decoys; None before they are planned."""
    moments = [decoy.spent_at or decoy.planned_at for decoy in decoys]
    if not moments:
        return None
    since = min([*moments, run.begun_at or moments[0]])
    until = max([*moments, min(now, run.ended_at or now)])
    length = max((until - since).total_seconds(), 1.0)

    def place(moment: datetime) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (moment - since).total_seconds() / length, 1)

    dots: list[Dot] = []
    last = [-math.inf] * _ROWS
    for moment, decoy in sorted(zip(moments, decoys, strict=True), key=lambda pair: pair[0]):
        x = place(moment)
        # A row up where dots would cover one another; the emptiest where all are taken.
        row = next((row for row in range(_ROWS) if x - last[row] >= 2 * _DOT), last.index(min(last)))
        last[row] = x
        dots.append(Dot(x, _LINE - 10 - row * 13, decoy))
    step = next((step for step in _STEPS if length / step.total_seconds() <= _MOST_TICKS), _STEPS[-1])
    return Timeline(
        dots=tuple(dots),
        ticks=tuple(Tick(place(at), at) for at in _list_ticks(since, until, step=step)),
        now=place(now) if since <= now <= until else None,
        seconds=step < timedelta(minutes=1),
    )


def name_decoys(decoys: Sequence[FedDecoy]) -> tuple[Fed, ...]:
    """Return decoys with the names that they bear, for the desk's own page; neither address nor password."""
    return tuple(Fed(decoy, name_persona(decoy)) for decoy in decoys)


def _list_ticks(since: datetime, until: datetime, *, step: timedelta) -> list[datetime]:
    """Return round moments of the desk's own time zone."""
    local = timezone.localtime(since)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight + math.ceil((local - midnight) / step) * step
    return [first + step * number for number in range(int((until - first) / step) + 1)]
