"""The cells of an Excel 97–2003 file (MS-XLS): texts and numbers as they are stored, a line for each row."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from chaffinch.leaks.reading.inside.state import FaultyError

_BOF, _FILEPASS, _SST, _CONTINUE = 0x0809, 0x002F, 0x00FC, 0x003C
_LABEL_SST, _LABEL, _NUMBER, _RK, _MULTIPLE, _FORMULA, _STRING = 0xFD, 0x204, 0x203, 0x27E, 0xBD, 0x06, 0x207
MOST_CELLS = 2_000_000


def read_workbook(file: Any) -> str:
    """Return the rows of every sheet, cells apart by tabs.

    Raises:
        FaultyError: it is encrypted.
    """
    stream = file.openstream("Workbook" if file.exists("Workbook") else "Book").read()
    records = list(_split_records(stream))
    shared: list[str] = []
    cells: dict[tuple[int, int], list[str]] = {}
    sheet, count = 0, 0
    row = 0
    for number, (kind, content) in enumerate(records):
        if kind == _FILEPASS:
            raise FaultyError("encrypted")
        if kind == _BOF:
            sheet += 1
        elif kind == _SST:
            shared = _read_shared(_join_continued(records, number))
        elif kind == _STRING:
            cells.setdefault((sheet, row), []).append(_read_string(content, 0)[0])
        elif kind in (_LABEL_SST, _LABEL, _NUMBER, _RK, _MULTIPLE, _FORMULA) and len(content) >= 6:
            row = int.from_bytes(content[:2], "little")
            found = _read_cell(kind, content, shared)
            cells.setdefault((sheet, row), []).extend(found)
            count += len(found)
        if count > MOST_CELLS:
            break
    return "\n".join("\t".join(line) for _, line in sorted(cells.items()) if any(line))


def _split_records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _join_continued(records: list[tuple[int, bytes]], number: int) -> list[bytes]:
    """Return a record and those that go on with it."""
    parts = [records[number][1]]
    for kind, content in records[number + 1 :]:
        if kind != _CONTINUE:
            break
        parts.append(content)
    return parts


def _read_shared(parts: list[bytes]) -> list[str]:
    """Return the strings of the shared table (2.4.265); one may go on in the next record, then with its own width."""
    strings: list[str] = []
    part, place = 0, 8

    def take(count: int) -> bytes:
        nonlocal part, place
        out = b""
        while count > 0 and part < len(parts):
            piece = parts[part][place : place + count]
            out += piece
            place += len(piece)
            count -= len(piece)
            if count > 0:
                part, place = part + 1, 0
        return out

    total = int.from_bytes(parts[0][4:8], "little")
    while len(strings) < total and part < len(parts):
        head = take(3)
        if len(head) < 3:
            break
        length, flags = int.from_bytes(head[:2], "little"), head[2]
        runs = int.from_bytes(take(2), "little") if flags & 8 else 0
        extra = int.from_bytes(take(4), "little") if flags & 4 else 0
        wide, text = flags & 1, ""
        while length > 0 and part < len(parts):
            if place >= len(parts[part]):
                part, place = part + 1, 0
                if part >= len(parts):
                    break
                wide = take(1)[:1] == b"\x01"
            room = (len(parts[part]) - place) // (2 if wide else 1)
            raw = take(min(length, room) * (2 if wide else 1))
            if not raw:
                break
            text += raw.decode("utf-16-le" if wide else "latin-1", "replace")
            length -= len(raw) // (2 if wide else 1)
        take(4 * runs + extra)
        strings.append(text)
    return strings


def _read_string(content: bytes, place: int) -> tuple[str, int]:
    """Return a string with its length in two bytes, and where it ends."""
    length, flags = int.from_bytes(content[place : place + 2], "little"), content[place + 2 : place + 3]
    wide = bool(flags and flags[0] & 1)
    end = place + 3 + length * (2 if wide else 1)
    return content[place + 3 : end].decode("utf-16-le" if wide else "latin-1", "replace"), end


def _read_cell(kind: int, content: bytes, shared: list[str]) -> list[str]:
    """Return the value of a cell, the values of a run of them, or nothing."""
    if kind == _LABEL:
        return [_read_string(content, 6)[0]]
    if kind == _MULTIPLE:
        return [_write_number(_read_rk(content[at + 2 : at + 6])) for at in range(4, len(content) - 7, 6)]
    if len(content) < 10:
        return []
    if kind == _LABEL_SST:
        number = int.from_bytes(content[6:10], "little")
        return [shared[number]] if number < len(shared) else []
    if kind == _RK:
        return [_write_number(_read_rk(content[6:10]))]
    is_text = kind == _FORMULA and content[12:14] == b"\xff\xff"  # then it stands in the record behind
    return [] if is_text or len(content) < 14 else [_write_number(struct.unpack_from("<d", content, 6)[0])]


def _read_rk(raw: bytes) -> float:
    """Return a packed number (2.5.217)."""
    number = int.from_bytes(raw, "little", signed=True)
    value = (
        float(number >> 2)
        if number & 2
        else struct.unpack("<d", b"\0\0\0\0" + (number & ~3 & 0xFFFFFFFF).to_bytes(4, "little"))[0]
    )
    return value / 100 if number & 1 else float(value)


def _write_number(value: float) -> str:
    return str(int(value)) if abs(value) < 1e15 and value.is_integer() else repr(value)
