"""What one watchlist raises on harmless names: counts by tier, those that wear the name, the worst offenders."""

from __future__ import annotations

import heapq
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from benchmarks.harmless.rates import MILLION, bound_rate

from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.tables import load_services
from chaffinch.names.watchlist import Watchlist

_WORST = 4
_LONGEST_RUN = 4
_SHORTEST_PART = 3
_TABLES = Path(__file__).parent / "words.toml"


@dataclass(slots=True)
class Tally:
    """The matches of one stream, counted."""

    names: int = 0
    counts: dict[tuple[str, bool], int] = field(default_factory=dict)
    """(tier, wears the name) → hosts."""
    worst: dict[bool, list[tuple[float, str, tuple[str, ...]]]] = field(default_factory=dict)
    """Wears the name → score, host, kinds of the highest."""

    def count(self, tier: str, *, worn: bool | None = None) -> int:
        """Return the hosts of a tier: those that wear the name, those that do not, or both."""
        return sum(
            number for (some, wears), number in self.counts.items()
            if some == tier and worn in (None, wears)
        )  # fmt: skip

    def rate(self, tier: str) -> float:
        """Return the hosts of a tier that do not wear the name, per million names."""
        return self.count(tier, worn=False) / max(self.names, 1) * MILLION

    def bound(self, tier: str) -> float:
        """Return the upper 95% bound of that rate."""
        return bound_rate(self.count(tier, worn=False), self.names) if self.names else float("inf")

    def add(self, match: Match, *, worn: bool) -> None:
        self.counts[match.tier, worn] = self.counts.get((match.tier, worn), 0) + 1
        found = (match.score, match.host, match.kinds)
        self.worst[worn] = heapq.nlargest(_WORST, [*self.worst.get(worn, []), found])


@dataclass(frozen=True, slots=True)
class Row:
    """One watched name or service, its matcher, and what it raised."""

    name: str
    matcher: Matcher
    worn: frozenset[str]
    """The name without separators."""
    joined: frozenset[str]
    """The same with a sign-in word of the generator's before or behind it."""
    popular: Tally
    generated: Tally

    @classmethod
    def watch(cls, name: str, *, prior: bool = True) -> Row:
        """Watch a service of services.toml by its id, or a domain; popularity counts where `prior` is true."""
        service = load_services().get(name)
        watchlist = Watchlist.from_mapping({"services": [name]} if service else {"domains": [name]})
        watchlist = replace(watchlist, prior=prior)
        own = service.names if service else tuple(brand.key for brand in watchlist.brands)
        worn = frozenset(text.replace("-", "").replace(".", "") for text in own)
        signs = _list_sign_in_words()
        joined = frozenset(text for own in worn for sign in signs for text in (own + sign, sign + own))
        return cls(name, Matcher(watchlist), worn, joined, Tally(), Tally())

    def count(self, tallies: Sequence[Tally], lines: Sequence[bytes]) -> Iterator[tuple[Match, bool]]:
        """Match the lines, enter what is found and give each match, and whether it wears the name."""
        for tally in tallies:
            tally.names += len(lines)
        for item in self.matcher.match_lines(lines):
            if isinstance(item, Match):
                worn = self.wears(item.host)
                for tally in tallies:
                    tally.add(item, worn=worn)
                yield item, worn

    def wears(self, host: str) -> bool:
        """Tell whether a host holds the name itself as a whole, or joined to a sign-in word and nothing else.

        `boutique-en-marche.fr`, `enmarche24.info` and `enmarchelogin.com` wear *en-marche*; `vienenmarche.fr` and
        `en-marches.fr` do not.
        """
        tokens = host.replace("-", ".").split(".")
        tokens = [token if token in self.worn else token.rstrip("0123456789") or token for token in tokens]
        runs = {
            "".join(tokens[begin:end])
            for begin in range(len(tokens))
            for end in range(begin + 1, min(begin + _LONGEST_RUN, len(tokens)) + 1)
        }
        return not runs.isdisjoint(self.worn) or not set(tokens).isdisjoint(self.joined)


@cache
def _list_sign_in_words() -> frozenset[str]:
    """Return each sign-in word without its hyphens, and its parts: a hyphen may stand behind any of them."""
    words: list[str] = tomllib.loads(_TABLES.read_text())["sign_in_words"]
    parts = (part for word in words for part in word.split("-") if len(part) >= _SHORTEST_PART)
    return frozenset((*(word.replace("-", "") for word in words), *parts))
