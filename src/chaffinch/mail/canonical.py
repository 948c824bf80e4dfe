"""The two forms in which DKIM signs heads and bodies (RFC 6376, 3.4), in little memory and linear time."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Form = Literal["simple", "relaxed"]
HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
_TABS = bytes.maketrans(b"\t", b" ")
_BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class BodyHash:
    """What a body, canonical, comes to."""

    value: str
    """Base64, as `bh=` has it."""
    length: int
    """Of the whole canonical body, in bytes."""


def to_wire(content: bytes) -> bytes:
    """Return the bytes with CRLF as their line ends, as they were on the wire."""
    if content.count(b"\n") == content.count(b"\r\n"):
        return content
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def canonicalise_body(
    content: bytes, form: Form, *, start: int = 0, unquote: bool = False
) -> Iterator[bytes]:
    """Yield a body as it is hashed, in blocks.

    Args:
        content: with any line ends.
        form: `simple` or `relaxed`.
        start: where the body begins in the content.
        unquote: whether `>From ` at the beginning of a line is taken for mbox's mark of `From `.
    """
    empty_lines, any_line = 0, False
    while start < len(content):
        end = content.find(b"\n", start + _BLOCK) + 1 or len(content)
        block = content[start:end]
        if unquote:
            block = (b"\n" + block).replace(b"\n>From ", b"\nFrom ")[1:]
        block, start = to_wire(block), end
        if form == "relaxed":
            # Runs to one blank first: taking blanks off line ends by a pattern is quadratic on a megabyte of blanks.
            block = _join_blanks(block).replace(b" \r\n", b"\r\n")
            if block.endswith(b" "):
                block = block[:-1]
        stop = len(block)
        while block.endswith(b"\r\n", 0, stop):
            stop -= 2
        if stop:
            yield b"\r\n" * empty_lines + block[:stop]
            empty_lines, any_line = 0, True
        empty_lines += (len(block) - stop) // 2
    if any_line or form == "simple":
        yield b"\r\n"


def _join_blanks(content: bytes) -> bytes:
    """Return the bytes with one blank for each run of blanks and tabs; a long run is halved again and again."""
    content = content.translate(_TABS)
    while b"  " in content:
        content = content.replace(b"  ", b" ")
    return content


def canonicalise_header(raw: bytes, form: Form) -> bytes:
    """Return a field as it is hashed, with CRLF at its end."""
    if form == "simple":
        return to_wire(raw).rstrip(b"\r\n") + b"\r\n"
    name, _, value = raw.partition(b":")
    unfolded = _join_blanks(value.replace(b"\r\n", b"").replace(b"\n", b"")).strip(b" \t\r\n")
    return name.strip(b" \t\r\n").lower() + b":" + unfolded + b"\r\n"


def hash_body(
    content: bytes,
    *,
    form: Form,
    algorithm: str = "sha256",
    length: int | None = None,
    start: int = 0,
    unquote: bool = False,
) -> BodyHash:
    """Return the hash of a body as `bh=` writes it.

    Args:
        content: with any line ends.
        form: how it is canonicalised.
        algorithm: sha256 or sha1.
        length: as `l=`: how many bytes of the canonical body count; all of it by default.
        start: where the body begins in the content.
        unquote: as for `canonicalise_body`.
    """
    digest, whole = HASHES[algorithm](), 0
    for block in canonicalise_body(content, form, start=start, unquote=unquote):
        digest.update(block if length is None else block[: max(0, length - whole)])
        whole += len(block)
    return BodyHash(value=base64.b64encode(digest.digest()).decode("ascii"), length=whole)
