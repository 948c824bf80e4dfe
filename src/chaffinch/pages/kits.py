"""What two phishing pages have in common when one hand made them: traits, and how far they join two cases.

A trait is a fact that a kit, a host or a campaign leaves behind. What a page took over from the page that it copies says
nothing about who copied it, so the genuine page's files, icon and fields are left out.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from chaffinch.pages.capture import Capture, Exchange
from chaffinch.pages.hosts import find_site, read_host
from chaffinch.pages.judge.tricks import read_scripts

TraitKind = Literal[
    "file",
    "icon",
    "path",
    "target",
    "form",
    "certificate",
    "name",
    "address",
    "tracker",
    "token",
    "resource",
    "words",
]
WEIGHTS: dict[TraitKind, float] = {
    "tracker": 0.90,
    "certificate": 0.90,
    "target": 0.80,
    "name": 0.70,
    "file": 0.60,
    "words": 0.60,
    "icon": 0.50,
    "path": 0.40,
    "address": 0.40,
    "form": 0.30,
    "resource": 0.30,
    "token": 0.20,
}
"""How far one shared trait joins two cases, where no third has it."""
JOINED = 0.70
"""From there on two cases are said to belong together."""
MOST_TRAITS, LONGEST_VALUE = 120, 200
_SMALLEST_FILE = 300
_KINDS_OF_FILES = ("script", "stylesheet", "image", "font")
_TRACKERS = re.compile(
    r"\b(G-[A-Z0-9]{8,12}|UA-\d{4,10}-\d{1,4}|GTM-[A-Z0-9]{5,9}|AW-\d{8,12})\b|fbq\(\s*['\"]init['\"]\s*,\s*['\"](\d{12,18})"
    r"|clarity\(?['\"]?[^)]{0,60}['\"]([a-z0-9]{10})['\"]|api\.telegram\.org/bot(\d{8,12})",
)
_OWN_FILES = ("script", "stylesheet")
_FEWEST_WORDS = 12
_COPIED: tuple[TraitKind, ...] = ("form", "words")
"""Of a copy these are the genuine page's."""
_COMMON_PATHS = re.compile(r"/?(index|login|signin|connexion|auth)?(\.\w+)?/?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trait:
    """One fact by which pages may be joined."""

    kind: TraitKind
    value: str


@dataclass(frozen=True, slots=True)
class Join:
    """How far two cases belong together, and by what."""

    strength: float
    traits: tuple[Trait, ...]
    """The strongest first."""


def list_traits(
    capture: Capture, *, genuine_files: Collection[str] = (), copies: bool = False
) -> tuple[Trait, ...]:
    """Return the traits of a page, each once.

    Args:
        capture: the page.
        genuine_files: SHA-256 of the files and icons of the genuine pages, hex.
        copies: whether it copies a genuine page, whose words and field names are then no traits of its own.
    """
    found = dict.fromkeys(_find(capture, genuine_files=genuine_files))
    own = [(kind, value) for kind, value in found if value and not (copies and kind in _COPIED)]
    return tuple(Trait(kind, value[:LONGEST_VALUE]) for kind, value in own)[:MOST_TRAITS]


def _find(capture: Capture, *, genuine_files: Collection[str]) -> Iterator[tuple[TraitKind, str]]:
    host = read_host(capture.final_url)
    for match in _TRACKERS.finditer(read_scripts(capture)):
        yield "tracker", next(group for group in match.groups() if group)
    if capture.certificate is not None and capture.certificate.sha256:
        yield "certificate", capture.certificate.sha256
        for name in capture.certificate.names[:10]:
            if find_site(name.removeprefix("*.")) != find_site(host):
                yield "name", name
    for form in capture.forms:
        target = read_host(form.action)
        if form.asks_password and target and target != host:
            yield "target", target
        path = urlsplit(form.action).path if target else ""
        if form.asks_password and path and not _COMMON_PATHS.fullmatch(path):
            yield "path", path
        if form.asks_password:
            yield "form", describe_form(entry.name for entry in form.fields)
    for one in capture.exchanges:
        if one.kind in _KINDS_OF_FILES and one.size >= _SMALLEST_FILE and one.sha256 not in genuine_files:
            yield "file", one.sha256
            yield "resource", _describe_resource(one) if read_host(one.url) == host else ""
    yield "words", hash_words(capture.visible_text)
    icon = hashlib.sha256(capture.favicon).hexdigest() if capture.favicon else ""
    if icon and icon not in genuine_files:
        yield "icon", icon
    for address in dict.fromkeys(hop.address for hop in capture.chain if hop.address):
        yield "address", address
    yield from (("token", shape) for shape in _list_token_shapes(capture.requested_url))


def hash_words(text: str) -> str:
    """Return SHA-256 of the different words of a text, hex; empty where they are too few to say who wrote them."""
    words = sorted(set(re.findall(r"[^\W\d_]{3,}", text.lower())))
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if len(words) >= _FEWEST_WORDS else ""


def _describe_resource(exchange: Exchange) -> str:
    """Return where a kit keeps a file, numbers left out; empty for a place that any site has."""
    path = re.sub(r"\d+", "9", urlsplit(exchange.url).path)
    return path if exchange.kind in _OWN_FILES and path.count("/") > 2 else ""


def describe_form(names: Iterable[str]) -> str:
    """Return a form by the names of its fields, in order, digits left out."""
    return "|".join(re.sub(r"\d+", "", name)[:40] for name in names if name)


def join_cases(
    here: Collection[Trait], there: Collection[Trait], *, holders: Mapping[Trait, int]
) -> Join | None:
    """Return how two cases belong together; None where they do not.

    What many share says less: a weight is divided by the binary logarithm of how many cases hold the trait.

    Args:
        here: the traits of one case.
        there: those of the other.
        holders: in how many cases each trait stands, these two counted.
    """
    shared = [trait for trait in dict.fromkeys(here) if trait in set(there)]
    weights = {trait: WEIGHTS[trait.kind] / math.log2(max(2, holders.get(trait, 2))) for trait in shared}
    strength = 1.0 - math.prod(1.0 - weight for weight in weights.values())
    if strength < JOINED:
        return None
    return Join(round(strength, 3), tuple(sorted(shared, key=lambda trait: -weights[trait])))


def _list_token_shapes(url: str) -> Iterator[str]:
    """Yield how the lure's tokens look: letters, digits and length, not the tokens themselves."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query)[:10]
    except ValueError:
        return
    for place, piece in [*(("path", piece) for piece in parts.path.split("/")[:10]), *pairs]:
        if len(piece) >= 8 and any(letter.isdigit() for letter in piece):
            shape = re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "9", piece)))
            alphabet = "".join(sorted(set(shape)))
            yield f"{place}:{alphabet}:{len(piece)}"
