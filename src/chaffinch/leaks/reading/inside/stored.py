"""A message as Outlook stores it: properties in place of a message's bytes (MS-OXPROPS); of msg files and of PST.

Its head may be there as it came; its body is not: what DKIM says of the body cannot be known, and is `unsupported`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from chaffinch.leaks.reading.inside.compressed_rtf import unpack_rtf
from chaffinch.leaks.reading.inside.rtf import read_rtf_text
from chaffinch.mail.addresses import read_addresses
from chaffinch.mail.body import Attachment
from chaffinch.mail.charsets import clean_text, decode_text
from chaffinch.mail.keys import KeyArchive
from chaffinch.mail.message import parse_message
from chaffinch.mail.page_text import read_page
from chaffinch.mail.prints import print_message

SUBJECT, HEADERS, BODY, HTML, RTF = 0x0037, 0x007D, 0x1000, 0x1013, 0x1009
_MESSAGE_ID, _IN_REPLY_TO, _REFERENCES = 0x1035, 0x1042, 0x1039
_SUBMITTED, _DELIVERED, _CLASS, _CODEPAGE = 0x0039, 0x0E06, 0x001A, 0x3FDE
_SENDER_NAME, _SENDERS = 0x0C1A, (0x5D01, 0x5D02, 0x0C1F, 0x0065)
_RECIPIENT_KIND, _RECIPIENTS, _RECIPIENT_NAME = 0x0C15, (0x39FE, 0x3003), 0x3001
ATTACHED, LONG_NAME, SHORT_NAME, MEDIA_TYPE, CONTENT_ID = 0x3701, 0x3707, 0x3704, 0x370E, 0x3712
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_BODY_FAULTS = {"no-boundary", "no-body", "bad-structure", "no-structure", "tnef"}


@dataclass(slots=True)
class Stored:
    """One message."""

    values: Mapping[int, Any]
    """Property → text, bytes, number or moment."""
    recipients: list[Mapping[int, Any]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    enclosed: dict[int, Stored] = field(default_factory=dict)
    """Number of the attachment from 1 → the message that it is."""


def print_stored(stored: Stored, keys: KeyArchive) -> dict[str, Any]:
    """Return the values of a `MailPrint`."""
    values = stored.values
    head = _text(values, HEADERS).strip()
    raw = "\r\n".join(head.splitlines()).encode("utf-8", "replace") + b"\r\n\r\n"
    mail = print_message(parse_message(raw if head else b"\r\n\r\n"), keys)
    text, html_text, hidden_text = _read_texts(values)
    kept = set(mail["faults"]) - _BODY_FAULTS - (set() if head else set(mail["faults"]))
    mail |= {
        "text": text,
        "html_text": html_text,
        "hidden_text": hidden_text,
        "attachments": [_print_attachment(one) for one in stored.attachments],
        "faults": sorted({*kept, "stored", *([] if head else ["no-header"])}),
        "body_hashes": {},
        "signatures": [{**one, "body": "unsupported"} for one in mail["signatures"]],
    }
    habits = {"structure", "line-ends", "boundary", "boundary-shape"}
    mail["habits"] = {name: value for name, value in mail["habits"].items() if name not in habits}
    if not head:
        mail["habits"] = {}
    _fill(mail, stored)
    return mail


def _fill(mail: dict[str, Any], stored: Stored) -> None:
    """Take from the properties what the head does not say: mail that was sent has none."""
    values = stored.values
    mail["subject"] = mail["subject"] or _text(values, SUBJECT).lstrip("\x01\x04\x05")[:4_000]
    mail["message_id"] = mail["message_id"] or _text(values, _MESSAGE_ID).strip()[:990]
    mail["in_reply_to"] = mail["in_reply_to"] or _text(values, _IN_REPLY_TO).strip()[:990]
    mail["references"] = mail["references"] or _text(values, _REFERENCES).split()[:500]
    mail["sender"] = mail["sender"] or _find_address(values, _SENDERS)
    mail["sender_name"] = mail["sender_name"] or _text(values, _SENDER_NAME)[:500]
    moment = values.get(_SUBMITTED) or values.get(_DELIVERED)
    if not mail["date"] and isinstance(moment, datetime):
        mail["date"] = moment.isoformat()
    for key, kind in (("to", 1), ("cc", 2)):
        found = [
            _find_address(one, _RECIPIENTS) for one in stored.recipients if one.get(_RECIPIENT_KIND) == kind
        ]
        mail[key] = mail[key] or [address for address in found if address][:1_000]


def _read_texts(values: Mapping[int, Any]) -> tuple[str, str, str]:
    """Return the plain text, else that of the page or of the RTF; that of the page where there are both; what it hides."""
    plain = _text(values, BODY)
    page = values.get(HTML)
    charset = f"cp{values[_CODEPAGE]}" if isinstance(values.get(_CODEPAGE), int) else ""
    markup = page if isinstance(page, str) else decode_text(page or b"", charset)[0]
    page_read = read_page(markup)
    shown = page_read.text
    if not plain and not shown and isinstance(rtf := values.get(RTF), bytes):
        shown = read_rtf_text(unpack_rtf(rtf))[0]
    return (plain or shown)[:4_000_000], (shown if plain else "")[:4_000_000], page_read.hidden


def _find_address(values: Mapping[int, Any], properties: tuple[int, ...]) -> str:
    for number in properties:
        value = _text(values, number)
        if "@" in value and (found := read_addresses(value)):
            return found[0].address
    return ""


def _text(values: Mapping[int, Any], number: int) -> str:
    value = values.get(number, "")
    return clean_text(value) if isinstance(value, str) else ""


def _print_attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "content_type": attachment.content_type[:200],
        "size": len(attachment.content),
        "sha256": attachment.sha256,
        "text_sha256": "",
        "member": "",
    }


def decode_value(raw: bytes, kind: int, charset: str = "cp1252") -> Any:
    """Return a property's value (MS-OXCDATA 2.11); None for a type that is not read."""
    value: Any = None
    if kind == 0x001F:
        value = raw.decode("utf-16-le", "replace").rstrip("\0")
    elif kind == 0x001E:
        value = raw.decode(charset, "replace").rstrip("\0")
    elif kind == 0x0102:
        value = raw
    elif kind == 0x0003 and len(raw) >= 4:
        value = int.from_bytes(raw[:4], "little", signed=True)
    elif kind == 0x0040 and len(raw) >= 8:
        with suppress(OverflowError):
            value = _EPOCH + timedelta(microseconds=struct.unpack("<Q", raw[:8])[0] // 10)
    return value


def make_attachment(values: Mapping[int, Any], content: bytes) -> Attachment:
    """Return a file in a stored message."""
    name = _text(values, LONG_NAME) or _text(values, SHORT_NAME) or _text(values, 0x3001)
    return Attachment(
        name=name, content_type=_text(values, MEDIA_TYPE).lower(), content=content,
        content_id=_text(values, CONTENT_ID).strip("<>"),
    )  # fmt: skip
