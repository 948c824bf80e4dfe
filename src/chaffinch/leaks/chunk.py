"""How a dump is cut for several readers: each chunk is read by itself, on this machine or on another, in any order.

The same dump is cut in the same way each time, so that what was done is known by its number after a stop or a crash.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from chaffinch.leaks.finding import Finding
from chaffinch.leaks.prints import ItemPrint


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some files of a dump, or a part of one that is too large for one reader."""

    number: int
    """From 0, in the order of the dump."""
    files: tuple[str, ...]
    """Relative paths, in order."""
    start: int = 0
    """In bytes, where the one file is cut: from here to `end`; 0 and 0 for whole files. A message belongs to the chunk
    in which it begins."""
    end: int = 0
    size: int = 0
    """Bytes to be read."""
    first: int = 1
    """Number of the first message in it, where a mailbox is cut."""


class ReadChunks(Protocol):
    """What reads: made anew from plain values in each process that reads."""

    def read_chunk(self, chunk: Chunk) -> Iterator[ItemPrint]:
        """Yield every item of it, in order; what cannot be read is an item with its fault, never an exception."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An item and what is said of it."""

    item: ItemPrint
    finding: Finding


@dataclass(frozen=True, slots=True)
class JudgedChunk:
    """Everything of one chunk, in order, or a part of it where it holds much (a mailbox of gigabytes in one archive): what
    callers keep in one transaction, or write at one go. The same chunk falls into the same parts each time."""

    chunk: Chunk
    judged: tuple[Judged, ...]
    part: int = 0
    """From 0."""
    last: bool = True
    """Whether the chunk is done with it: only then may its number count as done."""
