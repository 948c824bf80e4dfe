"""What an item is of one of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chaffinch.leaks.finding import Change
from chaffinch.leaks.reference import Original

Relation = Literal["exact", "same", "repackaged", "excerpt", "framed", "altered", "unread", "related"]
"""exact: the same bytes. same: head and body are the same. framed: on paper or a page the
message stands, and what is different printing leaves as well (`paper`); who did it cannot be told. unread: it claims to be
this one, and no text is kept to tell. related: most of its words are in this one, and nothing says that it is this one."""
How = Literal["bytes", "message-id", "body-hash", "text", "alike"]
FEWEST_WORDS = 12
"""A shorter text is no sign that two messages are one: `Merci, c'est bon.`"""
_RANK: dict[str, int] = {
    "exact": 0,
    "same": 1,
    "repackaged": 2,
    "excerpt": 3,
    "framed": 4,
    "unread": 5,
    "altered": 6,
    "related": 7,
}


@dataclass(frozen=True, slots=True)
class Match:
    """One of our items, and what theirs is of it."""

    original: Original
    how: How
    relation: Relation
    changes: tuple[Change, ...] = ()
    codes: frozenset[str] = frozenset()
    missing: tuple[Change, ...] = ()
    matched: int = 0
    """Words that are the same."""
    anchored: bool = True
    """Whether more than its text says that it is this one."""
    changed: int = 0
    """Words that changes take, of both."""
    claimed: bool = False
    """Whether a print gives its date, to the minute."""

    @property
    def rank(self) -> tuple[int, int, int, int, str]:
        """Return how near it is, for the order of several."""
        return _RANK[self.relation], self.changed, len(self.changes), -self.matched, self.original.id
