"""Office files of before 2007: their properties (MS-OLEPS) and text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from chaffinch.leaks.reading.inside.excel import read_workbook
from chaffinch.leaks.reading.inside.items import write_document, write_held
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.powerpoint import read_presentation
from chaffinch.leaks.reading.inside.state import FaultyError, Reading, Value
from chaffinch.leaks.reading.inside.word import read_word
from chaffinch.mail.charsets import clean_text, find_charset

MOST_STREAMS = 500
_FORMS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "WordDocument": ("doc", read_word),
    "Workbook": ("xls", read_workbook),
    "Book": ("xls", read_workbook),
    "PowerPoint Document": ("ppt", read_presentation),
}
_FIELDS = {
    "author": "creator", "last_saved_by": "last_modified_by", "create_time": "created", "last_saved_time": "modified",
    "creating_application": "application", "company": "company", "template": "template", "revision_number": "revision",
    "title": "title", "subject": "subject", "language": "language", "total_edit_time": "seconds", "manager": "manager",
    "last_printed": "printed", "codepage": "codepage", "keywords": "keywords", "comments": "description",
}  # fmt: skip
_BROKEN = (
    OSError,
    ValueError,
    IndexError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    RecursionError,
)


def read_binary_office(piece: Piece, reading: Reading, file: Any) -> Iterator[Value | None]:
    """Yield the document; what cannot be read of it is told by the faults `damaged` and `no-text`."""
    form, read = next((one for name, one in _FORMS.items() if file.exists(name)), ("ole", None))
    faults: list[str] = []
    text = ""
    if read is not None:
        try:
            text = clean_text(read(file))
        except FaultyError as fault:
            if fault.code == "encrypted":
                yield write_held(piece, kind="document", fault="encrypted")
                return
            faults.append("damaged")
        except _BROKEN:
            faults.append("damaged")
    document = write_document(
        reading, form, text=text, metadata=_read_properties(file), parts=_hash_streams(file, faults),
        faults=faults if text else [*faults, "no-text"],
    )  # fmt: skip
    yield write_held(piece, kind="document", document=document)


def _read_properties(file: Any) -> dict[str, str]:
    try:
        properties = file.get_metadata()
    except _BROKEN:
        return {}
    charset = find_charset(f"cp{(properties.codepage or 1252) % 65536}") or "cp1252"
    found: dict[str, str] = {}
    for field, name in _FIELDS.items():
        value = getattr(properties, field, None)
        if isinstance(value, bytes):
            value = value.decode(charset, "replace")
        elif isinstance(value, datetime):
            value = value.isoformat()
        if value not in (None, ""):
            found[name] = clean_text(str(value)).rstrip("\ufffd").strip()[:500]
    return found


def _hash_streams(file: Any, faults: list[str]) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for path in sorted(file.listdir())[:MOST_STREAMS]:
        try:
            content = file.openstream(path).read()
        except _BROKEN:
            faults.append("damaged")
            continue
        hashes[clean_text("/".join(path))] = hashlib.sha256(content).hexdigest()
    return hashes
