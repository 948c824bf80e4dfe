"""The variants of one domain: made, judged by the matcher, ranked by how easily they deceive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import idna

from chaffinch.names.hosts import Host, read_host, split_suffix
from chaffinch.names.judge import Judge
from chaffinch.names.match import Match
from chaffinch.names.variants.candidates import list_candidates
from chaffinch.names.variants.deception import weigh_deception
from chaffinch.names.watchlist import Brand, Watchlist

#: A small budget: so many registrations are advised at most.
_BUDGET = 50
#: And so many with the same first reason.
_OF_A_FAMILY = 6
#: What deceives less is watched, not bought.
_WORTH_REGISTERING = 0.6
#: A variant with one of these is not had by registering it, or it imitates somebody else, who has the better right.
_NOT_FOR_US = frozenset(
    ("registry-refuses", "held-by-another", "tenant", "our-address-first", "service-alone")
)


@dataclass(frozen=True, slots=True)
class Variant:
    """An address that somebody could make against us."""

    host: str
    """ASCII."""
    display: str
    """The same in Unicode."""
    registered_domain: str
    """What somebody must hold to make it; equal to `host` for most."""
    kinds: tuple[str, ...]
    """Of `match.KINDS`, the telling one first."""
    score: float
    """The matcher's, 0 to 1: how surely it is meant for us once it exists."""
    deception: float
    """0 to 1: how easily a reader takes it for ours, and somebody can have it."""
    reasons: tuple[str, ...]
    """Codes of `deception.FACTORS`."""
    advice: Literal["register", "watch"]


def list_variants(domain: str, *, watchlist: Watchlist | None = None) -> list[Variant]:
    """Return the variants of one of our domains, the most deceptive first.

    Only names that can be registered (one label before a public suffix) or set up below one that can
    ("en.marche.fr") are listed, and only those that the matcher itself would report.

    Args:
        domain: one of ours.
        watchlist: what else is ours, and the services that we use.

    Raises:
        WatchlistError: `domain` is not a domain that can be watched.
    """
    whole = _add_domain(watchlist, domain)
    brand = next(brand for brand in whole.brands if whole.domains[-1] in brand.domains)
    judge = Judge(whole)  # the matcher without its scan: every candidate is worth the costly look
    # The domain asked about first: its ending is the one that a reader expects.
    own = whole.domains[-1]
    first = split_suffix(own)[1]
    endings = tuple(dict.fromkeys((first, *(ending for one in whole.brands for ending in one.endings))))
    found: dict[str, Variant] = {}
    for name in list_candidates(brand.key, ending=first, endings=endings, services=whole.services):
        match = _judge_name(name, judge, brand)
        if match is not None and match.host not in found:
            found[match.host] = _make_variant(match, endings=endings, services=whole.services)
    # Of equals the one that was tried first: candidates are made with the commonest in lures in front.
    return _advise(sorted(found.values(), key=lambda variant: -variant.deception))


def _add_domain(watchlist: Watchlist | None, domain: str) -> Watchlist:
    """Return the watchlist with what was registered of the domain as its last one."""
    [given] = Watchlist.from_mapping({"domains": [domain]}).domains
    own = split_suffix(given)[0]
    if watchlist is None:
        return Watchlist.from_mapping({"domains": [own]})
    others = [other for other in watchlist.domains if other != own]
    made = Watchlist.from_mapping({"domains": [*others, own], "services": list(watchlist.services)})
    return replace(made, allowed=watchlist.allowed, keywords=watchlist.keywords, prior=watchlist.prior)


def _judge_name(name: str, judge: Judge, brand: Brand) -> Match | None:
    host = read_host(name.encode())
    if not isinstance(host, Host) or not split_suffix(host.ascii)[0] or not _is_valid(host):
        return None
    wanted = (brand.name, *judge.watchlist.services)
    matches = judge.judge(host, judge.targets)
    return next((match for match in matches if match.brand in wanted), None)


def _is_valid(host: Host) -> bool:
    """Tell whether each label is one by IDNA 2008 (no hyphen at an end, no unassigned letter)."""
    try:
        idna.encode(host.display)
    except idna.IDNAError:
        return False
    return True


def _make_variant(match: Match, *, endings: tuple[str, ...], services: tuple[str, ...]) -> Variant:
    deception = weigh_deception(match, endings=endings, services=services)
    return Variant(
        host=match.host,
        display=match.display,
        registered_domain=match.registered_domain,
        kinds=match.kinds,
        score=match.score,
        deception=deception.value,
        reasons=deception.reasons,
        advice="watch",
    )


def _advise(ranked: Iterable[Variant]) -> list[Variant]:
    """Advise to register the first ones of each family, and to watch the rest.

    A registration takes one address away; of a family that holds hundreds (our name behind any word) that is soon
    of little use.
    """
    taken: Counter[tuple[str, ...]] = Counter()  # by the first reason
    advised: list[Variant] = []
    for variant in ranked:
        family = variant.reasons[:1]
        registers = taken.total() < _BUDGET and taken[family] < _OF_A_FAMILY and _can_take(variant)
        taken[family] += registers
        advised.append(replace(variant, advice="register") if registers else variant)
    return advised


def _can_take(variant: Variant) -> bool:
    return (
        variant.deception >= _WORTH_REGISTERING
        and _NOT_FOR_US.isdisjoint(variant.reasons)
        and variant.host == variant.registered_domain
    )
