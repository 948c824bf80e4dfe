"""What of a batch is kept: what is new in its mailbox and nobody's own, with its terms; and how far its sources are read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from chaffinch.leaks.archive.entries import Entries
from chaffinch.leaks.archive.found import Found, Printed
from chaffinch.leaks.archive.index import write_part
from chaffinch.leaks.archive.opened import Opened
from chaffinch.leaks.archive.order import Frontier, count_seconds
from chaffinch.leaks.archive.privacy import find_private_reason
from chaffinch.leaks.archive.record import make_record, split_record
from chaffinch.leaks.archive.terms import TermKind
from chaffinch.leaks.archive.usual import keep_usual

_NOBODY = 0
"""Number of no item: what is only known to have been seen."""


@dataclass(slots=True)
class Tally:
    """What became of what was found."""

    added: int = 0
    known: int = 0
    """There already, in that mailbox."""
    private: Counter[str] = field(default_factory=Counter)
    """Left out, by the code of `privacy`."""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """Path and code of what could not be read."""

    def take(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.added += other.added
        self.known += other.known
        self.private.update(other.private)
        self.faults += other.faults


def keep_batch(opened: Opened, batch: Sequence[Printed], *, now: datetime) -> Tally:
    """Write a batch, in the open transaction; return what became of it."""
    tally, entries = Tally(), Entries(opened.terms)
    orders = _Orders(opened)
    (last,) = opened.tables.execute("SELECT coalesce(max(number), 0) FROM items").fetchone()
    rows: list[tuple[int, int, int, bytes, bytes | None]] = []
    kept: list[Printed] = []
    for printed in _list_fresh(opened, batch, entries, tally):
        mail, found = printed.item.mail, printed.found
        in_order = orders.take(found, mail.date if mail else "")
        if mail and (
            reason := find_private_reason(mail.headers, subject=mail.subject, folders=found.folders)
        ):
            tally.private[reason] += 1
            continue
        last += 1
        record = make_record(printed, keep_text=opened.about.keeps_text, in_order=in_order)
        entries.add_item(last, printed, record)
        values, words = split_record(record)
        sealed = opened.seal.seal({**values, "number": last}, purpose="record")
        words_sealed = opened.seal.seal(words, purpose="words") if words else None
        rows.append((last, opened.number_mailbox(found.mailbox), _count(now), sealed, words_sealed))
        kept.append(printed)
    opened.tables.executemany("INSERT INTO items VALUES (?, ?, ?, ?, ?)", rows)
    keep_usual(opened, kept)
    orders.write()
    _write_marks(opened, batch, entries)
    _write_faults(opened, tally, now=now)
    tally.added = len(rows)
    terms, numbers = entries.collect()
    if len(terms):
        opened.index.add(write_part(opened.folder, opened.tables, terms, numbers))
    return tally


def _list_fresh(
    opened: Opened, batch: Sequence[Printed], entries: Entries, tally: Tally
) -> Iterator[Printed]:
    """Yield what is not yet known of its mailbox, each once; what could not be read is told instead."""
    names = [f"item\0{one.found.mailbox}\0{one.item.where.sha256}" for one in batch]
    known = opened.index.knows(opened.terms.make(TermKind.SEEN, *names))
    met: set[str] = set()
    for printed, name, is_known in zip(batch, names, known, strict=True):
        if printed.item.fault:
            tally.faults.append((printed.found.path, printed.item.fault))
        elif is_known or name in met:
            tally.known += 1
        else:
            met.add(name)
            entries.add(TermKind.SEEN, _NOBODY, [name])
            yield printed


class _Orders:
    """How far the dates of each folder have come."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._frontiers: dict[str, Frontier] = {}

    def take(self, found: Found, date: str) -> bool:
        """Return whether it fits the order of its folder; true where nothing tells."""
        if not found.place:
            return True
        frontier = self._frontiers.get(found.place) or read_frontier(self._opened, found.place)
        fits, self._frontiers[found.place] = frontier.take(count_seconds(date))
        return fits

    def write(self) -> None:
        for place, frontier in self._frontiers.items():
            self._opened.write_mark(_name_order(place), json.dumps(asdict(frontier)))


def read_frontier(opened: Opened, place: str) -> Frontier:
    """Return how far the dates of a folder have come."""
    kept = opened.read_mark(_name_order(place))
    values = json.loads(kept) if kept else {}
    return Frontier(tuple(values["latest"]), values["seen"], values["out"]) if values else Frontier()


def _name_order(place: str) -> str:
    return f"order\0{place}"


def _write_marks(opened: Opened, batch: Sequence[Printed], entries: Entries) -> None:
    marks = {mark.name: mark.value for one in batch for mark in one.found.marks}
    for name, value in marks.items():
        if value:
            opened.write_mark(name, value)
        else:
            entries.add(TermKind.SEEN, _NOBODY, [name])


def _write_faults(opened: Opened, tally: Tally, *, now: datetime) -> None:
    opened.tables.executemany(
        "INSERT INTO faults (at, sealed) VALUES (?, ?)",
        [(_count(now), opened.seal.seal([path, code], purpose="fault")) for path, code in tally.faults],
    )


def _count(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
