"""Items as they leave the sandbox: the fields of `leaks.prints.ItemPrint` as plain values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from chaffinch.ground.texts import hash_text
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.state import Reading, Value


def write_item(
    path: str,
    *,
    sha256: str,
    size: int,
    kind: str,
    mail: dict[str, Any] | None = None,
    document: dict[str, Any] | None = None,
    fault: str = "",
) -> Value:
    """Return an item."""
    where = {"path": path, "sha256": sha256, "size": size}
    return {"item": {"where": where, "kind": kind, "mail": mail, "document": document, "fault": fault}}


def write_held(piece: Piece, *, kind: str, **values: Any) -> Value:
    """Return an item of a piece whose bytes are held."""
    content = piece.content or b""
    sha256 = piece.sha256 or hashlib.sha256(content).hexdigest()
    return write_item(piece.path, sha256=sha256, size=len(content), kind=kind, **values)


def announce_container(piece: Piece) -> Iterator[Value]:
    """Yield the item of an attachment that holds others: a file of a message is an item, whatever it is."""
    if piece.is_attachment and piece.content is not None:
        yield write_held(piece, kind="other")


def write_document(
    reading: Reading,
    form: str,
    *,
    text: str = "",
    metadata: dict[str, str] | None = None,
    parts: dict[str, str] | None = None,
    faults: tuple[str, ...] | list[str] = (),
) -> dict[str, Any]:
    """Return the values of a `DocumentPrint`; what is too long is cut (fault `cut`), what says nothing is left out."""
    most = reading.limits.text_characters
    told = {*faults, *(["cut"] if len(text) > most else [])}
    return {
        "form": form,
        "text": text[:most],
        "metadata": {name: value[:2_000] for name, value in (metadata or {}).items() if value},
        "parts": parts or {},
        "faults": sorted(told),
    }


def hash_item_text(item: dict[str, Any]) -> str:
    """Return the hash of what an item says, as attachments are compared by it; empty where it says nothing."""
    shown = item["document"] or item["mail"]
    return hash_text(shown["text"]) if shown else ""
