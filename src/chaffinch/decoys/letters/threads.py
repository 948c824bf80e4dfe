"""How a correspondence goes: who writes to whom, in which order, and when."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chaffinch.decoys.chance import Weighted
from chaffinch.decoys.letters.correspondent import Correspondent
from chaffinch.decoys.letters.hours import draw_reply_time, draw_start
from chaffinch.decoys.letters.letter import Act

Script = tuple[tuple[Act, int], ...]
#: What happens in a thread, by whom (0 began it, 1 was asked, 2 joins), and how many of a hundred go so (judgement).
_SCRIPTS: Weighted[Script] = Weighted.of(
    {
        (("open", 0),): 7.0,
        (("open", 0), ("answer", 1)): 19.0,
        (("open", 0), ("answer", 1), ("thanks", 0)): 24.0,
        (("open", 0), ("query", 1), ("clarify", 0)): 6.0,
        (("open", 0), ("query", 1), ("clarify", 0), ("answer", 1)): 10.0,
        (("open", 0), ("query", 1), ("clarify", 0), ("answer", 1), ("thanks", 0)): 8.0,
        (("open", 0), ("chase", 0), ("answer", 1), ("thanks", 0)): 7.0,
        (("open", 0), ("answer", 1), ("query", 2), ("clarify", 1), ("thanks", 2)): 6.0,
        (("open", 0), ("forward", 1), ("answer", 2), ("thanks", 1)): 6.0,
        (
            ("open", 0),
            ("query", 2),
            ("clarify", 0),
            ("query", 1),
            ("clarify", 0),
            ("answer", 1),
            ("thanks", 0),
        ): 4.0,
        (("open", 0), ("forward", 0)): 3.0,
    }
)
ACCESS: Script = (("open", 0), ("answer", 1))
_TRIES = 400


@dataclass(frozen=True, slots=True)
class Turn:
    """One letter to be written."""

    act: Act
    sender: Correspondent
    to: tuple[Correspondent, ...]
    cc: tuple[Correspondent, ...]
    at: datetime
    answers: int
    """The place in the thread of the letter that it answers or forwards; -1 for the first."""


class Society:
    """Who writes to whom: everybody has a few with whom there is most to do (weights of rank, as Zipf's)."""

    def __init__(self, people: Sequence[Correspondent], chance: random.Random) -> None:
        self.people = tuple(people)
        self._busy = Weighted(self.people, [chance.lognormvariate(0, 0.6) for _ in self.people])
        self._circles: dict[str, Weighted[Correspondent]] = {}
        for one in self.people:
            others = [other for other in self.people if other is not one]
            chance.shuffle(others)
            self._circles[one.address] = Weighted(others, [1 / (2 + rank) for rank in range(len(others))])

    def draw_starter(self, chance: random.Random) -> Correspondent:
        """Return somebody who writes, some more than others."""
        return self._busy.draw(chance)

    def draw_others(
        self, starter: Correspondent, count: int, chance: random.Random
    ) -> tuple[Correspondent, ...]:
        """Return so many different people whom this one writes to, or as many as there are."""
        found: list[Correspondent] = []
        while len(found) < min(count, len(self.people) - 1):
            other = self._circles[starter.address].draw(chance)
            if other not in found:
                found.append(other)
        return tuple(found)


def plan_thread(
    script: Script, cast: Sequence[Correspondent], chance: random.Random, *, start: datetime, zone: ZoneInfo
) -> tuple[Turn, ...]:
    """Return the turns of a thread.

    Args:
        script: acts, and whose each is.
        cast: at least two people; who is missing, the second plays too. From the third on they get copies.
        chance: the source of randomness.
        start: when the first letter is written.
        zone: the organisation's.
    """
    turns: list[Turn] = []
    for place, (act, role) in enumerate(script):
        sender = cast[role] if role < len(cast) else cast[1]
        before = turns[-1] if turns else None
        if before is None:
            turns.append(Turn(act, sender, (cast[1],), tuple(cast[2:]), start, -1))
            continue
        slow = 22.0 if act == "chase" else 0.7 if act == "thanks" else 1.0
        at = draw_reply_time(sender.week, chance, after=before.at, zone=zone, slow=slow)
        if act == "forward":
            known = {one.address for one in (before.sender, *before.to)} | {sender.address}
            to = tuple(one for one in cast[2:] if one.address not in known)[:1] or (cast[-1],)
            turns.append(Turn(act, sender, to, (), at, place - 1))
            continue
        to = before.to if before.sender is sender else (before.sender,)
        keep = (*before.to, *before.cc) if before.act != "forward" else ()
        cc = tuple(one for one in keep if one is not sender and one not in to)
        turns.append(Turn(act, sender, to, cc, at, place - 1))
    return tuple(turns)


def draw_script(chance: random.Random) -> Script:
    """Return how a thread goes."""
    return _SCRIPTS.draw(chance)


def draw_beginning(
    society: Society, chance: random.Random, *, since: date, until: date, zone: ZoneInfo
) -> tuple[Correspondent, datetime] | None:
    """Return who begins a thread, and when; None if nobody was found at work within those days."""
    days = (until - since).days
    for _ in range(_TRIES):
        starter = society.draw_starter(chance)
        at = draw_start(starter.week, chance, day=since + timedelta(chance.randrange(days)), zone=zone)
        if at is not None:
            return starter, at
    return None
