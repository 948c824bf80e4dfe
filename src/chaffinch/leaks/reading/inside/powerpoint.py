"""The text of a PowerPoint 97–2003 file (MS-PPT 2.3): every text record, in the order of the file."""

from __future__ import annotations

from typing import Any

_UNICODE, _BYTES = 0x0FA0, 0x0FA8
_CONTAINER = 0xF
MOST_RECORDS = 1_000_000


def read_presentation(file: Any) -> str:
    """Return the texts, a line each."""
    content = file.openstream("PowerPoint Document").read()
    out: list[str] = []
    place = 0
    for _ in range(MOST_RECORDS):
        if place + 8 > len(content):
            break
        version = content[place] & 0xF
        kind = int.from_bytes(content[place + 2 : place + 4], "little")
        length = int.from_bytes(content[place + 4 : place + 8], "little")
        place += 8
        if kind == _UNICODE:
            out.append(content[place : place + length].decode("utf-16-le", "replace"))
        elif kind == _BYTES:
            out.append(content[place : place + length].decode("latin-1"))
        if version != _CONTAINER:
            place += length
    texts = "\n".join(out).replace("\r", "\n").replace("\x0b", "\n")
    return "\n".join(line.strip() for line in texts.split("\n") if line.strip())
