"""Read plain values that came out of the sandbox: what is not of the wanted form is left out, what is long is cut."""

from __future__ import annotations

import struct
from typing import Any

from chaffinch.pages.capture import Limits

_MOST_PIXELS = 2_560
_PNG_START = b"\x89PNG\r\n\x1a\n"


def read_list(untrusted: object) -> list[Any]:
    """Return the list; an empty one for anything else."""
    return untrusted if isinstance(untrusted, list) else []


def read_object(untrusted: object) -> dict[str, Any]:
    """Return the JSON object; an empty one for anything else."""
    return untrusted if isinstance(untrusted, dict) else {}


def read_text(untrusted: object, longest: int) -> str:
    """Return the text without NUL and lone surrogates, which databases and encodings refuse."""
    if not isinstance(untrusted, str):
        return ""
    return untrusted[:longest].replace("\x00", "").encode(errors="replace").decode()


def read_texts(untrusted: object, *, most: int, longest: int) -> tuple[str, ...]:
    """Return the texts of a list; what is none is left out."""
    return tuple(read_text(one, longest) for one in read_list(untrusted)[:most] if isinstance(one, str))


def read_number(untrusted: object, *, most: int) -> int:
    """Return the whole number from 0 to `most`; 0 for anything else."""
    return untrusted if type(untrusted) is int and 0 <= untrusted <= most else 0


def read_pairs(
    untrusted: object, *, most: int, name_longest: int, longest: int
) -> tuple[tuple[str, str], ...]:
    """Return the pairs of texts of a list."""
    pairs = [pair for pair in read_list(untrusted)[:most] if isinstance(pair, list) and len(pair) == 2]
    return tuple((read_text(name, name_longest), read_text(value, longest)) for name, value in pairs)


def check_png(untrusted_png: bytes, *, limits: Limits) -> bytes:
    """Return the picture if its header says a size that a capture may have; else nothing."""
    if len(untrusted_png) < 33 or not untrusted_png.startswith(_PNG_START) or untrusted_png[12:16] != b"IHDR":
        return b""
    width, height = struct.unpack(">II", untrusted_png[16:24])
    fits = 0 < width <= _MOST_PIXELS and 0 < height <= max(limits.page_height, _MOST_PIXELS)
    return untrusted_png if fits else b""
