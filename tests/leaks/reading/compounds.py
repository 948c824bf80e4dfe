"""Compound files (MS-CFB) for tests, written from a tree of streams; Word, Excel, PowerPoint and Outlook streams to put into them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Union

SECTOR, MINI, CUTOFF = 512, 64, 4096
_END, _FREE, _FAT_MARK = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Tree = Mapping[str, Union[bytes, "Tree"]]


class _Writer:
    """Entries and sectors of one file."""

    def __init__(self) -> None:
        self.entries: list[bytearray] = []
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.mini, self.mini_fat = b"", list[int]()

    def store(self, content: bytes) -> int:
        """Return the first sector of a chain."""
        if not content:
            return _END
        first = len(self.sectors)
        count = -(-len(content) // SECTOR)
        padded = content.ljust(count * SECTOR, b"\0")
        self.sectors += [padded[at : at + SECTOR] for at in range(0, len(padded), SECTOR)]
        self.fat += [*range(first + 1, first + count), _END]
        return first

    def store_stream(self, content: bytes) -> int:
        if len(content) >= CUTOFF:
            return self.store(content)
        first, count = len(self.mini_fat), -(-len(content) // MINI)
        self.mini += content.ljust(count * MINI, b"\0")
        self.mini_fat += [*range(first + 1, first + count), _END] if count else []
        return first if count else _END

    def add(self, name: str, kind: int) -> int:
        raw = name.encode("utf-16-le") + b"\0\0"
        head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, _FREE, _FREE)
        self.entries.append(bytearray(head.ljust(116, b"\0") + struct.pack("<IQ", 0, 0)))
        return len(self.entries) - 1

    def point(self, entry: int, *, start: int, size: int) -> None:
        self.entries[entry][116:128] = struct.pack("<IQ", start, size)

    def add_tree(self, parent: int, tree: Tree) -> None:
        """Add children; each is the right sibling of the one before it."""
        before = None
        for name, content in tree.items():
            if isinstance(content, bytes):
                entry = self.add(name, 2)
                self.point(entry, start=self.store_stream(content), size=len(content))
            else:
                entry = self.add(name, 1)
                self.add_tree(entry, content)
            place = slice(72, 76) if before is not None else slice(76, 80)
            self.entries[parent if before is None else before][place] = struct.pack("<I", entry)
            before = entry


def make_compound(tree: Tree) -> bytes:
    """Return a compound file of version 3."""
    writer = _Writer()
    root = writer.add("Root Entry", 5)
    writer.add_tree(root, tree)
    writer.point(root, start=writer.store(writer.mini), size=len(writer.mini))
    mini_fat = writer.store(struct.pack(f"<{len(writer.mini_fat)}I", *writer.mini_fat))
    directory = writer.store(b"".join(map(bytes, writer.entries)))
    fat_sectors = 1
    while fat_sectors * 128 < len(writer.sectors) + fat_sectors:
        fat_sectors += 1
    fat_at = len(writer.sectors)
    writer.fat += [_FAT_MARK] * fat_sectors
    writer.fat += [_FREE] * (fat_sectors * 128 - len(writer.fat))
    fat = struct.pack(f"<{len(writer.fat)}I", *writer.fat)
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    mini_count = -(-len(writer.mini_fat) * 4 // SECTOR)
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, directory, 0, CUTOFF, mini_fat, mini_count, _END, 0)
    listed = [*range(fat_at, fat_at + fat_sectors)]
    header += struct.pack("<109I", *listed, *[_FREE] * (109 - fat_sectors))
    return header + b"".join(writer.sectors) + fat


def make_word(text: str, *, narrow: str = "") -> Tree:
    """Return the streams of a Word file of two pieces: one in Windows-1252, one in UTF-16."""
    main = bytearray(0x200)
    struct.pack_into("<H", main, 0, 0xA5EC)
    struct.pack_into("<H", main, 10, 0x0200)
    small, wide = narrow.encode("cp1252"), text.encode("utf-16-le")
    at = len(main)
    main += small + wide
    ends = [0, len(small), len(small) + len(text)]
    pieces = struct.pack("<HIH", 0, (at * 2) | 0x40000000, 0) + struct.pack("<HIH", 0, at + len(small), 0)
    table = struct.pack("<3I", *ends) + pieces
    clx = b"\x01\x02\x00\xaa\xbb" + b"\x02" + struct.pack("<I", len(table)) + table
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    return {"WordDocument": bytes(main), "1Table": clx}


def write_record(kind: int, content: bytes) -> bytes:
    """Return a record of Excel."""
    return struct.pack("<HH", kind, len(content)) + content


def make_workbook(shared: list[str], *, split_at: int = 0) -> Tree:
    """Return the stream of an Excel file: a sheet whose first row holds the shared texts, its second numbers."""
    strings = b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in shared)
    table = struct.pack("<II", len(shared), len(shared)) + strings
    first, rest = (table[:split_at], table[split_at:]) if split_at else (table, b"")
    out = write_record(0x0809, bytes(16)) + write_record(0x00FC, first)
    out += write_record(0x003C, b"\x01" + rest) if rest else b""
    out += write_record(0x000A, b"") + write_record(0x0809, bytes(16))
    for column in range(len(shared)):
        out += write_record(0xFD, struct.pack("<HHHI", 0, column, 0, column))
    out += write_record(0x203, struct.pack("<HHHd", 1, 0, 0, 1234.5))
    out += write_record(0x27E, struct.pack("<HHHi", 1, 1, 0, (4200 << 2) | 3))
    out += write_record(0x06, struct.pack("<HHHd", 1, 2, 0, 99.0) + bytes(8))
    out += write_record(
        0xBD, struct.pack("<HH", 2, 0) + struct.pack("<HiHi", 0, 7 << 2 | 2, 0, 8 << 2 | 2) + b"\1\0"
    )
    return {"Workbook": out + write_record(0x000A, b"")}


def make_presentation(*texts: str) -> Tree:
    """Return the stream of a PowerPoint file, texts inside a container."""
    inner = b"".join(
        struct.pack("<HHI", 0, 0x0FA0, len(text) * 2) + text.encode("utf-16-le") for text in texts
    )
    inner += struct.pack("<HHI", 0, 0x0FA8, 4) + b"caf\xe9"
    return {"PowerPoint Document": struct.pack("<HHI", 0xF, 0x03F0, len(inner)) + inner}


def make_outlook(
    values: Mapping[int, str | bytes | int],
    *,
    recipients: list[Mapping[int, str | int]] = [],  # noqa: B006 - never changed
    attachments: list[Tree] = [],  # noqa: B006
    head: int = 32,
) -> Tree:
    """Return the tree of a message that Outlook saved; property → value."""
    tree: dict[str, bytes | Tree] = {}
    table = bytes(head)
    for number, value in values.items():
        kind = 0x0003 if isinstance(value, int) else 0x001F if isinstance(value, str) else 0x0102
        if isinstance(value, int):
            table += struct.pack("<IIii", number << 16 | kind, 6, value, 0)
            continue
        raw = value.encode("utf-16-le") if isinstance(value, str) else value
        tree[f"__substg1.0_{number:04X}{kind:04X}"] = raw
        table += struct.pack("<IIII", number << 16 | kind, 6, len(raw), 0)
    tree["__properties_version1.0"] = table
    for at, recipient in enumerate(recipients):
        tree[f"__recip_version1.0_#{at:08X}"] = make_outlook(recipient, head=8)
    for at, attachment in enumerate(attachments):
        tree[f"__attach_version1.0_#{at:08X}"] = attachment
    return tree
