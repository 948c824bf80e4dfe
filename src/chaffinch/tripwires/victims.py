"""Whose real accounts a source opened or tried, once that source used a decoy.

Somebody who used one catch of a phishing page has the others, too. Whose they are is told, within a day, by the same
address; by the same line (the /64 of IPv6, in which one computer changes its address), the same block (the /24 of IPv4),
or, within two hours, the same tool where few others use it. Each says by what it was joined, and why it may be somebody
else.
Names of colleagues are personal: what comes from here says whom to help, in the order of the alphabet; it counts nothing by
person and ranks nobody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from chaffinch.tripwires.match import Find
from chaffinch.tripwires.networks import name_block
from chaffinch.tripwires.signin import SignIn
from chaffinch.tripwires.tools import name_tool

Reach = Literal["opened", "tried"]
Join = Literal["address", "line", "block", "tool"]
"""By what an attempt is taken for his: the address of a use, its line or block, or the tool of a use."""
Doubt = Literal["", "at-home", "guess"]
"""Why it may be somebody else: the account opens from that address, line or block on other days as well, so that it may be
its owner; or it was only tried, with a tool that strangers who guess have as well."""
WINDOW = timedelta(hours=24)
#: Many guess with the same tools: one says something only in the same hours.
_TOOL_WINDOW = timedelta(hours=2)
#: So many names of each reach are kept; a source that tries more is guessing.
_MOST = 10_000
#: On so many days far from any use an account must have opened from somewhere to be at home there: one is he himself.
_DAYS_AT_HOME = 2
#: A tool with which so many times more accounts were opened than decoys used is everybody's.
_COMMON = 4


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a decoy."""

    source: str
    """Normalised; one that is empty leads nowhere."""
    at: datetime | None
    """Aware; None where the log told no time, so that the source counts at any time."""
    tool: str = ""
    """Code of tools.py; empty for none."""


@dataclass(frozen=True, slots=True)
class Victim:
    """One real account that a source of uses opened or tried."""

    source: str
    login: str
    """In small letters."""
    reach: Reach
    first: datetime | None
    """Of the attempts of this reach; None where no line told a time."""
    last: datetime | None
    join: Join = "address"
    doubt: Doubt = ""


class VictimFinder:
    """Takes attempts to sign in one by one, in any order, and keeps those of sources that used a decoy."""

    def __init__(
        self, uses: Iterable[Use], *, find: Find, window: timedelta = WINDOW, most: int = _MOST
    ) -> None:
        """Prepare.

        Args:
            uses: of decoys, by whomever.
            find: the decoys with an address; a phantom's or a trap's account is nobody's.
            window: before and after a use.
            most: names of each reach that are kept.
        """
        moments: dict[tuple[Join, str], list[datetime] | None] = {}
        self._tool_uses: Counter[str] = Counter()
        for use in uses:
            self._tool_uses[use.tool] += 1
            for key in _list_keys(use.source, use.tool):
                known = moments.setdefault(key, [])
                if use.at is None or known is None:
                    # Without a time only the very address counts, at any time.
                    moments[key] = None if key[0] == "address" else known
                else:
                    known.append(use.at)
        self._moments = {key: sorted(known) if known else known for key, known in moments.items()}
        self._find = find
        self._window = window
        self._most = most
        self._kept: dict[Reach, dict[tuple[str, str], Victim]] = {"opened": {}, "tried": {}}
        self._unknown: set[str] = set()
        self._days: dict[tuple[tuple[Join, str], str], set[date]] = {}
        self._tools: dict[tuple[str, str], str] = {}
        """By which tool an account was joined."""
        self.left_out = 0
        """Attempts of further names than are kept."""

    @property
    def wanted(self) -> frozenset[tuple[Join, str]]:
        """Whose attempts are worth taking: addresses, lines, blocks and tools."""
        return frozenset(self._moments)

    def take(self, sign_in: SignIn) -> None:
        """Keep an attempt, where he who used a decoy at about that time may have made it."""
        login = sign_in.login.strip().lower()
        keys = [key for key in _list_keys(sign_in.source, name_tool(sign_in.agent)) if key in self._moments]
        if not keys or not login:
            return
        near = [key for key in keys if self._is_near(key, sign_in.at)]
        if not near:
            self._note_day(keys, login, sign_in)
            return
        if sign_in.failure == "unknown-user":
            if len(self._unknown) < 10 * self._most:
                self._unknown.add(login)
            return
        kinds = {bait.kind for bait in self._find(login)}
        if kinds - {"echo"} or (kinds and not sign_in.success):
            return
        reach: Reach = "opened" if sign_in.success else "tried"
        kept, key = self._kept[reach], (sign_in.source, login)
        if key not in kept and len(kept) >= self._most:
            self.left_out += 1
            return
        victim = kept.get(key) or Victim(sign_in.source, login, reach, None, None, near[0][0])
        kept[key] = _widen(victim, sign_in.at)
        if near[0][0] == "tool":
            self._tools[key] = near[0][1]

    def list_victims(self) -> tuple[Victim, ...]:
        """Return the accounts by source and name; one that was opened is not told as tried as well.

        A name that the server said not to know is a guess.
        """
        opened, tried = self._kept["opened"], self._kept["tried"]
        guessed = {key for key in tried if key in opened or key[1] in self._unknown}
        told = [*opened.values(), *(victim for key, victim in tried.items() if key not in guessed)]
        told = [replace(victim, doubt=self._find_doubt(victim)) for victim in told]
        common = self._list_common(set(self._tools.values()))
        told = [
            victim
            for victim in told
            if victim.join != "tool" or self._tools[victim.source, victim.login] not in common
        ]
        return tuple(sorted(told, key=lambda victim: (victim.source, victim.login)))

    def _is_near(self, key: tuple[Join, str], at: datetime | None) -> bool:
        moments = self._moments[key]
        if moments is None or at is None:
            # What nobody knows the time of is no more than his address's.
            return key[0] == "address"
        window = min(self._window, _TOOL_WINDOW) if key[0] == "tool" else self._window
        place = bisect_left(moments, at - window)
        return place < len(moments) and moments[place] <= at + window

    def _note_day(self, keys: Iterable[tuple[Join, str]], login: str, sign_in: SignIn) -> None:
        if sign_in.success and sign_in.at is not None:
            for key in keys:
                # A tool is at home wherever anybody uses it day by day.
                whose = (key, "" if key[0] == "tool" else login)
                if whose in self._days or len(self._days) < 10 * self._most:
                    self._days.setdefault(whose, set()).add(sign_in.at.date())

    def _find_doubt(self, victim: Victim) -> Doubt:
        if victim.join == "tool":
            return "guess" if victim.reach == "tried" else ""
        keys = [key for key in _list_keys(victim.source, "") if key[0] == victim.join]
        days = (len(self._days.get((key, victim.login), ())) for key in keys)
        return "at-home" if any(count >= _DAYS_AT_HOME for count in days) else ""

    def _list_common(self, tools: Iterable[str]) -> frozenset[str]:
        """Return the tools that others use as well."""
        opened = Counter(
            {tool: len({login for (_, login), one in self._tools.items() if one == tool}) for tool in tools}
        )
        return frozenset(
            tool
            for tool, accounts in opened.items()
            if accounts > _COMMON * self._tool_uses[tool]
            or len(self._days.get((("tool", tool), ""), ())) >= _DAYS_AT_HOME
        )


def _list_keys(source: str, tool: str) -> list[tuple[Join, str]]:
    """Return by what an attempt can be joined, the strongest first."""
    block = name_block(source)
    join: Join = "line" if ":" in block else "block"
    keys: list[tuple[Join, str]] = [("address", source), (join, block), ("tool", tool)]
    return [key for key in keys if key[1]]


def find_victims(
    sign_ins: Iterable[SignIn], uses: Iterable[Use], *, find: Find, window: timedelta = WINDOW
) -> tuple[Victim, ...]:
    """Return the real accounts that sources of uses opened or tried, by source and name.

    Args:
        sign_ins: of any format, in any order.
        uses: of decoys.
        find: the decoys with an address.
        window: before and after a use.
    """
    finder = VictimFinder(uses, find=find, window=window)
    for sign_in in sign_ins:
        finder.take(sign_in)
    return finder.list_victims()


def _widen(victim: Victim, at: datetime | None) -> Victim:
    if at is None:
        return victim
    return replace(victim, first=min(at, victim.first or at), last=max(at, victim.last or at))
