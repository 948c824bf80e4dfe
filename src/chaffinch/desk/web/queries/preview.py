"""What a new brand or domain would find, and how often it would cry wolf: asked while somebody types it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as change

from chaffinch.desk.models import WatchEntry
from chaffinch.desk.services.watch import check_brand, load_watchlist
from chaffinch.desk.web.queries.popular import count_popular, load_popular
from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Brand, Watchlist

#: Kinds of lines that can be tried.
TRIED = (WatchEntry.Kind.DOMAIN.value, WatchEntry.Kind.BRAND.value)
#: Up to so many letters no typing error counts by itself; up to so many, one does (research: issue 3's figures).
SHORT, MIDDLE = 4, 7
_EXAMPLES = 12
_WORST = 8
_MISSED = 4
#: A change that an eye passes over, in the form of letters.
_SWAPS = (("m", "rn"), ("w", "vv"), ("o", "0"), ("l", "1"), ("i", "1"), ("e", "3"), ("d", "cl"))
_CYRILLIC = (("a", "а"), ("e", "е"), ("o", "о"), ("c", "с"), ("p", "р"), ("i", "і"))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a line would do."""

    name: str
    letters: int
    examples: tuple[Match, ...]
    """Made-up look-alikes that it finds, the surest first, kinds mixed."""
    missed: tuple[str, ...]
    """Made-up look-alikes that it does not find, being too near to ordinary names."""
    alerts: int
    """Popular names that would wake somebody."""
    reviews: int
    """Popular names that would stand on the weekly list."""
    worst: tuple[Match, ...]
    """The false alarms of the highest score."""
    tried: int
    """Popular names that it was tried on."""

    @property
    def size(self) -> str:
        """How long the name is, as far as it matters: short, middle or long."""
        return "short" if self.letters <= SHORT else "middle" if self.letters <= MIDDLE else "long"


def preview_line(kind: str, untrusted_value: str) -> Preview:
    """Try one line on made-up look-alikes and on popular names; nothing is written.

    Raises:
        ChaffinchError: the line would be refused on the watchlist, too.
    """
    check_brand(kind, untrusted_value)
    present = load_watchlist()
    brand = _make_brand(kind, untrusted_value, present)
    own = tuple(dict.fromkeys((*present.domains, *brand.domains)))
    # Popular names stand here for all ordinary ones, so they are judged as if nobody knew them.
    matcher = Matcher(change(present, brands=(brand,), domains=own, prior=False))
    examples, missed = _try_examples(brand, matcher)
    found = [
        match
        for match in matcher.match_lines(load_popular().split(b"\n"))
        if isinstance(match, Match) and match.brand == brand.name
    ]
    best = {match.host: match for match in sorted(found, key=lambda match: match.score)}
    alarms = sorted(best.values(), key=lambda match: (-match.score, len(match.host), match.host))
    return Preview(
        name=brand.name,
        letters=len(brand.key.replace("-", "")),
        examples=examples,
        missed=missed,
        alerts=sum(1 for match in alarms if match.tier == "alert"),
        reviews=sum(1 for match in alarms if match.tier == "review"),
        worst=tuple(sorted(alarms, key=lambda match: match.tier != "alert")[:_WORST]),
        tried=count_popular(),
    )


def _make_brand(kind: str, value: str, present: Watchlist) -> Brand:
    key = "domains" if kind == WatchEntry.Kind.DOMAIN else "brands"
    [brand] = Watchlist.from_mapping({key: [value]}).brands
    endings = tuple(dict.fromkeys(ending for known in present.brands for ending in known.endings))
    return brand if brand.endings else change(brand, endings=endings)


def _try_examples(brand: Brand, matcher: Matcher) -> tuple[tuple[Match, ...], tuple[str, ...]]:
    """Return what the matcher says of made-up look-alikes: one of each kind in turn, and those it passes
    over."""
    found: list[Match] = []
    missed: list[str] = []
    for name in dict.fromkeys(_imagine_names(brand)):
        matches = [match for match in matcher.match(name) if match.brand == brand.name]
        found += matches[:1]
        if not matches:
            missed.append(name)
    seen: dict[tuple[str, ...], int] = {}
    turns: list[tuple[int, float, int, Match]] = []
    for place, match in enumerate(found):
        seen[match.kinds] = seen.get(match.kinds, 0) + 1
        turns.append((seen[match.kinds], -match.score, place, match))
    chosen = [match for *_, match in sorted(turns, key=lambda turn: turn[:3])[:_EXAMPLES]]
    return tuple(sorted(chosen, key=lambda match: -match.score)), tuple(missed[:_MISSED])


def _imagine_names(brand: Brand) -> Iterator[str]:
    """Yield look-alikes of every sort, a few each."""
    key, ending = brand.key, (brand.endings or ("com",))[0]
    foreign = "com" if ending != "com" else "net"
    yield from (f"login-{key}.{foreign}", f"onedrive-{key}.{foreign}", f"{key}.compte-securise.{foreign}")
    yield from (
        f"{key}-{ending.replace('.', '-')}.{foreign}",
        f"{key}.{foreign}",
        f"{key}.{ending}.acces.{foreign}",
    )
    for label in _change_label(key):
        yield f"{label}.{ending}"
    yield from (f"{key}s.{ending}", f"{key}-secure.{foreign}", f"www-{key}.{ending}")


def _change_label(key: str) -> Iterator[str]:
    if "-" in key:
        yield from (key.replace("-", "."), key.replace("-", ""))
    middle = max(1, len(key) // 2)
    for ours, theirs in (*_CYRILLIC, *_SWAPS):
        if ours in key:
            yield key.replace(ours, theirs, 1)
    yield key[:middle] + key[middle + 1 :]
    yield key[: middle - 1] + key[middle : middle + 1] + key[middle - 1] + key[middle + 1 :]
    yield key[:middle] + key[middle - 1 :]
    yield key[:middle] + "x" + key[middle + 1 :]
    yield key[:middle] + "-" + key[middle:]
