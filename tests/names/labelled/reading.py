"""The labels made by reading, the addresses that they speak of, and what the matcher says of them."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist

FOLDER = Path(__file__).parent
ADDRESSES = "names/apt_sofacy.txt"
KINDS = ("campaign", "party", "ngo", "government", "military", "media", "mail-provider", "service", "other")


@dataclass(frozen=True, slots=True)
class Label:
    """What a reader saw in one line of the corpus."""

    line: int
    sha256: str
    """First twelve digits, of the address in the line."""
    brand: str
    """A table of brands.toml, or several that it shows alike ("bbc+newsweek"); "unknown" where the reader cannot tell."""
    kind: str
    """One of KINDS: whom the address aims at."""
    tier_worthy: str
    """yes: somebody could take it for the brand's own; no: it only mentions it; doubt: perhaps not meant."""
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One labelled address and the tier in which its own brand was found."""

    label: Label
    address: str
    tier: str
    """alert, review, or "missed": no match, or one for other brands only."""


def load_labels() -> list[Label]:
    """Read the labels in the order of the corpus."""
    with (FOLDER / "apt_sofacy.csv").open(newline="", encoding="utf-8") as rows:
        next(rows)
        return [Label(int(line), *texts) for line, *texts in csv.reader(rows)]


def load_brands() -> dict[str, dict[str, Any]]:
    return tomllib.loads((FOLDER / "brands.toml").read_text(encoding="utf-8"))


def hash_address(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:12]


def read_address(line: str) -> str:
    """Leave out comments, and the note that a few lines carry behind the address."""
    return "" if line.startswith("#") else line.partition(" #")[0].strip()


def read_lines(corpus: Path) -> list[str]:
    return (corpus / ADDRESSES).read_text(encoding="utf-8").splitlines()


def list_distinct(labels: Iterable[Label]) -> list[Label]:
    """Keep the first label of each address: the reports repeat each other."""
    distinct: dict[str, Label] = {}
    for label in labels:
        distinct.setdefault(label.sha256, label)
    return list(distinct.values())


def watch_brands(brands: Mapping[str, Mapping[str, Any]]) -> Watchlist:
    """Make one watchlist of all brands."""

    def gather(key: str) -> list[str]:
        return [name for brand in brands.values() for name in brand.get(key, [])]

    return Watchlist.from_mapping(
        {
            "domains": gather("domains"),
            "brands": gather("words"),
            "services": [brand["service"] for brand in brands.values() if "service" in brand],
            "allowed": gather("allowed"),
        }
    )


def judge_labels(labels: Sequence[Label], lines: Sequence[str]) -> Iterator[Outcome]:
    """Match each address once against the watchlist of all brands, and look for its own brand."""
    brands = load_brands()
    matcher = Matcher(watch_brands(brands))
    keys = {name: name_keys(brand) for name, brand in brands.items()}
    for label in labels:
        address = read_address(lines[label.line - 1])
        wanted = frozenset[str]().union(*(keys.get(name, ()) for name in label.brand.split("+")))
        tiers = {match.tier for match in matcher.match(address) if is_about(match, wanted)}
        yield Outcome(label, address, "alert" if "alert" in tiers else "review" if tiers else "missed")


def name_keys(brand: Mapping[str, Any]) -> frozenset[str]:
    """Return every name under which a match may report the brand."""
    if "service" in brand:
        return frozenset({brand["service"]})
    own = Watchlist.from_mapping({"domains": brand.get("domains", []), "brands": brand.get("words", [])})
    return frozenset(item.key for item in own.brands)


def is_about(match: Match, keys: frozenset[str]) -> bool:
    """Say whether a match reports one of the names; a service is reported by its id, a brand by its key."""
    return match.key in keys or match.brand in keys
