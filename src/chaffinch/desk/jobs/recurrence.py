"""When a schedule is due next: weekly, daily, or every so many seconds. Pure.

Wall-clock rules follow RFC 5545, section 3.3.5: a time that daylight saving skips is read with the offset
before the gap (02:30 becomes 03:30), a time that comes twice means the first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chaffinch.errors import UsageError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOCK_TOLERANCE = timedelta(days=1)
"""A clock set back by no more than this must not repeat a run."""
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again after a fixed time."""

    seconds: int


@dataclass(frozen=True, slots=True)
class AtClock:
    """At a time of the day, on every day or on one day of the week."""

    at: time
    zone: ZoneInfo
    weekday: int | None = None
    """0 for Monday to 6 for Sunday; None for every day."""


Rule = Every | AtClock


def parse_rule(rule: Mapping[str, Any]) -> Rule:
    """Read a rule as it stands in the schedule's table.

    Raises:
        UsageError: a part is missing, unknown or out of its range.
    """
    match rule:
        case {"every": int(seconds), **rest} if (
            not rest and type(seconds) is int and 1 <= seconds <= 366 * 86_400
        ):
            return Every(seconds=seconds)
        case {"daily": str(at), "zone": str(zone), **rest} if not rest:
            return AtClock(at=_parse_clock(at), zone=_find_zone(zone))
        case {"weekly": str(day), "at": str(at), "zone": str(zone), **rest} if not rest and day in WEEKDAYS:
            return AtClock(at=_parse_clock(at), zone=_find_zone(zone), weekday=WEEKDAYS.index(day))
    raise UsageError(
        f"A schedule cannot follow the rule {dict(rule)}.",
        todo='Write {"weekly": "monday", "at": "08:00", "zone": "Europe/Paris"}, '
        '{"daily": "06:30", "zone": "Europe/Paris"} or {"every": 300}.',
    )


def find_next_run(rule: Rule, *, after: datetime) -> datetime:
    """Return the first moment strictly after the given one, in UTC."""
    if isinstance(rule, Every):
        return after.astimezone(UTC) + timedelta(seconds=rule.seconds)
    # The day before is tried too: a gap of a whole day (Samoa, 2011) moves its time into the next.
    first_day = after.astimezone(rule.zone).date() - timedelta(days=1)
    for days in range(10):
        day = first_day + timedelta(days=days)
        if rule.weekday is not None and day.weekday() != rule.weekday:
            continue
        moment = datetime.combine(day, rule.at, tzinfo=rule.zone).astimezone(UTC)
        if moment > after:
            return moment
    raise AssertionError("ten days hold every day of the week")


def decide_run(
    rule: Rule, *, next_run: datetime, last_enqueued: datetime | None, now: datetime
) -> tuple[bool, datetime]:
    """Return whether the schedule is due, and its next run from now on.

    However many runs were missed while nothing ran, one makes up for them. A next run later than the rule can
    mean (a wrong clock wrote it) is brought back, unless that would repeat a run because the clock was set back.
    """
    upcoming = find_next_run(rule, after=now)
    if next_run <= now:
        return True, upcoming
    if last_enqueued and upcoming <= last_enqueued <= now + CLOCK_TOLERANCE:
        return False, next_run
    return False, min(next_run, upcoming)


def _parse_clock(text: str) -> time:
    found = _CLOCK.fullmatch(text)
    if not found:
        raise UsageError(f"{text} is not a time of the day.", todo="Write hours and minutes, such as 08:00.")
    return time(int(found[1]), int(found[2]))


def _find_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            f"There is no time zone named {name}.", todo="Write one such as Europe/Paris."
        ) from error
