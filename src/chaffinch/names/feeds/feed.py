"""What every feed gives: names in chunks, each with the place from which reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

Checkpoint = Mapping[str, Any]
"""Plain JSON values, the feed's own; what it needs to go on after a chunk, whatever the source did meanwhile."""


@dataclass(frozen=True, slots=True)
class FeedFault:
    """Something of a source that could not be read; counted and listed, never a reason to lose the rest."""

    code: str
    """The feed's own word for it ("broken-entry", "bad-signature", "unreachable", …)."""
    where: str
    """Line, entry index or address."""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries start to end (exclusive) of a source that were never read and that the feed gave up on."""

    start: int
    end: int
    code: str
    """Why: "skipped-ahead", "unreadable", "unreachable"."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Names of a source, in its order."""

    names: tuple[bytes, ...]
    """A host or URL each, as the source writes it."""
    checkpoint: Checkpoint
    """Where reading goes on once this chunk is stored."""
    entries: int
    """Entries of the source (lines, certificates) read for it."""
    position: int
    """Entries of the source read up to here since its beginning."""
    places: tuple[int, ...] = ()
    """For each name the line or entry index that it stands in; empty where there is none."""
    waiting: int | None = None
    """Entries that the source holds beyond `position`; None when unknown."""
    newest_at: datetime | None = None
    """When the newest entry was made, as the source states it (aware)."""
    faults: tuple[FeedFault, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Feed(Protocol):
    """A source that can be read from a checkpoint on."""

    def read(self, checkpoint: Checkpoint | None, *, stop: Callable[[], bool]) -> Iterator[Chunk]:
        """Yield what is new, in order, in chunks of at most some ten thousand names.

        A feed yields no faster than it is asked (back-pressure). It ends when there is nothing new for now, or
        soon after `stop` returns true. A source that cannot be reached gives a chunk without names whose faults
        say so.

        Args:
            checkpoint: of the last chunk that was stored; None to begin.
            stop: asked between chunks and while waiting.

        Raises:
            ChaffinchError: the source as configured cannot be one (no such file, no log at that address).
        """
