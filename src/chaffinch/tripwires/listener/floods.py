"""What is written line by line, and what is only counted when somebody sends a flood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chaffinch.tripwires.listener.limits import Limits

_WINDOW = timedelta(minutes=1)
#: So many different ones are counted apart in a minute; the rest together.
_APART = 500


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted together."""

    what: str
    """Hash of a beacon's token, or a portal's path; empty: many."""
    source: str
    """Address; empty: many."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something happened that has no lines of its own."""

    key: Key
    count: int
    since: datetime
    until: datetime


class FloodMeter:
    """Lets a few lines a minute through and counts the others, in bounded memory."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._since: datetime | None = None
        self._written: Counter[Key] = Counter()
        self._left_out: Counter[Key] = Counter()

    def take(self, key: Key, *, now: datetime) -> bool:
        """Return whether this one is to have a line; it is counted otherwise. Call `drain` before."""
        if self._since is None:
            self._since = now
        known = key in self._written or len(self._written) < _APART
        if (
            known
            and self._written[key] < self._limits.lines_each
            and self._written.total() < self._limits.lines
        ):
            self._written[key] += 1
            return True
        self.count(key, now=now)
        return False

    def count(self, key: Key, *, now: datetime) -> None:
        """Count one that has no line."""
        self._since = self._since or now
        apart = key in self._left_out or len(self._left_out) < _APART
        self._left_out[key if apart else Key("", "")] += 1

    def drain(self, *, now: datetime, whole: bool = False) -> Iterator[Counted]:
        """Yield what was only counted, once the minute is over; `whole`: at once."""
        if self._since is None or (now - self._since < _WINDOW and not whole):
            return
        since, left_out = self._since, self._left_out
        self._since, self._written, self._left_out = None, Counter(), Counter()
        for key, count in left_out.items():
            yield Counted(key, count, since, now)
