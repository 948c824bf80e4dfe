"""Records of JSON that need not stand a line each: lists, answers of an interface (`items`, `value`), or one after another.

Read piece by piece in bounded memory: a record is at most `LONGEST` characters, and what is broken is left behind at the
place where it breaks, so that no input is read more than a few times over.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: Characters of one record.
LONGEST = 262_144
#: So many characters more are taken in at a time, so that few of them are parsed twice.
_BITE = 65_536
_SHOWN = 256
_LISTS = re.compile(r'"(?:items|value)"\s*:\s*\[')
_LISTS_IN_LINE = re.compile(_LISTS.pattern.encode())
_BETWEEN = re.compile(r"[\s,\]}]*")
_KEY = re.compile(r'\s*,?\s*("(?:[^"\\]|\\.){0,200}")\s*:\s*')
_DECODER = json.JSONDecoder()
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Record:
    """One record, or what could not be read as one."""

    text: bytes
    """UTF-8, its line ends as they stand; of a broken one only the beginning."""
    line: int
    """In which it begins, counted from 1."""
    offset: int
    """Of its first byte, once the file is unpacked and written in UTF-8."""
    whole: bool = True


def split_records(blocks: Iterable[bytes]) -> Iterator[Record]:
    """Yield a source's records in their order; what lies between them is left out.

    Args:
        blocks: the source's bytes, cut anywhere; UTF-8, or UTF-16 with its mark, as PowerShell writes it.
    """
    return _Splitter(_decode(blocks)).split()


def _decode(blocks: Iterable[bytes]) -> Iterator[str]:
    """Yield text; bytes that are none come back as they were once it is encoded again."""
    decoder: codecs.IncrementalDecoder | None = None
    head = b""
    for block in blocks:
        if decoder is None:
            head += block
            if len(head) < 3:
                continue
            block, decoder = head, _choose_decoder(head)  # noqa: PLW2901 -- what was held back goes first
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True) if decoder else head.decode("utf-8", "surrogateescape")


def _choose_decoder(head: bytes) -> codecs.IncrementalDecoder:
    encoding = next((name for mark, name in _BOMS if head.startswith(mark)), "utf-8")
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    return codecs.getincrementaldecoder(encoding)(errors)


class _Splitter:
    """Holds as much of the text as a record may be long, and a block."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._text = ""
        self._at = 0
        self._ended = False
        self._line = 1
        self._offset = 0
        self._counted = 0
        """Up to here lines and bytes of the held text were counted."""
        self._by_line = False
        """Whether the last object had a line of its own, so that the next ones need no parsing to find their ends."""
        self._in_answer = False
        self._begun = self._begins_line = False

    def split(self) -> Iterator[Record]:
        while self._skip_between():
            if self._text[self._at] != "{":
                self._at = self._find_next(self._at + 1)
                continue
            if self._by_line:
                yield from self._take_lines()
            elif record := self._take_object():
                yield record

    def _skip_between(self) -> bool:
        """Go to the next character that counts, with a line or a block behind it; tell whether there is one."""
        self._begins_line = not self._begun
        while True:
            if found := _BETWEEN.match(self._text, self._at):
                self._at = found.end()
                self._begins_line = self._begins_line or "\n" in found[0]
            if self._at < len(self._text):
                self._begun = True
                return True
            if not self._fill():
                return False

    def _fill(self) -> bool:
        """Take in more text; False where there is no more."""
        self._count(self._at)
        self._text, self._at, self._counted = self._text[self._at :], 0, 0
        pieces, held = [self._text], 0
        for text in self._texts:
            pieces.append(text)
            held += len(text)
            if held >= _BITE:
                break
        else:
            self._ended = True
        self._text = "".join(pieces)
        return held > 0

    def _count(self, end: int) -> None:
        passed = self._text[self._counted : end]
        self._line += passed.count("\n")
        self._offset += len(passed.encode("utf-8", "surrogateescape"))
        self._counted = end

    def _take_lines(self) -> Iterator[Record]:
        """Take records that have a line each, without parsing them, up to one that looks otherwise."""
        end = self._text.rfind("\n", self._at)
        self._count(self._at)
        block = self._text[self._at : max(end, self._at)].encode("utf-8", "surrogateescape")
        passed = 0
        for line in block.split(b"\n") if block else ():
            text = line.rstrip(b" \t\r,")
            if text and not _is_object(text):
                break
            if text:
                yield Record(text, self._line, self._offset)
            self._line += 1
            self._offset += len(line) + 1
            passed += len(line) + 1
        self._by_line = passed > len(block) > 0
        # The last line's end stands behind the block.
        self._at += len(block[:passed].decode("utf-8", "surrogateescape")) + (passed > len(block))
        self._counted = self._at

    def _take_object(self) -> Record | None:
        """Take an object however it is written, or enter the list in it; None where it holds or is no record."""
        while True:
            end = None
            try:
                _said, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                reached = error.pos
            except RecursionError:
                reached = self._at + LONGEST
            inner = self._find_list(reached if end is None else end)
            if inner is not None:
                self._at, self._in_answer, self._by_line = inner, True, False
                return None
            if end is not None:
                self._by_line = not self._in_answer and self._has_own_line(end)
                self._count(self._at)
                record = Record(self._encode(end), self._line, self._offset)
                self._at = end
                return record
            if len(self._text) - self._at > LONGEST or self._ended:
                return self._give_up(reached)
            self._fill()

    def _has_own_line(self, end: int) -> bool:
        after = self._text.find("\n", self._at)
        return self._begins_line and after >= end and not self._text[end:after].strip(" \t\r,")

    def _find_list(self, end: int) -> int | None:
        """Return where the list of an answer begins, walking the object's own keys; None where it has none."""
        if not _LISTS.search(self._text, self._at, end):
            return None
        at = self._at + 1
        while at < end and (key := _KEY.match(self._text, at)):
            at = key.end()
            if key[1] in ('"items"', '"value"') and self._text.startswith("[", at):
                return at + 1
            try:
                _said, at = _DECODER.raw_decode(self._text, at)
            except (ValueError, RecursionError):
                return None
        return None

    def _give_up(self, broken: int) -> Record:
        """Leave what is broken, or too long, behind; the next object may begin where it breaks."""
        self._count(self._at)
        record = Record(self._encode(self._at + _SHOWN), self._line, self._offset, whole=False)
        self._at = self._find_next(min(max(broken, self._at + 1), len(self._text)))
        return record

    def _encode(self, end: int) -> bytes:
        return self._text[self._at : end].encode("utf-8", "surrogateescape")

    def _find_next(self, start: int) -> int:
        found = self._text.find("{", start)
        return found if found != -1 else len(self._text)


def _is_object(text: bytes) -> bool:
    """Tell whether a line seems to be one whole object, and none with a list of records in it."""
    if text[:1] != b"{" or text[-1:] != b"}" or len(text) > LONGEST:
        return False
    return not ((b'"value"' in text or b'"items"' in text) and _LISTS_IN_LINE.search(text))
