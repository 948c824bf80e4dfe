"""Which uses are one attacker's, as far as can be seen, and by what they were joined.

Joined are uses by the same address, the same line or block (networks.py), the same session of a server, the same tool within
two hours, and by decoys that were typed on the same page within a day. That two are joined says that they look like one
person's work, not that they are; each join says its reason. Nothing here reads a clock or a database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from chaffinch.tripwires.networks import name_block

JoinReason = Literal["address", "session", "line", "block", "tool", "page"]
#: The strongest first: where several hold, that one is told.
_STRENGTH: tuple[JoinReason, ...] = ("address", "session", "line", "block", "tool", "page")
_WITHIN: dict[JoinReason, timedelta] = {
    "address": timedelta(days=30),
    "session": timedelta(days=1),
    "line": timedelta(days=7),
    "block": timedelta(days=1),
    "tool": timedelta(hours=2),
    "page": timedelta(days=1),
}
"""So far apart two neighbours may be. Addresses go from one customer to another, blocks have many."""


@dataclass(frozen=True, slots=True)
class Used:
    """One use of a decoy, as far as it says who made it."""

    number: int
    at: datetime
    """Aware."""
    source: str = ""
    """Normalised; empty where it is not known."""
    session: str = ""
    tool: str = ""
    """Code of tools.py."""
    page: str = ""
    """What had the decoy: a page or a planting, by any name of its own; empty for none."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Why a use is taken for the same attacker's as one before it."""

    number: int
    to: int
    """The use before it that it was joined to."""
    reason: JoinReason


@dataclass(frozen=True, slots=True)
class Attacker:
    """Uses that look like one attacker's."""

    uses: tuple[Used, ...]
    """In the order of time."""
    joins: tuple[Joined, ...]
    """One fewer than there are uses: what holds them together, the strongest reasons first."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The addresses, in the order in which they came."""
        return tuple(dict.fromkeys(use.source for use in self.uses if use.source))

    @property
    def reasons(self) -> tuple[JoinReason, ...]:
        """By what they were joined, the strongest first."""
        found = {join.reason for join in self.joins}
        return tuple(reason for reason in _STRENGTH if reason in found)


def join_attackers(uses: Iterable[Used]) -> tuple[Attacker, ...]:
    """Return the attackers, the one who came last first.

    Args:
        uses: in any order; their numbers are unique.
    """
    ordered = sorted(uses, key=lambda use: (use.at, use.number))
    place = {use.number: index for index, use in enumerate(ordered)}
    groups = _Groups(len(ordered))
    joins: list[Joined] = []
    for reason in _STRENGTH:
        for before, after in _pair(ordered, reason):
            # The later of the two is told; a pair that stronger reasons have joined already says nothing new.
            if groups.join(place[before.number], place[after.number]):
                joins.append(Joined(after.number, before.number, reason))
    gathered: dict[int, list[Used]] = defaultdict(list)
    for use in ordered:
        gathered[groups.find(place[use.number])].append(use)
    holding: dict[int, list[Joined]] = defaultdict(list)
    for join in joins:
        holding[groups.find(place[join.number])].append(join)
    attackers = (Attacker(tuple(group), tuple(holding[root])) for root, group in gathered.items())
    return tuple(sorted(attackers, key=lambda one: (one.uses[-1].at, one.uses[-1].number), reverse=True))


def find_attacker(uses: Iterable[Used], number: int) -> Attacker | None:
    """Return the attacker who made a certain use; None where there is no such use."""
    attackers = join_attackers(uses)
    return next((one for one in attackers if any(use.number == number for use in one.uses)), None)


def _pair(ordered: Sequence[Used], reason: JoinReason) -> Iterable[tuple[Used, Used]]:
    """Yield neighbours in time that have the same mark and are close enough."""
    last: dict[Hashable, Used] = {}
    within = _WITHIN[reason]
    for use in ordered:
        mark = _name_mark(use, reason)
        if not mark:
            continue
        before = last.get(mark)
        if before is not None and use.at - before.at <= within:
            yield before, use
        last[mark] = use


def _name_mark(use: Used, reason: JoinReason) -> str:
    match reason:
        case "address":
            return use.source
        case "session":
            return use.session
        case "tool":
            return use.tool
        case "page":
            return use.page
    block = name_block(use.source)
    return block if (":" in block) == (reason == "line") else ""


class _Groups:
    """Sets that are joined (union by the smaller index, with path halving)."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def find(self, index: int) -> int:
        while self._above[index] != index:
            self._above[index] = index = self._above[self._above[index]]
        return index

    def join(self, one: int, other: int) -> bool:
        """Join the sets of two; return whether they were apart."""
        first, second = sorted((self.find(one), self.find(other)))
        self._above[second] = first
        return first != second
