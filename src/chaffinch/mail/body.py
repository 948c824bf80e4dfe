"""What of a message's parts a reader sees, and what is attached."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

from chaffinch.mail.charsets import decode_text
from chaffinch.mail.page_text import MOST_HIDDEN, read_page
from chaffinch.mail.structure import Part

MOST_TEXT = 4_000_000
"""Characters of one text."""
MOST_ATTACHMENTS = 500
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}


@dataclass(frozen=True)
class Attachment:
    """A file in a message."""

    name: str
    """As it stands: it may hold a path, or `..`; empty where there is none."""
    content_type: str
    """Lower case; `application/ms-tnef` for winmail.dat, `message/rfc822` for a message."""
    content: bytes
    content_id: str = ""
    inline: bool = False
    """Whether the text shows it (a picture)."""

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the content, hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of what a reader sees; as plain text, as a page, or as both to choose from."""

    plain: str | None = None
    page: str | None = None
    hidden: str = ""
    """What the page does not show."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a reader sees, in both forms, and what is attached."""

    text: str
    """Of text/plain where there is one, else of text/html; several one after the other."""
    html_text: str
    """Of the pages where some of it has both forms; else empty."""
    hidden_text: str
    """What the pages hide from their reader."""
    attachments: tuple[Attachment, ...]
    faults: tuple[str, ...]


def read_body(part: Part) -> Body:
    """Read what the parts say.

    Faults, beside those of `charsets` and `page_text`: `cut` a text was longer than `MOST_TEXT`, `many-attachments` some
    were left out, `tnef` a winmail.dat holds what Outlook sent.
    """
    attachments: list[Attachment] = []
    faults: dict[str, None] = {}
    pieces = _read_pieces(part, attachments, faults)
    text = "\n".join(piece.plain if piece.plain is not None else piece.page or "" for piece in pieces)
    both = any(piece.plain is not None and piece.page is not None for piece in pieces)
    pages = (
        "\n".join(piece.page if piece.page is not None else piece.plain or "" for piece in pieces)
        if both
        else ""
    )
    if len(text) > MOST_TEXT or len(pages) > MOST_TEXT:
        faults["cut"] = None
    if len(attachments) > MOST_ATTACHMENTS:
        faults["many-attachments"] = None
    return Body(
        text=text[:MOST_TEXT],
        html_text=pages[:MOST_TEXT],
        hidden_text="\n".join(piece.hidden for piece in pieces if piece.hidden)[:MOST_HIDDEN],
        attachments=tuple(attachments[:MOST_ATTACHMENTS]),
        faults=tuple(faults),
    )


def _read_pieces(
    part: Part, attachments: list[Attachment], faults: dict[str, None], seen: int = 0
) -> list[Piece]:
    """Return the texts of a part and of those below it, in order; `seen` counts texts before it in the message."""
    if not part.children:
        if _is_text(part, seen):
            return [_read_text(part, faults)]
        if not part.content_type.startswith("multipart/"):
            attachments.append(_read_attachment(part, faults))
        return []
    pieces: list[Piece] = []
    for child in part.children:
        pieces += _read_pieces(child, attachments, faults, seen + len(pieces))
    if part.content_type == "multipart/alternative" and len(pieces) > 1:
        return [_choose(pieces)]
    return pieces


def _choose(pieces: list[Piece]) -> Piece:
    """Return the alternatives as one piece."""
    plain = [piece.plain for piece in pieces if piece.plain is not None]
    pages = [piece.page for piece in pieces if piece.page is not None]
    return Piece(
        plain="\n".join(plain) if plain else None,
        page="\n".join(pages) if pages else None,
        hidden="\n".join(piece.hidden for piece in pieces if piece.hidden),
    )


def _is_text(part: Part, seen: int) -> bool:
    """Return whether it is shown as text: not one that is called an attachment, nor a named one behind the first."""
    if part.content_type not in {"text/plain", "text/html"} or part.disposition == "attachment":
        return False
    return not (part.name and seen)


def _read_text(part: Part, faults: dict[str, None]) -> Piece:
    untrusted = part.content[: MOST_TEXT * 4]
    if len(part.content) > len(untrusted):
        faults["cut"] = None
    charset = part.parameters.get("charset", "")
    if part.content_type == "text/html":
        if not charset and (match := _META_CHARSET.search(untrusted, 0, 4_000)):
            charset = match[1].decode("ascii")
        markup, wrong = decode_text(untrusted, charset)
        page = read_page(markup)
        faults.update(dict.fromkeys(wrong + page.faults))
        return Piece(page=page.text, hidden=page.hidden)
    text, wrong = decode_text(untrusted, charset)
    faults.update(dict.fromkeys(wrong))
    if part.parameters.get("format", "").lower() == "flowed":
        text = join_flowed(text, delete_blank=part.parameters.get("delsp", "").lower() == "yes")
    return Piece(plain=text)


def join_flowed(text: str, *, delete_blank: bool = False) -> str:
    """Return the paragraphs of a flowed text (RFC 3676) as lines."""
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        shown = content[:-1] if flows and delete_blank else content
        if depth == open_depth and content != "-- ":
            lines[-1] += shown
        else:
            lines.append(f"{'>' * depth} {shown}" if depth else shown)
        open_depth = depth if flows else -1
    return "\n".join(line.rstrip(" ") if line != "-- " else line for line in lines)


def _read_attachment(part: Part, faults: dict[str, None]) -> Attachment:
    content_type = part.content_type
    if content_type in _TNEF or part.name.lower() == "winmail.dat":
        content_type = "application/ms-tnef"
        faults["tnef"] = None
    return Attachment(
        name=part.name,
        content_type=content_type,
        content=part.content,
        content_id=part.content_id,
        inline=bool(part.content_id) and part.disposition != "attachment",
    )
