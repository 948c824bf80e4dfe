"""What somebody did after a log-in, as Dovecot's log tells: how many letters were read, what was deleted or copied.

Read are the summary at a session's end (`imap(NAME)<PID><SESSION>: Info: Disconnected: … out=… … body_count=…`; pop3 has
`top=… retr=…`), and the lines of its plugin `mail_log` (`delete: box=INBOX, uid=23, …`). Both 2.3 and 2.4 write them so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chaffinch.tripwires.fields import clean
from chaffinch.tripwires.moments import TIME, PlaceTime, read_moment

Deed = Literal[
    "left", "read", "deleted", "expunged", "copied", "saved",
    "selected", "listed", "searched", "part", "moved", "flagged", "planted", "folders", "sent",
]  # fmt: skip
"""`left` sums up a session; `read` is one letter, where a log tells of single ones. Those of the second line are told by a
decoy mail host of ours (`reads`)."""

_HEAD = re.compile(
    rb"^" + TIME + rb" (?:\S+ )?(?:dovecot(?:\[\d+\])?: )?"
    rb"(?:imap|pop3)\((?P<login>[^()<>]*)\)<\d+><(?P<session>[^<>]+)>: (?:Info: )?(?P<said>.*)$",
    re.DOTALL,
)
_COUNTS = re.compile(
    rb"\b(out|deleted|expunged|hdr_count|body_count|body_bytes|top|retr)=(\d{1,18})(?:/(\d{1,18}))?"
)
_MAILBOX = re.compile(rb"\bbox=(.*?)(?:, (?:uid|msgid|size|from|subject|flags)=|$)", re.DOTALL)
_DEEDS: dict[bytes, Deed] = {
    b"delete": "deleted",
    b"expunge": "expunged",
    b"copy": "copied",
    b"save": "saved",
}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done in a session."""

    at: datetime | None
    login: str
    session: str
    deed: Deed
    mailbox: str = ""
    letters: int = 0
    """Whose text was fetched, or that were moved."""
    heads: int = 0
    """Of which the head alone was fetched."""
    octets: int = 0
    """That went out."""
    detail: str = ""
    """What was searched for, as it was asked."""
    key: str = ""
    """SHA-256 of the line, hex: the same act, however often it is read."""


def read_acts(
    block: bytes, *, sessions: Collection[str], place_time: PlaceTime, now: datetime
) -> Iterator[Act]:
    """Yield what was done in these sessions.

    Args:
        block: whole lines; the last one may lack its end.
        sessions: by the server's own names of connections.
        place_time: for times without a zone.
        now: aware; for times without a year.
    """
    if not sessions:
        return
    for line in block.split(b"\n"):
        if b")<" not in line:
            continue
        found = _HEAD.match(line.removesuffix(b"\r"))
        if found is None or clean(found["session"])[:64] not in sessions:
            continue
        if act := _read_act(found, line, place_time=place_time, now=now):
            yield act


def _read_act(found: re.Match[bytes], line: bytes, *, place_time: PlaceTime, now: datetime) -> Act | None:
    said = found["said"]
    at = read_moment(found["time"].decode("ascii"), place_time=place_time, now=now)
    login, session = clean(found["login"]), clean(found["session"])[:64]
    key = hashlib.sha256(line.removesuffix(b"\r")).hexdigest()
    if said.startswith((b"Disconnected", b"Logged out", b"Connection closed")):
        counts = {
            name.decode(): (int(first), int(second or 0)) for name, first, second in _COUNTS.findall(said)
        }
        if "out" not in counts and "retr" not in counts:
            return None
        # Of POP3 a pair tells how many and how much.
        letters = counts.get("body_count", counts.get("retr", (0, 0)))[0]
        heads = counts.get("hdr_count", counts.get("top", (0, 0)))[0]
        octets = counts["body_bytes"][0] if "body_bytes" in counts else counts.get("retr", (0, 0))[1]
        return Act(at, login, session, "left", letters=letters, heads=heads, octets=octets, key=key)
    verb = re.match(rb"(delete|expunge|copy|save)\b[^:]*: ", said)
    if verb is None:
        return None
    box = _MAILBOX.search(said)
    mailbox = clean(box[1])[:100] if box else ""
    return Act(at, login, session, _DEEDS[verb[1]], mailbox=mailbox, letters=1, key=key)
