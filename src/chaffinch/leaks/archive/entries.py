"""Which index terms an item has."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from chaffinch.leaks.archive.found import Printed
from chaffinch.leaks.archive.record import Record
from chaffinch.leaks.archive.segments import Numbers
from chaffinch.leaks.archive.terms import TermKey, TermKind, Terms
from chaffinch.leaks.prints import MailPrint

_MOST_PARENTS = 20


class Entries:
    """Terms of many items, gathered by kind, so that each kind is keyed in one call."""

    def __init__(self, key: TermKey) -> None:
        """Begin with none."""
        self._key = key
        self._texts: dict[TermKind, tuple[list[str], list[int]]] = {}
        self._values: dict[TermKind, tuple[list[int], list[int]]] = {}

    def add_item(self, number: int, printed: Printed, record: Record) -> None:
        """Add every term of one item."""
        self.add(TermKind.SHA256, number, [record.sha256])
        self.add(TermKind.TEXT, number, record.texts)
        self._add_numbers(TermKind.SKETCH, number, record.sketch)
        self._add_numbers(TermKind.QUOTED, number, printed.quoted)
        if printed.item.mail:
            self._add_mail(number, printed.item.mail)
            self.add(TermKind.LETTER, number, [record.letter])
        for file in record.files:
            self.add(TermKind.FILE, number, [file.sha256])
            self.add(TermKind.FILE_TEXT, number, file.texts)
            self._add_numbers(TermKind.FILE_SKETCH, number, file.sketch)
            self.add(TermKind.FILE_MESSAGE_ID, number, [file.mail.message_id] if file.mail else [])

    def add(self, kind: TermKind, number: int, values: Iterable[str]) -> None:
        """Add terms of one kind; an empty value has none."""
        texts, numbers = self._texts.setdefault(kind, ([], []))
        for value in values:
            if value:
                texts.append(value)
                numbers.append(number)

    def collect(self) -> tuple[Terms, Numbers]:
        """Return all terms and the items that they are of."""
        parts = [(self._key.make(kind, *texts), at) for kind, (texts, at) in self._texts.items()]
        parts += [(self._key.make_numbered(kind, values), at) for kind, (values, at) in self._values.items()]
        terms = [np.empty(0, np.uint64), *(terms for terms, _ in parts)]
        numbers = [np.empty(0, np.uint32), *(np.array(at, np.uint32) for _, at in parts)]
        return np.concatenate(terms), np.concatenate(numbers)

    def _add_mail(self, number: int, mail: MailPrint) -> None:
        self.add(TermKind.MESSAGE_ID, number, [mail.message_id])
        self.add(TermKind.BODY, number, mail.body_hashes.values())
        parents = dict.fromkeys((mail.in_reply_to, *mail.references[-_MOST_PARENTS:]))
        self.add(TermKind.PARENT, number, parents)

    def _add_numbers(self, kind: TermKind, number: int, values: Iterable[int]) -> None:
        known, numbers = self._values.setdefault(kind, ([], []))
        before = len(known)
        known.extend(values)
        numbers.extend([number] * (len(known) - before))
