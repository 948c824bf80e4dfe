"""What is taken of a message so that it can be compared: plain JSON values with the fields of `leaks.prints.MailPrint`.

Rooms on one floor do not import each other; the desk and the command line put both together (`MailPrint(**values)`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chaffinch.mail.body import Attachment
from chaffinch.mail.canonical import hash_body
from chaffinch.mail.dkim import CheckedSignature, check_signatures
from chaffinch.mail.habits import describe_habits
from chaffinch.mail.keys import KeyArchive
from chaffinch.mail.message import Message, parse_message

MOST_TEXT = 4_000_000
"""Bytes (UTF-8) of both texts together are at most four times as many."""
MOST_HEADERS = 300
MOST_ADDRESSES = 1_000
MOST_RECEIVED = 100
_HEADER_CHARACTERS = 2_000
_SUBJECT_CHARACTERS = 4_000


def print_mail(untrusted: bytes, keys: KeyArchive | None = None) -> dict[str, Any]:
    """Return the values of a `MailPrint`, from any bytes: the same bytes and keys give the same values.

    Never raises for what stands in the message. What had to be left out is said by the fault `cut`, `many-headers`,
    `many-parts` or `many-attachments`.
    """
    message = parse_message(untrusted)
    return print_message(message, keys or KeyArchive())


def read_keys(lines: bytes) -> KeyArchive:
    """Return the archive of keys that goes into a sandbox with the messages, from what `KeyArchive.write_lines` yields.

    Raises:
        KeyArchiveError: a line of it is wrong.
    """
    return KeyArchive.from_lines(lines.decode("utf-8", "replace").splitlines())


def print_message(message: Message, keys: KeyArchive) -> dict[str, Any]:
    """Return the values of a message that is already read."""
    faults = set(message.faults)
    if len(message.headers) > MOST_HEADERS:
        faults.add("many-headers")
    checked = check_signatures(message.raw, message.head, keys=keys, as_of=message.date)
    faults |= {"mbox-quoted" for one in checked if "unquoted" in one.notes}
    return {
        "message_id": message.message_id,
        "date": message.date.isoformat() if message.date else "",
        "sender": message.sender.address,
        "sender_name": message.sender.name,
        "to": [one.address for one in message.to if one.address][:MOST_ADDRESSES],
        "cc": [one.address for one in message.cc if one.address][:MOST_ADDRESSES],
        "subject": message.subject[:_SUBJECT_CHARACTERS],
        "text": message.text,
        "html_text": message.html_text,
        "hidden_text": message.hidden_text,
        "attachments": [_print_attachment(one) for one in message.attachments],
        "in_reply_to": message.in_reply_to,
        "references": list(message.references),
        "received": [one.value[:_HEADER_CHARACTERS] for one in message.head.list("received")][:MOST_RECEIVED],
        "client": message.client,
        "habits": describe_habits(message),
        "signatures": [_print_signature(one) for one in checked],
        "headers": [[one.name, one.value[:_HEADER_CHARACTERS]] for one in message.headers[:MOST_HEADERS]],
        "faults": sorted(faults),
        "body_hashes": _hash_bodies(message),
    }


def _hash_bodies(message: Message) -> dict[str, str]:
    """Return what `bh=` over this body would be: a valid head that names the hash of *our* copy shows the original."""
    return {
        "relaxed-sha256": hash_body(message.raw, form="relaxed", start=message.head.body_at).value,
        "simple-sha256": hash_body(message.raw, form="simple", start=message.head.body_at).value,
    }


def _print_attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "content_type": attachment.content_type[:200],
        "size": len(attachment.content),
        "sha256": attachment.sha256,
        "text_sha256": "",
        "member": "",
    }


def _print_signature(checked: CheckedSignature) -> dict[str, Any]:
    signature = checked.signature
    return {
        "domain": signature.domain,
        "selector": signature.selector,
        "algorithm": signature.algorithm,
        "header": checked.header,
        "body": checked.body,
        "body_hash": signature.body_hash,
        "key_bits": checked.key_bits,
        "key_source": checked.key.where if checked.key else "",
        "key_published": checked.key.is_published if checked.key else False,
        "signed_at": _write_moment(signature.signed_at),
        "expires_at": _write_moment(signature.expires_at),
        "headers": list(signature.headers),
    }


def _write_moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
