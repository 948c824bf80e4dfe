"""Files of our own that go with letters: invitations (RFC 5545) and business cards (RFC 6350's older 3.0, RFC 2426)."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from chaffinch.decoys.letters.correspondent import Correspondent
from chaffinch.decoys.letters.letter import Attachment
from chaffinch.decoys.letters.threads import Turn

_STAMP = "%Y%m%dT%H%M%SZ"


def write_invitation(
    turn: Turn, chance: random.Random, *, title: str, meeting: datetime, zone: ZoneInfo
) -> Attachment:
    """Return an invitation by the writer of a letter to its readers, for the day and time that it speaks of; times in UTC.

    The product is that of Thunderbird's calendar, whose form is public; the identifier is a UUID as it writes them.
    """
    start = meeting.replace(tzinfo=zone).astimezone(UTC)
    end = start + timedelta(minutes=chance.choice((30, 45, 60, 90)))
    stamp = (turn.at.astimezone(UTC) - timedelta(seconds=chance.randint(20, 300))).strftime(_STAMP)
    lines = [
        "BEGIN:VCALENDAR", "PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN", "VERSION:2.0", "METHOD:REQUEST",
        "BEGIN:VEVENT", f"CREATED:{stamp}", f"LAST-MODIFIED:{stamp}", f"DTSTAMP:{stamp}", f"UID:{draw_uuid(chance)}",
        f"SUMMARY:{escape_text(title[:1].upper() + title[1:])}",
        f"ORGANIZER;CN={turn.sender.persona.name.full}:mailto:{turn.sender.address}",
        *(
            f"ATTENDEE;CN={one.persona.name.full};PARTSTAT=NEEDS-ACTION;RSVP=TRUE;ROLE=REQ-PARTICIPANT:mailto:{one.address}"
            for one in (*turn.to, *turn.cc)
        ),
        f"DTSTART:{start.strftime(_STAMP)}", f"DTEND:{end.strftime(_STAMP)}", "TRANSP:OPAQUE", "END:VEVENT",
        "END:VCALENDAR",
    ]  # fmt: skip
    return Attachment("invite.ics", "text/calendar", _fold(lines))


def write_card(person: Correspondent, organisation: str) -> Attachment:
    """Return somebody's business card: name, title, address for mail; no telephone number, invented ones being real ones."""
    name = person.persona.name
    lines = [
        "BEGIN:VCARD", "VERSION:3.0", f"N:{escape_text(name.last)};{escape_text(name.first)};;;",
        f"FN:{escape_text(name.full)}", *([f"ORG:{escape_text(organisation)};"] if organisation else []),
        f"TITLE:{escape_text(person.persona.title)}", f"EMAIL;TYPE=INTERNET:{person.address}", "END:VCARD",
    ]  # fmt: skip
    return Attachment(f"{name.full}.vcf", "text/vcard", _fold(lines))


def escape_text(text: str) -> str:
    """Escape a value (RFC 5545, 3.3.11)."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _fold(lines: list[str]) -> bytes:
    """Fold at 75 octets (RFC 5545, 3.1), never inside a character."""
    out = []
    for line in lines:
        rest = line.encode()
        limit = 75
        while len(rest) > limit:
            cut = limit
            while rest[cut] & 0xC0 == 0x80:
                cut -= 1
            out.append(rest[:cut])
            rest, limit = b" " + rest[cut:], 75
        out.append(rest)
    return b"\r\n".join([*out, b""])


def draw_uuid(chance: random.Random) -> str:
    """Return a random UUID (RFC 9562, version 4) in lower case."""
    digits = list(f"{chance.getrandbits(128):032x}")
    digits[12], digits[16] = "4", "89ab"[int(digits[16], 16) % 4]
    text = "".join(digits)
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
