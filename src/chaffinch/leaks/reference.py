"""What judging asks of the reference archive and the ledger; `archive` keeps the one, tests may stand in for both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chaffinch.leaks.prints import DocumentPrint, MailPrint


@dataclass(frozen=True, slots=True)
class Original:
    """One item that the archive holds."""

    id: str
    kind: str
    """mail, document, or attachment: a file inside a message, whose id is `ID#N` of the message and its number."""
    mailbox: str
    """Whose, or which folder."""
    first_seen: datetime
    """When the archive first held it, aware."""
    sha256: str
    mail: MailPrint | None = None
    document: DocumentPrint | None = None
    """Texts are empty where the archive keeps signatures only (`--no-text`)."""
    has_text: bool = True
    text_sha256: str = ""
    sketch: tuple[int, ...] = ()
    copies: int = 1
    """In how many mailboxes it stands."""
    uid_in_order: bool = True
    """Whether its number in the mailbox fits its date: an intruder can append back-dated mail."""


@dataclass(frozen=True, slots=True)
class PlantedEntry:
    """One item of the ledger."""

    id: str
    kind: str
    sha256: str
    text_sha256: str
    sketch: tuple[int, ...]
    text: str = ""
    """Empty where the text cannot be had."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A later message of ours that quotes the text in question."""

    original: str
    words: int
    share: float
    """Of the words in question, 0 to 1."""
    independent: bool = True
    """Whether it stands in another mailbox than what it quotes, and its own place there is not in doubt (seen before the
    breach, number in order): an intruder can plant an answer, too."""


class Reference(Protocol):
    """Questions to the archive; every answer is in a fixed order."""

    def find_by_sha256(self, sha256: str) -> Sequence[Original]:
        """Items with exactly these bytes."""

    def find_by_message_id(self, message_id: str) -> Sequence[Original]:
        """Messages of that Message-ID."""

    def find_by_text(self, text_sha256: str) -> Sequence[Original]:
        """Items whose normalised text has this hash."""

    def find_by_body_hash(self, body_hash: str) -> Sequence[Original]:
        """Messages of whose body `bh=` of a DKIM signature would be this (base64), in either form."""

    def find_alike(self, sketch: Iterable[int], *, most: int = 10) -> Sequence[Original]:
        """Items that share runs of words, the likest first."""

    def find_witnesses(self, text: str) -> Sequence[Witness]:
        """Messages that quote it."""

    def covers(self, mailbox: str, day: date) -> bool:
        """Whether all mail of that mailbox and day is known, from a journal or a delivery log."""

    def owns(self, address: str) -> bool:
        """Whether the address is of one of our mailboxes or domains."""

    def is_after_breach(self, original: Original) -> bool:
        """Whether the archive first held it after the stated start of the intrusion; false where none is stated."""

    def is_delivered(self, message_id: str) -> bool:
        """Whether a delivery log or a journal of ours names that Message-ID."""

    def get_usual(self, habit: str, sender: str) -> Sequence[str]:
        """Values of a habit (`mail.habits`) that the archive knows of that sender, the most frequent first."""


class PlantedItems(Protocol):
    """Questions to the ledger's entries."""

    def find_planted(self, *, sha256: str, text_sha256: str, sketch: Iterable[int]) -> Sequence[PlantedEntry]:
        """Entries that are this item, or that it may be made of, the likest first."""
