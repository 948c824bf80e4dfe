"""One parsed host against the targets that the scan found in it: readings, their scores, the best for each brand."""

from __future__ import annotations

from itertools import chain

from chaffinch.names.context import Vocabulary
from chaffinch.names.hosts import Host
from chaffinch.names.match import Match, Trick
from chaffinch.names.reading import HostParts, Reading, cut_host, read_targets
from chaffinch.names.score import name_tier, score_reading, score_url, sort_kinds
from chaffinch.names.tables import compile_country_names, load_genuine_domains, load_hosting_domains
from chaffinch.names.targets import Target, list_targets
from chaffinch.names.tricks import list_tricks, list_url_tricks
from chaffinch.names.watchlist import Watchlist


class Judge:
    """Say of one host which brands it imitates."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        self.targets = list_targets(watchlist)
        endings = tuple(dict.fromkeys(ending for brand in watchlist.brands for ending in brand.endings))
        self._vocabulary = Vocabulary(keywords=watchlist.keywords, endings=endings)
        self._harmless = frozenset((*watchlist.domains, *watchlist.allowed)) | load_genuine_domains()

    def judge(self, host: Host, targets: tuple[Target, ...], line: int = 0) -> tuple[Match, ...]:
        """Return a match for each brand of the targets that the host imitates, the best explained first."""
        if not host.is_ip and self._is_harmless(host.ascii):
            return ()
        parts = cut_host(host)
        readings = [] if host.is_ip else read_targets(parts, targets, self._vocabulary)
        # Of two ways to read one brand, the one with fewer changes and fewer words beside it explains more.
        readings.sort(key=lambda reading: reading.alignment.cost + len(reading.words))
        found = [match for reading in readings if (match := _match_reading(host, reading, line))]
        if host.userinfo or host.path:
            urls = (self._match_url(host, target, parts, line) for target in targets)
            found.extend(match for match in urls if match)
        return _choose_best(found, self.watchlist.services)

    def _is_harmless(self, host: str) -> bool:
        labels = host.split(".")
        parents = (".".join(labels[place:]) for place in range(len(labels)))
        if host in load_hosting_domains() or any(parent in self._harmless for parent in parents):
            return True
        return compile_country_names().fullmatch(host) is not None

    def _match_url(self, host: Host, target: Target, parts: HostParts, line: int) -> Match | None:
        tricks = list_url_tricks(host, target, parts)
        if not tricks:
            return None
        points = score_url(
            tricks,
            full_domain=any(trick.theirs in target.domains for trick in tricks),
            keyword=self._vocabulary.has_sign_in(host.display) or self._vocabulary.has_sign_in(host.path),
        )
        return _make_match(host, parts, brand=target.brand, tricks=tricks, points=points, line=line)


def _match_reading(host: Host, reading: Reading, line: int) -> Match | None:
    tricks = list_tricks(reading)
    points = score_reading(reading, tricks)
    return _make_match(
        host, reading.parts, brand=reading.target.brand, tricks=tricks, points=points, line=line
    )


def _make_match(
    host: Host, parts: HostParts, *, brand: str, tricks: tuple[Trick, ...], points: int, line: int
) -> Match | None:
    tier = name_tier(points)
    if tier is None:
        return None
    return Match(
        input=host.input,
        host=host.ascii,
        display=host.display,
        registered_domain=parts.registered_domain,
        brand=brand,
        kinds=sort_kinds(tricks),
        score=points / 100,
        tier=tier,
        tricks=tricks,
        line=line,
    )


def _choose_best(found: list[Match], services: tuple[str, ...]) -> tuple[Match, ...]:
    """Keep one match for each brand, the best first: the first found, unless only a later one is an alert.

    A service named by a trick of one of our own brands needs no line of its own.
    """
    best: dict[str, Match] = {}
    for match in found:
        known = best.get(match.brand)
        if known is None or (known.tier == "review" and match.tier == "alert"):
            best[match.brand] = match
    own = [match for match in best.values() if match.brand not in services]
    told = {
        trick.ours for trick in chain.from_iterable(match.tricks for match in own) if trick.kind == "service"
    }
    kept = [match for match in best.values() if match.brand not in told]
    return tuple(sorted(kept, key=lambda match: -match.score))
