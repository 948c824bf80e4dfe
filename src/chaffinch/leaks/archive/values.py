"""Prints as the plain values that records keep, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from chaffinch.leaks.prints import AttachmentPrint, DocumentPrint, MailPrint, SignaturePrint


def write_values(one: MailPrint | DocumentPrint) -> dict[str, Any]:
    """Return a print as plain values."""
    return asdict(one)


def read_mail(values: Mapping[str, Any]) -> MailPrint:
    """Return the print of a message from the values that `write_values` gave, over JSON and back."""
    return MailPrint(
        **{
            **values,
            **{name: tuple(values[name]) for name in ("to", "cc", "references", "received", "faults")},
            "attachments": tuple(AttachmentPrint(**one) for one in values["attachments"]),
            "signatures": tuple(
                SignaturePrint(**{**one, "headers": tuple(one["headers"])}) for one in values["signatures"]
            ),
            "headers": tuple((name, value) for name, value in values["headers"]),
        }
    )


def read_document(values: Mapping[str, Any]) -> DocumentPrint:
    """Return the print of a document, as `read_mail` does that of a message."""
    return DocumentPrint(**{**values, "faults": tuple(values["faults"])})


def strip_texts(mail: MailPrint) -> MailPrint:
    """Return a message without its words: what an archive of signatures keeps."""
    nameless = tuple(replace(one, name="") for one in mail.attachments)
    return replace(
        mail,
        text="",
        html_text="",
        hidden_text="",
        subject="",
        sender_name="",
        attachments=nameless,
        headers=(),
        received=(),
    )
