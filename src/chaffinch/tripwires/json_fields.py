"""Fields of JSON records that others wrote: a quick look at bytes, and a whole reading that believes no type.

Inside a JSON string a quotation mark stands escaped (RFC 8259, section 7), so that a name that a stranger typed cannot
look like a key: the quick look need not parse.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from chaffinch.tripwires.fields import BROKEN, clean

#: The inside of a JSON string.
STRING = rb'([^"\\]*(?:\\.[^"\\]*)*)'


def compile_key(name: bytes) -> re.Pattern[bytes]:
    """Return an expression that finds the strings that stand under a key, at any depth."""
    return re.compile(rb'"' + name + rb'"\s*:\s*"' + STRING + rb'"', re.DOTALL)


def find_strings(line: bytes, key: re.Pattern[bytes], *, mark: bytes) -> list[bytes]:
    """Return the strings under a key, as `key.findall` does, without trying each quotation mark of a long line.

    Args:
        line: the record.
        key: as `compile_key` makes it.
        mark: bytes that stand in the key, and seldom elsewhere.
    """
    place = line.find(mark)
    if place == -1:
        return []
    if line.find(mark, place + 1) == -1:
        found = key.match(line, line.rfind(b'"', 0, place))
        return [found[1]] if found else []
    names: list[bytes] = key.findall(line)
    return names


def load_object(line: bytes) -> dict[str, Any] | None:
    """Parse a record; None where it is no JSON object."""
    try:
        untrusted_said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return untrusted_said if isinstance(untrusted_said, dict) else None


def unescape(inside: bytes) -> bytes:
    """Return what a JSON string says, as bytes; `BROKEN` where it is none."""
    if b"\\" not in inside:
        return inside
    try:
        said = json.loads(b'"' + inside + b'"', strict=False)
    except ValueError:
        return BROKEN
    return str(said).encode("utf-8", "backslashreplace")


def is_cut(line: bytes) -> bool:
    """Tell a record that lacks its end from whole ones and from what is no record, by its last character."""
    return line.startswith(b"{") and not line.rstrip(b" \t\r,").endswith(b"}")


def read_text(said: Any, *keys: str) -> str:
    """Return the cleaned text under nested keys; a whole number as its digits, empty where there is neither."""
    for key in keys:
        said = said.get(key) if isinstance(said, dict) else None
    if isinstance(said, int) and not isinstance(said, bool):
        return str(said)[:64] if abs(said) < 10**18 else ""
    return clean(said.encode("utf-8", "backslashreplace")) if isinstance(said, str) else ""


def read_aware(text: str) -> datetime | None:
    """Return a moment of RFC 3339; None where it is none, or names no zone."""
    try:
        at = datetime.fromisoformat(_CUT_FRACTION.sub(r"\1", text))
    except ValueError:
        return None
    return at if at.tzinfo else None


#: Microsoft writes seven digits of a second's fraction; six can be kept.
_CUT_FRACTION = re.compile(r"(\.\d{6})\d+")
