"""Read an archive by libarchive, from its beginning to its end: tar, 7z, rar, cab, cpio, …, and what is only compressed."""

from __future__ import annotations

import ctypes
import os
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

os.environ.setdefault("LIBARCHIVE", "libarchive.so.13")

from libarchive import ffi
from libarchive.exception import ArchiveError
from libarchive.read import ArchiveRead

from chaffinch.leaks.reading.inside.items import announce_container, write_item
from chaffinch.leaks.reading.inside.locked import read_locked
from chaffinch.leaks.reading.inside.members import Names, make_member
from chaffinch.leaks.reading.inside.opening import read_member
from chaffinch.leaks.reading.inside.pieces import BLOCK, Piece
from chaffinch.leaks.reading.inside.seven_zip import find_program
from chaffinch.leaks.reading.inside.state import FaultyError, Reading, Value

_SEVEN_ZIP, _RAR = b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07"
_OPENED = "opened"
_ENCRYPTED = re.compile(r"(?i)passphrase|encrypt|password")
_COMPRESSED = re.compile(r"(?i)\.(gz|bz2|xz|zst|lz4|lzma|lz|z|uu)$")
_NO_FILTER = 0
_FORMAT_RAW = 0x90000
_FATAL = -30
_find_format = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(("archive_format", ffi.libarchive))
_find_filter = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)(
    ("archive_filter_code", ffi.libarchive)
)
_is_encrypted = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(
    ("archive_entry_is_encrypted", ffi.libarchive)
)


def read_archive(piece: Piece, reading: Reading, *, as_stream: bool = False) -> Iterator[Value | None]:
    """Yield the members in order; a file that is only compressed has one.

    Args:
        piece: the archive.
        reading: the worker's state.
        as_stream: never go back in it, whatever its form (a zip whose list is damaged or too long).
    """
    if piece.start:
        return  # it is not cut: the first part has all of it
    whole, piece.end = piece.end, 0
    locked = ""
    try:
        if piece.peek().startswith(_RAR):
            locked = "encrypted-rar"
        elif piece.peek().startswith(_SEVEN_ZIP):
            locked = yield from _read_locked(piece, reading)
            if locked == _OPENED:
                return
        seek = None if as_stream else _make_seek(piece)
        with _open(piece, reading, seek) as archive:
            yield from announce_container(piece)
            yield from _read_entries(piece, reading, archive, locked)
    except ArchiveError as fault:
        raise FaultyError(_name_fault(fault, locked)) from fault
    finally:
        piece.end = whole


def _read_locked(piece: Piece, reading: Reading) -> Generator[Value | None, None, str]:
    """Read a 7z archive of which anything is encrypted; return `_OPENED`, or why its encrypted members cannot be read."""
    names = _list_locked(piece, reading) if reading.passwords else None
    if names is None:
        return "encrypted"
    program = find_program()
    if program is None:
        return "encrypted-no-7zip"
    opened = yield from read_locked(piece, reading, program=program, untrusted_names=names)
    return _OPENED if opened else "encrypted"


def _list_locked(piece: Piece, reading: Reading) -> list[str] | None:
    """Return a 7z archive's names as far as they are not encrypted, too; None where nothing is. Nothing is unpacked."""
    names, found = list[str](), False
    try:
        with _open(piece, reading, _make_seek(piece)) as archive:
            for entry in archive:
                names.append(_read_name(entry))
                found = found or bool(_is_encrypted(entry._entry_p))
    except ArchiveError as fault:
        found = found or bool(_ENCRYPTED.search(str(fault)))  # of a link, libarchive reads the bytes at once
    return names if found else None


def _read_entries(
    piece: Piece, reading: Reading, archive: ArchiveRead, locked: str
) -> Iterator[Value | None]:
    """Yield the members.

    Args:
        piece: the archive.
        reading: the worker's state.
        archive: opened.
        locked: why what is encrypted in it cannot be read; empty where the passwords are tried here.
    """
    names = Names()
    for number, entry in enumerate(_walk_entries(archive, locked)):
        reading.take_member()
        untrusted_name = _read_name(entry)
        pointer = archive._pointer
        if _find_format(pointer) == _FORMAT_RAW:
            if _find_filter(pointer, 0) == _NO_FILTER:
                raise FaultyError(
                    "malformed"
                )  # no form that is known: its bytes would only come out as they are
            untrusted_name = _COMPRESSED.sub("", piece.name) or "data"
        shown = names.show(untrusted_name)
        if number < (piece.resume or 0):
            yield None
            continue
        if entry.isdir:
            continue
        if piece.depth == 0:
            reading.at = [reading.at[0], number]
        if locked and _is_encrypted(entry._entry_p):
            size = entry.size or 0
            yield write_item(f"{piece.path}!/{shown}", sha256="", size=size, kind="other", fault=locked)
            continue
        if not entry.isreg or entry.linkpath:
            yield write_item(f"{piece.path}!/{shown}", sha256="", size=0, kind="other", fault="link")
            continue
        member = make_member(
            piece,
            reading,
            shown=shown,
            untrusted_name=untrusted_name,
            stream=_Entry(pointer),
            size=entry.size if entry.size is not None else -1,
        )
        yield from read_member(member, piece, reading)


def _walk_entries(archive: ArchiveRead, locked: str) -> Iterator[Any]:
    """Yield the entries; where nothing is opened, what stops it behind an encrypted one is that it is encrypted."""
    met = False
    try:
        for entry in archive:
            met = met or bool(_is_encrypted(entry._entry_p))
            yield entry
    except ArchiveError as fault:
        raise FaultyError(locked if met and locked else _name_fault(fault, locked)) from fault


class _Entry:
    """The bytes of the entry that an archive stands at."""

    def __init__(self, pointer: Any) -> None:
        self._pointer = pointer

    def read(self, size: int = -1) -> bytes:
        """Return at most so many bytes.

        Raises:
            FaultyError: they are encrypted, or damaged.
        """
        buffer = ctypes.create_string_buffer(min(size, BLOCK) if size >= 0 else BLOCK)
        try:
            count = ffi.read_data(self._pointer, buffer, len(buffer))
        except ArchiveError as fault:
            raise FaultyError(_name_fault(fault)) from fault
        return ctypes.string_at(buffer, count)


def _name_fault(fault: ArchiveError, locked: str = "") -> str:
    return (locked or "encrypted") if _ENCRYPTED.search(str(fault)) else "malformed"


def _read_name(entry: Any) -> str:
    try:
        name = entry.pathname
    except (UnicodeError, ArchiveError):
        return ""
    return name.decode("utf-8", "surrogateescape") if isinstance(name, bytes) else name or ""


def _make_seek(piece: Piece) -> Callable[[int, int], int] | None:
    if piece.content is None and not piece.seekable:
        return None
    file = piece.file
    piece.stream = file
    return file.seek


@contextmanager
def _open(piece: Piece, reading: Reading, seek: Callable[[int, int], int] | None) -> Iterator[ArchiveRead]:
    """Open a piece's stream; it is neither written to nor opened by name."""
    stream = piece.file if piece.content is not None and seek is None else piece.stream
    if piece.seekable and seek is None and piece.content is None:
        stream = piece.file
    block = ctypes.create_string_buffer(BLOCK)

    def read(_: object, __: object, place: Any) -> int:
        try:
            content = stream.read(BLOCK)
        except (OSError, FaultyError, ValueError, EOFError):
            return _FATAL
        ctypes.memmove(block, content, len(content))
        ctypes.cast(place, ctypes.POINTER(ctypes.c_void_p))[0] = ctypes.cast(block, ctypes.c_void_p)
        return len(content)

    read_back = ffi.READ_CALLBACK(read)
    seek_back = ffi.SEEK_CALLBACK((lambda _, __, offset, whence: seek(offset, whence)) if seek else 0)
    archive = ffi.read_new()
    try:
        for password in reading.passwords:
            ffi.read_add_passphrase(archive, password.encode())
        ffi.get_read_filter_function("all")(archive)
        ffi.get_read_format_function("all")(archive)
        ffi.get_read_format_function("raw")(archive)
        if seek:
            ffi.read_set_seek_callback(archive, seek_back)
        ffi.read_open(archive, None, ffi.NO_OPEN_CB, read_back, ffi.NO_CLOSE_CB)
        yield ArchiveRead(archive)
    finally:
        ffi.read_free(archive)
