"""When people work: hours, weekends, holidays, leave; and when they answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from math import log
from zoneinfo import ZoneInfo

_MEDIAN_REPLY = 38.0
_SPREAD_REPLY = 1.35
_LONGEST_REPLY = 4 * 8 * 60.0
_EVENING = 0.06
"""How many answers are written after hours, and until when."""
_EVENING_MINUTES = 170


@dataclass(frozen=True, slots=True)
class Week:
    """When somebody is at work."""

    hours: tuple[int, int]
    """Minutes after midnight, local time."""
    country: str
    """fr or gb: whose holidays are kept."""
    free_weekday: int | None
    """Of those who work four days."""
    leave: frozenset[date]

    def works(self, day: date) -> bool:
        """Say whether this person works on that day."""
        return (
            day.weekday() < 5
            and day.weekday() != self.free_weekday
            and day not in self.leave
            and day not in list_holidays(self.country, day.year)
        )


def find_easter(year: int) -> date:
    """Return Easter Sunday (Gauss's rule as Meeus, Jones and Butcher give it, for the Gregorian calendar)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@cache
def list_holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of France (Code du travail, L3133-1), or of England and Wales."""
    easter = find_easter(year)
    if country == "fr":
        fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
        moving = (1, 39, 50)
        return frozenset([*(date(year, *one) for one in fixed), *(easter + timedelta(one) for one in moving)])
    found = {easter - timedelta(2), easter + timedelta(1), _find_monday(date(year, 5, 1)),
             _find_monday(date(year, 5, 25)), _find_monday(date(year, 8, 25))}  # fmt: skip
    for month, day in ((1, 1), (12, 25), (12, 26)):
        free = date(year, month, day)
        while free.weekday() > 4 or free in found:
            free += timedelta(1)
        found.add(free)
    return frozenset(found)


def _find_monday(day: date) -> date:
    return day + timedelta(-day.weekday() % 7)


def draw_week(
    hours: tuple[int, int], country: str, chance: random.Random, *, since: date, until: date
) -> Week:
    """Return when somebody works: now and then four days a week, two or three weeks off in summer, others between."""
    leave: set[date] = set()
    for year in range(since.year, until.year + 1):
        blocks = [
            (date(year, 7, 6) + timedelta(chance.randint(0, 40)), chance.choice((12, 14, 19, 21))),
            (date(year, 12, 19) + timedelta(chance.randint(0, 6)), chance.choice((5, 9, 12))),
            (date(year, 1, 8) + timedelta(chance.randint(0, 150)), chance.choice((3, 7, 9))),
            (date(year, 9, 10) + timedelta(chance.randint(0, 85)), chance.choice((1, 4, 7))),
        ]
        for first, days in blocks:
            leave.update(first + timedelta(step) for step in range(days))
    free = chance.randrange(5) if chance.random() < 0.12 else None
    return Week(hours, country, free, frozenset(leave))


def draw_reply_time(
    week: Week, chance: random.Random, *, after: datetime, zone: ZoneInfo, slow: float = 1.0
) -> datetime:
    """Return when somebody answers a letter of that time.

    The delay is log-normal in minutes of work (median 38; Eckmann et al. 2004 found answers within a day spread over orders
    of magnitude like that). One in 17 is written in the evening.

    Args:
        week: of who answers.
        chance: the source of randomness.
        after: when the letter came.
        zone: the organisation's.
        slow: multiplies the delay.
    """
    delay = min(
        1.0 + chance.lognormvariate(log(_MEDIAN_REPLY * slow), _SPREAD_REPLY),
        _LONGEST_REPLY * max(1.0, slow / 8),
    )
    evening = _EVENING_MINUTES if chance.random() < _EVENING else 0
    for first, end in _list_shifts(week, after, zone, evening):
        begin = max(first, after)
        length = (end - begin).total_seconds() / 60
        if length > delay:
            return (begin + timedelta(minutes=delay)).astimezone(zone).replace(microsecond=0)
        delay -= max(length, 0.0)
    raise AssertionError("unreachable: shifts never end")


def draw_start(week: Week, chance: random.Random, *, day: date, zone: ZoneInfo) -> datetime | None:
    """Return when somebody writes on that day without being asked; None if off. Mornings are busier."""
    if not week.works(day):
        return None
    begin, end = week.hours
    minute = begin + (end - begin) * chance.betavariate(1.4, 1.9)
    local = datetime.combine(day, time(), zone) + timedelta(minutes=minute, seconds=chance.randrange(60))
    return local.replace(microsecond=0)


def _list_shifts(
    week: Week, after: datetime, zone: ZoneInfo, extra: int
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the shifts from that day on, the first with an evening; in UTC, so that lengths survive the change of clocks."""
    day = after.astimezone(zone).date()
    while True:
        if week.works(day):
            first, last = (
                datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(ZoneInfo("UTC"))
                for minute in week.hours
            )
            yield first, last + timedelta(minutes=extra)
            extra = 0
        day += timedelta(1)
