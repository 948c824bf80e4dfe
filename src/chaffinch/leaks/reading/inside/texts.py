"""Plain text, RTF, and what is none of the forms that are read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaffinch.leaks.reading.inside.items import write_document, write_held
from chaffinch.leaks.reading.inside.opening import write_fault
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.rtf import read_rtf_text
from chaffinch.leaks.reading.inside.state import Reading, Value
from chaffinch.mail.charsets import decode_text

_FORM = re.compile(r"\.([A-Za-z0-9]{1,8})$")


def read_text(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield a text as it is decoded."""
    if piece.content is None:
        yield from write_fault(piece, "too-large", kind="text")
        return
    text, faults = decode_text(piece.content)
    faults = tuple(code for code in faults if code != "bad-charset")  # a text of its own declares none
    form = _FORM.search(piece.name)
    document = write_document(reading, form[1].lower() if form else "txt", text=text, faults=faults)
    yield write_held(piece, kind="text", document=document)


def read_rtf(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield a text of the Rich Text Format."""
    if piece.content is None:
        yield from write_fault(piece, "too-large", kind="document")
        return
    text, metadata = read_rtf_text(piece.content)
    yield write_held(
        piece, kind="document", document=write_document(reading, "rtf", text=text, metadata=metadata)
    )


def read_other(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield what is not read, with its hash."""
    if piece.content is None:
        yield from write_fault(piece, "too-large")
        return
    yield write_held(piece, kind="other")
