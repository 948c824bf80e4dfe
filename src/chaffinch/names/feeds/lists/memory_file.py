"""The file that holds a reading's names: a header, then their keyed hashes, sorted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

HASH = np.dtype("<u8")
_MAGIC = b"chaffinch seen 1"
_BLOCK = 128
"""Hashes that a look-up reads. The first of each block is kept in memory: 10 MB for 160 million names."""
_BLOCK_BYTES = 8 * _BLOCK
_HEADER_BYTES = _BLOCK_BYTES
_RUN = 2_000_000
"""Hashes sorted in memory at once: 16 MB, and some times as much while sorting. Whole blocks."""


class MemoryFile:
    """The sorted hashes of one reading.

    The file is read, not mapped: pages of a mapped file that were looked at count as this process's memory.

    Args:
        path: of the file.
        key: of the installation.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no such file, cut short, or made with another key.
    """

    def __init__(self, path: Path, *, key: bytes) -> None:
        self.count = (path.stat().st_size - _HEADER_BYTES) // 8
        self._file = path.open("rb")
        try:
            if self._file.read(_HEADER_BYTES) != _write_header(self.count, key=key):
                raise ValueError(f"{path.name} is not a memory of this key")
            firsts = [hashes[::_BLOCK].copy() for hashes in self.read_all()]
        except BaseException:
            self._file.close()
            raise
        self._firsts = np.concatenate(firsts) if firsts else np.empty(0, dtype=HASH)

    def find(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Return which of the hashes are in it."""
        if not self.count or not len(hashes):
            return np.zeros(len(hashes), dtype=bool)
        blocks = np.maximum(np.searchsorted(self._firsts, hashes, side="right") - 1, 0)
        number = self._file.fileno()
        places = (blocks * _BLOCK_BYTES + _HEADER_BYTES).tolist()
        # What a short last block lacks is filled with its first hash: no other can be found for it.
        read = [_fill_block(os.pread(number, _BLOCK_BYTES, place)) for place in places]
        found: NDArray[np.bool_] = (
            np.frombuffer(b"".join(read), dtype=HASH).reshape(-1, _BLOCK) == hashes[:, None]
        ).any(axis=1)
        return found

    def count_missing(self, others: MemoryFile) -> int:
        """Return how many of its hashes are not among the others."""
        missing = self.count
        ours, theirs = self.read_all(), others.read_all()
        mine, their = next(ours, None), next(theirs, None)
        while mine is not None and their is not None:
            limit = min(mine[-1], their[-1])
            split = int(np.searchsorted(mine, limit, side="right"))
            their_split = int(np.searchsorted(their, limit, side="right"))
            missing -= _count_common(mine[:split], their[:their_split])
            mine = mine[split:] if split < len(mine) else next(ours, None)
            their = their[their_split:] if their_split < len(their) else next(theirs, None)
        return missing

    def read_all(self) -> Iterator[Hashes]:
        """Yield the hashes in their order, some million at once."""
        for start in range(0, self.count, _RUN):
            size = 8 * min(_RUN, self.count - start)
            yield np.frombuffer(os.pread(self._file.fileno(), size, _HEADER_BYTES + 8 * start), dtype=HASH)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def write_memory(path: Path, hashed: BinaryIO, *, count: int, key: bytes, run: int = _RUN) -> int:
    """Write hashes, in whatever order and with repeats, as a memory file in its place.

    Runs are sorted in memory and written beside it; then, since keyed hashes are evenly spread, each equal part of the
    range of numbers is gathered from all runs and sorted once more. Memory stays below 200 MB whatever the count.

    Args:
        path: is replaced when the file is whole.
        hashed: open at its beginning.
        count: of its hashes.
        key: of the installation.
        run: hashes sorted at once.

    Returns:
        The number of different hashes.
    """
    parts = max(1, -(-count // run))
    bounds = np.array([(1 << 64) * part // parts for part in range(1, parts)], dtype=HASH)
    fresh, runs = path.with_suffix(".making"), path.with_suffix(".runs")
    try:
        with runs.open("w+b") as sorted_runs, fresh.open("w+b") as file:
            edges = [_sort_run(hashed, sorted_runs, bounds, run=run) for _ in range(parts)]
            file.write(bytes(_HEADER_BYTES))
            written = 0
            for part in range(parts):
                merged = _sort_once(np.concatenate([_read_part(sorted_runs, edge, part) for edge in edges]))
                merged.tofile(file)
                written += len(merged)
            file.seek(0)
            file.write(_write_header(written, key=key))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        runs.unlink(missing_ok=True)
        fresh.unlink(missing_ok=True)
    return written


def _sort_run(hashed: BinaryIO, sorted_runs: BinaryIO, bounds: Hashes, *, run: int) -> list[int]:
    """Append the next run, sorted; return where in the file its parts begin and end, in bytes."""
    hashes = _sort_once(np.fromfile(hashed, dtype=HASH, count=run))
    start = sorted_runs.tell()
    hashes.tofile(sorted_runs)
    edges = [0, *np.searchsorted(hashes, bounds).tolist(), len(hashes)]
    return [start + 8 * edge for edge in edges]


def _sort_once(hashes: Hashes) -> Hashes:
    """Return hashes sorted, each once. (`np.unique` does the same in two hundred times the time: measured.)"""
    hashes.sort()
    if len(hashes) < 2:
        return hashes
    return hashes[np.concatenate(([True], hashes[1:] != hashes[:-1]))]


def _read_part(sorted_runs: BinaryIO, edges: list[int], part: int) -> Hashes:
    sorted_runs.seek(edges[part])
    return np.fromfile(sorted_runs, dtype=HASH, count=(edges[part + 1] - edges[part]) // 8)


def _count_common(some: Hashes, others: Hashes) -> int:
    """Return how many hashes are in both, each sorted."""
    if not len(some) or not len(others):
        return 0
    places = np.minimum(np.searchsorted(others, some), len(others) - 1)
    return int(np.count_nonzero(others[places] == some))


def _fill_block(block: bytes) -> bytes:
    return block if len(block) == _BLOCK_BYTES else block + block[:8] * ((_BLOCK_BYTES - len(block)) // 8)


def _write_header(count: int, *, key: bytes) -> bytes:
    """Return what the file begins with: it fits no other key and no other length."""
    check = hashlib.blake2b(_MAGIC, digest_size=16, key=key).digest()
    return (_MAGIC + check + count.to_bytes(8, "little")).ljust(_HEADER_BYTES, b"\0")
