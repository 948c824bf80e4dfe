"""The way that a message says it took: its Received lines, and whether clocks and hops go together.

Every line below the first one of our own server is the sender's word: the codes say what does not fit, never that it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from chaffinch.mail.dates import read_date

MOST_HOPS = 100
_CLOCK = timedelta(minutes=5)
"""Clocks of servers differ by less."""
_LATE = timedelta(days=2)
"""Queues keep mail for a while; five days at most (RFC 5321, 4.5.4.1), rarely two."""
_COMMENT = re.compile(r"\([^()]*\)")
_NAMED = {
    name: re.compile(rf"(?:^|[\s)]){name}\s+([^\s;()]+)", re.IGNORECASE)
    for name in ("from", "by", "with", "id", "for")
}
_ADDRESS = re.compile(r"\[(?:IPv6:)?([0-9a-fA-F.:]{3,45})\]")
_LOCAL = {"localhost", "localhost.localdomain", "127.0.0.1", "unknown", "local"}


@dataclass(frozen=True, slots=True)
class Hop:
    """One Received line."""

    sender: str
    """`from`: what the other side called itself, lower case; empty where nothing is said."""
    address: str
    """From which IP address, as the receiver saw it; empty where it does not say."""
    receiver: str
    """`by`, lower case."""
    protocol: str
    """`with`, upper case."""
    id: str
    recipient: str
    """`for`, lower case, without brackets."""
    date: datetime | None


@dataclass(frozen=True, slots=True)
class Way:
    """All hops, the first one of them first."""

    hops: tuple[Hop, ...]
    codes: tuple[str, ...]
    """What does not fit (`check_way`)."""


def read_hop(untrusted: str) -> Hop:
    """Read the value of a Received field."""
    said, _, dated = untrusted[:4_000].rpartition(";")
    date = read_date(dated)[0] if said else None
    said = said or untrusted[:4_000]
    address = _ADDRESS.search(said.partition(" by ")[0])
    plain = _COMMENT.sub(" ", _COMMENT.sub(" ", said))
    found = {
        name: match[1].strip(".,") if (match := form.search(plain)) else "" for name, form in _NAMED.items()
    }
    return Hop(
        sender=found["from"].lower(),
        address=address[1] if address else "",
        receiver=found["by"].lower(),
        protocol=found["with"].upper(),
        id=found["id"],
        recipient=found["for"].strip("<>").lower(),
        date=date,
    )


def read_way(untrusted_received: Sequence[str], *, date: datetime | None) -> Way:
    """Read Received values, the latest first as they stand in a head, and hold them against the message's date."""
    hops = tuple(read_hop(value) for value in reversed(untrusted_received[:MOST_HOPS]))
    return Way(hops=hops, codes=check_way(hops, date=date))


def check_way(hops: Sequence[Hop], *, date: datetime | None) -> tuple[str, ...]:
    """Return codes of what does not fit, in a fixed order.

    `hop-unread` a line says from whom and not by whom; `hop-undated` a line has no date; `clock-back` a later line is
    earlier by more than five minutes; `clock-late` a line is more than two days later than the one before; `hop-gap` who
    hands over is not who received before, by name (relays inside a house often differ); `date-ahead` the message was written
    more than five minutes after it was received; `date-behind` more than two days before.
    """
    codes: dict[str, None] = {}
    for hop in hops:
        if not hop.receiver and hop.sender:
            codes["hop-unread"] = None
        if not hop.date:
            codes["hop-undated"] = None
    dated = [hop.date for hop in hops if hop.date]
    for before, after in pairwise(dated):
        if after - before < -_CLOCK:
            codes["clock-back"] = None
        elif after - before > _LATE:
            codes["clock-late"] = None
    for first, second in pairwise(hops):
        if first.receiver and second.sender and not _is_same(first.receiver, second.sender):
            codes["hop-gap"] = None
    if date and dated:
        if _to_utc(date) - dated[0] > _CLOCK:
            codes["date-ahead"] = None
        elif dated[0] - _to_utc(date) > _LATE:
            codes["date-behind"] = None
    return tuple(sorted(codes))


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first and the last day of the calendar
        return moment.replace(tzinfo=UTC)


def _is_same(receiver: str, sender: str) -> bool:
    """Return whether two names may be of one house: same name, same domain, or one that says nothing."""
    if sender.strip("[]") in _LOCAL or receiver in _LOCAL or sender.startswith("["):
        return True
    if "." not in receiver or receiver.strip("[]").replace(".", "").isdigit():
        return True
    return receiver == sender or receiver.split(".")[-2:] == sender.split(".")[-2:] or "." not in sender
