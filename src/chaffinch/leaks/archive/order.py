"""Whether a message's number in its folder fits its date: back-dated mail can only be appended at the end. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

_KEPT = 5
"""Dates that are kept: so many less one may be wrong (a clock of the future) without hiding what follows."""
_SLACK = 2 * 86_400
"""Seconds: queues and time zones."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """How far the dates of a folder have come."""

    latest: tuple[int, ...] = ()
    """The latest dates met, in seconds since 1970, ascending."""
    seen: int = 0
    out: int = 0
    """How many stood out of the order."""

    def take(self, moment: int | None) -> tuple[bool, Frontier]:
        """Return whether the folder's next message fits, and how far the folder has come with it.

        Args:
            moment: its date as `count_seconds` gives it; None fits nowhere.
        """
        if moment is None or (self.latest and moment < self.latest[0] - _SLACK):
            return False, Frontier(self.latest, self.seen + 1, self.out + 1)
        latest = tuple(sorted((*self.latest, moment))[-_KEPT:])
        return True, Frontier(latest, self.seen + 1, self.out)

    @property
    def says_nothing(self) -> bool:
        """Whether most of the folder is out of order: then it is the order of an export, not of arrival."""
        return self.seen > 1 and self.out * 2 > self.seen


def count_seconds(date: str) -> int | None:
    """Return seconds since 1970 of a date as prints have it, None where there is none; one without a zone counts as UTC."""
    if not date:
        return None
    moment = datetime.fromisoformat(date)
    try:
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except OverflowError:  # the first and the last day of the calendar
        return None
