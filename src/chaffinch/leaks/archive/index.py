"""The index as a whole: the parts that the tables name, asked together."""

from __future__ import annotations

import os
import sqlite3
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chaffinch.leaks.archive.segments import (
    FAN,
    Numbers,
    Segment,
    merge_segments,
    open_segment,
    write_segment,
)
from chaffinch.leaks.archive.terms import Terms

FOLDER = "index"
_TRIES = 5
_NONE: Numbers = np.empty(0, np.uint32)


class Index:
    """What is indexed at the moment when it is opened; several processes may ask at the same time."""

    def __init__(self, segments: list[Segment]) -> None:
        """Set out with the parts, the oldest first."""
        self._segments = segments

    def find(self, terms: Terms, *, most: int = 1_000) -> list[Numbers]:
        """Return the numbers of the items of each term, ascending, each once; about so many for one at most."""
        found = [one.find(terms, most=most) for one in self._segments]
        if not found:
            return [_NONE for _ in terms]
        return [_join(parts) for parts in zip(*found, strict=True)]

    def count_shared(self, terms: Terms, *, most: int) -> tuple[Numbers, NDArray[np.int64]]:
        """Return the items that have any of the terms, ascending, and of each how many it has.

        Terms that more than `most` items have in one part say little (a signature, a footer): they are left out as long as
        others are there.
        """
        gathered = [one.gather(terms, most=most) for one in self._segments]
        numbers = np.concatenate([_NONE, *(found for found, _ in gathered)])
        common = np.concatenate([np.empty(0, np.bool_), *(flags for _, flags in gathered)])
        return np.unique(numbers if common.all() else numbers[~common], return_counts=True)

    def knows(self, terms: Terms) -> list[bool]:
        """Return of each term whether anything has it."""
        return [bool(len(numbers)) for numbers in self.find(terms, most=1)]

    def add(self, segment: Segment) -> None:
        """Take one more part in."""
        self._segments.append(segment)


def open_index(folder: Path, tables: sqlite3.Connection) -> Index:
    """Open what the tables name; a part that was merged away meanwhile is looked for under its new name."""
    for attempt in range(_TRIES):
        names = [name for (name,) in tables.execute("SELECT name FROM segments ORDER BY name")]
        try:
            return Index([open_segment(folder / FOLDER / name) for name in names])
        except FileNotFoundError:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("the last try returns or raises")


def write_part(folder: Path, tables: sqlite3.Connection, terms: Terms, numbers: Numbers) -> Segment:
    """Write a new part and name it in the open transaction: until that is committed, it is not of the index."""
    name = _choose_name(tables)
    path = folder / FOLDER / name
    write_segment(path, terms, numbers)
    tables.execute("INSERT INTO segments VALUES (?, 0, ?)", (name, len(terms)))
    return open_segment(path)


def merge_parts(folder: Path, tables: sqlite3.Connection) -> bool:
    """Merge the parts of a level that has enough of them, in a transaction of its own; return whether there was one."""
    levels: dict[int, list[str]] = defaultdict(list)
    for name, level in tables.execute("SELECT name, level FROM segments ORDER BY name"):
        levels[level].append(name)
    full = next((level for level in sorted(levels) if len(levels[level]) >= FAN), None)
    if full is None:
        return False
    merged = [open_segment(folder / FOLDER / name) for name in levels[full]]
    name = _choose_name(tables)
    merge_segments(folder / FOLDER / name, merged)
    tables.execute("BEGIN IMMEDIATE")
    tables.executemany("DELETE FROM segments WHERE name = ?", [(one,) for one in levels[full]])
    entries = sum(len(one.terms) for one in merged)
    tables.execute("INSERT INTO segments VALUES (?, ?, ?)", (name, full + 1, entries))
    tables.execute("COMMIT")
    for one in levels[full]:
        (folder / FOLDER / one).unlink(missing_ok=True)
    return True


def clear_strays(folder: Path, tables: sqlite3.Connection) -> None:
    """Take away parts that no table names: a crash left them."""
    named = {name for (name,) in tables.execute("SELECT name FROM segments")}
    for entry in os.scandir(folder / FOLDER):
        if entry.name not in named:
            Path(entry.path).unlink(missing_ok=True)


def _join(parts: tuple[Numbers, ...]) -> Numbers:
    full = [numbers for numbers in parts if len(numbers)]
    return np.unique(np.concatenate(full)) if len(full) > 1 else full[0] if full else _NONE


def _choose_name(tables: sqlite3.Connection) -> str:
    (last,) = tables.execute("SELECT max(name) FROM segments").fetchone()
    return f"{int(last.partition('.')[0]) + 1 if last else 1:08}.terms"
