"""Texts that an export left as they were carried or kept: encodings, escapes of data files, numbers of lines.

Undoing is no judgement: what comes out is compared word by word with ours, and only where it comes nearer to it.
"""

from __future__ import annotations

import binascii
import itertools
import re
from base64 import b64decode
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from urllib.parse import unquote_to_bytes

from chaffinch.leaks.judging.signs import CODECS

BASE64 = re.compile(r"(?m)^(?:[ \t]*[A-Za-z0-9+/]{40,200}\r?\n){2,}[ \t]*[A-Za-z0-9+/]{2,200}={0,2}[ \t]*$")
UTF7 = re.compile(r"\+(?:[A-Za-z0-9+/]{3,400}-?|-)")
PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
ENCODED_WORD = re.compile(r"=\?[\w-]{2,30}\?[bBqQ]\?[^?\s]{0,400}\?=(?:\s+(?==\?))?")
ESCAPE = re.compile(r"\\(?:[nrt\"/]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[0-3][0-7]{2})")
_ESCAPES = re.compile(rf"(?:\\(?:x[0-9a-fA-F]{{2}}|[0-3][0-7]{{2}}))+|{ESCAPE.pattern}")
"""Bytes that stand together are one sign, or some."""
NUMBERED = re.compile(r"(?m)^(?:[\w./-]{0,80}:)?[ \t]{0,8}(\d{1,7})(?:[:.|)]|[ \t])[ \t]{0,4}")

_PLAIN = {"\\n": "\n", "\\r": "\n", "\\t": "\t", '\\"': '"', "\\/": "/"}
_LEAST_LINES, _LEAST_SHARE = 4, 0.9
_MOST_REREAD, _LEAST_STRANGE = 400_000, 3
_LAST_LETTER = "\u2200"
"""Alphabets, punctuation and signs of money stand before it."""
_WIDE_CODECS = ("gb18030", "big5", "shift_jis", "euc-jp", "euc-kr")


def decode_base64(text: str) -> str:
    """Return a text with what stands in it as base64 (RFC 2045, 6.8) read, where that is a text."""
    return BASE64.sub(_decode_block, text)


def decode_utf7(text: str) -> str:
    """Return a text with its runs of UTF-7 (RFC 2152) read."""
    return UTF7.sub(_decode_run, text)


def decode_percent(text: str) -> str:
    """Return a text with what is written as in addresses of the web (RFC 3986, 2.1) read."""
    return PERCENT.sub(lambda match: _read_bytes(unquote_to_bytes(match[0])) or match[0], text)


def decode_words(text: str) -> str:
    """Return a text with encoded words (RFC 2047) read."""
    return ENCODED_WORD.sub(_decode_word, text)


def undo_escapes(text: str) -> str:
    """Return a text that stood in a string of JSON, SQL or a program, as it was."""
    return _ESCAPES.sub(_undo_escape, text)


def drop_numbers(text: str) -> str:
    """Return a text without the numbers of its lines; as it stands where not nearly all lines have the next number."""
    found = [int(match[1]) for match in NUMBERED.finditer(text)]
    lines = sum(1 for line in text.splitlines() if line.strip())
    next_ones = sum(1 for one, other in itertools.pairwise(found) if other == one + 1)
    if (
        len(found) < _LEAST_LINES
        or len(found) < _LEAST_SHARE * lines
        or next_ones < _LEAST_SHARE * (len(found) - 1)
    ):
        return text
    return NUMBERED.sub("", text)


def list_reread(text: str, other: str) -> list[str]:
    """Return what a text would be, had it been written in one charset and read in another: the two nearest to the other
    text by their signs; none where its signs are the other's already.
    """
    known = {*other}
    strange = _count_strange(text, known)
    if strange < _LEAST_STRANGE or len(text) > _MOST_REREAD:
        return []
    pairs = [(read, written) for read in CODECS[1:] for written in CODECS[:2]]
    pairs += [(read, written) for read in _WIDE_CODECS for written in CODECS[:2]]
    kept = text.replace("\ufffd", "?")
    found = {kept.encode(read, "replace").decode(written, "replace") for read, written in pairs}
    near = sorted((count, one) for one in found if (count := _count_strange(one, known)) < strange / 2)
    return [one for _, one in near[:2]]


def _count_strange(text: str, known: set[str]) -> int:
    """Return how many signs beyond ASCII another text does not have, and signs that were lost."""
    return sum(1 for sign in text if sign not in known and (not sign.isascii() or sign == "?"))


def _decode_block(match: re.Match[str]) -> str:
    try:
        return _read_bytes(b64decode("".join(match[0].split()) + "==")) or match[0]
    except binascii.Error:  # one sign too many or too few
        return match[0]


def _decode_run(match: re.Match[str]) -> str:
    if match[0] == "+-":
        return "+"
    run = match[0][1:].removesuffix("-")
    try:
        said = b64decode(run + "=" * (-len(run) % 4)).decode("utf-16-be")
    except (binascii.Error, UnicodeDecodeError):
        return match[0]
    return said if not said.isascii() and _is_text(said) and max(said) < _LAST_LETTER else match[0]


def _decode_word(match: re.Match[str]) -> str:
    try:
        return str(make_header(decode_header(match[0].strip())))
    except (HeaderParseError, LookupError, UnicodeDecodeError, ValueError):
        return match[0]


def _undo_escape(match: re.Match[str]) -> str:
    said = match[0]
    if said in _PLAIN:
        return _PLAIN[said]
    if said[1] == "u":
        sign = chr(int(said[2:], 16))
        return sign if sign.isprintable() or sign.isspace() else said
    codes = re.findall(r"\\(?:x(..)|(...))", said)
    return _read_bytes(bytes(int(code, 16) if code else int(octal, 8) for code, octal in codes)) or said


def _read_bytes(raw: bytes) -> str:
    """Return bytes as a text; an empty one where they are none."""
    for charset in ("utf-8", "cp1252"):
        try:
            said = raw.decode(charset)
        except UnicodeDecodeError:
            continue
        return said if _is_text(said) else ""
    return ""


def _is_text(said: str) -> bool:
    return all(sign.isprintable() or sign.isspace() for sign in said)
