"""Archive and ledger in memory: plain dictionaries that answer what judging asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.prints import ItemPrint
from chaffinch.leaks.reference import Original, PlantedEntry, Witness
from chaffinch.mail.quotes import list_quotations

_RUN = 5


def make_original(
    item: ItemPrint,
    *,
    mailbox: str,
    first_seen: datetime,
    id: str = "",
    uid_in_order: bool = True,
    copies: int = 1,
) -> Original:
    """Return an item as the archive would keep it."""
    text = item.mail.text if item.mail else item.document.text if item.document else ""
    return Original(
        id=id or item.where.path, kind="mail" if item.mail else "document", mailbox=mailbox, first_seen=first_seen,
        sha256=item.where.sha256, mail=item.mail, document=item.document, text_sha256=hash_text(text),
        sketch=sketch_text(text), copies=copies, uid_in_order=uid_in_order,
    )  # fmt: skip


@dataclass
class MemoryReference:
    """What the archive knows."""

    owned: tuple[str, ...]
    """Domains; those below them are ours, too."""
    covered: frozenset[tuple[str, date]] = frozenset()
    covered_mailboxes: frozenset[str] = frozenset()
    """Mailboxes of which every day is known."""
    breach: datetime | None = None
    delivered: frozenset[str] = frozenset()
    originals: dict[str, Original] = field(default_factory=dict)
    _by_hash: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _by_number: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    _by_quoted: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    _habits: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, original: Original) -> None:
        """Keep an item."""
        self.originals[original.id] = original
        keys = {f"sha {original.sha256}", f"text {original.text_sha256}"}
        mail = original.mail
        if mail is not None:
            keys |= {f"id {mail.message_id}"} if mail.message_id else set()
            keys |= {f"body {value}" for value in mail.body_hashes.values()}
            keys |= {f"text {hash_text(mail.html_text)}"} if mail.html_text else set()
            for habit, value in mail.habits.items():
                self._habits[habit, mail.sender][value] += 1
            for quoted in list_quotations(mail.text):
                for run in _list_runs(quoted):
                    self._by_quoted[run].add(original.id)
        for key in keys:
            self._by_hash[key].append(original.id)
        for number in original.sketch:
            self._by_number[number].append(original.id)

    def _find(self, key: str) -> list[Original]:
        return [self.originals[id] for id in self._by_hash.get(key, ())]

    def find_by_sha256(self, sha256: str) -> Sequence[Original]:
        return self._find(f"sha {sha256}")

    def find_by_message_id(self, message_id: str) -> Sequence[Original]:
        return self._find(f"id {message_id}")

    def find_by_text(self, text_sha256: str) -> Sequence[Original]:
        return self._find(f"text {text_sha256}") if text_sha256 else []

    def find_by_body_hash(self, body_hash: str) -> Sequence[Original]:
        return self._find(f"body {body_hash}")

    def find_alike(self, sketch: Iterable[int], *, most: int = 10) -> Sequence[Original]:
        counted = Counter(id for number in sketch for id in self._by_number.get(number, ()))
        ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        return [self.originals[id] for id, _ in ranked[:most]]

    def find_witnesses(self, text: str) -> Sequence[Witness]:
        runs = set(_list_runs(text))
        counted = Counter(id for run in runs for id in self._by_quoted.get(run, ()))
        words = len(text.split())
        ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
        return [
            Witness(
                id, round(words * count / len(runs)), count / len(runs), self._is_sound(self.originals[id])
            )
            for id, count in ranked
            if count / len(runs) > 0.3
        ]

    def _is_sound(self, original: Original) -> bool:
        """Return whether a witness's own place in its mailbox is not in doubt: an intruder plants answers, too."""
        return original.uid_in_order and not self.is_after_breach(original)

    def covers(self, mailbox: str, day: date) -> bool:
        return mailbox in self.covered_mailboxes or (mailbox, day) in self.covered

    def owns(self, address: str) -> bool:
        domain = address.rpartition("@")[2]
        return any(domain == name or domain.endswith("." + name) for name in self.owned)

    def is_after_breach(self, original: Original) -> bool:
        return self.breach is not None and original.first_seen >= self.breach

    def is_delivered(self, message_id: str) -> bool:
        return message_id in self.delivered

    def get_usual(self, habit: str, sender: str) -> Sequence[str]:
        return [value for value, _ in self._habits.get((habit, sender), Counter()).most_common(8)]


@dataclass
class MemoryPlanted:
    """What the ledger knows."""

    entries: dict[str, PlantedEntry] = field(default_factory=dict)
    _by_hash: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _by_number: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, entry: PlantedEntry) -> None:
        """Keep an entry."""
        self.entries[entry.id] = entry
        for key in {entry.sha256, entry.text_sha256}:
            self._by_hash[key].append(entry.id)
        for number in entry.sketch:
            self._by_number[number].append(entry.id)

    def find_planted(self, *, sha256: str, text_sha256: str, sketch: Iterable[int]) -> Sequence[PlantedEntry]:
        exact = [id for key in (sha256, text_sha256) if key for id in self._by_hash.get(key, ())]
        counted = Counter(id for number in sketch for id in self._by_number.get(number, ()))
        alike = [
            id for id, shared in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])) if shared >= 2
        ]
        return [self.entries[id] for id in dict.fromkeys([*exact, *alike[:5]])]


def _list_runs(text: str) -> Iterator[int]:
    words = text.casefold().split()
    for start in range(max(0, len(words) - _RUN + 1)):
        yield hash(tuple(words[start : start + _RUN]))
