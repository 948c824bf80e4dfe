"""Files of keyed hashes that colleagues handed over, inside an archive: taken in, and asked beside its own index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from chaffinch.errors import UsageError
from chaffinch.ground.files import write_whole
from chaffinch.leaks.archive.opened import Opened
from chaffinch.leaks.archive.personal import (
    derive_personal_key,
    list_numbers,
    open_personal,
    split_personal,
)
from chaffinch.leaks.archive.segments import Segment
from chaffinch.leaks.archive.terms import TermKey, TermKind
from chaffinch.leaks.reference import Original

FOLDER = "personal"


@dataclass(frozen=True, slots=True)
class Handed:
    """One file."""

    number: int
    mailbox: str
    taken_at: datetime
    kinds: str
    terms: TermKey
    index: Segment

    def find(self, kinds: Iterable[TermKind], value: str) -> list[int]:
        """Return the numbers of its items that have a value."""
        asked = np.concatenate([self.terms.make(kind, value) for kind in kinds])
        found = self.index.find(asked, most=100)
        return sorted({number for numbers in found for number in list_numbers(numbers)})

    def count_shared(self, kinds: Iterable[TermKind], sketch: Iterable[int]) -> dict[int, int]:
        """Return how many numbers of a sketch its items share."""
        numbers = sorted(sketch)
        asked = np.concatenate([self.terms.make_numbered(kind, numbers) for kind in kinds])
        counts: dict[int, int] = {}
        for found in self.index.find(asked, most=2_000):
            for number in list_numbers(found):
                counts[number] = counts.get(number, 0) + 1
        return counts

    def describe(self, number: int, *, sha256: str = "", text_sha256: str = "") -> Original:
        """Return an item, of which nothing is known but by what it was asked for."""
        return Original(
            id=f"p{self.number}-{number}",
            kind="mail" if self.kinds[number - 1] == "m" else "document",
            mailbox=self.mailbox,
            first_seen=self.taken_at,
            sha256=sha256,
            text_sha256=text_sha256,
            has_text=False,
        )


def take_in(opened: Opened, path: Path, *, name: str, now: datetime) -> int:
    """Take a colleague's file in, in the open transaction; return how many items it is of.

    Args:
        opened: open for writing.
        path: the file.
        name: the mailbox that its key was made for.
        now: *first seen* of what it holds.

    Raises:
        UsageError: it is no such file, was changed, or is of another name.
    """
    head, untrusted_terms = split_personal(path, key=derive_personal_key(opened.key, name))
    (last,) = opened.tables.execute("SELECT coalesce(max(number), 0) FROM handed").fetchone()
    (opened.folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
    kept = _name_file(opened.folder, last + 1)
    write_whole(kept, untrusted_terms)
    try:
        open_personal(kept, items=len(head.kinds))
    except ValueError as error:
        kept.unlink()
        raise UsageError(f"{path} is no file of keyed hashes.", why=str(error)) from error
    sealed = opened.seal.seal({"name": name, "kinds": head.kinds, "made_at": head.made_at}, purpose="handed")
    opened.tables.execute("INSERT INTO handed VALUES (?, ?, ?)", (last + 1, int(now.timestamp()), sealed))
    return len(head.kinds)


def list_handed(opened: Opened) -> Iterator[Handed]:
    """Yield every file, in the order in which they were taken in."""
    for number, at, sealed in opened.tables.execute("SELECT number, at, sealed FROM handed ORDER BY number"):
        said = opened.seal.open(sealed, purpose="handed")
        yield Handed(
            number=number,
            mailbox=said["name"],
            taken_at=datetime.fromtimestamp(at, UTC),
            kinds=said["kinds"],
            terms=TermKey(derive_personal_key(opened.key, said["name"])),
            index=open_personal(_name_file(opened.folder, number), items=len(said["kinds"])),
        )


def find_handed(
    files: Iterable[Handed], kinds: Iterable[TermKind], value: str, **known: str
) -> Iterator[Original]:
    """Yield the items that have a value; of each mailbox those of the file that had it first."""
    wanted, met = tuple(kinds), set[str]()
    for file in files:
        if file.mailbox not in met and (numbers := file.find(wanted, value)):
            met.add(file.mailbox)
            yield from (file.describe(number, **known) for number in numbers)


def _name_file(folder: Path, number: int) -> Path:
    return folder / FOLDER / f"{number:06}.terms"
