"""The messages of a dump by day, as bars: what is ours, what is not as it was, and the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

OURS = ("genuine", "repackaged", "excerpt")
FALSE = ("altered", "invented", "conflict")
_MOST_DAYS = 100
_MOST_MONTHS = 72
_TAIL = 0.005
"""The share at each end that may lie outside the picture: clocks that were wrong."""
_DECOY = "decoy"


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """A day, a month or a year."""

    since: date
    ours: int
    false: int
    rest: int

    @property
    def total(self) -> int:
        """Return how many messages."""
        return self.ours + self.false + self.rest


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars in order, without a gap."""

    step: str
    """day, month or year."""
    bars: tuple[TimelineBar, ...]
    outside: int = 0
    """Messages that lie far before or after all others, and are not drawn."""

    @property
    def highest(self) -> int:
        """Return the most messages of one bar."""
        return max((bar.total for bar in self.bars), default=0)


def draw_timeline(days: Mapping[str, Mapping[str, int]]) -> Timeline:
    """Return the bars of `summary.json`'s days; decoys are in none of them, since a day may give one away.

    Args:
        days: ISO 8601 day → verdict → messages; a day that is none is left outside.
    """
    counted: Counter[date] = Counter()
    groups: dict[date, list[int]] = {}
    outside = 0
    for text, verdicts in days.items():
        total = sum(count for verdict, count in verdicts.items() if verdict != _DECOY)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            outside += total
            continue
        counted[day] = total
        ours = sum(verdicts.get(verdict, 0) for verdict in OURS)
        false = sum(verdicts.get(verdict, 0) for verdict in FALSE)
        groups[day] = [ours, false, total - ours - false]
    if not counted.total():
        return Timeline("day", (), outside)
    first, last = _find_span(counted)
    outside += sum(count for day, count in counted.items() if not first <= day <= last)
    step = _choose_step(first, last)
    bars = {start: [0, 0, 0] for start in _list_starts(first, last, step)}
    for day, group in groups.items():
        if first <= day <= last:
            bar = bars[_start(day, step)]
            bar[:] = [one + more for one, more in zip(bar, group, strict=True)]
    return Timeline(step, tuple(TimelineBar(start, *bar) for start, bar in bars.items()), outside)


def _find_span(counted: Counter[date]) -> tuple[date, date]:
    """Return the first and last day of nearly all messages."""
    days = sorted(day for day in counted if counted[day])
    cut = counted.total() * _TAIL

    def find_edge(ordered: list[date]) -> date:
        passed = 0
        for day in ordered:
            passed += counted[day]
            if passed > cut:
                return day
        return ordered[-1]

    return find_edge(days), find_edge(days[::-1])


def _choose_step(first: date, last: date) -> str:
    if (last - first).days < _MOST_DAYS:
        return "day"
    months = (last.year - first.year) * 12 + last.month - first.month
    return "month" if months < _MOST_MONTHS else "year"


def _start(day: date, step: str) -> date:
    if step == "day":
        return day
    return day.replace(day=1) if step == "month" else day.replace(month=1, day=1)


def _list_starts(first: date, last: date, step: str) -> list[date]:
    starts, start = [], _start(first, step)
    while start <= last:
        starts.append(start)
        if start.year == date.max.year:  # a hostile date: nothing can follow it
            break
        following = start + timedelta(days={"day": 1, "month": 32, "year": 366}[step])
        start = _start(following, step)
    return starts
