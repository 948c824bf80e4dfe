"""A letter between invented people, before a mail program has put it into bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chaffinch.decoys.letters.correspondent import Correspondent

Act = Literal["open", "answer", "query", "clarify", "chase", "thanks", "forward"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a thread."""

    id: str
    """24 hex digits; the phrasings stand in for it (`marks`)."""
    thread: str
    topic: str
    act: Act
    language: str
    sender: Correspondent
    to: tuple[Correspondent, ...]
    cc: tuple[Correspondent, ...]
    subject: str
    """With its prefixes."""
    sent_at: datetime
    """With the organisation's zone."""
    body: str
    """What is new in it: greeting to name, no signature, no quotation."""
    parent: Letter | None
    """What it answers or forwards."""
    attachments: tuple[Attachment, ...] = ()
    trap: str = ""
    """The address of the trap whose log-in stands in it."""

    @property
    def readers(self) -> tuple[Correspondent, ...]:
        """Everybody who gets it."""
        return (*self.to, *self.cc)

    def list_ancestors(self) -> Iterator[Letter]:
        """Yield what it answers, what that answered, and so on."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent
