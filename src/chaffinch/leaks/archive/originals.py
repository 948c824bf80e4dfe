"""Items of an open archive as judging asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from chaffinch.ground.secrets import UnreadableSecretError
from chaffinch.leaks.archive.keeping import read_frontier
from chaffinch.leaks.archive.opened import Opened
from chaffinch.leaks.archive.record import Record, join_record
from chaffinch.leaks.archive.terms import TermKind
from chaffinch.leaks.reference import Original

_MOST_COPIES = 1_000
_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class _Row:
    """One item as it was read."""

    number: int
    mailbox: str
    first_seen: datetime
    record: Record


class Originals:
    """Opens records; those asked for again soon are remembered."""

    def __init__(self, opened: Opened) -> None:
        """Set out with an open archive."""
        self._opened = opened
        self._names = {number: name for name, number in opened.mailboxes.items()}
        self._read = lru_cache(maxsize=_REMEMBERED)(self._read_row)
        self.open = lru_cache(maxsize=_REMEMBERED)(self._open)

    def list(self, numbers: Iterable[int]) -> Iterator[Original]:
        """Yield the items of these numbers, in that order; numbers of no item are passed over."""
        for number in numbers:
            if number and (original := self.open(int(number))):
                yield original

    def list_files(self, numbers: Iterable[int], wanted: Callable[[Record], bool]) -> Iterator[Original]:
        """Yield the files that these messages enclose and that are wanted, in order."""
        for number in numbers:
            row = self._read(int(number))
            for file in row.record.files if row else ():
                if row and wanted(file):
                    yield self._describe_file(row, file)

    def list_mailboxes(self, numbers: Sequence[int]) -> set[int]:
        """Return in which mailboxes items stand, by the mailboxes' numbers."""
        asked = [int(number) for number in numbers[:_MOST_COPIES]]
        marks = ",".join("?" * len(asked))
        rows = self._opened.tables.execute(
            f"SELECT DISTINCT mailbox FROM items WHERE number IN ({marks})",  # noqa: S608 - question marks only
            asked,
        )
        return {mailbox for (mailbox,) in rows}

    def _open(self, number: int) -> Original | None:
        row = self._read(number)
        if row is None:
            return None
        record = row.record
        return Original(
            id=str(number),
            kind="mail" if record.mail else "document",
            mailbox=row.mailbox,
            first_seen=row.first_seen,
            sha256=record.sha256,
            mail=record.mail,
            document=record.document,
            has_text=record.has_text,
            text_sha256=record.texts[0] if record.texts else "",
            sketch=record.sketch,
            copies=self._count_copies(TermKind.LETTER, record.letter)
            if record.letter
            else self._count_copies(TermKind.SHA256, record.sha256),
            uid_in_order=self._fits(record),
        )

    def _describe_file(self, row: _Row, file: Record) -> Original:
        return Original(
            id=f"{row.number}#{file.path}",
            kind="attachment",
            mailbox=row.mailbox,
            first_seen=row.first_seen,
            sha256=file.sha256,
            mail=file.mail,
            document=file.document,
            has_text=file.has_text,
            text_sha256=file.texts[0] if file.texts else "",
            sketch=file.sketch,
            copies=self._count_copies(TermKind.FILE, file.sha256),
            uid_in_order=self._fits(row.record),
        )

    def _read_row(self, number: int) -> _Row | None:
        found = self._opened.tables.execute(
            "SELECT mailbox, first_seen, sealed, words FROM items WHERE number = ?", (number,)
        ).fetchone()
        if found is None:
            return None
        mailbox, first_seen, sealed, words = found
        seal = self._opened.seal
        values = seal.open(sealed, purpose="record")
        if values.pop("number") != number:
            raise UnreadableSecretError(
                f"The archive's item {number} is another one.",
                why="Rows were exchanged behind the archive's back.",
                todo="Keep the folder as evidence, and put the archive back from a backup.",
            )
        record = join_record(values, seal.open(words, purpose="words") if words else {})
        return _Row(number, self._names[mailbox], datetime.fromtimestamp(first_seen, UTC), record)

    def _count_copies(self, kind: TermKind, value: str) -> int:
        """Return in how many mailboxes the same thing stands."""
        if not value:
            return 1
        [numbers] = self._opened.index.find(self._opened.terms.make(kind, value), most=_MOST_COPIES)
        return max(1, len(self.list_mailboxes(numbers.tolist()))) if len(numbers) > 1 else 1

    def _fits(self, record: Record) -> bool:
        if record.in_order or not record.place:
            return record.in_order
        return read_frontier(self._opened, record.place).says_nothing
