"""Calendar entries and business cards (RFC 5545, RFC 2426): lines of text, filled, escaped, folded as the standards say."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Literal

from chaffinch.decoys.documents.errors import ActiveTemplateError, BrokenTemplateError
from chaffinch.decoys.documents.filling import Fill, Filled, choose_by
from chaffinch.decoys.documents.lines import Filler, Value, apply_changes

PlainKind = Literal["ics", "vcf"]
MAX_LINES = 5_000
_FOLD = 75
_BEGINS = {"ics": "BEGIN:VCALENDAR", "vcf": "BEGIN:VCARD"}
#: Alarms that start a programme or send mail (RFC 5545, 3.8.6.1), things that are fetched, other people's agents.
_ACTIVE = (
    ("action", re.compile(r"ACTION[^:]*:\s*(?!DISPLAY|AUDIO\s*$)", re.I)),
    ("external", re.compile(r"(?:ATTACH|PHOTO|LOGO|SOUND|KEY|SOURCE|IMAGE|AGENT)\b(?![^:]*(?:ENCODING=B|BASE64))", re.I)),
    ("external", re.compile(r"[^:]*VALUE=URI[^:]*:(?!mailto:)", re.I)),
    ("script", re.compile(r".*(?:<script|javascript:)", re.I)),
)  # fmt: skip
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,"})


def fill_plain(template: str, kind: PlainKind, fill: Fill, *, chance: random.Random) -> Filled:
    """Make one calendar or card.

    Raises:
        BrokenTemplateError: it is not of this kind.
        ActiveTemplateError: it starts or fetches something.
        FieldError: a placeholder has no value.
    """
    lines = [*_read_lines(template, kind)]
    filler = Filler(_escape_fields(fill), pick=choose_by(fill.wording, chance), locale=fill.locale)
    filled = [apply_changes(line, filler.fill(line)) for line in lines]
    filler.check_filled()
    producer = fill.provenance.application or "-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN"
    filled = [f"PRODID:{producer}" if line.startswith("PRODID") else line for line in filled]
    content = "\r\n".join(folded for line in filled for folded in _fold_line(line)) + "\r\n"
    return Filled(content.encode(), "\n".join(filled), tuple(filler.phrases))


def list_plain_places(template: str, kind: PlainKind) -> tuple[int, ...]:
    """Return how many wordings each place has."""
    filler = Filler({}, pick=lambda _place, _ways: 0)
    for line in _read_lines(template, kind):
        filler.fill(line)
    return tuple(filler.sizes)


def _read_lines(untrusted: str, kind: PlainKind) -> Iterator[str]:
    """Yield the lines, unfolded."""
    lines = re.sub(r"\r?\n[ \t]", "", untrusted.lstrip("\ufeff")).splitlines()
    if not lines or lines[0].strip().upper() != _BEGINS[kind] or len(lines) > MAX_LINES:
        raise BrokenTemplateError(
            "kind", f"a {kind} begins with {_BEGINS[kind]} and has at most {MAX_LINES:,} lines"
        )
    for line in lines:
        for code, pattern in _ACTIVE:
            if pattern.match(line.strip()):
                raise ActiveTemplateError(code, line.partition(":")[0][:40])
        if line.strip():
            yield line.strip()


def _escape_fields(fill: Fill) -> dict[str, Value]:
    """Return the fields with what would end a value escaped; tables have no place in lines."""
    return {
        name: value.translate(_ESCAPED) if isinstance(value, str) else value
        for name, value in fill.fields.items()
        if isinstance(value, str | int | float)
    }


def _fold_line(line: str) -> Iterator[str]:
    """Cut a line at 75 bytes, between letters; what follows begins with a blank (RFC 5545, 3.1)."""
    piece, size = "", 0
    for letter in line:
        length = len(letter.encode())
        if size + length > _FOLD:
            yield piece
            piece, size = " ", 1
        piece += letter
        size += length
    yield piece
