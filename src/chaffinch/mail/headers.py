"""The head of a message: its lines as they stand, and what they say."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from chaffinch.mail.charsets import clean_text
from chaffinch.mail.encoded_words import decode_words

MOST_HEADERS = 2_000
MOST_CHARACTERS = 100_000
_SHORT = 4_000
"""Of one value; a list of thousands of recipients is shorter."""
_FIELD = re.compile(rb"\r?\n|[^\n]+(?:\n[ \t][^\n]*)*(?:\n|\Z)")
_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_MBOX = re.compile(rb">?From [^\n]*\n")


class Header(NamedTuple):
    """One field of a head."""

    name: str
    """As written."""
    raw: bytes
    """The whole field, its name and line ends included."""
    key: str
    """The name in lower case."""

    @property
    def value(self) -> str:
        """What stands behind the colon, unfolded; bytes that are no ASCII as UTF-8, else as Windows-1252."""
        return _read_short(self.raw) if len(self.raw) < _SHORT else _read_value(self.raw)

    def decode(self, faults: list[str] | None = None) -> str:
        """Return the value with its encoded words decoded."""
        return decode_words(self.value, faults)


@dataclass(frozen=True, slots=True)
class Head:
    """The fields of a message, and where its body begins."""

    headers: tuple[Header, ...]
    by_key: dict[str, list[Header]] = field(repr=False)
    """The same by name, lower case."""
    body_at: int
    """Offset of the body in the bytes."""
    faults: tuple[str, ...]
    clean: bool
    """Whether any parser finds the same end of the head: no envelope line, nothing in it that is no field."""

    def find(self, key: str) -> Header | None:
        """Return the first field of that name (lower case), or none."""
        found = self.by_key.get(key)
        return found[0] if found else None

    def list(self, key: str) -> list[Header]:
        """Return all fields of that name (lower case), in order."""
        return self.by_key.get(key, [])

    def read(self, key: str) -> str:
        """Return the first field's value; an empty text where there is none."""
        header = self.find(key)
        return header.value if header else ""


def _read_value(raw: bytes) -> str:
    value = read_bytes(raw.partition(b":")[2][:MOST_CHARACTERS]).strip(" \t\r\n")
    if "\n" in value:
        value = value.replace("\r\n", "\n").replace("\n", "")
    return clean_text(value).replace("\n", " ")


#: A field's value is asked for several times while its message is read.
_read_short = lru_cache(maxsize=256)(_read_value)


def read_bytes(untrusted: bytes) -> str:
    """Return header bytes as text: UTF-8 where they are that, else Windows-1252, else Latin-1."""
    if untrusted.isascii():
        return untrusted.decode("ascii")
    for charset in ("utf-8", "cp1252"):
        try:
            return untrusted.decode(charset)
        except UnicodeDecodeError:
            continue
    return untrusted.decode("latin-1")


def split_head(untrusted: bytes) -> Head:
    """Read the head of a message.

    An mbox's envelope line before it is passed over. A line that is no field ends the head where nothing of a field follows;
    else it is left out, as readers do. Faults: `no-header` there is no field at all, `envelope` an mbox line stood before,
    `bad-header` lines were left out, `no-body` there is no empty line, `many-headers` fields were left out.
    """
    faults: dict[str, None] = {}
    start = 0
    if untrusted.startswith(codecs.BOM_UTF8):
        start = len(codecs.BOM_UTF8)
    while start < len(untrusted) and untrusted[start] in b"\r\n":  # empty lines before the first field
        start += 1
    if match := _MBOX.match(untrusted, start):
        start = match.end()
        faults["envelope"] = None
    headers: list[Header] = []
    body_at = len(untrusted)
    for raw, position in _split_fields(untrusted, start):
        if raw is None:
            body_at = position
            break
        name = _NAME.match(raw)
        if not name:
            if not _is_within_head(untrusted, position + len(raw)):
                body_at = position
                faults["bad-header"] = None
                break
            faults["bad-header"] = None
        elif len(headers) >= MOST_HEADERS:
            faults["many-headers"] = None
        else:
            text = name[1].decode("ascii")
            headers.append(Header(text, raw, text.lower()))
    else:
        faults["no-body"] = None
    if not headers:
        faults["no-header"] = None
        body_at = 0
    clean = not start and not faults
    by_key: dict[str, list[Header]] = {}
    for header in headers:
        by_key.setdefault(header.key, []).append(header)
    return Head(headers=tuple(headers), by_key=by_key, body_at=body_at, faults=tuple(faults), clean=clean)


def _split_fields(untrusted: bytes, start: int) -> Iterator[tuple[bytes | None, int]]:
    """Yield each field with its continuation lines and its offset; None and the body's offset at the empty line."""
    for match in _FIELD.finditer(untrusted, start):
        if match[0] in (b"\n", b"\r\n"):
            yield None, match.end()
            return
        yield match[0], match.start()


def _is_within_head(untrusted: bytes, position: int) -> bool:
    """Return whether the next line is a field, so that a strange line before it is only a strange line."""
    return bool(_NAME.match(untrusted, position))
