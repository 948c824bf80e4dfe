"""One cell of the matrix: the addresses of one kind for one brand, or why there are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

import idna
from tests.names.matrix.brands import WatchedBrand
from tests.names.matrix.joined import impersonate_service, put_beside_keyword
from tests.names.matrix.kinds import PLACES, SPELLINGS, Kind
from tests.names.matrix.vocabulary import FOREIGN_DOMAINS

#: Addresses in a cell; labels taken on from one spelling to the next.
_MOST, _MOST_LABELS = 60, 120
#: So many times as many are tried, since some cannot be registered.
_TRIED = 4

#: Under another ending of ours, but the same organisation's sections or an older namesake: an owner would allow them.
GENUINE = frozenset(
    f"{label}.{ending}"
    for label, endings in {
        "amnesty": ("org", "eu", "it", "be", "ch", "ca"),
        "msf": ("es", "it", "be", "ch", "ca"),
        "caf": ("com", "net"),
    }.items()
    for ending in endings
)

#: Others that mean somebody else, each with the reason.
ANOTHERS = {
    "en.marche.it": "marche.it is a public suffix, where the region of Marche's communes are",
}
#: Spellings of a short name that are words, where nothing beside them says whom they mean: ada-ama.example.
OTHER_WORDS = frozenset({"ada-ama", "wad-ama"})

#: Kinds that a number has not.
_NO_NUMBER = {
    "mixed-script": "digits belong to every script",
    "homophone": "a number spelled out is a translation",
    "plural": "a number has no plural",
}
_NEEDS_NO_COMPANY = {"keyword", "service", "service host"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one kind makes of one brand."""

    brand: WatchedBrand
    kind: Kind
    addresses: tuple[str, ...]
    why_empty: str = ""
    """Why the kind does not apply to the brand; empty where there are addresses."""


def fill_cell(brand: WatchedBrand, kind: Kind) -> Cell:
    """Make the addresses of a cell: all of them, or a sample that is the same at each run."""
    why = explain_absence(brand, kind)
    if why:
        return Cell(brand, kind, (), why)
    draw = Random(f"{brand.domain} {kind.title}")
    if kind.of_service:
        made: Iterable[str] = impersonate_service(brand)
    else:
        labels = [brand.plain]
        for name in kind.spellings:
            spelt = [other for label in labels for other in SPELLINGS[name](label, brand)]
            labels = _draw(draw, spelt, _MOST_LABELS)
        if needs_company(brand, kind):
            labels = [other for label in labels for other in put_beside_keyword(label, brand)]
        if brand.edits == 0 and kind.place == "tld":
            labels = [
                label for label in labels if "." not in label
            ]  # m.sf.info is the mobile page of sf.info
        made = (address for label in labels for address in PLACES[kind.place](label, brand))
    some = _draw(draw, made, _MOST * _TRIED)
    addresses = tuple(_draw(draw, _keep_valid(some, brand), _MOST))
    return Cell(brand, kind, addresses)


def needs_company(brand: WatchedBrand, kind: Kind) -> bool:
    """Tell whether typing errors of a short brand, of the finger or the ear, get a sign-in word or a service beside them."""
    changed = kind.edits > 0 or "homophone" in kind.spellings
    return brand.edits == 0 and changed and not _NEEDS_NO_COMPANY & set(kind.spellings)


def explain_absence(brand: WatchedBrand, kind: Kind) -> str:
    """Say why a kind does not apply to a brand; empty where it does."""
    most = max(1, brand.edits)
    if kind.edits > most:
        return "two typing errors: more than the issue's edit budget for this length"
    if brand.edits == 0 and kind.edits and {"separator", "subdomain"} & {*kind.spellings, kind.place}:
        return "a typing error of a short name, and a second change: what is left is anybody's (s-f, mail-sf below another domain)"
    if brand.is_said_by_letters and "homophone" in kind.spellings:
        return "an acronym said letter by letter has no homophone"
    if brand.is_number:
        return next((why for name, why in _NO_NUMBER.items() if name in kind.spellings), "")
    return ""


def _draw(draw: Random, addresses: Iterable[str], most: int) -> list[str]:
    """Take each once, at most so many, in their order."""
    found = list(dict.fromkeys(addresses))
    if len(found) <= most:
        return found
    return [found[place] for place in sorted(draw.sample(range(len(found)), most))]


def _keep_valid(addresses: Iterable[str], brand: WatchedBrand) -> Iterator[str]:
    """Keep what can be registered or followed, and is not ours; write every second international name as `xn--`."""
    for number, address in enumerate(addresses):
        if "://" in address:
            yield address
            continue
        try:
            host = idna.encode(address, std3_rules=True).decode()
        except idna.IDNAError:
            continue
        label, _, parent = host.partition(".")
        if host in GENUINE or host in ANOTHERS or (label in OTHER_WORDS and parent in FOREIGN_DOMAINS):
            continue
        if host != brand.ascii_domain and not host.endswith(f".{brand.ascii_domain}"):
            yield host if number % 2 else address
