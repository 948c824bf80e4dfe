"""Messages put together anew, byte by byte: what the exports have in common."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from dataclasses import dataclass

from chaffinch.mail.message import Message, parse_message


@dataclass(frozen=True)
class Printed:
    """An export that is no message any more: a text, or a page."""

    text: str
    form: str = "txt"


Exported = bytes | Printed
LOST = (
    "received",
    "return-path",
    "delivered-to",
    "dkim-signature",
    "authentication-results",
    "message-id",
    "references",
    "in-reply-to",
)


def rebuild(
    raw: bytes,
    *,
    text: str | Callable[[str], str] | None = None,
    page: str | Callable[[str], str] | None = None,
    drop: tuple[str, ...] = (),
    add: tuple[tuple[str, str], ...] = (),
    replace: dict[str, str] | None = None,
    encoding: str = "8bit",
    charset: str = "utf-8",
    declared: str = "",
    newline: str = "\r\n",
    boundary: str = "=_next",
    files: bool = True,
    only: str = "",
) -> bytes:
    """Return the message with another body, or other fields, around the same words.

    Args:
        raw: the message.
        text: instead of the plain text, or what makes it of it.
        page: the same for the page (from its text).
        drop: fields that are left out, lower case.
        add: fields before all others.
        replace: values of fields by lower-case name.
        encoding: 7bit, 8bit, quoted-printable or base64.
        charset: in which it is written.
        declared: the charset that it says, if another.
        newline: of the whole.
        boundary: of the parts.
        files: whether attachments stay.
        only: `plain` or `html` where one form of two is kept.
    """
    message = parse_message(raw)
    lines = [f"{name}: {value}" for name, value in add]
    for header in message.headers:
        if header.key.startswith(("content-", "mime-version")) or header.key in drop:
            continue
        value = (replace or {}).get(header.key, "")
        shown = header.raw.decode("utf-8", "surrogateescape").rstrip("\r\n").replace("\r\n", "\n")
        lines.append(f"{header.name}: {value}" if value else shown)
    parts = _list_parts(message, text, page, only)
    blocks = [_write_part(kind, body, encoding, charset, declared) for kind, body in parts]
    body = _join(blocks, "alternative", f"a{boundary}") if len(blocks) > 1 else blocks[0]
    if files and message.attachments:
        body = _join([body, *(_write_file(one) for one in message.attachments)], "mixed", boundary)
    head = "\n".join([*lines, "MIME-Version: 1.0"]).encode("utf-8", "surrogateescape")
    whole = head + b"\n" + body
    return whole.replace(b"\r\n", b"\n").replace(b"\n", newline.encode())


def _list_parts(message: Message, text: object, page: object, only: str) -> list[tuple[str, str]]:
    plain = text(message.text) if callable(text) else text if isinstance(text, str) else message.text
    parts = [("plain", plain)] if only != "html" else []
    if page is not None:
        shown = message.html_text or message.text
        parts.append(("html", page(shown) if callable(page) else str(page)))
    return parts or [("plain", plain)]


def _write_part(kind: str, body: str, encoding: str, charset: str, declared: str) -> bytes:
    content = body.encode(charset, "replace")
    if encoding == "base64":
        content = base64.encodebytes(content)
    elif encoding == "quoted-printable":
        content = quopri.encodestring(content)
    head = (
        f"Content-Type: text/{kind}; charset={declared or charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    )
    return head.encode() + content


def _write_file(one: object) -> bytes:
    content: bytes = one.content  # type: ignore[attr-defined]
    name: str = one.name  # type: ignore[attr-defined]
    kind: str = one.content_type  # type: ignore[attr-defined]
    named = (
        f'Content-Disposition: attachment; filename="{name}"\n'
        if name
        else "Content-Disposition: attachment\n"
    )
    return f"Content-Type: {kind}\n{named}Content-Transfer-Encoding: base64\n\n".encode(
        "utf-8", "replace"
    ) + base64.encodebytes(content)


def _join(blocks: list[bytes], kind: str, boundary: str) -> bytes:
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode()
    mark = f"--{boundary}".encode()
    return head + b"".join(mark + b"\n" + block + b"\n" for block in blocks) + mark + b"--\n"
