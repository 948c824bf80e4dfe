"""Hand on only the names that a list's last whole reading did not have.

Names are remembered as keyed hashes of 64 bits: without the key the file tells a thief nothing. Two names share a hash by
chance once in 2⁶⁴ / n for a list of n names: of 160 million names, one new one in 10¹¹ is missed.
"""

from __future__ import annotations

import hashlib
import os
from itertools import compress
from pathlib import Path
from typing import BinaryIO

import numpy as np

from chaffinch.names.feeds.feed import FeedFault
from chaffinch.names.feeds.lists.memory_file import HASH, MemoryFile, write_memory
from chaffinch.names.feeds.lists.place import Place


class SeenSieve:
    """Compare with the memory that the checkpoint names; gather the memory to come beside it.

    The old memory is not touched: it is removed when a later reading begins from a checkpoint that names the new one.

    Args:
        base: path of the memory's files, without their endings.
        key: of the installation.
        place: of the checkpoint.
    """

    def __init__(self, base: Path, *, key: bytes, place: Place) -> None:
        # Each list has a key of its own: nobody sees that two lists share names.
        self._key = hashlib.blake2b(base.name.encode(), digest_size=32, key=key).digest()
        self._base = base
        self._faults: list[FeedFault] = []
        self._new = self._name(place.reading, "seen")
        self._remove_others(place)
        self._old = self._open_old(place.memory)
        self._fresh = self._open_fresh(self._name(place.reading, "fresh"), kept=place.kept)
        self._hash = hashlib.blake2b(digest_size=8, key=self._key)

    def sift(self, names: list[bytes], places: list[int]) -> tuple[list[bytes], list[int], bytes]:
        """Return the names that the old memory does not hold, their places, and all names' hashes."""
        hashed = b"".join(map(self._hash_name, names))
        if self._old is None or not names:
            return names, places, hashed
        known = self._old.find(np.frombuffer(hashed, dtype=HASH))
        new = np.logical_not(known).tolist()
        return list(compress(names, new)), list(compress(places, new)), hashed

    def keep(self, remembered: bytes) -> int:
        """Append hashes to those of this reading; return their number."""
        self._fresh.write(remembered)
        return len(remembered) // 8

    def flush(self) -> None:
        """Hand them to the system: they outlive this process."""
        self._fresh.flush()

    def finish(self) -> int:
        """Make the new memory; return how many names of the old one it does not hold."""
        self._fresh.flush()
        self._fresh.seek(0)
        write_memory(self._new, self._fresh, count=os.fstat(self._fresh.fileno()).st_size // 8, key=self._key)
        if self._old is None:
            return 0
        new = MemoryFile(self._new, key=self._key)
        try:
            return self._old.count_missing(new)
        finally:
            new.close()

    def faults(self) -> tuple[FeedFault, ...]:
        """Return what is wrong with the memory."""
        return tuple(self._faults)

    def close(self) -> None:
        """Close the files."""
        self._fresh.close()
        if self._old is not None:
            self._old.close()

    def _hash_name(self, name: bytes) -> bytes:
        hashing = self._hash.copy()
        hashing.update(name.lower().rstrip(b"."))
        return hashing.digest()

    def _name(self, reading: int, ending: str) -> Path:
        return self._base.with_name(f"{self._base.name}.{reading}.{ending}")

    def _remove_others(self, place: Place) -> None:
        kept = {self._name(place.memory, "seen"), self._name(place.reading, "fresh")}
        for ending in ("seen", "fresh", "runs", "making"):
            for path in self._base.parent.glob(f"{self._base.name}.*.{ending}"):
                if path not in kept:
                    path.unlink(missing_ok=True)

    def _open_old(self, memory: int) -> MemoryFile | None:
        if not memory:
            return None
        try:
            return MemoryFile(self._name(memory, "seen"), key=self._key)
        except (OSError, ValueError) as fault:
            self._faults.append(FeedFault("memory-lost", self._base.name, {"why": str(fault)[:200]}))
            return None

    def _open_fresh(self, path: Path, *, kept: int) -> BinaryIO:
        file = path.open("r+b" if kept and path.is_file() else "w+b")
        size = file.seek(0, os.SEEK_END)
        if size < 8 * kept:
            params = {"why": f"{kept - size // 8} names of this reading were not written"}
            self._faults.append(FeedFault("memory-lost", self._base.name, params))
        file.truncate(min(size // 8, kept) * 8)
        file.seek(0, os.SEEK_END)
        return file
