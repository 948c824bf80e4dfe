"""Names gathered into chunks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chaffinch.names.feeds.feed import Chunk, FeedFault
from chaffinch.names.feeds.lists.place import Place

MOST_NAMES = 10_000
_MOST_LINES = 200_000
_MOST_BYTES = 1 << 24
_MOST_FAULTS = 100


class Gathering:
    """What the next chunk will hold."""

    def __init__(self) -> None:
        self._empty()

    def _empty(self) -> None:
        self._names: list[bytes] = []
        self._places: list[int] = []
        self._entries = 0
        self._bytes = 0
        self._faults: list[FeedFault] = []
        self._more_faults: FeedFault | None = None
        self._untold = 0

    def is_full_before(self, names: Sequence[bytes]) -> bool:
        """Return whether a chunk must be cut before these names."""
        return (
            len(self._names) + len(names) > MOST_NAMES
            or self._entries >= _MOST_LINES
            or self._bytes > _MOST_BYTES
        )

    def add(self, names: Sequence[bytes], places: Sequence[int], *, entries: int) -> None:
        """Take names and the entries that they stand in."""
        self._names += names
        self._places += places
        self._entries += entries
        self._bytes += sum(map(len, names))

    def add_faults(self, faults: Iterable[FeedFault]) -> None:
        """Take faults; beyond a hundred they are only counted."""
        for fault in faults:
            if len(self._faults) < _MOST_FAULTS - 1:
                self._faults.append(fault)
            else:
                self._more_faults = self._more_faults or fault
                self._untold += 1

    def cut(self, place: Place) -> Chunk:
        """Return the chunk and begin the next one."""
        faults = list(self._faults)
        if self._more_faults is not None and self._untold == 1:
            faults.append(self._more_faults)
        elif self._more_faults is not None:
            faults.append(FeedFault("more-faults", self._more_faults.where, {"count": self._untold}))
        place = replace(place, new=place.new + len(self._names))
        chunk = Chunk(
            names=tuple(self._names),
            checkpoint=place.write(),
            entries=self._entries,
            position=place.line,
            places=tuple(self._places),
            faults=tuple(faults),
            waiting=0 if place.ended else None,
        )
        self._empty()
        return chunk


def add_counts(known: Mapping[str, int], more: Mapping[str, int]) -> dict[str, Any]:
    """Return the sums of two tables of counts."""
    return {kind: known.get(kind, 0) + more.get(kind, 0) for kind in sorted({*known, *more})}
