"""The picture that a beacon answers with: a few points of one pale colour, drawn from the seed."""

from __future__ import annotations

import hashlib
import struct
import zlib


def draw_picture(seed: bytes) -> bytes:
    """Return a PNG (ISO/IEC 15948) of one to eight points in width and height."""
    chance = hashlib.sha256(b"picture\0" + seed).digest()
    width, height = 1 + chance[0] % 8, 1 + chance[1] % 8
    colour = bytes(240 + one % 16 for one in chance[2:5])
    rows = (b"\0" + colour * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_write_chunk(kind, held) for kind, held in chunks)


def _write_chunk(kind: bytes, held: bytes) -> bytes:
    return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))
