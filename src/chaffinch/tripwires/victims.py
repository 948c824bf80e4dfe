"""Whose real accounts a source opened or tried, once that source used a decoy.

Somebody who used one catch of a phishing page has the others, too: the same address, within a day, is the best sign of
whose they are. Names of colleagues are personal: what comes from here says whom to help, in the order of the alphabet; it
counts nothing by person and ranks nobody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from chaffinch.tripwires.match import Find
from chaffinch.tripwires.signin import SignIn

Reach = Literal["opened", "tried"]
WINDOW = timedelta(hours=24)
#: So many names of each reach are kept; a source that tries more is guessing.
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a decoy."""

    source: str
    """Normalised; one that is empty leads nowhere."""
    at: datetime | None
    """Aware; None where the log told no time, so that the source counts at any time."""


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
        self._moments: dict[str, list[datetime] | None] = {}
        for use in uses:
            known = self._moments.setdefault(use.source, [])
            if use.at is None or known is None:
                self._moments[use.source] = None
            else:
                known.append(use.at)
        self._moments.pop("", None)
        for moments in self._moments.values():
            if moments is not None:
                moments.sort()
        self._find = find
        self._window = window
        self._most = most
        self._kept: dict[Reach, dict[tuple[str, str], Victim]] = {"opened": {}, "tried": {}}
        self._unknown: set[str] = set()
        self.left_out = 0
        """Attempts of further names than are kept."""

    @property
    def sources(self) -> frozenset[str]:
        """Whose attempts are worth taking."""
        return frozenset(self._moments)

    def take(self, sign_in: SignIn) -> None:
        """Keep an attempt, where its source used a decoy at about that time."""
        login = sign_in.login.strip().lower()
        if sign_in.source not in self._moments or not login or not self._is_near(sign_in):
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
        kept[key] = _widen(kept.get(key) or Victim(sign_in.source, login, reach, None, None), sign_in.at)

    def list_victims(self) -> tuple[Victim, ...]:
        """Return the accounts by source and name; one that was opened is not told as tried as well.

        A name that the server said not to know is a guess.
        """
        opened, tried = self._kept["opened"], self._kept["tried"]
        guessed = {key for key in tried if key in opened or key[1] in self._unknown}
        told = [*opened.values(), *(victim for key, victim in tried.items() if key not in guessed)]
        return tuple(sorted(told, key=lambda victim: (victim.source, victim.login)))

    def _is_near(self, sign_in: SignIn) -> bool:
        moments = self._moments[sign_in.source]
        if moments is None or sign_in.at is None:
            return True
        place = bisect_left(moments, sign_in.at - self._window)
        return place < len(moments) and moments[place] <= sign_in.at + self._window


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
