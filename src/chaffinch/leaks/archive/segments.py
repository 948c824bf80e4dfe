"""The index on disk: sorted terms and the numbers of the items that have them, in files that are written once.

A file holds its terms (64 bits each, ascending), then the items' numbers (32 bits each, in the same order). Small files
are merged into larger ones, each on its level, so that a term is written as many times as there are levels (O'Neil and
others, "The log-structured merge-tree", 1996). Several processes read the same pages of memory.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chaffinch.leaks.archive.terms import Terms

Numbers = NDArray[np.uint32]
FAN = 8
"""So many files of one level become one of the next."""
_NONE: Numbers = np.empty(0, np.uint32)
_MAGIC = b"chfseg1\n"
_ENTRY = 12
_STRIPES = 64
"""A merge takes the terms in so many stretches, so that its memory stays small."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One file, mapped into memory."""

    terms: Terms
    numbers: Numbers

    def find(self, terms: Terms, *, most: int) -> list[Numbers]:
        """Return the items of each term, ascending; at most so many for one."""
        starts, ends = self._bound(terms)
        found = [_NONE] * len(terms)
        for place in np.flatnonzero(ends > starts).tolist():
            start = int(starts[place])
            found[place] = self.numbers[start : min(int(ends[place]), start + most)]
        return found

    def gather(self, terms: Terms, *, most: int) -> tuple[Numbers, NDArray[np.bool_]]:
        """Return the items of all terms together, at most so many of one; and of each whether its term has that many."""
        starts, ends = self._bound(terms)
        lengths = np.minimum(ends - starts, most)
        offsets = np.cumsum(lengths) - lengths
        places = np.arange(int(lengths.sum())) + np.repeat(starts - offsets, lengths)
        return self.numbers[places], np.repeat(lengths >= most, lengths)

    def _bound(self, terms: Terms) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return where each term begins and ends."""
        return np.searchsorted(self.terms, terms, "left"), np.searchsorted(self.terms, terms, "right")


def open_segment(path: Path) -> Segment:
    """Map a file.

    Raises:
        ValueError: it is none, or cut.
        OSError: it is gone.
    """
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size - len(_MAGIC)
        if size < 0 or size % _ENTRY or stream.read(len(_MAGIC)) != _MAGIC:
            raise ValueError(f"{path.name} is not a part of the index")
        if not size:
            return Segment(np.empty(0, np.uint64), np.empty(0, np.uint32))
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    count = size // _ENTRY
    terms = np.frombuffer(mapped, np.uint64, count, len(_MAGIC))
    return Segment(terms, np.frombuffer(mapped, np.uint32, count, len(_MAGIC) + 8 * count))


def write_segment(path: Path, terms: Terms, numbers: Numbers) -> None:
    """Write a file, its entries sorted and each of them once."""
    order = np.lexsort((numbers, terms))
    terms, numbers = _drop_doubles(terms[order], numbers[order])
    _write(path, iter([(terms, numbers)]), len(terms))


def merge_segments(path: Path, segments: Sequence[Segment]) -> None:
    """Write one file of several, in little memory."""
    _write(path, _merge_stripes(segments), sum(len(one.terms) for one in segments))


def _merge_stripes(segments: Sequence[Segment]) -> Iterator[tuple[Terms, Numbers]]:
    """Yield the merged entries, a stretch of terms at a time."""
    bounds = np.array([(1 << 64) // _STRIPES * stripe for stripe in range(1, _STRIPES)], dtype=np.uint64)
    cuts = [[0, *np.searchsorted(one.terms, bounds).tolist(), len(one.terms)] for one in segments]
    for stripe in range(_STRIPES):
        spans = [slice(cut[stripe], cut[stripe + 1]) for cut in cuts]
        terms = np.concatenate([one.terms[span] for one, span in zip(segments, spans, strict=True)])
        numbers = np.concatenate([one.numbers[span] for one, span in zip(segments, spans, strict=True)])
        order = np.lexsort((numbers, terms))
        yield terms[order], numbers[order]


def _drop_doubles(terms: Terms, numbers: Numbers) -> tuple[Terms, Numbers]:
    if not len(terms):
        return terms, numbers
    fresh = np.ones(len(terms), dtype=bool)
    fresh[1:] = (terms[1:] != terms[:-1]) | (numbers[1:] != numbers[:-1])
    return terms[fresh], numbers[fresh]


def _write(path: Path, stripes: Iterator[tuple[Terms, Numbers]], count: int) -> None:
    """Write terms in front and numbers behind; the file is whole on disk when this returns."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "r+b") as stream:
        stream.write(_MAGIC)
        done = 0
        for terms, numbers in stripes:
            stream.seek(len(_MAGIC) + 8 * done)
            stream.write(terms.astype(np.uint64).tobytes())
            stream.seek(len(_MAGIC) + 8 * count + 4 * done)
            stream.write(numbers.astype(np.uint32).tobytes())
            done += len(terms)
        stream.flush()
        os.fsync(stream.fileno())
