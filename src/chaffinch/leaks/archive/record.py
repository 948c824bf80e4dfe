"""One item as the archive keeps it: what is needed to answer, its words apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chaffinch.leaks.archive.found import Printed, Standing
from chaffinch.leaks.archive.order import count_seconds
from chaffinch.leaks.archive.values import read_document, read_mail, strip_texts, write_values
from chaffinch.leaks.prints import DocumentPrint, MailPrint

_WORDS = ("text", "html_text", "hidden_text")
_PLAIN = ("path", "sha256", "size", "has_text", "texts", "sketch", "in_order", "place", "letter")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of an item, without its mailbox and the time when it came, which rows tell."""

    path: str
    """In its source; of a file in a message, behind the message's own path."""
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
    """The folder of which `in_order` speaks; empty where nothing tells its order."""
    letter: str = ""
    """By which copies in other mailboxes are known (`make_letter`); empty for what is no message."""
    files: tuple[Record, ...] = ()
    """What a message encloses, and what is in that."""


def make_record(printed: Printed, standing: Standing, *, keep_text: bool, in_order: bool) -> Record:
    """Return the record of what was printed."""
    own = _make_own(printed, keep_text=keep_text)
    before = len(own.path) + len("!/")
    files = [_make_own(one, keep_text=keep_text) for one in printed.files]
    return replace(
        own,
        in_order=in_order,
        place=standing.place,
        letter=make_letter(printed.item.mail, printed.texts) if printed.item.mail else "",
        files=tuple(replace(one, path=one.path[before:]) for one in files),
    )


def make_letter(mail: MailPrint, texts: tuple[str, ...]) -> str:
    """Return what is the same of a letter in the mailboxes of its writer and of all its readers.

    Its Message-ID is not: the writer's own copy often has none.
    """
    moment = str(count_seconds(mail.date) or "")
    files = sorted(one.sha256 for one in mail.attachments)
    return "\0".join([mail.sender, moment, mail.subject, *texts[:1], *files])


def split_record(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of a record, and its words apart from them; nothing where there are none."""
    values, words = _split_own(record)
    if record.files:
        split = [_split_own(one) for one in record.files]
        values["files"] = [told for told, _ in split]
        if any(said for _, said in split):
            words["files"] = [said for _, said in split]
    return values, words


def join_record(values: Mapping[str, Any], words: Mapping[str, Any]) -> Record:
    """Return the record that `split_record` split; without its words, where they are not given."""
    told = values.get("files", [])
    said = words.get("files") or [{} for _ in told]
    files = tuple(_join_own(one, own) for one, own in zip(told, said, strict=True))
    return replace(_join_own(values, words), files=files)


def _make_own(printed: Printed, *, keep_text: bool) -> Record:
    item = printed.item
    mail, document = item.mail, item.document
    if not keep_text:
        mail = strip_texts(mail) if mail else None
        document = replace(document, text="") if document else None
    return Record(
        path=item.where.path,
        sha256=item.where.sha256,
        size=item.where.size,
        mail=mail,
        document=document,
        has_text=keep_text,
        texts=printed.texts,
        sketch=printed.sketch,
    )


def _split_own(record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    values: dict[str, Any] = {name: getattr(record, name) for name in _PLAIN}
    shown = record.mail or record.document
    if shown is None:
        return values, {}
    own = write_values(shown)
    words = {name: said for name in _WORDS if (said := own.pop(name, ""))}
    values["mail" if record.mail else "document"] = own
    return values, words


def _join_own(values: Mapping[str, Any], words: Mapping[str, Any]) -> Record:
    said = {"text": "", **{name: words[name] for name in _WORDS if name in words}}
    mail, document = values.get("mail"), values.get("document")
    plain = {name: values[name] for name in _PLAIN}
    return Record(
        **{**plain, "texts": tuple(values["texts"]), "sketch": tuple(values["sketch"])},
        mail=read_mail({**mail, **said}) if mail else None,
        document=read_document({**document, **said}) if document else None,
    )
