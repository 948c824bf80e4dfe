"""Read a message: its print, and each of its attachments as an item of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from chaffinch.leaks.reading.inside.items import hash_item_text, write_item
from chaffinch.leaks.reading.inside.opening import read_member, write_fault
from chaffinch.leaks.reading.inside.pieces import Peeked, Piece
from chaffinch.leaks.reading.inside.state import Reading, Value
from chaffinch.mail.body import Attachment
from chaffinch.mail.message import parse_message
from chaffinch.mail.prints import print_message


def read_mail(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield the message in a piece whose bytes are held; a larger one is `too-large`."""
    if piece.content is None:
        yield from write_fault(piece, "too-large", kind="mail")
        return
    yield from read_message(piece, reading, sha256=piece.sha256 or hashlib.sha256(piece.content).hexdigest())


_APPLE = re.compile(rb"[ \t]*(\d{1,12})[ \t]*\r?\n")


def read_message(piece: Piece, reading: Reading, *, sha256: str) -> Iterator[Value | None]:
    """Yield a message, then its attachments; `reading.skip` is heeded here, since a mailbox does not go by `read_piece`."""
    if not reading.asks_for(piece.path):
        return
    if code := reading.skip.get(piece.path):
        yield from write_fault(piece, code, kind="mail")
        return
    yield from reading.begin(piece.path)
    untrusted = piece.content or b""
    if piece.name.lower().endswith(".emlx") and (apple := _APPLE.match(untrusted)):
        untrusted = untrusted[apple.end() : apple.end() + int(apple[1])]
    message = parse_message(untrusted)
    mail = print_message(message, reading.keys)
    yield from write_mail(piece, reading, mail, message.attachments, sha256=sha256)


def write_mail(
    piece: Piece,
    reading: Reading,
    mail: dict[str, Any],
    attachments: tuple[Attachment, ...],
    *,
    sha256: str,
) -> Iterator[Value | None]:
    """Yield a message that was read, with what its attachments say, and them behind it.

    They are read before the message is told: its print names their texts' hashes.
    """
    followers: list[Value] = []
    for number, (attachment, shown) in enumerate(zip(attachments, mail["attachments"], strict=True), 1):
        path = f"{piece.path}!/{number}"
        shown["member"] = path
        own: Value | None = None
        for value in read_member(_make_piece(attachment, path, piece), piece, reading):
            if value is None or "item" not in value:
                yield value
                continue
            if value["item"]["where"]["path"] == path:
                shown["text_sha256"] = hash_item_text(value["item"])
                if own is not None:  # it was announced, and then could not be read to its end
                    own["item"]["fault"] = value["item"]["fault"]
                    continue
                own = value
            followers.append(value)
    yield write_item(
        piece.path, sha256=sha256, size=max(piece.size, len(piece.content or b"")), kind="mail", mail=mail
    )
    yield from followers


def _make_piece(attachment: Attachment, path: str, parent: Piece) -> Piece:
    name = attachment.name
    if attachment.content_type == "message/rfc822" and "." not in name:
        name += ".eml"
    return Piece(
        path=path,
        name=name,
        stream=Peeked(parent.stream),
        content=attachment.content,
        sha256=attachment.sha256,
        size=len(attachment.content),
        depth=parent.depth + 1,
        is_attachment=True,
    )
