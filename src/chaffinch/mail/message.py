"""Any bytes that call themselves a message, read without an exception.

The head is read here, byte by byte as it stands; the parts by fast-mail-parser, or by the standard library where that one
gives up (`structure`). Whoever wrote the message may be an attacker: run it isolated, and trust nothing that comes out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from chaffinch.mail.addresses import Address, read_addresses
from chaffinch.mail.body import Attachment, read_body
from chaffinch.mail.dates import read_date
from chaffinch.mail.headers import Head, Header, split_head
from chaffinch.mail.structure import Part, read_structure

MOST_REFERENCES = 500
_ID = re.compile(r"<[^<>]{1,990}>")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Message:
    """A message, read."""

    head: Head
    """Every field, as it stands."""
    structure: Part
    raw: bytes
    """The whole message as it came; its body begins at `head.body_at`."""
    message_id: str
    """With its angle brackets; empty where there is none."""
    date: datetime | None
    """With its zone as written."""
    raw_date: str
    sender: Address
    """Of From: the first one."""
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    """Decoded."""
    in_reply_to: str
    references: tuple[str, ...]
    client: str
    """X-Mailer or User-Agent."""
    text: str
    html_text: str
    hidden_text: str
    attachments: tuple[Attachment, ...]
    faults: tuple[str, ...]
    """Codes of what was wrong, sorted (docs/reference/mail.md)."""

    @property
    def headers(self) -> tuple[Header, ...]:
        """Return every field in order."""
        return self.head.headers


def parse_message(untrusted: bytes) -> Message:
    """Read a message; whatever is wrong with it is a code in `faults`, never an exception."""
    head = split_head(untrusted)
    part, wrong_structure = read_structure(untrusted, head)
    body = read_body(part)
    faults: list[str] = [*head.faults, *wrong_structure, *body.faults]
    raw_date = head.read("date")
    date, wrong_date = read_date(raw_date) if raw_date else (None, "no-date")
    message_ids = head.list("message-id")
    senders = _read_all(head, "from")
    faults += [wrong_date] if wrong_date else []
    faults += [] if senders and "@" in senders[0].address else ["no-sender"]
    faults += ["many-senders"] if len(senders) > 1 else []
    faults += [
        f"two-{key}" for key in ("from", "date", "subject", "message-id", "to") if len(head.list(key)) > 1
    ]
    message_id = read_id(message_ids[0].value, faults) if message_ids else ""
    parents = read_ids(head.read("in-reply-to"))
    subject = head.find("subject")
    return Message(
        head=head,
        structure=part,
        raw=untrusted,
        message_id=message_id,
        date=date,
        raw_date=raw_date,
        sender=senders[0] if senders else Address(name="", address=""),
        to=_read_all(head, "to"),
        cc=_read_all(head, "cc"),
        reply_to=_read_all(head, "reply-to"),
        subject=subject.decode(faults) if subject else "",
        in_reply_to=parents[0] if parents else "",
        references=read_ids(" ".join(header.value for header in head.list("references"))),
        client=(head.read("x-mailer") or head.read("user-agent"))[:200],
        text=body.text,
        html_text=body.html_text,
        hidden_text=body.hidden_text,
        attachments=body.attachments,
        faults=tuple(sorted(set(faults))),
    )


def _read_all(head: Head, key: str) -> tuple[Address, ...]:
    return tuple(address for header in head.list(key)[:20] for address in read_addresses(header.value))


def read_id(untrusted: str, faults: list[str] | None = None) -> str:
    """Return a Message-ID with its angle brackets and without blanks; put around one that has none (`bad-message-id`)."""
    match = _ID.search(untrusted)
    if match:
        return _SPACE.sub("", match[0])
    if faults is not None:
        faults.append("bad-message-id")
    bare = _SPACE.sub("", untrusted).strip("<>")[:990]
    return f"<{bare}>" if bare else ""


def read_ids(untrusted: str) -> tuple[str, ...]:
    """Return the Message-IDs of In-Reply-To or References, each once, in order."""
    found = dict.fromkeys(_SPACE.sub("", match) for match in _ID.findall(untrusted))
    return tuple(found)[:MOST_REFERENCES]
