"""Where the messages of an mbox begin, and what they are: in one pass, in bounded memory, from any stream."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

BLOCK = 1 << 22
_TAIL = 2_000
"""A separator line and the field behind it are shorter."""
_BEFORE = 8
#: No part of it can match in two ways, so that lines made to be slow are not.
_SEPARATOR = re.compile(
    rb"From [^\n]{0,160}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\n:]{0,24}\d:\d\d[^\n]{0,60}\n"
    rb"(?=>?From |[!-9;-~]{1,200}[ \t]*:|\r?\n|\Z)"
)
_LOOSE = re.compile(
    rb"From (?:\S[^\n]{0,160})?\n(?=(?i:return-path|received|date|from|message-id|to|subject|delivered-to|mime-version"
    rb"|x-[a-z-]{1,60})[ \t]*:)"
)


class Readable(Protocol):
    """What bytes come from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class BoxedMessage:
    """One message of an mbox."""

    number: int
    """From 1; 0 is what stands before the first `From ` line."""
    offset: int
    """Of its `From ` line."""
    content: bytes | None
    """Without that line and without the empty line behind it; None where it is longer than is taken."""
    size: int
    sha256: str


def is_separator(block: bytes | bytearray, place: int) -> bool:
    """Return whether a message begins at this line: `From ` with a date, or, behind an empty line, before a header."""
    if _SEPARATOR.match(block, place):
        return True
    if _LOOSE.match(block, place) is None:
        return False
    return not place or bytes(block[max(0, place - 4) : place]).replace(b"\r", b"").endswith(b"\n\n")


def scan_box(file: Readable, *, start: int = 0) -> Iterator[tuple[int, bool, bytes]]:
    """Yield stretches of an mbox: offset, whether a message begins there, content. Memory does not grow with the file.

    Args:
        file: stands at `start`.
        start: offset, the file's beginning or that of a message.
    """
    block, base = bytearray(), start  # `base`: offset of the block's first byte
    done = 0  # bytes of the block that were yielded already
    begins = False
    while True:
        more = file.read(BLOCK)
        block += more
        limit = len(block) - _TAIL if more else len(block)
        place = 0 if base + done == start and block.startswith(b"From ") else _find_line(block, done)
        while 0 <= place < limit:
            if is_separator(block, place):
                if place > done:
                    yield base + done, begins, bytes(block[done:place])
                done, begins = place, True
            place = _find_line(block, place + 1)
        if limit > done:
            yield base + done, begins, bytes(block[done:limit])
            done, begins = limit, False
        if not more:
            return
        kept = max(0, done - _BEFORE)
        del block[:kept]
        base, done = base + kept, done - kept


def _find_line(block: bytearray, place: int) -> int:
    """Return where the next line that begins with `From ` stands, from a place on that is no beginning; -1 for none."""
    return block.find(b"\nFrom ", max(0, place - 1)) + 1 or -1


def find_messages(file: Readable) -> Iterator[int]:
    """Yield the offset of each message, from the beginning of the file."""
    return (offset for offset, begins, _ in scan_box(file) if begins)


def split_messages(
    file: Readable, *, start: int = 0, end: int | None = None, first: int = 1, most: int
) -> Iterator[BoxedMessage | None]:
    """Yield the messages that begin from `start` to before `end`; None, now and then, while a long one is read.

    Args:
        file: stands at `start`.
        start: offset of a message, or 0.
        end: offset of a message that is not wanted any more; None for all.
        first: number of the first message that begins there.
        most: bytes of a message that are held.
    """
    gathered: _Gathered | None = None
    number = first - 1
    for offset, begins, content in scan_box(file, start=start):
        if begins:
            if gathered:
                yield from gathered.finish()
            if end is not None and offset >= end:
                return
            number += 1
            gathered = _Gathered(number, offset, most)
        elif gathered is None:
            gathered = _Gathered(0, offset, most)
        else:
            yield None
        gathered.add(content)
    if gathered:
        yield from gathered.finish()


class _Gathered:
    """A message whose end is not reached yet."""

    def __init__(self, number: int, offset: int, most: int) -> None:
        self._number, self._offset, self._most = number, offset, most
        self._in_line = number > 0
        self._pieces: list[bytes] = []
        self._held = self._gone = 0
        self._hash = hashlib.sha256()

    def add(self, content: bytes) -> None:
        if self._in_line:
            line_end = content.find(b"\n") + 1
            if not line_end:
                return
            self._in_line, content = False, content[line_end:]
        self._pieces.append(content)
        self._held += len(content)
        if self._held > self._most:
            joined = b"".join(self._pieces)
            self._hash.update(joined[:-4])  # the rest may be the empty line behind the message
            self._gone += len(joined) - 4
            self._pieces, self._held = [joined[-4:]], 4

    def finish(self) -> Iterator[BoxedMessage]:
        rest = b"".join(self._pieces)
        cut = 2 if rest.endswith(b"\r\n\r\n") else 1 if rest.endswith(b"\n\n") else 0
        rest = rest[: len(rest) - cut] if cut else rest
        if not self._number and not self._gone and not rest.strip():
            return
        self._hash.update(rest)
        yield BoxedMessage(
            number=self._number,
            offset=self._offset,
            content=None if self._gone else rest,
            size=self._gone + len(rest),
            sha256=self._hash.hexdigest(),
        )
