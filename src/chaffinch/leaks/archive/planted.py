"""What we planted, as judging asks for it: the ledger's entries, keyed in memory under a key of this process alone."""

from __future__ import annotations

import heapq
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chaffinch.ground.streams import read_lines
from chaffinch.leaks.archive.terms import TermKey, TermKind
from chaffinch.leaks.reference import PlantedEntry
from chaffinch.ledger.entry import BadLine, Entry, read_entries

MOST = 10
_NOT_PLANTED = {"archive-root", "key-rotation", "submission"}
"""Entries that stand for nothing that a dump can hold."""


@dataclass(frozen=True, slots=True)
class PlantedReading:
    """A list of entries, read."""

    entries: tuple[Entry, ...]
    faults: tuple[BadLine, ...]


class PlantedIndex:
    """Answers what `leaks.reference.PlantedItems` asks; made anew in each process from the ledger's lines."""

    def __init__(
        self, entries: Iterable[Entry], *, open_text: Callable[[str], str] = lambda _ref: ""
    ) -> None:
        """Take entries in.

        Args:
            entries: of the ledger.
            open_text: from an entry's `text_ref` to its text, empty where it cannot be had; asked when an entry is found.
        """
        self._key = TermKey(secrets.token_bytes(32))
        self._open_text = open_text
        self._entries = [entry for entry in entries if entry.kind not in _NOT_PLANTED]
        self._by_term: dict[int, list[int]] = defaultdict(list)
        for place, entry in enumerate(self._entries):
            for term in self._list_terms(entry.sha256, entry.text_sha256, entry.signature):
                self._by_term[term].append(place)

    def find_planted(self, *, sha256: str, text_sha256: str, sketch: Iterable[int]) -> Sequence[PlantedEntry]:
        """Entries that are this item, or that it may be made of, the likest first: same bytes, same text, shared runs."""
        numbers = tuple(sketch)
        score: Counter[int] = Counter()
        for place in self._find(TermKind.SHA256, sha256):
            score[place] += 1_000_000
        for place in self._find(TermKind.TEXT, text_sha256):
            score[place] += 1_000
        for term in self._key.make_numbered(TermKind.SKETCH, numbers).tolist():
            score.update(self._by_term.get(term, ()))
        likest = heapq.nsmallest(MOST, ((-points, place) for place, points in score.items()))
        return [self._describe(self._entries[place]) for _, place in likest]

    def _find(self, kind: TermKind, value: str) -> list[int]:
        return self._by_term.get(int(self._key.make(kind, value)[0]), []) if value else []

    def _list_terms(self, sha256: str, text_sha256: str, signature: tuple[int, ...]) -> list[int]:
        texts = [(TermKind.SHA256, sha256), (TermKind.TEXT, text_sha256)]
        found = [int(self._key.make(kind, value)[0]) for kind, value in texts if value]
        return [*found, *map(int, self._key.make_numbered(TermKind.SKETCH, signature))]

    def _describe(self, entry: Entry) -> PlantedEntry:
        text = self._open_text(entry.text_ref) if entry.text_ref else ""
        return PlantedEntry(entry.id, entry.kind, entry.sha256, entry.text_sha256, entry.signature, text)


def read_planted(path: Path) -> PlantedReading:
    """Read a list of entries (JSON Lines, as the ledger's folder has it); lines that are none are told.

    Raises:
        StreamError: it cannot be read.
    """
    reading = read_entries(read_lines(path))
    return PlantedReading(reading.entries, reading.faults)
