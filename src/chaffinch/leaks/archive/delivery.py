"""What a delivery log says: when a line was written, which Message-IDs it names. Pure.

Postfix, Exim, Dovecot's LMTP and LDA, Exchange's message tracking and other tables as CSV: of each only what all of them
have, so that a new version of one changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

_ISO = re.compile(r'"?(\d{4})-(\d{2})-(\d{2})[T ]\d{2}:\d{2}')
_SYSLOG = re.compile(r"(?:<\d{1,3}>)?([A-Z][a-z]{2})\s{1,2}(\d{1,2})\s\d{2}:\d{2}:\d{2}\s")
_SLASHED = re.compile(r'"?(\d{1,2})/(\d{1,2})/(\d{4})[ ,]')
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_NAMED = re.compile(r"(?:message-?id|msgid)\s*[=:]\s*\"?(<[^<>\s]{3,990}>)", re.IGNORECASE)
_EXIM = re.compile(r"\sid=([^\s<>\"]{1,480}@[^\s<>\"]{1,480})")
_ANY = re.compile(r"<[^<>\s@,;\"]{1,480}@[^<>\s,;\"]{1,480}>")
_AHEAD = timedelta(days=2)


@dataclass(slots=True)
class LogReading:
    """What was read of a log so far."""

    days: set[date] = field(default_factory=set)
    """On which it has lines."""
    message_ids: dict[str, None] = field(default_factory=dict)
    """In the order in which they were met."""
    names_mailbox: bool = False
    """Whether the mailbox in question stands in it at all."""
    lines: int = 0


def read_log(lines: Iterable[bytes], *, mailbox: str, today: date) -> LogReading:
    """Read a log.

    Args:
        lines: as they stand.
        mailbox: the address in question.
        today: for lines that name no year: they are not of the future.
    """
    reading, wanted, is_table = LogReading(), mailbox.casefold(), False
    for untrusted in lines:
        line = untrusted.decode("utf-8", "replace")
        reading.lines += 1
        folded = line.casefold()
        is_table = is_table or (line.count(",") > 2 and "message" in folded and "date" in folded)
        day = read_day(line, today=today)
        if day is None:
            continue
        reading.days.add(day)
        reading.message_ids.update(dict.fromkeys(find_message_ids(line, is_table=is_table)))
        reading.names_mailbox = reading.names_mailbox or wanted in folded
    return reading


def read_day(line: str, *, today: date) -> date | None:
    """Return the day at the beginning of a line; None where there is none."""
    try:
        if iso := _ISO.match(line):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if (said := _SYSLOG.match(line)) and said[1] in _MONTHS:
            return _place_in_year(_MONTHS[said[1]], int(said[2]), today=today)
        if slashed := _SLASHED.match(line):
            return datetime.strptime("/".join(slashed.groups()), "%m/%d/%Y").date()  # noqa: DTZ007 - a day
    except ValueError:
        return None
    return None


def find_message_ids(line: str, *, is_table: bool = False) -> list[str]:
    """Return the Message-IDs that a line names, with their angle brackets."""
    named = _NAMED.findall(line)
    if not named and (exim := _EXIM.search(line)):
        named = [f"<{exim[1]}>"]
    return named or (_ANY.findall(line) if is_table else [])


def _place_in_year(month: int, day: int, *, today: date) -> date:
    """Return the latest such day that is not of the future."""
    found = date(today.year, month, day)
    return found if found <= today + _AHEAD else date(today.year - 1, month, day)
