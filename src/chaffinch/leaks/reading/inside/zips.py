"""Read a zip where its members can be gone to; an office file is one, too."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from chaffinch.leaks.reading.inside.archives import read_archive
from chaffinch.leaks.reading.inside.items import announce_container, write_item
from chaffinch.leaks.reading.inside.members import Names, make_member
from chaffinch.leaks.reading.inside.opening import read_member, write_fault
from chaffinch.leaks.reading.inside.packages import find_package, read_package
from chaffinch.leaks.reading.inside.pieces import Piece, hold_piece
from chaffinch.leaks.reading.inside.state import Reading, Value
from chaffinch.leaks.reading.mbox import Readable

MOST_LISTED = 100_000
"""Members whose list is held in memory; of more, the zip is read as a stream."""
_TAIL = 66_000
_KNOWN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_ENCRYPTED, _UTF8 = 0x1, 0x800
_HEADER = 30
"""Bytes of a member's own header before its name (APPNOTE 4.3.7)."""


def read_zip(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield the members in the order in which they lie; only those whose header begins in the part, where it is cut."""
    if (piece.content is None and not piece.seekable) or _count_members(piece.file) > MOST_LISTED:
        yield from read_archive(piece, reading, as_stream=True)
        return
    try:
        archive = zipfile.ZipFile(piece.file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        yield from read_archive(
            piece, reading, as_stream=True
        )  # its list is damaged: what lies there is read
        return
    with archive:
        members = sorted(archive.infolist(), key=lambda member: member.header_offset)
        form = find_package({member.filename for member in members})
        if form:
            yield from _read_office(piece, reading, archive, form)
        elif _needs_other_reader(members, reading):
            yield from read_archive(piece, reading)
        else:
            yield from announce_container(piece)
            yield from _read_members(piece, reading, archive, members)


def _needs_other_reader(members: list[zipfile.ZipInfo], reading: Reading) -> bool:
    if any(member.compress_type not in _KNOWN and not member.flag_bits & _ENCRYPTED for member in members):
        return True
    return bool(reading.passwords) and any(member.flag_bits & _ENCRYPTED for member in members)


def _read_office(
    piece: Piece, reading: Reading, archive: zipfile.ZipFile, form: str
) -> Iterator[Value | None]:
    if piece.start:
        return  # it belongs to the part that its beginning is in
    piece.end = 0
    hold_piece(piece, reading)
    if piece.content is None:
        yield from write_fault(piece, "too-large", kind="document")
        return
    yield from read_package(piece, reading, archive, form)


def _read_members(
    piece: Piece, reading: Reading, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]
) -> Iterator[Value | None]:
    names = Names()
    for number, member in enumerate(members):
        shown = names.show(member.filename)
        if member.is_dir() or not piece.start <= member.header_offset < (piece.end or 1 << 63):
            continue
        if number < (piece.resume or 0):
            continue
        reading.take_member()
        if piece.depth == 0:
            reading.at = [reading.at[0], number]
        yield from _read_member(piece, reading, archive, member, shown)


def _read_member(
    piece: Piece, reading: Reading, archive: zipfile.ZipFile, member: zipfile.ZipInfo, shown: str
) -> Iterator[Value | None]:
    code = ""
    if member.flag_bits & _ENCRYPTED:
        code = "encrypted"
    else:
        try:
            stream = _open_member(piece, archive, member)
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError):
            code = "malformed"
    if code:
        yield write_item(f"{piece.path}!/{shown}", sha256="", size=member.file_size, kind="other", fault=code)
        return
    with stream:
        inner = make_member(
            piece,
            reading,
            shown=shown,
            untrusted_name=member.filename,
            stream=cast(Readable, stream),
            size=member.file_size,
        )
        yield from read_member(inner, piece, reading)


def _open_member(piece: Piece, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """Open a member, though its own header may name it otherwise than the list does: that hides it from some readers."""
    try:
        return archive.open(member)
    except zipfile.BadZipFile:
        file = piece.file
        file.seek(member.header_offset)
        header = file.read(_HEADER)
        name = file.read(int.from_bytes(header[26:28], "little"))
        charset = "utf-8" if int.from_bytes(header[6:8], "little") & _UTF8 else "cp437"
        member.orig_filename = name.decode(charset, "replace")
        return archive.open(member)


def _count_members(file: BinaryIO) -> int:
    """Return how many members the end of a zip tells of (APPNOTE 4.3.16); of a zip of more than 65,534, very many."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0:
        return 0
    count = int.from_bytes(tail[place + 10 : place + 12], "little")
    if count < 0xFFFF:
        return count
    large = tail.rfind(b"PK\x06\x06")
    return int.from_bytes(tail[large + 32 : large + 40], "little") if large >= 0 else count
