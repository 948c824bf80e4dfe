"""What sources yield, and what was taken of it inside the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from chaffinch.leaks.chunk import Chunk
from chaffinch.leaks.prints import ItemPrint

LOT_BYTES = 16_000_000
LOT_FILES = 500
"""About so much is read, and kept, at one go."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a source is read once a lot of it is kept: where to go on after a stop, or the next night."""

    name: str
    """Of the file, or of the folder on a server."""
    value: str = ""
    """As the source wrote it; empty: the file is done with."""
    if_locked: str = ""
    """In its stead where something stayed encrypted, so that the file is read again with other passwords; or empty."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item of ours stands."""

    mailbox: str
    folders: tuple[str, ...] = ()
    """The outermost first, as their owner sees them."""
    place: str = ""
    """The folder whose numbers tell in which order things came; empty where nothing tells it."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Some of a source that is read at one go."""

    stand: Callable[[str], Standing]
    """From an item's path to where it stands."""
    source: str = ""
    """A folder or a file, as `leaks.reading` opens it; empty where the bytes are held."""
    chunk: Chunk = Chunk(0, ())  # noqa: RUF009 - a frozen value
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """Tried on what is encrypted; kept nowhere."""
    held: tuple[tuple[str, bytes], ...] = ()
    """Names and bytes of messages that come from a server, all of them untrusted."""
    size: int = 0
    """In bytes, for the progress."""
    faults: tuple[tuple[str, str], ...] = ()
    """Path and code of what could not even be opened."""
    marks: tuple[Mark, ...] = ()
    is_large: bool = False
    """Whether nobody knows how much comes out of it: then it is kept piece by piece, and marked at its end."""

    def mark_for(self, faults: Iterable[tuple[str, str]]) -> Lot:
        """Return it with the marks that are right for what could not be read of it (path and code)."""
        if not any(code.startswith("encrypted") for _, code in faults):
            return self
        return replace(self, marks=tuple(Mark(one.name, one.if_locked or one.value) for one in self.marks))


@dataclass(frozen=True, slots=True)
class Printed:
    """An item and what was taken of it for the index."""

    item: ItemPrint
    texts: tuple[str, ...] = ()
    """Hashes of what it says: of the text, and of the page where there are both."""
    sketch: tuple[int, ...] = ()
    quoted: tuple[int, ...] = ()
    """Runs of its quotations (`runs.pick_quoted`)."""
    files: tuple[Printed, ...] = ()
    """What a message encloses, and what is in that."""


class Known(Protocol):
    """What sources ask of the archive, so as to read nothing twice."""

    def get_mark(self, name: str) -> str | None:
        """Return how far it was read; None where it never was."""


class Source(Protocol):
    """Where mail or documents of ours are."""

    def measure(self) -> int | None:
        """Return how many bytes there are, for the progress; None where nobody can say."""

    def read(self, known: Known) -> Iterator[Lot]:
        """Yield what is new since the last run."""
