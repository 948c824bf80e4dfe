"""What comes out of the sandbox, made into items: nothing is taken that has not the shape and the type it should have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, get_args

from chaffinch.leaks.prints import (
    AttachmentPrint,
    BodyState,
    DocumentPrint,
    ItemKind,
    ItemPrint,
    MailPrint,
    SignaturePrint,
    SignatureState,
    Where,
)

_KINDS, _HEADERS, _BODIES = (frozenset(get_args(kind)) for kind in (ItemKind, SignatureState, BodyState))
_MOST = 100_000


class AnswerError(ValueError):
    """What came out is no item: whoever reads there is not ours any more."""


def read_item(untrusted: Any) -> ItemPrint:
    """Return an item.

    Raises:
        AnswerError: it has not the shape of one.
    """
    try:
        mail, document = untrusted["mail"], untrusted["document"]
        return ItemPrint(
            where=_read_where(untrusted["where"]),
            kind=cast(ItemKind, _choose(untrusted["kind"], _KINDS)),
            mail=None if mail is None else _read_mail(mail),
            document=None if document is None else _read_document(document),
            fault=_text(untrusted["fault"]),
        )
    except (KeyError, TypeError, IndexError, ValueError) as fault:
        raise AnswerError(str(fault)) from fault


def _read_where(untrusted: Any) -> Where:
    return Where(_text(untrusted["path"]), _text(untrusted["sha256"]), _count(untrusted["size"]))


def _read_mail(untrusted: Any) -> MailPrint:
    return MailPrint(
        message_id=_text(untrusted["message_id"]),
        date=_text(untrusted["date"]),
        sender=_text(untrusted["sender"]),
        sender_name=_text(untrusted["sender_name"]),
        to=_texts(untrusted["to"]),
        cc=_texts(untrusted["cc"]),
        subject=_text(untrusted["subject"]),
        text=_text(untrusted["text"]),
        html_text=_text(untrusted["html_text"]),
        hidden_text=_text(untrusted["hidden_text"]),
        attachments=tuple(_read_attachment(one) for one in _list(untrusted["attachments"])),
        in_reply_to=_text(untrusted["in_reply_to"]),
        references=_texts(untrusted["references"]),
        received=_texts(untrusted["received"]),
        client=_text(untrusted["client"]),
        habits=_pairs(untrusted["habits"]),
        signatures=tuple(_read_signature(one) for one in _list(untrusted["signatures"])),
        headers=tuple((_text(name), _text(value)) for name, value in _list(untrusted["headers"])),
        faults=_texts(untrusted["faults"]),
        body_hashes=_pairs(untrusted["body_hashes"]),
    )


def _read_attachment(untrusted: Any) -> AttachmentPrint:
    return AttachmentPrint(
        name=_text(untrusted["name"]),
        content_type=_text(untrusted["content_type"]),
        size=_count(untrusted["size"]),
        sha256=_text(untrusted["sha256"]),
        text_sha256=_text(untrusted["text_sha256"]),
        member=_text(untrusted["member"]),
    )


def _read_signature(untrusted: Any) -> SignaturePrint:
    return SignaturePrint(
        domain=_text(untrusted["domain"]),
        selector=_text(untrusted["selector"]),
        algorithm=_text(untrusted["algorithm"]),
        header=cast(SignatureState, _choose(untrusted["header"], _HEADERS)),
        body=cast(BodyState, _choose(untrusted["body"], _BODIES)),
        body_hash=_text(untrusted["body_hash"]),
        key_bits=_count(untrusted["key_bits"]),
        key_source=_text(untrusted["key_source"]),
        key_published=untrusted["key_published"] is True,
        signed_at=_text(untrusted["signed_at"]),
        expires_at=_text(untrusted["expires_at"]),
        headers=_texts(untrusted["headers"]),
    )


def _read_document(untrusted: Any) -> DocumentPrint:
    return DocumentPrint(
        form=_text(untrusted["form"]),
        text=_text(untrusted["text"]),
        metadata=_pairs(untrusted["metadata"]),
        parts=_pairs(untrusted["parts"]),
        faults=_texts(untrusted["faults"]),
    )


def _text(untrusted: Any) -> str:
    """Return a text that every store takes."""
    if type(untrusted) is not str:
        raise AnswerError("no text")
    if not untrusted.isascii():
        try:
            untrusted.encode()
        except UnicodeEncodeError:
            return untrusted.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return untrusted


def _texts(untrusted: Any) -> tuple[str, ...]:
    return tuple(_text(one) for one in _list(untrusted))


def _pairs(untrusted: Any) -> Mapping[str, str]:
    if type(untrusted) is not dict or len(untrusted) > _MOST:
        raise AnswerError("no table")
    return {_text(name): _text(value) for name, value in untrusted.items()}


def _list(untrusted: Any) -> list[Any]:
    if type(untrusted) is not list or len(untrusted) > _MOST:
        raise AnswerError("no list")
    return untrusted


def _count(untrusted: Any) -> int:
    if type(untrusted) is not int or not 0 <= untrusted < 1 << 62:
        raise AnswerError("no number")
    return untrusted


def _choose(untrusted: Any, known: frozenset[Any]) -> str:
    if type(untrusted) is not str or untrusted not in known:
        raise AnswerError("no such code")
    return untrusted
