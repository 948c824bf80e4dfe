"""What of a lot is kept: what is new in its mailbox and nobody's own, with its terms; and how far its source is read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

from chaffinch.leaks.archive.entries import Entries
from chaffinch.leaks.archive.found import Lot, Mark, Printed, Standing
from chaffinch.leaks.archive.index import write_part
from chaffinch.leaks.archive.opened import Opened
from chaffinch.leaks.archive.order import Frontier, count_seconds
from chaffinch.leaks.archive.privacy import find_private_reason
from chaffinch.leaks.archive.record import make_letter, make_record, split_record
from chaffinch.leaks.archive.terms import TermKind
from chaffinch.leaks.archive.usual import keep_usual
from chaffinch.leaks.prints import ItemPrint

_NOBODY = 0
"""Number of no item: what is only known to have been seen."""


@dataclass(slots=True)
class Tally:
    """What became of what was read."""

    added: int = 0
    """Messages and documents; files in messages are not counted."""
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


def keep_lot(
    opened: Opened, lot: Lot, printed: Sequence[Printed], *, now: datetime, mark: bool = True
) -> Tally:
    """Write what is new, in the open transaction; return what became of it.

    Args:
        opened: open for writing.
        lot: where it comes from.
        printed: what was taken of it.
        now: when: *first seen* of what is new.
        mark: whether the lot is done with.
    """
    tally = Tally(faults=[*(lot.faults if mark else ()), *_list_faults(printed)])
    entries, kept = Entries(opened.terms), _Kept(opened, now)
    for one, standing in _list_fresh(opened, lot, printed, entries, tally):
        fits = kept.orders.take(standing, one.item.mail.date if one.item.mail else "")
        if reason := _find_reason(one.item, standing):
            tally.private[reason] += 1
            continue
        own = replace(one, files=tuple(file for file in one.files if not _find_reason(file.item, standing)))
        kept.add(own, standing, entries, in_order=fits)
    tally.added = kept.write()
    for done in lot.mark_for(tally.faults).marks if mark else ():
        _write_mark(opened, done, entries)
    _write_faults(opened, tally, now=now)
    terms, numbers = entries.collect()
    if len(terms):
        opened.index.add(write_part(opened.folder, opened.tables, terms, numbers))
    return tally


def _list_faults(printed: Sequence[Printed]) -> Iterator[tuple[str, str]]:
    """Yield what could not be read, files in messages too."""
    for one in printed:
        for item in (one.item, *(file.item for file in one.files)):
            if item.fault:
                yield item.where.path, item.fault


def _list_fresh(
    opened: Opened, lot: Lot, printed: Sequence[Printed], entries: Entries, tally: Tally
) -> Iterator[tuple[Printed, Standing]]:
    """Yield what is not yet known of its mailbox, each once, and where it stands; of what has a fault, what has bytes."""
    usable = [(one, lot.stand(one.item.where.path)) for one in printed if _is_usable(one.item)]
    names = [f"item\0{standing.mailbox}\0{_name_item(one)}" for one, standing in usable]
    known = opened.index.knows(opened.terms.make(TermKind.SEEN, *names))
    met: set[str] = set()
    for pair, name, is_known in zip(usable, names, known, strict=True):
        if is_known or name in met:
            tally.known += 1
            continue
        met.add(name)
        entries.add(TermKind.SEEN, _NOBODY, [name])
        yield pair


def _is_usable(item: ItemPrint) -> bool:
    """Return whether it can be kept: a message that was read, or a file whose bytes can be told."""
    return item.mail is not None or (item.kind != "mail" and bool(item.where.sha256))


def _name_item(printed: Printed) -> str:
    """Return by what an item is known in its mailbox: its bytes; what an Outlook store holds has none of its own."""
    mail, where = printed.item.mail, printed.item.where
    if where.sha256 or mail is None:
        return where.sha256 or where.path
    return f"{mail.message_id}\0{make_letter(mail, printed.texts)}"


def _find_reason(item: ItemPrint, standing: Standing) -> str:
    headers, subject = (item.mail.headers, item.mail.subject) if item.mail else ((), "")
    return find_private_reason(headers, subject=subject, folders=standing.folders)


class _Kept:
    """Rows that are written together."""

    def __init__(self, opened: Opened, now: datetime) -> None:
        self.orders = _Orders(opened)
        self._opened, self._now = opened, _count(now)
        (self._last,) = opened.tables.execute("SELECT coalesce(max(number), 0) FROM items").fetchone()
        self._rows: list[tuple[int, int, int, bytes, bytes | None]] = []
        self._printed: list[Printed] = []

    def add(self, printed: Printed, standing: Standing, entries: Entries, *, in_order: bool) -> None:
        """Add an item under the next number."""
        self._last += 1
        seal = self._opened.seal
        record = make_record(printed, standing, keep_text=self._opened.about.keeps_text, in_order=in_order)
        entries.add_item(self._last, printed, record)
        values, words = split_record(record)
        self._rows.append(
            (
                self._last,
                self._opened.number_mailbox(standing.mailbox),
                self._now,
                seal.seal({**values, "number": self._last}, purpose="record"),
                seal.seal(words, purpose="words") if words else None,
            )
        )
        self._printed += [printed, *printed.files]

    def write(self) -> int:
        """Write the rows; return how many."""
        self._opened.tables.executemany("INSERT INTO items VALUES (?, ?, ?, ?, ?)", self._rows)
        keep_usual(self._opened, self._printed)
        self.orders.write()
        return len(self._rows)


class _Orders:
    """How far the dates of each folder have come."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._frontiers: dict[str, Frontier] = {}

    def take(self, standing: Standing, date: str) -> bool:
        """Return whether it fits the order of its folder; true where nothing tells."""
        if not standing.place:
            return True
        frontier = self._frontiers.get(standing.place) or read_frontier(self._opened, standing.place)
        fits, self._frontiers[standing.place] = frontier.take(count_seconds(date))
        return fits

    def write(self) -> None:
        for place, frontier in self._frontiers.items():
            self._opened.write_mark(_name_order(place), json.dumps(asdict(frontier)))


def read_frontier(opened: Opened, place: str) -> Frontier:
    """Return how far the dates of a folder have come."""
    kept = opened.read_mark(_name_order(place))
    values = json.loads(kept) if kept else {}
    return Frontier(**{**values, "latest": tuple(values["latest"])}) if values else Frontier()


def _name_order(place: str) -> str:
    return f"order\0{place}"


def _write_mark(opened: Opened, mark: Mark, entries: Entries) -> None:
    if mark.value:
        opened.write_mark(mark.name, mark.value)
    else:
        entries.add(TermKind.SEEN, _NOBODY, [mark.name])


def _write_faults(opened: Opened, tally: Tally, *, now: datetime) -> None:
    opened.tables.executemany(
        "INSERT INTO faults (at, sealed) VALUES (?, ?)",
        [(_count(now), opened.seal.seal([path, code], purpose="fault")) for path, code in tally.faults],
    )


def _count(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
