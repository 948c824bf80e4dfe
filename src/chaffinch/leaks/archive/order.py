"""Whether a message's number in its folder fits its date: back-dated mail can only be appended at the end. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

_KEPT = 5
"""Dates that are kept: so many less one may be wrong (a clock of the future) without hiding what follows."""
_SLACK = 2 * 86_400
"""Seconds: queues and time zones."""
_FEWEST_RUNS = 3
_USUAL_RUNS = 0.1
"""Share of a folder's messages that may begin a stretch out of order before its order says nothing: people file old mail
one by one, again and again; who plants appends once, or a few times."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """How far the dates of a folder have come."""

    latest: tuple[int, ...] = ()
    """The latest dates met, in seconds since 1970, ascending."""
    seen: int = 0
    out: int = 0
    """How many stood out of the order."""
    runs: int = 0
    """Stretches of messages that stood out of the order."""
    is_out: bool = False
    """Whether the last one did."""

    def take(self, moment: int | None) -> tuple[bool, Frontier]:
        """Return whether the folder's next message fits, and how far the folder has come with it.

        Args:
            moment: its date as `count_seconds` gives it; None fits nowhere.
        """
        if moment is None or (self.latest and moment < self.latest[0] - _SLACK):
            runs = self.runs + (not self.is_out)
            return False, replace(self, seen=self.seen + 1, out=self.out + 1, runs=runs, is_out=True)
        latest = tuple(sorted((*self.latest, moment))[-_KEPT:])
        return True, replace(self, latest=latest, seen=self.seen + 1, is_out=False)

    @property
    def says_nothing(self) -> bool:
        """Whether the folder is not in the order of arrival, since its owner files old mail by hand."""
        return self.runs >= _FEWEST_RUNS and self.runs > _USUAL_RUNS * self.seen


def count_seconds(date: str) -> int | None:
    """Return seconds since 1970 of a date as prints have it, None where there is none; one without a zone counts as UTC."""
    if not date:
        return None
    moment = datetime.fromisoformat(date)
    try:
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except OverflowError:  # the first and the last day of the calendar
        return None
