"""The archive as judging asks it: read-only, opened by plain values in each process, its answers in a fixed order."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain, islice
from pathlib import Path

from chaffinch.ground.texts import hash_text
from chaffinch.leaks.archive.coverage import covers_day, read_covered
from chaffinch.leaks.archive.handed import find_handed, list_handed
from chaffinch.leaks.archive.opened import open_whole
from chaffinch.leaks.archive.originals import Originals
from chaffinch.leaks.archive.record import Record
from chaffinch.leaks.archive.runs import count_shared, pick_runs, split_words
from chaffinch.leaks.archive.terms import TermKind
from chaffinch.leaks.archive.usual import find_usual
from chaffinch.leaks.reference import Original, Witness
from chaffinch.mail.quotes import list_quotations

MOST = 20
"""Items of one answer: a letter to everybody stands in hundreds of mailboxes."""
_COMMON = 2_000
"""A run of words that so many items have is a footer."""
_MOST_WITNESSES = 20
_FEWEST_WORDS = 5


class ReferenceArchive:
    """Answers what `leaks.reference.Reference` asks.

    Texts that it gives are for comparing with a leaked item; whoever shows one to a person shows it beside that item, and
    puts on record for which one it was opened (GUARDRAILS.md).
    """

    def __init__(self, folder: Path, *, key: bytes, breach: datetime | None = None) -> None:
        """Open an archive as it stands.

        Args:
            folder: where it is.
            key: its key.
            breach: the stated start of the intrusion, aware; by default what the archive was told.

        Raises:
            ArchiveError: there is none, or it is of another key.
        """
        self._opened = open_whole(folder, key=key)
        about = self._opened.about
        self._breach = breach or read_breach(about.breach)
        self._originals = Originals(self._opened, breach=self._breach)
        self._owned = {one.casefold() for one in (*about.owned, *self._opened.mailboxes)}
        self._covered = read_covered(self._opened)
        self._handed = tuple(list_handed(self._opened))

    @property
    def dkim_keys(self) -> bytes:
        """Return the DKIM keys that it was given, as `mail.prints.read_keys` takes them."""
        return "\n".join(self._opened.about.keys).encode()

    def close(self) -> None:
        """Let the archive go."""
        self._opened.tables.close()

    def find_by_sha256(self, sha256: str) -> Sequence[Original]:
        """Items with exactly these bytes, those first that the archive held first; files in messages behind the others."""
        kinds = (TermKind.SHA256, TermKind.FILE)
        own = self._list(*kinds, sha256, lambda file: file.sha256 == sha256)
        return [*own, *find_handed(self._handed, kinds, sha256, sha256=sha256)]

    def find_by_message_id(self, message_id: str) -> Sequence[Original]:
        """Messages of that Message-ID, and such as are enclosed in others."""
        kinds = (TermKind.MESSAGE_ID, TermKind.FILE_MESSAGE_ID)
        own = self._list(
            *kinds, message_id, lambda file: file.mail is not None and file.mail.message_id == message_id
        )
        return [*own, *find_handed(self._handed, kinds, message_id)]

    def find_by_text(self, text_sha256: str) -> Sequence[Original]:
        """Items whose normalised text, or that of their page, has this hash."""
        kinds = (TermKind.TEXT, TermKind.FILE_TEXT)
        own = self._list(*kinds, text_sha256, lambda file: text_sha256 in file.texts)
        return [*own, *find_handed(self._handed, kinds, text_sha256, text_sha256=text_sha256)]

    def find_by_body_hash(self, body_hash: str) -> Sequence[Original]:
        """Messages of whose body `bh=` of a DKIM signature would be this (base64), in either form."""
        own = islice(self._originals.list(self._find(TermKind.BODY, body_hash)), MOST)
        return [*own, *find_handed(self._handed, (TermKind.BODY,), body_hash)]

    def find_answers(self, message_id: str) -> Sequence[Original]:
        """Messages that name that one as what they answer: somebody had it before they were written."""
        return list(islice(self._originals.list(self._find(TermKind.PARENT, message_id)), MOST))

    def find_alike(self, sketch: Iterable[int], *, most: int = 10) -> Sequence[Original]:
        """Items that share runs of words, those first that share most, then those that came first."""
        asked = frozenset(sketch)
        counted = [
            (count, number, kind)
            for kind in (TermKind.SKETCH, TermKind.FILE_SKETCH)
            for count, number in self._count_alike(kind, asked, most=most)
        ]
        likest = heapq.nsmallest(most, counted)
        found = list(self._originals.list(at for _, at, kind in likest if kind == TermKind.SKETCH))
        found += self._originals.list_files(
            (at for _, at, kind in likest if kind == TermKind.FILE_SKETCH),
            lambda file: not asked.isdisjoint(file.sketch),
        )
        ranked = [(-len(asked.intersection(one.sketch)), place, one) for place, one in enumerate(found)]
        for file in self._handed:
            shared = file.count_shared((TermKind.SKETCH, TermKind.FILE_SKETCH), asked)
            ranked += [
                (-count, len(ranked) + number, file.describe(number)) for number, count in shared.items()
            ]
        return [one for _, _, one in heapq.nsmallest(most, ranked)]

    def find_witnesses(self, text: str) -> Sequence[Witness]:
        """Messages that quote it, those first that quote most of it."""
        words = split_words(text)
        if len(words) < _FEWEST_WORDS:
            return ()
        picked = pick_runs(words)
        likest = self._count_alike(TermKind.QUOTED, picked, most=_MOST_WITNESSES)
        own = set(self._find(TermKind.TEXT, hash_text(text)))
        home = self._originals.list_mailboxes(sorted(own))
        found = [
            self._describe_witness(number, words, runs=-count, of=len(picked), home=home)
            for count, number in likest
            if number not in own
        ]
        return sorted(
            (one for one in found if one and one.words >= _FEWEST_WORDS),
            key=lambda one: (-one.words, int(one.original)),
        )

    def covers(self, mailbox: str, day: date) -> bool:
        """Whether all mail of that mailbox and day is known, from a journal or a delivery log."""
        return covers_day(self._covered.get(mailbox.casefold(), ()), day)

    def owns(self, address: str) -> bool:
        """Whether the address is of one of our mailboxes or domains, or of a domain below one of them."""
        wanted = address.strip().casefold()
        host = wanted.rpartition("@")[2]
        return wanted in self._owned or any(parent in self._owned for parent in _list_parents(host))

    def is_after_breach(self, original: Original) -> bool:
        """Whether the archive first held it after the stated start of the intrusion; false where none is stated."""
        return self._breach is not None and original.first_seen >= self._breach

    def is_delivered(self, message_id: str) -> bool:
        """Whether a delivery log or a journal of ours names that Message-ID."""
        terms = self._opened.terms.make(TermKind.DELIVERED, message_id)
        return bool(message_id) and self._opened.index.knows(terms)[0]

    def get_usual(self, habit: str, sender: str) -> Sequence[str]:
        """Values of a habit that the archive knows of that sender, the most frequent first.

        Args:
            habit: as `mail.habits` names it, `client`, or `document:` and a name of an office file's metadata.
            sender: address; of documents the author, or nothing for everybody's.
        """
        return find_usual(self._opened, habit, sender)

    def _list(
        self, kind: TermKind, file_kind: TermKind, value: str, wanted: Callable[[Record], bool]
    ) -> list[Original]:
        items = self._originals.list(self._find(kind, value))
        files = self._originals.list_files(self._find(file_kind, value), wanted)
        return list(islice(chain(items, files), MOST))

    def _find(self, kind: TermKind, value: str) -> list[int]:
        if not value:
            return []
        [numbers] = self._opened.index.find(self._opened.terms.make(kind, value))
        return [int(number) for number in numbers]

    def _count_alike(self, kind: TermKind, sketch: Iterable[int], *, most: int) -> list[tuple[int, int]]:
        """Return the items that share most of the numbers: how many, negative, and the item."""
        terms = self._opened.terms.make_numbered(kind, sorted(sketch))
        numbers, counts = self._opened.index.count_shared(terms, most=_COMMON)
        return heapq.nsmallest(most, zip((-counts).tolist(), numbers.tolist(), strict=True))

    def _describe_witness(
        self, number: int, words: list[str], *, runs: int, of: int, home: set[int]
    ) -> Witness | None:
        original = self._originals.open(number)
        if original is None or original.mail is None:
            return None
        if original.mail.text:
            quoted = list_quotations(original.mail.text)
            shared = max((count_shared(words, split_words(one)) for one in quoted), default=0)
        else:
            shared = len(words) * runs // of
        parents = self._find(TermKind.MESSAGE_ID, original.mail.in_reply_to)
        quoted_from = home or self._originals.list_mailboxes(parents)
        elsewhere = self._opened.mailboxes[original.mailbox] not in quoted_from
        undoubted = original.uid_in_order and not self.is_after_breach(original)
        return Witness(str(number), shared, shared / len(words), independent=elsewhere and undoubted)


def read_breach(stated: str) -> datetime | None:
    """Return the start of an intrusion: a day counts from its beginning, in UTC where no zone is said."""
    if not stated:
        return None
    moment = datetime.fromisoformat(stated)
    return moment if moment.tzinfo else datetime.combine(moment.date(), moment.time() or time(), UTC)


def _list_parents(host: str) -> Iterator[str]:
    """Yield a host and the domains above it."""
    labels = host.split(".")
    for start in range(len(labels)):
        yield ".".join(labels[start:])
