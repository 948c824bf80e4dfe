"""Some whole lines of a list, and what a format makes of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chaffinch.names.feeds.feed import FeedFault

State = Mapping[str, Any]
"""What a format must know of the lines before: plain JSON values, kept in the checkpoint."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines: UTF-8, without NUL bytes and without carriage returns; a line that cannot be is empty here."""

    text: bytes
    """Each line ends in a newline; the list's very last one may not."""
    line: int
    """Number of the first line, from 1."""
    is_last: bool = False
    """Nothing follows that could complete a record that is still open."""
    is_whole_file: bool = False
    """Nothing follows and nothing stood before."""

    def split(self) -> list[bytes]:
        """Return the lines without their ends."""
        lines = self.text.split(b"\n")
        if not lines[-1]:
            lines.pop()
        return lines


@dataclass(slots=True)
class Parsed:
    """What a piece gave."""

    names: list[bytes] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """The line of each name."""
    faults: list[FeedFault] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """What stands there and is by design not read, by kind."""
    open_lines: int = 0
    """Lines at the end that belong to a record that goes on; they come again, with more."""

    def add(self, name: bytes, line: int) -> None:
        """Take a name."""
        self.names.append(name)
        self.places.append(line)

    def add_fault(self, code: str, line: int, **params: Any) -> None:
        """Take a line that cannot be read."""
        self.faults.append(FeedFault(code, str(line), params))


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller says about a list beside its format."""

    column: str | int | None = None
    """Of a table: its name, or its number from 1."""
    origin: str | None = None
    """Of a zone file: what relative names are relative to before the first $ORIGIN."""


@dataclass(frozen=True, slots=True)
class TextFormat:
    """How lists of one format are read, piece by piece; both functions are pure."""

    name: str
    begin: Callable[[bytes, Wish], State]
    """From the list's first 64 KB and the caller's wishes; raises ListFormatError where they do not fit."""
    parse: Callable[[Piece, State], tuple[Parsed, State]]


def begin_without(head: bytes, wish: Wish) -> State:
    """Begin a format that need not know anything of the lines before."""
    return {}
