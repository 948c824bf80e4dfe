"""Prints of both sides, made by the parts that really make them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from chaffinch.ground.texts import hash_text
from chaffinch.leaks.prints import AttachmentPrint, DocumentPrint, ItemPrint, MailPrint, SignaturePrint, Where
from chaffinch.leaks.reading.inside.forms import tell_form
from chaffinch.mail.body import Attachment
from chaffinch.mail.charsets import decode_text
from chaffinch.mail.keys import KeyArchive
from chaffinch.mail.message import parse_message
from chaffinch.mail.prints import print_message

_HEAD = 8_192
"""Bytes by which the reader of dumps tells what a file is."""


def print_item(raw: bytes, path: str, keys: KeyArchive) -> ItemPrint:
    """Return the print of a message."""
    message = parse_message(raw)
    values: dict[str, Any] = print_message(message, keys)
    texts = {one.sha256: _hash_words(one) for one in message.attachments}
    files = tuple(
        AttachmentPrint(**{**one, "text_sha256": texts.get(one["sha256"], "")})
        for one in values.pop("attachments")
    )
    signatures = tuple(
        SignaturePrint(**{**one, "headers": tuple(one["headers"])}) for one in values.pop("signatures")
    )
    for name in ("to", "cc", "references", "received", "faults"):
        values[name] = tuple(values[name])
    values["headers"] = tuple((name, value) for name, value in values["headers"])
    mail = MailPrint(**values, attachments=files, signatures=signatures)
    return ItemPrint(make_where(path, raw), "mail", mail=mail)


def _hash_words(file: Attachment) -> str:
    """Return the hash of what a file says, as the reader of dumps gives it; office files have none here."""
    if file.content_type == "message/rfc822":
        return hash_text(parse_message(file.content).text)
    form = tell_form(file.content[:_HEAD], file.name)
    return hash_text(decode_text(file.content)[0]) if form in ("text", "page") else ""


def print_text(text: str, path: str, *, form: str = "txt", **metadata: str) -> ItemPrint:
    """Return the print of a file that holds a text."""
    document = DocumentPrint(form=form, text=text, metadata=metadata)
    kind = "text" if form == "txt" else "page" if form == "html" else "document"
    return ItemPrint(make_where(path, text.encode("utf-8", "replace")), kind, document=document)  # type: ignore[arg-type]


def make_where(path: str, content: bytes) -> Where:
    """Return where an item of this content is."""
    return Where(path, hashlib.sha256(content).hexdigest(), len(content))


def move_item(item: ItemPrint, path: str) -> ItemPrint:
    """Return the same item at another place."""
    return replace(item, where=replace(item.where, path=path))
