"""The time at the beginning of a log line."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

PlaceTime = Callable[[datetime], datetime]
"""Makes a local time without a zone an aware one."""

#: Dovecot's own files, syslog as RFC 3164 and RFC 5424 (RFC 3339) write it.
TIME = (
    rb"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?|"
    rb"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|@[0-9a-f]{24})"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FRACTION = re.compile(r"[.,](\d+)")
_AHEAD = timedelta(days=2)
#: A TAI64 label counts from 2**62 seconds before 1970, ten seconds ahead of UTC (daemontools' convention).
_TAI64 = 2**62 + 10


def read_moment(text: str, *, place_time: PlaceTime, now: datetime) -> datetime | None:
    """Return the moment, aware; None where the text is no such moment.

    Args:
        text: as `TIME` matches it.
        place_time: for times without a zone.
        now: aware; a time without a year is the latest of that date that is not after tomorrow.
    """
    try:
        if text.startswith("@"):
            return datetime.fromtimestamp(int(text[1:17], 16) - _TAI64, tz=now.tzinfo)
        if text[:3] in _MONTHS:
            return _place_in_year(text, place_time=place_time, now=now)
        # Six digits at most are kept of the seconds' fraction.
        found = datetime.fromisoformat(_FRACTION.sub(lambda match: f".{match[1][:6]:0<6}", text, count=1))
        return found if found.tzinfo else place_time(found)
    except (ValueError, OverflowError, OSError):
        return None


def _place_in_year(text: str, *, place_time: PlaceTime, now: datetime) -> datetime | None:
    """Read `Nov  1 17:07:19`; 29 February is looked for in the years before, too."""
    month, day = _MONTHS.index(text[:3]) + 1, int(text[4:6])
    hour, minute, second = (int(part) for part in text[7:].split(":"))
    for year in range(now.year + 1, now.year - 9, -1):
        try:
            found = place_time(datetime(year, month, day, hour, minute, second))  # noqa: DTZ001 -- placed here
        except ValueError:
            continue
        if found <= now + _AHEAD:
            return found
    return None
