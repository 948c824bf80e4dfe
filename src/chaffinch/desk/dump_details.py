"""What is kept of an item beside its row, encrypted: the finding, and what a person who reads the item is shown."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from chaffinch.ground.secrets import decrypt, encrypt
from chaffinch.leaks.chunk import Judged
from chaffinch.leaks.finding import Finding, read_finding
from chaffinch.leaks.prints import ItemPrint

LONGEST_TEXT = 100_000
"""Characters of a text that are kept to be shown."""
_MOST_HEADERS = 60
_MOST_NAMES = 200
_PURPOSE = "dump item"


@dataclass(frozen=True, slots=True)
class AttachmentShown:
    """A file in a leaked message."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SignatureShown:
    """A DKIM signature of a leaked message, its parts told apart."""

    domain: str
    selector: str
    header: str
    body: str
    key_bits: int
    key_source: str
    key_published: bool


@dataclass(frozen=True, slots=True)
class Details:
    """An item as its page shows it; everything in it but the finding is as hostile as the dump."""

    finding: Finding
    title: str = ""
    """A message's subject, a document's title or name."""
    sender: str = ""
    sender_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    date: str = ""
    text: str = ""
    cut: bool = False
    """The text goes on."""
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[AttachmentShown, ...] = ()
    signatures: tuple[SignatureShown, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


def take_details(judged: Judged) -> Details:
    """Return what is kept of an item."""
    item = judged.item
    if item.mail is None and item.document is None:
        return Details(finding=judged.finding, title=name_file(item))
    return _take_mail(judged) if item.mail is not None else _take_document(judged)


def replace_finding(details: Details, finding: Finding) -> Details:
    """Return what is kept of an item that was judged anew."""
    return replace(details, finding=finding)


def name_file(item: ItemPrint) -> str:
    """Return the last step of an item's path."""
    return item.where.path.rpartition("/")[2]


def _take_mail(judged: Judged) -> Details:
    mail = judged.item.mail
    assert mail is not None  # noqa: S101 -- asked by the caller
    text = mail.text or mail.html_text
    return Details(
        finding=judged.finding,
        title=mail.subject,
        sender=mail.sender,
        sender_name=mail.sender_name,
        to=mail.to[:_MOST_NAMES],
        cc=mail.cc[:_MOST_NAMES],
        date=mail.date,
        text=text[:LONGEST_TEXT],
        cut=len(text) > LONGEST_TEXT,
        headers=mail.headers[:_MOST_HEADERS],
        attachments=tuple(AttachmentShown(one.name, one.size, one.sha256) for one in mail.attachments),
        signatures=tuple(
            SignatureShown(
                one.domain,
                one.selector,
                one.header,
                one.body,
                one.key_bits,
                one.key_source,
                one.key_published,
            )
            for one in mail.signatures
        ),
        faults=mail.faults,
    )


def _take_document(judged: Judged) -> Details:
    document = judged.item.document
    assert document is not None  # noqa: S101 -- asked by the caller
    return Details(
        finding=judged.finding,
        title=document.metadata.get("title") or name_file(judged.item),
        text=document.text[:LONGEST_TEXT],
        cut=len(document.text) > LONGEST_TEXT,
        metadata=dict(document.metadata),
        faults=document.faults,
    )


def seal_details(details: Details, *, key: bytes) -> bytes:
    """Return it compressed and encrypted."""
    plain = json.dumps(_list_values(details), separators=(",", ":"), default=_list_values).encode("ascii")
    return encrypt(zlib.compress(plain, 6), key=key, purpose=_PURPOSE)


def _list_values(value: Any) -> dict[str, Any]:
    """Return the fields of a value by name; what they hold is told apart by JSON, a tenth of the time of `asdict`."""
    return {one.name: getattr(value, one.name) for one in fields(value)}


def open_details(sealed: bytes, *, key: bytes) -> Details:
    """Return what was sealed.

    Raises:
        UnreadableSecretError: it was changed, or the key is another.
    """
    values = json.loads(zlib.decompress(decrypt(sealed, key=key, purpose=_PURPOSE)))
    return Details(
        **{
            **values,
            "finding": read_finding(values["finding"]),
            "to": tuple(values["to"]),
            "cc": tuple(values["cc"]),
            "headers": tuple((name, value) for name, value in values["headers"]),
            "attachments": tuple(AttachmentShown(**one) for one in values["attachments"]),
            "signatures": tuple(SignatureShown(**one) for one in values["signatures"]),
            "faults": tuple(values["faults"]),
        }
    )
