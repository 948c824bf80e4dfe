"""The text of RTF (Microsoft, "Rich Text Format Specification", 1.9.1): of documents, and of what Outlook stores."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from chaffinch.mail.charsets import find_charset

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
_UNSEEN = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"listtable", b"generator",
    b"listoverridetable", b"rsidtbl", b"themedata", b"datastore", b"xmlnstbl", b"latentstyles", b"fldinst", b"mmathpr",
}  # fmt: skip
_SEEN = {
    b"par": "\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n", b"page": "\n", b"sect": "\n",
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
}  # fmt: skip
_INFO = {b"author": "creator", b"operator": "last_modified_by", b"title": "title", b"company": "company"}
_GENERATOR = re.compile(rb"\{\\\*\\generator ([^;}]{1,200})")
_MOST_DEPTH = 10_000
MOST = 32_000_000


def read_rtf_text(untrusted: bytes) -> tuple[str, dict[str, str]]:
    """Return the text that is seen, and what the head says: creator, last_modified_by, title, company, application."""
    rtf = _Rtf()
    for match in _TOKEN.finditer(untrusted[:MOST]):
        word, number, hexed, sign, brace, plain = match.groups()
        if hexed is not None or plain is not None:
            rtf.add_bytes(bytes.fromhex(hexed.decode()) if hexed is not None else plain)
        elif brace:
            rtf.cross(opens=brace == b"{")
        elif sign:
            rtf.add_sign(sign)
        elif word:
            rtf.obey(word.lower(), int(number) if number else None)
    rtf.flush()
    text = (
        "".join(rtf.out).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")
    )
    metadata = {name: "".join(parts).strip() for name, parts in rtf.head.items()}
    if generator := _GENERATOR.search(untrusted[:65_536]):
        metadata["application"] = generator[1].decode("ascii", "replace")
    return text.strip(), metadata


@dataclass(slots=True)
class _Group:
    """What holds until the brace that closes."""

    unseen: bool = False
    field: str = ""
    """Of the head."""
    skipped: int = 1
    """Bytes behind `\\u` that stand in for it in old programs."""


@dataclass(slots=True)
class _Rtf:
    """What was read so far."""

    out: list[str] = field(default_factory=list)
    head: dict[str, list[str]] = field(default_factory=dict)
    charset: str = "cp1252"
    left: int = 0
    """Bytes that still stand in for a sign."""
    group: _Group = field(default_factory=_Group)
    around: list[_Group] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)

    def add_bytes(self, content: bytes) -> None:
        taken = min(self.left, len(content))
        self.left -= taken
        self.pending += content[taken:]

    def add_sign(self, sign: bytes) -> None:
        self.flush()
        if sign == b"*":
            self.group.unseen = True
        elif sign in (b"\\", b"{", b"}", b"~"):
            self.write("\xa0" if sign == b"~" else sign.decode())

    def cross(self, *, opens: bool) -> None:
        """Go into a group, or out of it."""
        self.flush()
        if opens and len(self.around) < _MOST_DEPTH:
            self.around.append(self.group)
            self.group = replace(self.group)
        elif not opens:
            self.group = self.around.pop() if self.around else _Group()

    def obey(self, word: bytes, number: int | None) -> None:
        """Do what a control word says."""
        self.flush()
        if word == b"u" and number is not None:
            self.left = self.group.skipped
            self.write(chr(number % 0x10000))
        elif word == b"uc" and number is not None:
            self.group.skipped = min(10, max(0, number))
        elif word == b"ansicpg" and number is not None:
            self.charset = find_charset(f"cp{number}") or "cp1252"
        elif word in _UNSEEN:
            self.group.unseen, self.group.field = True, ""
        elif word in _INFO and self.group.unseen:
            self.group.field = _INFO[word]
        elif word in _SEEN:
            self.write(_SEEN[word])

    def write(self, text: str) -> None:
        if self.group.field:
            self.head.setdefault(self.group.field, []).append(text)
        elif not self.group.unseen:
            self.out.append(text)

    def flush(self) -> None:
        if self.pending:
            self.write(self.pending.decode(self.charset, "replace"))
            self.pending.clear()
