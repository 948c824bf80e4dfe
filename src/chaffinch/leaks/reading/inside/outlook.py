"""A message that Outlook saved as a file (MS-OXMSG)."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from typing import Any

from chaffinch.leaks.reading.inside.mails import write_mail
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.state import Reading, Value
from chaffinch.leaks.reading.inside.stored import (
    ATTACHED,
    Stored,
    decode_value,
    make_attachment,
    print_stored,
)
from chaffinch.mail.body import Attachment

MOST_RECIPIENTS = 1_000
MOST_ATTACHMENTS = 500
_PROPERTIES = "__properties_version1.0"
_HEADS = {"message": 32, "enclosed": 24, "part": 8}
_METHOD_ENCLOSED = 5
_METHOD = 0x3705


def read_outlook(piece: Piece, reading: Reading, file: Any) -> Iterator[Value | None]:
    """Yield the message and its attachments; an enclosed message is an attachment without bytes of its own."""
    stored = _take(file, [], "message", reading)
    sha256 = hashlib.sha256(piece.content or b"").hexdigest()
    yield from _write(piece, reading, stored, sha256=sha256)


def _write(piece: Piece, reading: Reading, stored: Stored, *, sha256: str) -> Iterator[Value | None]:
    mail = print_stored(stored, reading.keys)
    yield from write_mail(piece, reading, mail, tuple(stored.attachments), sha256=sha256)
    for number, enclosed in stored.enclosed.items():
        inner = Piece(
            path=f"{piece.path}!/{number}!/1",
            name="",
            stream=piece.stream,
            content=b"",
            depth=piece.depth + 2,
        )
        yield from reading.begin(inner.path)
        yield from _write(inner, reading, enclosed, sha256="")


def _take(file: Any, place: list[str], kind: str, reading: Reading) -> Stored:
    stored = Stored(_take_values(file, place, kind))
    folders = sorted(
        {
            path[len(place)]
            for path in file.listdir()
            if path[: len(place)] == place and len(path) > len(place) + 1
        }
    )
    for name in [one for one in folders if one.startswith("__recip_version1.0_")][:MOST_RECIPIENTS]:
        stored.recipients.append(_take_values(file, [*place, name], "part"))
    for name in [one for one in folders if one.startswith("__attach_version1.0_")][:MOST_ATTACHMENTS]:
        here = [*place, name]
        values = _take_values(file, here, "part")
        content = values.get(ATTACHED)
        attachment = make_attachment(values, content if isinstance(content, bytes) else b"")
        inner = [*here, "__substg1.0_3701000D"]
        if values.get(_METHOD) == _METHOD_ENCLOSED and file.exists([*inner, _PROPERTIES]) and len(place) < 12:
            attachment = Attachment(attachment.name, "message/rfc822", b"")
            stored.enclosed[len(stored.attachments) + 1] = _take(file, inner, "enclosed", reading)
        stored.attachments.append(attachment)
    return stored


def _take_values(file: Any, place: list[str], kind: str) -> dict[int, Any]:
    """Return the properties of one storage: short ones stand in a table, long ones are streams of their own."""
    values: dict[int, Any] = {}
    if not file.exists([*place, _PROPERTIES]):
        return values
    table = file.openstream([*place, _PROPERTIES]).read()
    for start in range(_HEADS[kind], len(table) - 15, 16):
        tag, _, raw = struct.unpack("<II8s", table[start : start + 16])
        number, form = tag >> 16, tag & 0xFFFF
        if form in (0x001E, 0x001F, 0x0102):
            name = [*place, f"__substg1.0_{number:04X}{form:04X}"]
            if not file.exists(name) or file.get_type(name) != 2:
                continue
            raw = file.openstream(name).read()
        value = decode_value(raw, form)
        if value is not None:
            values.setdefault(number, value)
    return values
