"""Encoded words of headers (RFC 2047), as written and as miswritten."""

from __future__ import annotations

import binascii
import re

from chaffinch.mail.charsets import clean_text, decode_text, find_charset

_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_HEXADECIMAL = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def decode_words(value: str, faults: list[str] | None = None) -> str:
    """Return a header's value as a reader sees it.

    Words next to each other are joined before their charset is decoded: programs cut through letters. What is no whole word
    stands as it is. Faults get `bad-charset` and the other codes of `charsets.decode_text`.
    """
    if "=?" not in value:
        return clean_text(value, faults)
    out: list[str] = []
    pending, charset, end = b"", "", 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        joined = end and not between.strip()
        if not joined or word[1].lower() != charset:
            out.append(_decode(pending, charset, faults))
            pending, charset = b"", word[1].lower()
        if not joined:
            out.append(between)
        pending += _decode_word(word[2], _encode(word[3], charset))
        end = word.end()
    out += [_decode(pending, charset, faults), value[end:]]
    return clean_text("".join(out), faults).replace("\n", " ")


def _decode(content: bytes, charset: str, faults: list[str] | None) -> str:
    if not content:
        return ""
    text, wrong = decode_text(content, charset)
    if faults is not None:
        faults += wrong
    return text


def _encode(untrusted: str, charset: str) -> bytes:
    """Return a word's bytes; letters that should have been encoded, and were not, as its charset has them."""
    if untrusted.isascii():
        return untrusted.encode("ascii")
    try:
        return untrusted.encode(find_charset(charset) or "utf-8", "replace")
    except (UnicodeError, LookupError, ValueError):
        return untrusted.encode("utf-8", "replace")


def _decode_word(encoding: str, content: bytes) -> bytes:
    if encoding in "qQ":
        return _HEXADECIMAL.sub(lambda match: bytes([int(match[1], 16)]), content.replace(b"_", b" "))
    letters = _NOT_BASE64.sub(b"", content)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
