"""The ZIP around an office document: read with suspicion, written as Office writes it."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chaffinch.decoys.documents.errors import BrokenTemplateError

MAX_BYTES, MAX_ENTRIES, MAX_OPENED, MAX_PART = 32_000_000, 2_000, 128_000_000, 64_000_000
#: XML shrinks to a twentieth at most where it is real; a bomb to a thousandth.
MAX_RATIO = 200
_SMALL = 1_000_000
_NAME = re.compile(r"[^\x00-\x1f\\:*?\"<>|]+")

#: 1 January 1980, 00:00, the earliest that a ZIP can say: what Word, Excel and PowerPoint write for every entry.
_MIDNIGHT, _FIRST_DAY = 0x0000, 0x0021
#: "Deflated, super fast": bits 1 and 2 of the flags.
_DEFLATED, _STORED = (20, 0x0006, 8), (10, 0x0000, 0)
_MADE_BY = 45
#: Growth hints (ECMA-376 part 2, 10.2.8), as Word 2013 leaves them: 512 or 256 bytes of room in the entries that it changes
#: when it saves. Read from the listing of a Word file in zipdetails' tests (0006-open-packaging-growth-hint).
_ROOMS = {"[Content_Types].xml": 0x200, "_rels/.rels": 0x200, "docProps/core.xml": 0x100, "docProps/app.xml": 0x100,
          "word/_rels/document.xml.rels": 0x100, "xl/_rels/workbook.xml.rels": 0x100,
          "ppt/_rels/presentation.xml.rels": 0x100}  # fmt: skip
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff")

Parts = dict[str, bytes]


def read_package(untrusted: bytes) -> Parts:
    """Return the parts by name, in the order of the directory.

    Raises:
        BrokenTemplateError: it is no ZIP, has paths that lead elsewhere, two entries of one name, encrypted or strangely
            packed entries, or unpacks to more than is reasonable.
    """
    if len(untrusted) > MAX_BYTES:
        raise BrokenTemplateError("too-large", f"more than {MAX_BYTES:,} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            return _read_entries(archive)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError) as error:
        raise BrokenTemplateError("zip", str(error)) from error
    except (EOFError, OSError, ValueError, OverflowError) as error:
        raise BrokenTemplateError("zip", str(error)) from error


def _read_entries(archive: zipfile.ZipFile) -> Parts:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_ENTRIES:
        raise BrokenTemplateError("too-large", f"{len(entries)} entries")
    if sum(entry.file_size for entry in entries) > MAX_OPENED:
        raise BrokenTemplateError("bomb", f"more than {MAX_OPENED:,} bytes when opened")
    parts: Parts = {}
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry)
        if entry.filename.lower() in seen:
            raise BrokenTemplateError("path", f"two entries are called {entry.filename!r}")
        seen.add(entry.filename.lower())
        with archive.open(entry) as stream:
            parts[entry.filename] = stream.read(MAX_PART + 1)
    return parts


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if not _NAME.fullmatch(name) or name != entry.filename or name.startswith("/"):
        raise BrokenTemplateError("path", f"an entry is called {name[:80]!r}")
    if any(step in ("", ".", "..") for step in name.split("/")):
        raise BrokenTemplateError("path", f"an entry is called {name[:80]!r}")
    if entry.flag_bits & 0x41 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BrokenTemplateError("zip", f"{name} is encrypted, or packed in a way that Office does not use")
    if entry.file_size > MAX_PART:
        raise BrokenTemplateError("too-large", f"{name} has {entry.file_size:,} bytes")
    if entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size):
        raise BrokenTemplateError(
            "bomb", f"{name} grows from {entry.compress_size} to {entry.file_size} bytes"
        )


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    header: bytes
    """What the local header and the directory share: versions, flags, method, time, date, sum, lengths."""
    content: bytes
    hint: bytes


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """Pack the parts as Office does: its order, its dates, flags and growth hints, pictures stored, the rest deflated."""
    body, directory = bytearray(), bytearray()
    entries = [_pack(name, parts[name]) for name in _put_in_order(parts)]
    for entry in entries:
        place = len(body)
        lengths = struct.pack("<HH", len(entry.name), len(entry.hint))
        body += b"PK\x03\x04" + entry.header + lengths + entry.name + entry.hint + entry.content
        lengths = struct.pack("<HHHHHLL", len(entry.name), 0, 0, 0, 0, 0, place)
        directory += b"PK\x01\x02" + struct.pack("<H", _MADE_BY) + entry.header + lengths + entry.name
    count = len(entries)
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + end)


def _pack(name: str, content: bytes) -> _Entry:
    stored = name.lower().endswith(_PICTURES)
    version, flags, method = _STORED if stored else _DEFLATED
    packed = content
    if not stored:
        deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = deflate.compress(content) + deflate.flush()
    header = struct.pack(
        "<HHHHHLLL",
        version, flags, method, _MIDNIGHT, _FIRST_DAY, zlib.crc32(content), len(packed), len(content),
    )  # fmt: skip
    encoded = name.encode("ascii", "backslashreplace")
    return _Entry(encoded, header, packed, _make_room(_ROOMS[name]) if name in _ROOMS else b"")


def _make_room(room: int) -> bytes:
    return struct.pack("<HHHH", 0xA220, room + 4, 0xA028, room) + bytes(room)


def _put_in_order(parts: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the names as Office orders them: types, roots, the main part and its relations, the rest, properties last."""
    first = ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels", "xl/workbook.xml",
             "xl/_rels/workbook.xml.rels", "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels")  # fmt: skip
    last = ("docProps/core.xml", "docProps/app.xml")
    yield from (name for name in first if name in parts)
    yield from (name for name in parts if name not in first and name not in last)
    yield from (name for name in last if name in parts)
