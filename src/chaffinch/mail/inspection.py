"""One message looked at for a person: who it says it is from, what is proved of that, where it leads, what is wrong."""

from __future__ import annotations

import json
from typing import Any

from chaffinch.mail.alignment import is_aligned, read_claims
from chaffinch.mail.dkim import CheckedSignature, check_signatures
from chaffinch.mail.keys import KeyArchive
from chaffinch.mail.links import extract_links
from chaffinch.mail.message import Message, parse_message
from chaffinch.mail.received import read_way


def inspect_message(untrusted: bytes, keys: KeyArchive | None = None) -> dict[str, Any]:
    """Return what the command line shows of a message: `from`, `auth`, `links`, `warnings`.

    `warnings` are codes: those of `Message.faults`, of Received (`received.check_way`), and `reply-elsewhere` where answers
    go to another domain than the sender's.
    """
    message = parse_message(untrusted)
    checked = check_signatures(message.raw, message.head, keys=keys or KeyArchive(), as_of=message.date)
    found = extract_links(untrusted)
    return {
        "from": message.sender.address,
        "name": message.sender.name,
        "subject": message.subject[:1_000],
        "auth": {
            "aligned": is_aligned(message.sender.address, checked),
            "dkim": [_write_signature(one) for one in checked],
            "claimed": [
                {"by": claim.server, "method": claim.method, "result": claim.result}
                for claim in read_claims(message.head)
            ],
        },
        "links": found["links"],
        "warnings": sorted({*message.faults, *_warn(message), *(["many-links"] if found["cut"] else [])}),
    }


def inspect_enclosed(untrusted_envelope: bytes) -> dict[str, Any]:
    """Inspect a message that comes with keys, in a sandbox: a line of JSON (a list of key lines), then the message."""
    lines, _, untrusted = untrusted_envelope.partition(b"\n")
    return inspect_message(untrusted, KeyArchive.from_lines(json.loads(lines)))


def _write_signature(checked: CheckedSignature) -> dict[str, Any]:
    signature = checked.signature
    return {
        "domain": signature.domain,
        "selector": signature.selector,
        "header": checked.header,
        "body": checked.body,
        "key_bits": checked.key_bits,
        "key": checked.key.where if checked.key else "",
        "notes": list(checked.notes),
    }


def _warn(message: Message) -> set[str]:
    received = [header.value for header in message.head.list("received")]
    codes = set(read_way(received, date=message.date).codes)
    sender = message.sender.address.rpartition("@")[2]
    if any(one.address.rpartition("@")[2] != sender for one in message.reply_to):
        codes.add("reply-elsewhere")
    return codes
