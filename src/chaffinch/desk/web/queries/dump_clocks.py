"""Both clocks of a dump: until nothing may be published any more, and until the authority must know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chaffinch.desk.models import Dump
from chaffinch.leaks.silence import NOTIFY_WITHIN, Silence, State, find_silence


@dataclass(frozen=True, slots=True)
class Left:
    """Time until a moment, or since it."""

    until: datetime
    hours: int
    minutes: int
    passed: bool

    @classmethod
    def measure(cls, until: datetime, *, now: datetime) -> Left:
        """Return how far a moment is."""
        minutes = int(abs(until - now) / timedelta(minutes=1))
        return cls(until, minutes // 60, minutes % 60, now >= until)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Both."""

    silence: Silence | None
    state: State | None
    publish: Left | None
    """Until the silence begins where it begins first; while it runs, until it ends."""
    notify: Left


def read_clocks(dump: Dump, *, now: datetime) -> Clocks:
    """Return both clocks of a dump."""
    silence = None
    if dump.vote_on is not None:
        silence = find_silence(dump.country, dump.vote_on, by_hand=dump.silence_at)
    state = silence.tell_state(now) if silence else None
    publish = None
    if silence is not None:
        publish = Left.measure(silence.first_begins if state == "ahead" else silence.ends, now=now)
    return Clocks(silence, state, publish, Left.measure(dump.learned_at + NOTIFY_WITHIN, now=now))
