"""The two forms in which DKIM signs heads and bodies (RFC 6376, 3.4), in time that grows with the length only."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Literal

Form = Literal["simple", "relaxed"]
HASHES = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
_LINE_END = re.compile(rb"\r?\n")
_TABS = bytes.maketrans(b"\t", b" ")


def to_wire(content: bytes) -> bytes:
    """Return the bytes with CRLF as their line ends, as they were on the wire."""
    if b"\n" not in content:
        return content
    if content.count(b"\n") == content.count(b"\r\n"):
        return content
    return _LINE_END.sub(b"\r\n", content)


def canonicalise_body(wire_body: bytes, form: Form) -> bytes:
    """Return a body as it is hashed.

    Args:
        wire_body: with CRLF as its line ends (`to_wire`).
        form: `simple` or `relaxed`.
    """
    body = wire_body
    if form == "relaxed":
        # Runs to one blank first: taking blanks off line ends by a pattern would be quadratic on a megabyte of blanks.
        body = _join_blanks(body).replace(b" \r\n", b"\r\n")
        if body.endswith(b" "):
            body = body[:-1]
    end = len(body)
    while body.endswith(b"\r\n", 0, end):
        end -= 2
    body = body[:end]
    return body + b"\r\n" if body or form == "simple" else b""


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


def hash_body(raw_body: bytes, *, form: Form, algorithm: str = "sha256", length: int | None = None) -> str:
    """Return the hash of a body as `bh=` writes it, base64.

    Args:
        raw_body: what stands behind the head, with any line ends.
        form: how it is canonicalised.
        algorithm: sha256 or sha1.
        length: as `l=`: how many bytes of the canonical body count; all of it by default.
    """
    canonical = canonicalise_body(to_wire(raw_body), form)
    return hash_canonical(canonical[:length] if length is not None else canonical, algorithm)


def hash_canonical(canonical: bytes, algorithm: str) -> str:
    """Return the hash of a canonical body, base64."""
    return base64.b64encode(HASHES[algorithm](canonical).digest()).decode("ascii")
