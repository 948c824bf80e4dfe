"""Where real look-alikes stand in the list of variants: by deception, and by the matcher's score alone.

    python benchmarks/variants.py --corpus DATA

DATA is the folder of third-party test data. The addresses are those of one group's campaigns that a reader found worth
an alert (tests/names/labelled) and whose brand has a domain; each brand's variants are made from its first domain and
Microsoft 365. The factors were set by judgement, with a look at these addresses: the table shows that the order is
sensible, not how it does on a group that nobody has looked at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.names.labelled.reading import list_distinct, load_brands, load_labels, read_address, read_lines

from chaffinch.names.hosts import Host, read_host, split_suffix
from chaffinch.names.variants import Variant, list_variants
from chaffinch.names.watchlist import Watchlist

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data"
_DEPTHS = (50, 100, 200, 300, 500, 1000)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one real look-alike stands; None where it is not listed."""

    domain: str
    by_deception: int | None
    by_score: int | None
    listed: int
    """Variants of that domain."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    places = list(find_places(parser.parse_args().corpus))
    found = [place for place in places if place.by_deception is not None]
    print(f"{len(places)} registered domains, {len(found)} of them in the list of their brand's variants")
    print(f"{'in the first':>14}{'by deception':>14}{'by score':>10}")
    for depth in _DEPTHS:
        ranks = [count_within(depth, ranked) for ranked in zip(*map(list_ranks, found), strict=True)]
        print(f"{depth:>14}{ranks[0]:>14}{ranks[1]:>10}")


def count_within(depth: int, ranks: Iterable[int]) -> int:
    """Count the ranks of the list's first so many."""
    return sum(rank < depth for rank in ranks)


def list_ranks(place: Place) -> tuple[int, int]:
    """Return both ranks of a look-alike that is listed."""
    assert place.by_deception is not None and place.by_score is not None
    return place.by_deception, place.by_score


def find_places(corpus: Path) -> Iterator[Place]:
    """Look every real look-alike up in its brand's variants."""
    for domain, hosts in sorted(read_hosts(corpus).items()):
        variants = list_variants(domain, watchlist=Watchlist.from_mapping({"services": ["microsoft365"]}))
        by_deception = rank_hosts(variants)
        by_score = rank_hosts(sorted(variants, key=lambda variant: -variant.score))
        for host in sorted(hosts):
            yield Place(domain, by_deception.get(host), by_score.get(host), len(variants))


def rank_hosts(variants: Iterable[Variant]) -> dict[str, int]:
    """Return each host's place, counted from 0."""
    return {variant.host: rank for rank, variant in enumerate(variants)}


def read_hosts(corpus: Path) -> dict[str, set[str]]:
    """Return the registered domains that imitate each brand's first domain."""
    lines, brands = read_lines(corpus), load_brands()
    hosts: dict[str, set[str]] = {}
    for label in list_distinct(load_labels()):
        host = read_host(read_address(lines[label.line - 1]).encode())
        if label.tier_worthy != "yes" or not isinstance(host, Host) or host.is_ip:
            continue
        for brand in label.brand.split("+"):
            domains = brands.get(brand, {}).get("domains", [])
            registered = split_suffix(host.ascii)[0]
            if domains and registered:
                hosts.setdefault(domains[0], set()).add(registered)
    return hosts


if __name__ == "__main__":
    main()
