"""Read one piece, whatever it is: items come out of it, one after the other; a fault is an item, too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from chaffinch.leaks.reading.inside.fetching import give_bytes
from chaffinch.leaks.reading.inside.forms import needs_places, tell_form
from chaffinch.leaks.reading.inside.items import write_item
from chaffinch.leaks.reading.inside.pieces import Piece, hash_piece, hold_piece, write_scratch
from chaffinch.leaks.reading.inside.state import FaultyError, Reading, SpentError, Value

Read = Callable[[Piece, Reading], Iterator[Value | None]]


def read_piece(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield the items of a piece: a leaf's, those of each leaf of a container, or one with its fault.

    None is a sign of life. Memory at its end is not caught here: it ends the worker, and the next one tells the fault.
    """
    if not reading.asks_for(piece.path):
        return
    if code := reading.skip.get(piece.path):
        yield from write_fault(piece, code)
        return
    yield from reading.begin(piece.path)
    told, cut = False, bool(piece.end) or piece.resume is not None
    try:
        for value in _read(piece, reading):
            told = told or (value is not None and "item" in value)
            yield value
        if not told and not cut:
            yield from write_fault(piece, "empty")  # a container of nothing, or of folders only
    except SpentError:
        yield from write_fault(piece, "bomb", hashed=False)
        if piece.depth:
            raise
    except FaultyError as fault:
        yield from write_fault(piece, fault.code)
    except (MemoryError, ImportError, SyntaxError):
        raise  # ours, or of the machine: never the piece's
    except (
        Exception
    ):  # the edge of every parser: whatever it raises, the piece is malformed, and the rest goes on
        yield from write_fault(piece, "malformed")


def read_member(member: Piece, parent: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield the items of a member of a container."""
    if member.depth > reading.limits.depth:
        yield from reading.begin(member.path)
        yield from write_fault(member, "depth")
    else:
        yield from read_piece(member, reading)
    yield from reading.begin(parent.path)


def write_fault(
    piece: Piece, code: str, *, kind: str = "other", hashed: bool = True
) -> Iterator[Value | None]:
    """Yield an item that could not be read, with the hash of its bytes as far as they can be had."""
    sha256, size = "", max(0, piece.size)
    if hashed and (piece.content is not None or piece.seekable) and not piece.end:
        try:
            sha256, size = yield from hash_piece(piece)
        except (OSError, FaultyError):
            code = "unreadable"
    yield write_item(piece.path, sha256=sha256, size=size, kind=kind, fault=code)


def _read(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield what comes of a piece: its items, or the bytes of those that are wanted."""
    wanted = reading.wanted
    if wanted is not None and piece.path in wanted.paths:
        yield from give_bytes(piece, reading)
    if wanted is None or piece.path in wanted.around:
        yield from _read_form(piece, reading)


def _read_form(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    head = piece.peek()
    form = tell_form(head, piece.name)
    if form != "mbox" and not (piece.seekable and form in _SOUGHT):
        hold_piece(piece, reading)
        if piece.content is None and not piece.seekable and needs_places(head):
            return _read_from_scratch(piece, reading, _find(_READERS[form]))
    return _find(_READERS[form])(piece, reading)


def _read_from_scratch(piece: Piece, reading: Reading, read: Read) -> Iterator[Value | None]:
    """Read a stream at many places: write it to one of the files that were handed in for that."""
    if not reading.scratches:
        raise FaultyError("too-large")
    scratch = reading.scratches.pop()
    try:
        yield from write_scratch(piece, scratch)
        yield from read(piece, reading)
    finally:
        scratch.seek(0)
        scratch.truncate(0)
        reading.scratches.append(scratch)


_SOUGHT = {"zip", "archive", "pst"}
"""Read where they lie, if they lie in a file; whatever else is held in memory, or too large."""
_READERS = {
    "mbox": "mboxes:read_mbox",
    "mail": "mails:read_mail",
    "zip": "zips:read_zip",
    "archive": "archives:read_archive",
    "pst": "stores:read_store",
    "ole": "compounds:read_compound",
    "pdf": "pdfs:read_pdf",
    "picture": "pictures:read_picture",
    "page": "pages:read_page",
    "rtf": "texts:read_rtf",
    "text": "texts:read_text",
    "other": "texts:read_other",
}


def _find(name: str) -> Read:
    """Import a reader when it is first needed: a worker that reads mails only stays small."""
    from importlib import import_module

    module, _, function = name.partition(":")
    read: Read = getattr(import_module(f"chaffinch.leaks.reading.inside.{module}"), function)
    return read
