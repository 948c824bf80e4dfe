"""The text of a Word 97–2003 file (MS-DOC 2.4.1): its pieces, in the order in which they are read."""

from __future__ import annotations

import re
import struct
from typing import Any

from chaffinch.leaks.reading.inside.state import FaultyError

_MAGIC = 0xA5EC
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_CLX_AT = 0x01A2
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*\x15|[\x13-\x15]")
_SIGNS = str.maketrans(
    {"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\x1f": "", "\xa0": " "}
)
_UNSEEN = re.compile("[\x00-\x06\x08\x0e-\x12\x16-\x1d]")


def read_word(file: Any) -> str:
    """Return the text: body, notes, headers, comments, as they lie in the file.

    Raises:
        FaultyError: it is encrypted, or older than Word 97.
    """
    main = file.openstream("WordDocument").read()
    magic, flags = struct.unpack_from("<H8xH", main)
    if magic != _MAGIC:
        raise FaultyError("malformed")
    if flags & _ENCRYPTED:
        raise FaultyError("encrypted")
    table = file.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
    start, length = struct.unpack_from("<II", main, _CLX_AT)
    return _clean("".join(_read_pieces(main, _find_pieces(table[start : start + length]))))


def _find_pieces(clx: bytes) -> bytes:
    """Return the table of pieces; formats stand before it."""
    place = 0
    while place + 5 <= len(clx):
        if clx[place] == 1:
            place += 3 + int.from_bytes(clx[place + 1 : place + 3], "little")
        elif clx[place] == 2:
            size = int.from_bytes(clx[place + 1 : place + 5], "little")
            return clx[place + 5 : place + 5 + size]
        else:
            break
    raise FaultyError("malformed")


def _read_pieces(main: bytes, table: bytes) -> list[str]:
    count = (len(table) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", table)
    out: list[str] = []
    for number in range(count):
        place = int.from_bytes(table[4 * (count + 1) + 8 * number + 2 :][:4], "little")
        length = ends[number + 1] - ends[number]
        if length <= 0 or length > len(main):
            continue
        if place & 0x40000000:
            start = (place & 0x3FFFFFFF) // 2
            out.append(main[start : start + length].decode("cp1252", "replace"))
        else:
            out.append(main[place : place + 2 * length].decode("utf-16-le", "replace"))
    return out


def _clean(text: str) -> str:
    """Return what is shown: of a field its result, not its code."""
    for _ in range(5):
        text, changed = _FIELD_CODE.subn("", text)
        if not changed:
            break
    lines = (line.strip() for line in _UNSEEN.sub("", text.translate(_SIGNS)).split("\n"))
    return "\n".join(line for line in lines if line)
