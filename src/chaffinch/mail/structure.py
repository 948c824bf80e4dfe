"""The parts of a message: by fast-mail-parser, by the standard library where that one gives up, else as one text."""

from __future__ import annotations

import binascii
import email
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32

import fast_mail_parser

from chaffinch.mail.headers import Head
from chaffinch.mail.parameters import read_file_name, read_parameters, read_value

MOST_PARTS = 2_000
MOST_DEPTH = 100
_EXACT = {"base64", "binary", "x-uuencode", "uuencode", "uue", "x-uue"}
#: What the standard library raises on messages that were made to break parsers; none of them says anything of us.
_STDLIB_FAULTS = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    AssertionError,
    binascii.Error,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message; a container has children, a leaf has content."""

    content_type: str
    """Lower case, without parameters."""
    parameters: dict[str, str]
    """Of Content-Type, decoded."""
    encoding: str
    """Content-Transfer-Encoding, lower case; empty where it is not said."""
    disposition: str
    """`attachment`, `inline` or empty."""
    name: str
    """Of its file, as it stands."""
    content_id: str
    content: bytes
    """Transfer-decoded; of what is carried as lines (7bit, quoted-printable), line ends are line feeds."""
    children: tuple[Part, ...]

    def walk(self) -> Iterator[Part]:
        """Yield this part and all below it, depth first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class _Count:
    """How much was read, so that it is bounded."""

    parts: int = 0
    cut: bool = False

    def take(self, depth: int) -> bool:
        self.parts += 1
        if self.parts > MOST_PARTS or depth > MOST_DEPTH:
            self.cut = True
            return False
        return True


def read_structure(untrusted: bytes, head: Head) -> tuple[Part, tuple[str, ...]]:
    """Return the tree of parts, and codes of what was wrong.

    Codes: `bad-structure` the fast parser gave up, `no-structure` both did and the body is one text, `many-parts` some were
    left out, `no-boundary` it says that it has several parts and has not.
    """
    untrusted_message = untrusted if head.clean else _write_clean(untrusted, head)
    count = _Count()
    faults: list[str] = []
    try:
        part = _convert(fast_mail_parser.parse_email_tree(untrusted_message), count, 0)
    except (fast_mail_parser.ParseError, UnicodeError):
        faults.append("bad-structure")
        try:
            part = _convert_stdlib(email.message_from_bytes(untrusted_message, policy=compat32), _Count(), 0)
        except _STDLIB_FAULTS:
            faults.append("no-structure")
            part = _make_part("text/plain", {}, untrusted[head.body_at :], ())
    if count.cut:
        faults.append("many-parts")
    if part.content_type.startswith("multipart/") and not part.children:
        faults.append("no-boundary")
        body = untrusted[head.body_at :].replace(b"\r\n", b"\n")
        part = Part("text/plain", part.parameters, "", "", "", "", body, ())
    return part, tuple(faults)


def _write_clean(untrusted: bytes, head: Head) -> bytes:
    """Write the message again with fields only in its head, and an empty line behind it."""
    fields = [header.raw if header.raw.endswith(b"\n") else header.raw + b"\n" for header in head.headers]
    return b"".join(fields) + b"\n" + untrusted[head.body_at :]


def _convert(node: fast_mail_parser.PyMimePart, count: _Count, depth: int) -> Part:
    headers = {name.lower(): values[0] for name, values in node.headers.items() if values}
    children = () if node.is_message else node.children
    kept = tuple(_convert(child, count, depth + 1) for child in children if count.take(depth))
    return _make_part(node.content_type, headers, node.content or b"", kept)


def _convert_stdlib(message: Message, count: _Count, depth: int) -> Part:
    headers: dict[str, str] = {}
    for name, value in message.items():
        headers.setdefault(name.lower(), str(value))
    payload = message.get_payload()
    content_type = message.get_content_type()
    if isinstance(payload, list):
        if content_type == "message/rfc822" or (content_type.startswith("message/") and payload):
            inner = b"\n".join(_write_stdlib(child) for child in payload if isinstance(child, Message))
            return _make_part(content_type, headers, inner, ())
        below = [child for child in payload if isinstance(child, Message)]
        kept = tuple(_convert_stdlib(child, count, depth + 1) for child in below if count.take(depth))
        return _make_part(content_type, headers, b"", kept)
    content = message.get_payload(decode=True)
    return _make_part(content_type, headers, content if isinstance(content, bytes) else b"", ())


def _write_stdlib(message: Message) -> bytes:
    try:
        return message.as_bytes(policy=compat32)
    except _STDLIB_FAULTS:
        return b""


def _make_part(
    content_type: str, headers: dict[str, str], content: bytes, children: tuple[Part, ...]
) -> Part:
    typed, disposed = headers.get("content-type", ""), headers.get("content-disposition", "")
    parameters = read_parameters(typed)
    encoding = headers.get("content-transfer-encoding", "").strip().lower()
    if encoding not in _EXACT and not children and b"\r\n" in content:
        content = content.replace(b"\r\n", b"\n")
    return Part(
        content_type=content_type.lower().strip() or "text/plain",
        parameters=parameters,
        encoding=encoding,
        disposition=read_value(disposed),
        name=read_file_name(read_parameters(disposed), parameters) if disposed or parameters else "",
        content_id=headers.get("content-id", "").strip().strip("<>"),
        content=content,
        children=children,
    )
