"""Entries gathered into chunks."""

from __future__ import annotations

from chaffinch.names.feeds.certificates.entries import Entry
from chaffinch.names.feeds.certificates.heads import read_moment
from chaffinch.names.feeds.certificates.place import Place
from chaffinch.names.feeds.feed import Chunk, FeedFault, Gap

MOST_NAMES = 10_000
_MOST_ENTRIES = 2_048


class Gathering:
    """What the next chunk will hold."""

    def __init__(self) -> None:
        self._empty()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self._entries or self._faults or self._gaps)

    def _empty(self) -> None:
        self._names: list[bytes] = []
        self._places: list[int] = []
        self._entries = 0
        self._newest = -1
        self._faults: list[FeedFault] = []
        self._gaps: list[Gap] = []

    def is_full_before(self, entry: Entry | str) -> bool:
        """Return whether a chunk must be cut before this entry."""
        more = len(entry.names) if isinstance(entry, Entry) else 0
        return self._entries >= _MOST_ENTRIES or (self._entries > 0 and len(self._names) + more > MOST_NAMES)

    def add(self, index: int, entry: Entry | str) -> None:
        """Take an entry; a broken one is a fault at its index."""
        self._entries += 1
        if isinstance(entry, str):
            self._faults.append(FeedFault("broken-entry", str(index), {"reason": entry}))
            return
        self._names += entry.names
        self._places += [index] * len(entry.names)
        self._newest = max(self._newest, entry.timestamp)

    def add_fault(self, fault: FeedFault) -> None:
        """Take a fault that is of no single entry."""
        self._faults.append(fault)

    def add_gap(self, gap: Gap) -> None:
        """Take entries that were given up."""
        self._gaps.append(gap)

    def cut(self, place: Place, checkpoint: dict[str, object]) -> Chunk:
        """Return the chunk and begin the next one."""
        chunk = Chunk(
            names=tuple(self._names),
            checkpoint=checkpoint,
            entries=self._entries,
            position=place.position,
            places=tuple(self._places),
            waiting=place.head.size - place.position,
            newest_at=read_moment(self._newest) if self._newest >= 0 else None,
            faults=tuple(self._faults),
            gaps=tuple(self._gaps),
        )
        self._empty()
        return chunk
