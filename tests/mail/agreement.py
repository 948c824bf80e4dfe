"""What the standard library reads of a message, to hold ours against it."""

from __future__ import annotations

import email
import email.header
import email.utils
import hashlib
import re
from email.message import Message as StdlibMessage
from email.policy import compat32
from typing import Any

from chaffinch.mail.headers import split_head
from chaffinch.mail.message import Message

_BLANK = re.compile(r"\s+")


def read_stdlib(raw: bytes) -> dict[str, Any]:
    """Return what the standard library makes of it; raises what it raises."""
    message = email.message_from_bytes(raw, policy=compat32)
    texts: list[str] = []
    files: list[str] = []
    for part in _walk(message):
        content = part.get_payload(decode=True)
        if part.get_content_type() == "message/rfc822" or not isinstance(content, bytes):
            continue
        if (
            part.get_content_type() == "text/plain"
            and part.get_content_disposition() != "attachment"
            and not (part.get_filename() and texts)
        ):
            texts.append(squeeze(content.decode(part.get_content_charset() or "ascii", "replace")))
        elif part.get_content_type() != "text/html" or part.get_content_disposition() == "attachment":
            files.append(hash_lines(content))
    return {
        "subject": squeeze(
            str(email.header.make_header(email.header.decode_header(message.get("subject", ""))))
        ),
        "sender": email.utils.parseaddr(message.get("from", ""))[1].lower(),
        "to": [one.lower() for _, one in email.utils.getaddresses(message.get_all("to", [])) if one],
        "date": _read_date(message.get("date", "")),
        "message_id": squeeze(message.get("message-id", "")),
        "text": squeeze(" ".join(texts)),
        "files": files,
    }


def read_ours(message: Message) -> dict[str, Any]:
    """Return the same of ours."""
    return {
        "subject": squeeze(message.subject),
        "sender": message.sender.address,
        "to": [one.address for one in message.to if one.address],
        "date": message.date.replace(tzinfo=None).isoformat() if message.date else "",
        "message_id": message.message_id,
        "text": squeeze(message.text),
        "files": [
            hash_lines(one.content) for one in message.attachments if one.content_type != "message/rfc822"
        ],
    }


def squeeze(text: str) -> str:
    """Return a text with one blank between words."""
    return _BLANK.sub(" ", text).strip()


def hash_lines(content: bytes) -> str:
    """Return a hash that does not mind line ends."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n").strip(b"\n")).hexdigest()


def _walk(message: StdlibMessage) -> list[StdlibMessage]:
    """Return the parts, without those of messages inside."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        return [message]
    return [
        part for child in message.get_payload() if isinstance(child, StdlibMessage) for part in _walk(child)
    ]


def _read_date(raw: str) -> str:
    try:
        return email.utils.parsedate_to_datetime(raw).replace(tzinfo=None).isoformat()
    except (ValueError, TypeError, IndexError):
        return ""


def is_message(raw: bytes) -> bool:
    """Return whether it has a head at all."""
    return bool(split_head(raw).headers)
