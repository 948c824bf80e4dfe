"""The bytes of a list, cut into pieces of whole clean lines; long, broken or endless as they may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chaffinch.ground.streams import MAX_LINE, StreamError
from chaffinch.names.feeds.feed import FeedFault
from chaffinch.names.feeds.lists.piece import Piece

PIECE_BYTES = 1 << 16
"""Some thousand names."""
ENDING_BYTES = 256
_MOST_OPEN = 1 << 18
"""A record that is open for so many bytes is none."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece, and where it stands in the unpacked list."""

    piece: Piece
    lines: int
    end: int
    """Offset behind its last byte."""
    ending: bytes
    """The last bytes before `end`, compared when reading goes on there; fewer, or none, where they were not kept."""
    tail: int
    """Bytes of the list's last line when that has no end; else 0."""
    faults: tuple[FeedFault, ...]


class LineCutter:
    """Cut blocks into pieces; memory stays bounded whatever they hold.

    Args:
        blocks: of the unpacked list, from the offset on.
        offset: where a line begins.
        line: its number, from 1.
    """

    def __init__(self, blocks: Iterator[bytes], *, offset: int = 0, line: int = 1) -> None:
        self._blocks = blocks
        self._offset = offset
        self._line = line
        self._text = b""
        self._taken = b""
        self._again = self._again_before = 0
        """Bytes that were taken back because a record in them goes on, now and before the last piece."""
        self._ended = False
        self._fault: StreamError | None = None

    def read(self, *, most_bytes: int = PIECE_BYTES) -> Cut | None:
        """Return the next piece; None at the end.

        Args:
            most_bytes: of the piece, beside what was taken back.

        Raises:
            StreamError: the packed form is damaged from here on. An unfinished line before that place may be half a
                name and is not given.
        """
        want = self._again + max(most_bytes, MAX_LINE + 2)
        self._fill(want)
        end = self._text.rfind(b"\n", 0, want) + 1
        if self._ended and len(self._text) <= want:
            end = len(self._text)
        elif end == 0:
            return self._pass_over_line()
        if end == 0:
            if self._fault is not None:
                raise self._fault
            return None
        is_last = (self._ended and end == len(self._text)) or end <= self._again or self._again > _MOST_OPEN
        return self._take(end, is_last=is_last)

    def take_back(self, cut: Cut) -> None:
        """Take back the piece that was just read, to be read in smaller ones."""
        self._again = self._again_before
        self._put_back(0, lines=cut.lines)

    def take_back_lines(self, cut: Cut, lines: int) -> Cut:
        """Take back the last lines of the piece that was just read; they come again with more behind them.

        Returns:
            What is left of the piece.
        """
        place = len(self._taken)
        for _ in range(lines):
            place = self._taken.rfind(b"\n", 0, max(place - 1, 0)) + 1
        ending = self._taken[max(0, place - ENDING_BYTES) : place]
        self._again = len(self._taken) - place
        self._put_back(place, lines=lines)
        return replace(cut, lines=cut.lines - lines, end=self._offset, ending=ending, tail=0)

    def _put_back(self, place: int, *, lines: int) -> None:
        self._text = self._taken[place:] + self._text
        self._offset -= len(self._taken) - place
        self._line -= lines

    def _fill(self, want: int) -> None:
        while not self._ended and len(self._text) <= want:
            try:
                block = next(self._blocks, None)
            except StreamError as fault:
                self._fault, block = fault, None
                self._text = self._text[: self._text.rfind(b"\n") + 1]
            self._ended = block is None
            self._text += block or b""

    def _take(self, end: int, *, is_last: bool) -> Cut:
        raw, self._text = self._text[:end], self._text[end:]
        text, faults = _clean(raw, line=self._line)
        tail = len(raw) - raw.rfind(b"\n") - 1
        lines = raw.count(b"\n") + bool(tail)
        piece = Piece(text, self._line, is_last=is_last)
        self._taken = raw
        self._offset += end
        self._line += lines
        self._again_before, self._again = self._again, 0
        return Cut(piece, lines, self._offset, raw[-ENDING_BYTES:], tail, tuple(faults))

    def _pass_over_line(self) -> Cut:
        """Drop a line that is longer than a piece."""
        dropped = 0
        while (end := self._text.find(b"\n") + 1) == 0 and not self._ended:
            dropped += len(self._text)
            self._text = b""
            self._fill(0)
        ending = b"\n" if end else b""
        end = end or len(self._text)
        self._text = self._text[end:]
        line = self._line
        self._offset += dropped + end
        self._line += 1
        self._taken, self._again = b"", 0
        fault = FeedFault("long-line", str(line), {"bytes": dropped + end})
        return Cut(Piece(b"\n", line, is_last=True), 1, self._offset, ending, 0, (fault,))


def _clean(raw: bytes, *, line: int) -> tuple[bytes, list[FeedFault]]:
    """Return the lines with what cannot be read emptied, and what that was."""
    text = raw.replace(b"\r\n", b"\n") if b"\r" in raw else raw
    if line == 1:
        text = text.removeprefix(_BOM)
    text = text.removesuffix(b"\r")  # of a last line without an end
    if text.isascii() and b"\0" not in text and not _has_long_line(text):
        return text, []
    if b"\0" not in text and _is_utf8(text) and not _has_long_line(text):
        return text, []
    lines = text.split(b"\n")
    faults = []
    for place, content in enumerate(lines):
        if code := _find_flaw(content):
            faults.append(FeedFault(code, str(line + place), {"bytes": len(content)}))
            lines[place] = b""
    return b"\n".join(lines), faults


def _has_long_line(text: bytes) -> bool:
    """Look only at as many places as lines of the longest length would fit in."""
    place = 0
    while len(text) - place > MAX_LINE:
        end = text.rfind(b"\n", place, place + MAX_LINE + 1)
        if end < 0:
            return True
        place = end + 1
    return False


def _find_flaw(line: bytes) -> str:
    if len(line) > MAX_LINE:
        return "long-line"
    if b"\0" in line:
        return "nul-bytes"
    return "" if _is_utf8(line) else "not-utf-8"


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
