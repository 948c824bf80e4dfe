"""One parsed host against the targets that the scan found in it: readings, their scores, the best for each brand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from chaffinch.names.context import Vocabulary
from chaffinch.names.hosts import Host, read_host
from chaffinch.names.links import Link, list_links, list_slugs
from chaffinch.names.match import Match, Trick
from chaffinch.names.parts import HostParts, cut_host
from chaffinch.names.popular import is_popular
from chaffinch.names.reading import Reading, read_targets
from chaffinch.names.score import name_tier, score_reading, score_url, sort_kinds, weigh_popularity
from chaffinch.names.tables import (
    compile_country_names,
    load_genuine_domains,
    load_hosting_domains,
    load_shorteners,
)
from chaffinch.names.targets import Target, list_targets
from chaffinch.names.tricks import list_tricks, list_url_tricks, move_outside
from chaffinch.names.watchlist import Watchlist

#: A link inside a link inside a link is judged no more.
_DEEPEST = 2


class Judge:
    """Say of one host which brands it imitates."""

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        self.targets = list_targets(watchlist)
        endings = tuple(dict.fromkeys(ending for brand in watchlist.brands for ending in brand.endings))
        self.vocabulary = Vocabulary(keywords=watchlist.keywords, endings=endings)
        self._own = frozenset(watchlist.domains)
        self._trusted = frozenset((*watchlist.domains, *watchlist.allowed))
        self._harmless = self._trusted | load_genuine_domains()

    def judge(self, host: Host, targets: tuple[Target, ...], line: int = 0) -> tuple[Match, ...]:
        """Return a match for each brand of the targets that the host imitates, the best explained first."""
        found = self._judge_host(host, targets, depth=0)
        if not found:
            return ()
        return tuple(replace(match, line=line) for match in _choose_best(found, self.watchlist.services))

    def _judge_host(self, host: Host, targets: tuple[Target, ...], *, depth: int) -> list[Match]:
        harmless = not host.is_ip and self._is_harmless(host.ascii)
        found: list[Match] = []
        if not harmless or (host.path and self._is_hosting(host.ascii)):
            found = self._judge_foreign(host, targets, named=not harmless)
        links = list_links(host) if (host.path or host.userinfo) and depth < _DEEPEST else ()
        for link in links:
            inner = self._judge_host(link.host, targets, depth=depth + 1)
            found.extend(_lead_on(host, link, match) for match in inner)
            if not inner and harmless and link.redirect:
                found.extend(self._judge_redirect(host, link, targets))
        if host.path and host.ascii.removeprefix("www.") in load_shorteners():
            found.extend(self._judge_slugs(host, targets))
        return found

    def _judge_slugs(self, host: Host, targets: tuple[Target, ...]) -> Iterator[Match]:
        """Judge the path of a shortened link as if it were a name under our own ending."""
        for slug in list_slugs(host.path):
            for target in targets:
                name = read_host(f"{slug}.{target.endings[0]}".encode()) if target.endings else None
                if not isinstance(name, Host):
                    continue
                if name.ascii in target.domains:
                    tricks = (Trick("path", "", slug, -1, -1),)
                    points = score_url(tricks, target=target, keyword=True)
                    match = _make_match(host, cut_host(host), target, tricks=tricks, points=points)
                    yield from [match] if match else []
                else:
                    link = Link(name, redirect=False)
                    yield from (
                        _lead_on(host, link, found)
                        for found in self._judge_host(name, (target,), depth=_DEEPEST)
                    )

    def _judge_foreign(self, host: Host, targets: tuple[Target, ...], *, named: bool) -> list[Match]:
        """Judge a host that is nobody's we know; not its name where it is a hosting service's (`named` false)."""
        parts = cut_host(host)
        readings = [] if host.is_ip or not named else read_targets(parts, targets, self.vocabulary)
        # Of two ways to read one brand, the one with fewer changes and fewer words beside it explains more.
        readings.sort(key=lambda reading: reading.alignment.cost + len(reading.words))
        found = [match for reading in readings if (match := self._match_reading(host, reading))]
        if host.userinfo or host.path:
            urls = (self._match_url(host, target, parts) for target in targets)
            found.extend(match for match in urls if match)
        return found

    def _is_harmless(self, host: str) -> bool:
        parents = _list_parents(host)
        if self._harmless.isdisjoint(parents) and load_hosting_domains().isdisjoint(parents):
            return compile_country_names().fullmatch(host) is not None
        return host in load_hosting_domains() or not self._is_hosting(host)

    def _is_hosting(self, host: str) -> bool:
        """Tell whether a genuine service's host belongs to whoever rents it, unless the watchlist owns or allows it."""
        parents = _list_parents(host)
        if load_hosting_domains().isdisjoint(parents):
            return False
        return self._trusted.isdisjoint(parents)

    def _match_reading(self, host: Host, reading: Reading) -> Match | None:
        tricks = list_tricks(reading)
        points = score_reading(reading, tricks)
        if name_tier(points) is None:
            return None
        # A label below somebody's popular domain is not what made that domain popular.
        inside = reading.alignment.start >= reading.parts.label_start
        popular = self._ask_popular(reading.parts) if inside else None
        exact = host.ascii.removeprefix("www.") == reading.parts.registered_domain
        points = weigh_popularity(points, exact=exact) if popular else points
        return _make_match(host, reading.parts, reading.target, tricks=tricks, points=points, popular=popular)

    def _ask_popular(self, parts: HostParts) -> bool | None:
        """Tell whether very many people visit a domain; None where the watchlist does not want it asked."""
        return is_popular(parts.registered_domain) if self.watchlist.prior else None

    def _match_url(self, host: Host, target: Target, parts: HostParts) -> Match | None:
        tricks = list_url_tricks(host, target, parts)
        if not tricks:
            return None
        points = score_url(
            tricks,
            target=target,
            keyword=self.vocabulary.has_sign_in(host.display) or self.vocabulary.has_sign_in(host.path),
        )
        if name_tier(points) is None:
            return None
        popular = None if host.is_ip else self._ask_popular(parts)
        points = weigh_popularity(points, exact=False) if popular else points
        return _make_match(host, parts, target, tricks=tricks, points=points, popular=popular)

    def _judge_redirect(self, host: Host, link: Link, targets: tuple[Target, ...]) -> list[Match]:
        """Judge a host of ours that sends its visitors on to a stranger."""
        if self._is_harmless(link.host.ascii) and not link.host.is_ip:
            return []
        owned = set(_list_parents(host.ascii)) & self._own
        target = next((target for target in targets if owned & set(target.domains)), None)
        if target is None:
            return []
        tricks = (Trick("path", "redirect", link.host.display, -1, -1),)
        points = score_url(tricks, target=target, keyword=False)
        match = _make_match(host, cut_host(host), target, tricks=tricks, points=points)
        return [match] if match else []


def _list_parents(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[place:]) for place in range(len(labels))]


def _make_match(
    host: Host,
    parts: HostParts,
    target: Target,
    *,
    tricks: tuple[Trick, ...],
    points: int,
    popular: bool | None = None,
) -> Match | None:
    tier = name_tier(points)
    if tier is None:
        return None
    slipped = any(trick.start >= 0 for trick in tricks)
    return Match(
        input=host.input,
        host=host.ascii,
        display=host.display,
        registered_domain=parts.registered_domain,
        brand=target.brand,
        kinds=sort_kinds(tricks),
        score=points / 100,
        tier=tier,
        tricks=tricks,
        key=target.pattern.written,
        ruled_out=("own", *["popular"] * (popular is False), *["word"] * slipped),
    )


def _lead_on(host: Host, link: Link, match: Match) -> Match:
    """Say of the outer address what was found of the one that it leads to, or shows before its @."""
    seen = Trick("path", "link", link.host.display, -1, -1)
    if link.place == "userinfo":
        seen = Trick("userinfo", "", link.host.display, -1, -1)
    number = (Trick("ip-literal", "", host.display, 0, len(host.display)),) if host.is_ip else ()
    tricks = (seen, *number, *map(move_outside, match.tricks))
    return replace(
        match,
        input=host.input,
        host=host.ascii,
        display=host.display,
        registered_domain=cut_host(host).registered_domain,
        kinds=tuple(dict.fromkeys((seen.kind, *(trick.kind for trick in number), *match.kinds))),
        tricks=tricks,
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
