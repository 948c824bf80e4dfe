"""Compound files (MS-CFB): messages of Outlook, and the office files of before 2007."""

from __future__ import annotations

import io
from collections.abc import Iterator

import olefile

from chaffinch.leaks.reading.inside.items import write_held
from chaffinch.leaks.reading.inside.opening import write_fault
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.state import FaultyError, Reading, Value

_BROKEN = (OSError, ValueError, IndexError, TypeError, KeyError, RecursionError, AttributeError)


def read_compound(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield what it holds: a message with its attachments, a document, or what is known of another."""
    if piece.content is None:
        yield from write_fault(piece, "too-large")
        return
    try:
        file = olefile.OleFileIO(io.BytesIO(piece.content))
    except _BROKEN as fault:
        raise FaultyError("malformed") from fault
    with file:
        if file.exists("__properties_version1.0"):
            from chaffinch.leaks.reading.inside.outlook import read_outlook

            yield from read_outlook(piece, reading, file)
        elif file.exists("EncryptedPackage"):
            yield write_held(piece, kind="document", fault="encrypted")
        else:
            from chaffinch.leaks.reading.inside.binary_office import read_binary_office

            yield from read_binary_office(piece, reading, file)
