"""How the worker in the sandbox and the house outside talk: a JSON header and pieces of bytes, lengths first.

4 bytes, big-endian   length of the header
header                JSON object; "pieces" lists [name, length] in order
pieces                one after another
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

LARGEST_HEADER = 8_000_000
LARGEST_PIECE = 60_000_000
MOST_EXCHANGES, MOST_CONSOLE = 400, 100
LARGEST_BODIES = 20_000_000
"""What the worker sends of a visit at most; both sides keep to it."""
STEPS_NOT_TAKEN = ("step-password", "step-elsewhere", "step-no-field")
_PIECES = (
    "window_png",
    "page_png",
    "dom",
    "text",
    "mhtml",
    "bodies",
    "favicon",
    "after_0",
    "after_1",
    "after_2",
    "after_3",
    "after_4",
)


class WireError(ValueError):
    """What came is not a message, or is larger than one may be."""


def pack_message(header: Mapping[str, Any], *, pieces: Mapping[str, bytes] | None = None) -> bytes:
    """Return the message's bytes."""
    named = pieces or {}
    listed = {**header, "pieces": [[name, len(content)] for name, content in named.items()]}
    encoded = json.dumps(listed).encode()
    return b"".join([struct.pack(">I", len(encoded)), encoded, *named.values()])


def read_length(untrusted_start: bytes) -> int:
    """Return the header's length from the first four bytes.

    Raises:
        WireError: no header may be so long.
    """
    length = int.from_bytes(untrusted_start, "big")
    if len(untrusted_start) != 4 or not 0 < length <= LARGEST_HEADER:
        raise WireError("not the start of a message")
    return length


def parse_header(untrusted_header: bytes) -> dict[str, Any]:
    """Return the header's values; those are not checked yet, only that it is an object.

    Raises:
        WireError: it is not a JSON object.
    """
    try:
        values = json.loads(untrusted_header)
    except (ValueError, RecursionError) as fault:
        raise WireError("the header is not JSON") from fault
    if not isinstance(values, dict):
        raise WireError("the header is not an object")
    return values


def read_message(stream: IO[bytes]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Read one whole message; the header's values are still to be checked.

    Raises:
        WireError: it is not one, or too large.
        EOFError: the stream ended.
    """
    header = parse_header(_read_exactly(stream, read_length(_read_exactly(stream, 4))))
    listed = header.pop("pieces", [])
    if not isinstance(listed, list) or len(listed) > len(_PIECES):
        raise WireError("too many pieces")
    pieces: dict[str, bytes] = {}
    for entry in listed:
        if not (isinstance(entry, list) and len(entry) == 2 and entry[0] in _PIECES):
            raise WireError("an unknown piece")
        if type(entry[1]) is not int or not 0 <= entry[1] <= LARGEST_PIECE:
            raise WireError("a piece is too large")
        pieces[entry[0]] = _read_exactly(stream, entry[1])
    return header, pieces


def _read_exactly(stream: IO[bytes], count: int) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise EOFError("the worker hung up")
    return content
