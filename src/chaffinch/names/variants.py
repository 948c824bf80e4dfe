"""What to register or to watch: the addresses that deceive most easily, ranked by the matcher's own model."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import idna
from rapidfuzz.distance import Levenshtein

from chaffinch.names.fold import name_script
from chaffinch.names.hosts import Host, read_host, split_suffix
from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.swaps import list_swaps
from chaffinch.names.tables import load_confusables, load_services
from chaffinch.names.watchlist import Watchlist

#: Endings that anybody can register under.
ENDINGS = (
    "com", "org", "net", "info", "eu", "fr", "biz", "online", "site", "top", "xyz", "app", "co", "io", "me", "be", "ch",
    "de", "re", "pm", "cc", "live", "news", "click", "link", "support", "email", "team", "vip", "icu", "club", "shop", "pro",
)  # fmt: skip
#: The sign-in words worth a registration, the commonest in lures first.
KEYWORDS = (
    "mail", "webmail", "login", "connexion", "compte", "account", "accounts", "secure", "securite", "portail", "portal",
    "sso", "auth", "support", "verify", "espace", "intranet", "acces", "adherent", "don",
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
#: Registries take names in these; the other look-alikes of the table can hardly be had.
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
#: Acute, grave, circumflex, diaeresis, dot below, cedilla.
_MARKS = "\u0301\u0300\u0302\u0308\u0323\u0327"


@dataclass(frozen=True, slots=True)
class Variant:
    """An address that somebody could register against us."""

    host: str
    """ASCII."""
    kinds: tuple[str, ...]
    score: float


def list_variants(domain: str) -> list[Variant]:
    """Return the variants of one of our domains, the most deceptive first.

    Only names that can be registered (one label before a public suffix) or set up below one that can
    ("en.marche.fr") are listed, and only those that the matcher itself would report.

    Raises:
        WatchlistError: `domain` is not a domain that can be watched.
    """
    watchlist = Watchlist.from_mapping({"domains": [domain], "services": []})
    matcher = Matcher(watchlist)
    [brand] = watchlist.brands
    ending = brand.endings[0]
    found: dict[str, Match] = {}
    for name in _list_names(brand.key, ending):
        match = _judge_name(name, matcher)
        if match is not None:
            found.setdefault(match.host, match)
    return [Variant(match.host, match.kinds, match.score) for match in _rank(found.values(), domain)]


def _rank(matches: Iterable[Match], domain: str) -> list[Match]:
    """Order by score; among equals take one of each kind in turn, each kind's nearest to ours first."""
    nearest = sorted(matches, key=lambda match: (Levenshtein.distance(match.display, domain), match.host))
    turns: Counter[tuple[float, str]] = Counter()
    placed: list[tuple[float, int, Match]] = []
    for match in nearest:
        turns[match.score, match.kinds[0]] += 1
        placed.append((-match.score, turns[match.score, match.kinds[0]], match))
    return [match for _, _, match in sorted(placed, key=lambda row: row[:2])]


def _judge_name(name: str, matcher: Matcher) -> Match | None:
    host = read_host(name.encode())
    if not isinstance(host, Host) or not split_suffix(host.ascii)[0] or not _can_register(host):
        return None
    return next(iter(matcher.match(name)), None)


def _can_register(host: Host) -> bool:
    """Tell whether each label would be accepted by a registry (IDNA 2008; no hyphen at an end)."""
    try:
        idna.encode(host.display)
    except idna.IDNAError:
        return False
    return True


def _list_names(key: str, ending: str) -> Iterator[str]:
    for label in _list_labels(key):
        yield f"{label}.{ending}"
    for other in ENDINGS:
        if other != ending:
            yield f"{key}.{other}"
            yield f"{key.replace('-', '')}.{other}"
        yield f"{key}-{ending}.{other}"
        yield f"{key.replace('-', '')}-{ending}.{other}"
    words = [*KEYWORDS, *(name for service in load_services().values() for name in service.names)]
    for word in words:
        for label in (f"{word}-{key}", f"{key}-{word}", f"{word}{key}", f"{word}.{key}"):
            for other in dict.fromkeys((ending, "com")):
                yield f"{label}.{other}"


@cache
def _list_alike(letter: str) -> tuple[str, ...]:
    """List the letters of registrable scripts that pass for one, and the letter with each mark."""
    marked = (unicodedata.normalize("NFC", letter + mark) for mark in _MARKS)
    alike = (other for other, ours in load_confusables().items() if ours == letter)
    return (
        *(composed for composed in marked if len(composed) == 1),
        *(other for other in alike if name_script(other) in _SCRIPTS),
    )


def _list_labels(key: str) -> Iterator[str]:
    """Yield the label with one change: separators, slips, letters that look or sound alike."""
    yield key.replace("-", "")
    yield key.replace("-", ".")
    for place in range(len(key)):
        before, letter, after = key[:place], key[place], key[place + 1 :]
        yield before + after
        yield before + letter + letter + after
        if after:
            yield before + after[0] + letter + after[1:]
        if letter == "-":
            yield f"{before}.{after}"
            continue
        for other in _LETTERS:
            yield before + other + after
            yield before + other + letter + after
        if place:
            yield f"{before}-{letter}{after}"
            yield f"{before}.{letter}{after}"
        for bit in range(7):
            flipped = chr(ord(letter) ^ 1 << bit)
            if flipped in _LETTERS + _DIGITS:
                yield before + flipped + after
        for alike in _list_alike(letter):
            yield before + alike + after
        for swap in list_swaps():
            if key.startswith(swap.ours, place):
                yield before + swap.theirs + key[place + len(swap.ours) :]
    for final in "sx":
        yield key + final
