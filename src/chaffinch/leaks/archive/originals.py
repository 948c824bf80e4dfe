"""Items of an open archive as judging asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from chaffinch.ground.secrets import UnreadableSecretError
from chaffinch.leaks.archive.keeping import read_frontier
from chaffinch.leaks.archive.opened import Opened
from chaffinch.leaks.archive.record import Record, join_record
from chaffinch.leaks.archive.terms import TermKind
from chaffinch.leaks.reference import Original

_MOST_COPIES = 1_000
_REMEMBERED = 256


class Originals:
    """Opens records; those asked for again soon are remembered."""

    def __init__(self, opened: Opened) -> None:
        """Set out with an open archive."""
        self._opened = opened
        self._names = {number: name for name, number in opened.mailboxes.items()}
        self.open = lru_cache(maxsize=_REMEMBERED)(self._open)

    def list(self, numbers: Iterable[int], *, most: int) -> list[Original]:
        """Return the items of these numbers, in that order, so many at most; numbers of no item are passed over."""
        found: list[Original] = []
        for number in numbers:
            if len(found) >= most:
                break
            if number and (original := self.open(int(number))):
                found.append(original)
        return found

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
        row = self._opened.tables.execute(
            "SELECT mailbox, first_seen, sealed, words FROM items WHERE number = ?", (number,)
        ).fetchone()
        if row is None:
            return None
        mailbox, first_seen, sealed, words = row
        record = self._read(number, sealed, words)
        return Original(
            id=str(number),
            kind="mail" if record.mail else "document",
            mailbox=self._names[mailbox],
            first_seen=datetime.fromtimestamp(first_seen, UTC),
            sha256=record.sha256,
            mail=record.mail,
            document=record.document,
            has_text=record.has_text,
            text_sha256=record.texts[0] if record.texts else "",
            sketch=record.sketch,
            copies=self._count_copies(record),
            uid_in_order=record.in_order or self._says_nothing(record),
        )

    def _read(self, number: int, sealed: bytes, words: bytes | None) -> Record:
        seal = self._opened.seal
        values = seal.open(sealed, purpose="record")
        if values.pop("number") != number:
            raise UnreadableSecretError(
                f"The archive's item {number} is another one.",
                why="Rows were exchanged behind the archive's back.",
                todo="Keep the folder as evidence, and put the archive back from a backup.",
            )
        return join_record(values, seal.open(words, purpose="words") if words else {})

    def _count_copies(self, record: Record) -> int:
        """Return in how many mailboxes the same letter stands."""
        if not record.letter:
            return 1
        terms = self._opened.terms.make(TermKind.LETTER, record.letter)
        [numbers] = self._opened.index.find(terms, most=_MOST_COPIES)
        return max(1, len(self.list_mailboxes(numbers.tolist()))) if len(numbers) > 1 else 1

    def _says_nothing(self, record: Record) -> bool:
        return bool(record.place) and read_frontier(self._opened, record.place).says_nothing
