"""Learn from a few addresses how an organisation writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import get_args

from chaffinch.decoys.errors import PatternError
from chaffinch.decoys.names import Name
from chaffinch.decoys.passwords.words import write_plain
from chaffinch.decoys.pattern import (
    PARTICLES,
    AddressPattern,
    Compound,
    Form,
    Order,
    Particle,
    Umlauts,
    write_local,
)
from chaffinch.decoys.tables import LOCALES, load_names

MAX_EXAMPLES = 500
_LOCAL = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_SEPARATORS = (".", "_", "-", "")
_ORDERS: tuple[Order, ...] = get_args(Order)
_FORMS: tuple[Form, ...] = get_args(Form)
_COMPOUNDS: tuple[Compound, ...] = get_args(Compound)
_PARTICLES: tuple[Particle, ...] = get_args(Particle)
_UMLAUTS: tuple[Umlauts, ...] = get_args(Umlauts)
#: A reading whose parts stand in the tables of names counts this much more than one whose parts do not.
_KNOWN = 0.25


@dataclass(frozen=True, slots=True)
class Example:
    """An address of the organisation and, if known, whose it is."""

    address: str
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern and how many of the examples it explains."""

    pattern: AddressPattern
    explained: int
    likeliness: float
    """Examples explained, each weighed by whether its parts are known names."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What the examples say."""

    pattern: AddressPattern
    """The likeliest; what no example shows (compounds, particles, umlauts) is as most organisations write it."""
    candidates: tuple[Candidate, ...]
    """The likeliest first; those that differ only in what no example shows are left out."""
    examples: int
    unexplained: tuple[str, ...]
    """Addresses that the likeliest does not explain: shared ones, people with exceptions."""

    @property
    def ambiguous(self) -> bool:
        """Whether another pattern explains as many examples as well."""
        return (
            len(self.candidates) > 1 and self.candidates[1].likeliness >= self.candidates[0].likeliness - 1e-9
        )


def read_example(text: str) -> Example:
    """Read `address` or `First Last <address>`; in a name, a comma ends the surname: `Le Goff, Anne <…>`."""
    found = re.fullmatch(r"\s*(?:(?P<name>[^<>]*?)\s*<)?(?P<address>[^<>\s]+)>?\s*", text)
    if not found:
        raise PatternError(
            f"{text!r} is no address.",
            todo="Write ines.kerbrat@ours.fr or Inès Kerbrat <ines.kerbrat@ours.fr>.",
        )
    written = (found["name"] or "").strip(' "')
    if not written:
        return Example(found["address"])
    if "," in written:
        last, _, first = (part.strip() for part in written.partition(","))
        return Example(found["address"], Name(first, last))
    words = written.split()
    cut = next(
        (place for place, word in enumerate(words[1:], 1) if word.lower() in PARTICLES), len(words) - 1
    )
    cut = max(1, cut)
    return Example(found["address"], Name(" ".join(words[:cut]), " ".join(words[cut:])))


def learn_pattern(examples: Iterable[Example]) -> Learned:
    """Find the pattern that explains most examples.

    Raises:
        PatternError: there is no example, too many, or none that any pattern explains.
    """
    given = [replace(one, address=one.address.strip().lower()) for one in examples]
    if not given or len(given) > MAX_EXAMPLES:
        raise PatternError(
            f"{len(given)} examples were given.", todo=f"Give 1 to {MAX_EXAMPLES} addresses of real people."
        )
    readings = [list(_read_address(one)) for one in given]
    found: dict[AddressPattern, tuple[int, float]] = {}
    for pattern in _list_patterns():
        fits = [_fit(pattern, reading) for reading in readings]
        if any(fits):
            found[pattern] = (sum(fit > 0 for fit in fits), sum(fits))
    if not found:
        raise PatternError(
            "No pattern explains any of the examples.",
            why=f"The first is {given[0].address!r}.",
            todo="Give personal addresses, best with names: Inès Kerbrat <ines.kerbrat@ours.fr>.",
        )
    ranked = sorted(found, key=lambda one: -round(found[one][1], 6))
    kept: dict[tuple[str, ...], Candidate] = {}
    for one in ranked:
        kept.setdefault((one.order, one.first, one.last, one.separator), Candidate(one, *found[one]))
    best = ranked[0]
    missed = [one.address for one, reading in zip(given, readings, strict=True) if not _fit(best, reading)]
    return Learned(best, tuple(kept.values()), len(given), tuple(missed))


def _list_patterns() -> Iterator[AddressPattern]:
    """Yield every pattern, the usual ones first; what a pattern does not use stays as it is by default."""
    for order, separator in product(_ORDERS, _SEPARATORS):
        single = order in ("first", "last")
        if single and separator != ".":
            continue
        for first, last in product(_FORMS, _FORMS):
            if (first == last == "initial") or (single and "initial" in (first, last)):
                continue
            for compound_first, compound_last, particle, umlauts in product(
                _COMPOUNDS, _COMPOUNDS, _PARTICLES, _UMLAUTS[::-1]
            ):
                if first == "initial" and compound_first in ("hyphen", "joined"):
                    continue
                yield AddressPattern(
                    order, first, last, separator, compound_first, compound_last, particle, umlauts
                )


Reading = tuple[Name, str, float]
"""A name that may stand behind an address, the local part without its number, and how likely the name is."""


def _read_address(example: Example) -> Iterator[Reading]:
    local = example.address.partition("@")[0]
    if not _LOCAL.fullmatch(local):
        return
    bare = local.rstrip("0123456789") or local
    if example.name:
        yield example.name, local, 1.0
        if bare != local:
            yield example.name, bare, 1.0
        return
    for first, last in _guess_names(bare):
        known = (_KNOWN if _is_first(first) else 0.0) + (_KNOWN if _is_last(last) else 0.0)
        yield Name(first, last), bare, 1.0 - 2 * _KNOWN + known


def _guess_names(local: str) -> Iterator[tuple[str, str]]:
    """Yield pairs of a first name (or its initial) and a surname that may stand behind a local part."""
    for separator in _SEPARATORS[:-1]:
        left, found, right = local.partition(separator)
        if found and separator not in right and left and right:
            yield left, right
            yield right, left
    if "." in local or "_" in local:
        return
    for place in range(1, len(local)):
        left, right = local[:place], local[place:]
        if (len(left) <= 2 and _is_last(right)) or (_is_first(left) and _is_last(right)):
            yield left, right
        if (len(right) == 1 and _is_last(left)) or (_is_last(left) and _is_first(right)):
            yield right, left
    if _is_first(local):
        yield local, ""
    if _is_last(local):
        yield "", local


def _fit(pattern: AddressPattern, readings: Sequence[Reading]) -> float:
    """Return how well a pattern explains one address: 0, or the likeliest reading that it turns into just that address."""
    return max((weight for name, local, weight in readings if _explains(pattern, name, local)), default=0.0)


def _explains(pattern: AddressPattern, name: Name, local: str) -> bool:
    """Say whether it does. A single letter is taken for an initial, never for a whole name."""
    for text, form, used in (
        (name.first, pattern.first, pattern.order != "last"),
        (name.last, pattern.last, pattern.order != "first"),
    ):
        if used and (not text or (form == "full" and len(text) == 1)):
            return False
    return write_local(pattern, name) == local


def _is_first(text: str) -> bool:
    return text in _load_known()[0] or (
        ("-" in text) and all(part in _load_known()[0] for part in text.split("-"))
    )


def _is_last(text: str) -> bool:
    return text.replace("-", "") in _load_known()[1]


@cache
def _load_known() -> tuple[frozenset[str], frozenset[str]]:
    """Return all first names and all surnames of the tables, in plain letters."""
    firsts, lasts = set[str](), set[str]()
    for locale in LOCALES:
        for table in ("men", "women"):
            firsts.update(map(write_plain, load_names(locale, table).names))
        for table in ("surnames-men", "surnames-women") if locale == "pl_PL" else ("surnames",):
            lasts.update(re.sub("[^a-z]", "", write_plain(name)) for name in load_names(locale, table).names)
    return frozenset(firsts), frozenset(lasts)
