"""One item as the archive keeps it: what is needed to answer, its words apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chaffinch.leaks.archive.found import Printed
from chaffinch.leaks.archive.order import count_seconds
from chaffinch.leaks.archive.values import read_values, strip_texts, write_values
from chaffinch.leaks.prints import DocumentPrint, MailPrint

_WORDS = ("text", "html_text")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an item, without its mailbox and the time when it came, which rows tell."""

    path: str
    sha256: str
    size: int
    mail: MailPrint | None
    document: DocumentPrint | None
    has_text: bool
    texts: tuple[str, ...] = ()
    """Hashes of what it says; the first one is `Original.text_sha256`."""
    sketch: tuple[int, ...] = ()
    in_order: bool = True
    place: str = ""
    """The folder of which `in_order` speaks, where the order may be an export's; else empty."""
    letter: str = ""
    """By which copies in other mailboxes are known (`make_letter`); empty for what is no message."""


def make_record(printed: Printed, *, keep_text: bool, in_order: bool) -> Record:
    """Return the record of what was printed."""
    item, found = printed.item, printed.found
    mail = item.mail if keep_text or item.mail is None else strip_texts(item.mail)
    document = item.document if keep_text or item.document is None else replace(item.document, text="")
    return Record(
        path=item.where.path,
        sha256=item.where.sha256,
        size=item.where.size,
        mail=mail,
        document=document,
        has_text=keep_text,
        texts=printed.texts,
        sketch=printed.sketch,
        in_order=in_order,
        place=found.place if found.loose else "",
        letter=make_letter(item.mail, printed.texts) if item.mail else "",
    )


def make_letter(mail: MailPrint, texts: tuple[str, ...]) -> str:
    """Return what is the same of a letter in the mailboxes of its writer and of all its readers, on one line.

    Its Message-ID is not: the writer's own copy often has none.
    """
    moment = str(count_seconds(mail.date) or "")
    files = sorted(one.sha256 for one in mail.attachments)
    return "\0".join([mail.sender, moment, mail.subject, *texts[:1], *files])


def split_record(record: Record) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values of a record, and its words apart from them."""
    words: dict[str, str] = {}
    values: dict[str, Any] = {
        "path": record.path,
        "sha256": record.sha256,
        "size": record.size,
        "has_text": record.has_text,
        "texts": record.texts,
        "sketch": record.sketch,
        "in_order": record.in_order,
        "place": record.place,
        "letter": record.letter,
    }
    if record.mail:
        values["mail"] = write_values(record.mail)
        words = {name: said for name in _WORDS if (said := values["mail"].pop(name))}
    elif record.document:
        values["document"] = write_values(record.document)
        words = {"text": said} if (said := values["document"].pop("text")) else {}
    return values, words


def join_record(values: Mapping[str, Any], words: Mapping[str, str]) -> Record:
    """Return the record that `split_record` split; without its words, where they are not given."""
    mail, document = values.get("mail"), values.get("document")
    return Record(
        **{
            **values,
            "texts": tuple(values["texts"]),
            "sketch": tuple(values["sketch"]),
            "mail": read_values(MailPrint, {"text": "", **mail, **words}) if mail else None,
            "document": read_values(DocumentPrint, {"text": "", **document, **words}) if document else None,
        }
    )
