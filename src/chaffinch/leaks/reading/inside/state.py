"""What a worker keeps while it reads: what it was told, and how much may still come out of one file of the dump."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from chaffinch.leaks.reading.order import ReadingLimits, read_setup
from chaffinch.mail.keys import KeyArchive
from chaffinch.mail.prints import read_keys

Value = dict[str, Any]
"""An item with its place (`as_item`), or, asked for singly, `{"begin": PATH}` before each piece."""


class FaultyError(Exception):
    """A piece cannot be read, and why, as a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SpentError(FaultyError):
    """More came out of one file of the dump than is taken: a bomb."""

    def __init__(self) -> None:
        super().__init__("bomb")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Items whose bytes are asked for; of everything else only what holds one of them is opened."""

    paths: frozenset[str]
    around: frozenset[str]
    """Paths of what they lie in."""


def choose_wanted(paths: Iterable[str]) -> Wanted:
    """Return these items with everything around them."""
    chosen, around = frozenset(paths), set[str]()
    for path in chosen:
        parts = path.split("!/")
        around.update("!/".join(parts[:count]) for count in range(1, len(parts)))
    return Wanted(chosen, frozenset(around))


@dataclass(slots=True)
class Reading:
    """The state of one worker."""

    keys: KeyArchive
    passwords: tuple[str, ...]
    limits: ReadingLimits
    skip: dict[str, str] = field(default_factory=dict)
    """Path → code of what ended an earlier worker: told, not read."""
    singly: bool = False
    at: list[Any] = field(default_factory=list)
    """Number of the file in the request, and where in it reading may begin again."""
    scratches: list[BinaryIO] = field(default_factory=list)
    """May be written to; those in use are taken out."""
    room: int = 0
    members: int = 0
    wanted: Wanted | None = None
    """None for everything: then items are printed. Else nothing is, and the bytes of these are given."""

    def asks_for(self, path: str) -> bool:
        """Return whether something is wanted of a piece."""
        return self.wanted is None or path in self.wanted.paths or path in self.wanted.around

    def begin_file(self, size: int) -> None:
        """Count anew what comes out of a file of this size."""
        limits = self.limits
        self.room = min(limits.unpacked_bytes, max(limits.free_bytes, size * limits.ratio))
        self.members = limits.members

    def take(self, count: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            SpentError: they are more than is taken.
        """
        self.room -= count
        if self.room < 0:
            raise SpentError

    def take_member(self, count: int = 1) -> None:
        """Count members of a container.

        Raises:
            SpentError: they are more than is taken.
        """
        self.members -= count
        if self.members < 0:
            raise SpentError

    def begin(self, path: str) -> Iterator[Value]:
        """Tell what is read now, where it matters to know it."""
        if self.singly:
            yield {"begin": path}


def set_up(content: bytes) -> Reading:
    """Return the state of a new worker (see `order.ReadingOrder.write_setup`)."""
    keys, passwords, limits = read_setup(content)
    return Reading(keys=read_keys(keys), passwords=passwords, limits=limits)
