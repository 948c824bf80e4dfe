"""The bytes of single items, given out of the sandbox again in blocks: for what reads them in another way."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from chaffinch.leaks.reading.inside.pieces import BLOCK, Piece, hold_piece
from chaffinch.leaks.reading.inside.state import FaultyError, Reading, Value


def give_bytes(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield `of` (its path) with `block` (base64, at most a megabyte of it), each in order, and with `sha256` at the end.

    Raises:
        FaultyError: it is more than one item may be (`too-large`).
    """
    hold_piece(piece, reading)
    content = piece.content
    if content is None:
        raise FaultyError("too-large")
    for start in range(0, len(content), BLOCK):
        yield {"of": piece.path, "block": base64.b64encode(content[start : start + BLOCK]).decode()}
    yield {"of": piece.path, "sha256": piece.sha256 or hashlib.sha256(content).hexdigest()}
