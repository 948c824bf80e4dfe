"""What was done in a decoy's mailbox: the reads.jsonl of a decoy mail host, told as a person would.

A line is an event (mailhost/records.py): `command`, an IMAP command with its arguments; `opened`, one message whose body
Dovecot opened for it, by its UID; `sending`, a message that was handed in and put off. A command's messages are those that
the same session opened while it ran, since a client may name them by numbers that change.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from chaffinch.tripwires.acts import Act
from chaffinch.tripwires.fields import clean, read_source
from chaffinch.tripwires.json_fields import load_object

Deed = Literal[
    "selected",
    "listed",
    "searched",
    "read",
    "part",
    "copied",
    "moved",
    "flagged",
    "deleted",
    "planted",
    "folders",
    "sent",
]
"""read: a whole message or its text; part: a single part, such as an attachment; planted: the intruder put a message
there; folders: made, renamed or deleted; sent: tried to."""

#: Sections of a body that are more than its header (RFC 3501, 6.4.5).
_SECTION = re.compile(
    r"\b(?:BODY(?:\.PEEK)?|BINARY(?:\.PEEK)?)\[([^\]]*)\]|\bRFC822(?:\.TEXT)?(?![.\w])", re.IGNORECASE
)
_PART = re.compile(r"(\d+(?:\.\d+)*)(?:\.(?:TEXT|MIME))?", re.IGNORECASE)
_FIRST_PARTS = frozenset({"", "TEXT", "1", "1.1", "1.1.1"})
"""In these stands what a person reads, as common programs build messages."""
_DEEDS: dict[str, Deed] = {
    "SELECT": "selected",
    "EXAMINE": "selected",
    "SEARCH": "searched",
    "SORT": "searched",
    "THREAD": "searched",
    "COPY": "copied",
    "MOVE": "moved",
    "STORE": "flagged",
    "EXPUNGE": "deleted",
    "CLOSE": "deleted",
    "APPEND": "planted",
    "CREATE": "folders",
    "DELETE": "folders",
    "RENAME": "folders",
}
_LARGEST_UID = (1 << 32) - 1
_LONGEST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that somebody did in a decoy's mailbox."""

    at: datetime
    """Aware; when it began."""
    login: str
    source: str
    """Address of the client; empty where the event names none."""
    session: str
    """The same as in the log-in's report, so that both can be joined."""
    deed: Deed
    mailbox: str
    uids: tuple[int, ...]
    """Of the messages, in ascending order; empty where the deed names none, or none was there."""
    parts: tuple[str, ...]
    """Of a message, as IMAP counts them: `2` is mostly the first attachment."""
    detail: str
    """The command's arguments, or the SHA-256 of what was to be sent."""
    size: int
    """Bytes that were handed out, or in."""
    recipients: int = 0
    """Of what was to be sent."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What a file tells."""

    done: tuple[Reading, ...]
    """In the order of their times."""
    unreadable: int
    """Lines that are no such events."""


@dataclass(slots=True)
class _Session:
    """The events of one session, in whatever order they were told."""

    commands: list[tuple[datetime, datetime, Reading]] = field(default_factory=list)
    """Each with its beginning and its end."""
    opened: list[tuple[datetime, int]] = field(default_factory=list)
    """When a message was opened, and its UID."""

    def join(self) -> Iterator[Reading]:
        """Yield what was done, with the messages that were opened for it."""
        self.opened.sort()
        for began, ended, reading in self.commands:
            first = bisect_left(self.opened, (began, 0))
            last = bisect_right(self.opened, (ended, _LARGEST_UID))
            yield replace(reading, uids=tuple(sorted({uid for _, uid in self.opened[first:last]})))


def read_readings(untrusted_lines: Iterable[bytes], *, sessions: Collection[str] | None = None) -> Readings:
    """Return what the lines of reads.jsonl tell.

    Dovecot tells of a message that it opened a moment before or after the command that asked, through connections of
    their own; so what belongs together is found by time, and the lines are read to their end first.

    Args:
        untrusted_lines: of one file or several.
        sessions: of log-ins whose doings are wanted (`SignIn.session`); None: all.
    """
    by_session: dict[str, _Session] = defaultdict(_Session)
    sent: list[Reading] = []
    unreadable = 0
    for line in untrusted_lines:
        said = load_object(line)
        session = _text(said, "session") if said else ""
        if said is None or not session or not _take_event(said, by_session[session], sent):
            unreadable += bool(line.strip())
    done = [reading for session in by_session.values() for reading in session.join()] + sent
    wanted = [reading for reading in done if sessions is None or reading.session in sessions]
    return Readings(tuple(sorted(wanted, key=lambda reading: reading.at)), unreadable)


def make_act(reading: Reading) -> Act:
    """Return what was done in the form in which the desk keeps it."""
    said = f"{reading.session} {reading.at.isoformat()} {reading.deed} {reading.mailbox} {reading.detail}"
    listing = reading.deed in ("selected", "listed", "searched")
    return Act(
        at=reading.at,
        login=reading.login,
        session=reading.session[:64],
        deed=reading.deed,
        mailbox=reading.mailbox[:100],
        letters=0 if listing else max(1, len(reading.uids)),
        octets=reading.size,
        detail=reading.detail[:_LONGEST_DETAIL] if reading.deed == "searched" else "",
        key=hashlib.sha256(said.encode("utf-8", "replace")).hexdigest(),
    )


def _take_event(said: dict[str, Any], session: _Session, sent: list[Reading]) -> bool:
    """Take one event in; return whether it was one."""
    event, began, ended = said.get("event"), _moment(said, "began"), _moment(said, "ended")
    if event == "sending":
        reading = _read_sending(said)
        sent += [reading] if reading else []
        return reading is not None
    if event == "opened" and began is not None:
        session.opened.append((began, min(_count(said, "uid"), _LARGEST_UID)))
        return True
    if event == "command" and began is not None and ended is not None:
        if (reading := _read_command(said, at=began)) is not None:
            session.commands.append((began, ended, reading))
        return True
    return False


def _read_command(said: dict[str, Any], *, at: datetime) -> Reading | None:
    """Return what a command did; None for one that failed or shows nothing."""
    if _text(said, "reply") != "OK":
        return None
    command = _text(said, "command").upper().removeprefix("UID ")
    arguments = _text(said, "arguments")
    deed, parts = _find_deed(command, arguments)
    if deed is None:
        return None
    return Reading(
        at=at,
        login=_text(said, "login"),
        source=read_source(_text(said, "source")),
        session=_text(said, "session"),
        deed=deed,
        mailbox=_text(said, "mailbox"),
        uids=(),
        parts=parts,
        detail=arguments,
        size=_count(said, "bytes"),
    )


def _find_deed(command: str, arguments: str) -> tuple[Deed | None, tuple[str, ...]]:
    if command == "FETCH":
        return _judge_fetch(arguments)
    if command == "STORE" and "\\DELETED" in arguments.upper() and "-FLAGS" not in arguments.upper():
        return "deleted", ()
    return _DEEDS.get(command), ()


def _judge_fetch(arguments: str) -> tuple[Deed, tuple[str, ...]]:
    """Tell a list of headers from a message that was read and from a part of one."""
    sections = [(found[1] or "").upper() for found in _SECTION.finditer(arguments)]
    bodies = [section for section in sections if "HEADER" not in section and not section.endswith("MIME")]
    if not bodies:
        return "listed", ()
    parts = tuple(dict.fromkeys(found[1] for section in bodies if (found := _PART.fullmatch(section))))
    if all(section.removesuffix(".TEXT") not in _FIRST_PARTS for section in bodies):
        return "part", parts
    return "read", parts


def _read_sending(said: dict[str, Any]) -> Reading | None:
    at = _moment(said, "at")
    if at is None:
        return None
    return Reading(
        at=at,
        login=_text(said, "login"),
        source=read_source(_text(said, "source")),
        session=_text(said, "session"),
        deed="sent",
        mailbox="",
        uids=(),
        parts=(),
        detail=_text(said, "sha256"),
        size=_count(said, "bytes"),
        recipients=_count(said, "recipients"),
    )


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return clean(value.encode("utf-8", "backslashreplace")) if isinstance(value, str) else ""


def _count(said: dict[str, Any], name: str) -> int:
    value = said.get(name)
    return value if isinstance(value, int) and value >= 0 else 0


def _moment(said: dict[str, Any], name: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(_text(said, name))
    except ValueError:
        return None
    return found if found.tzinfo else None
