"""First names in passwords: as many as the list's people use of theirs, others use of their own country's."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from chaffinch.decoys.chance import Weighted, bend_weights
from chaffinch.decoys.passwords.words import write_plain
from chaffinch.decoys.tables import LOCALES, load_names

#: The country whose first names the list's people use, and how many of its people bear one that counts as known.
_LIST_LOCALE, _KNOWN = "en_US", 40
#: Of the runs that are a first name (summer, hunter, angel), so many were meant for one: judgement.
_MEANT = 0.5
_SPREAD = 0.5
_LOCALES = {locale[:2]: locale for locale in LOCALES}

Spot = tuple[int, str]


def find_names(runs: Iterable[tuple[Spot, str, float]]) -> Mapping[Spot, float]:
    """Return how often a first name stands in each spot, learnt from the runs of the list, each with its weight."""
    names = load_bearers(_LIST_LOCALE)
    every: dict[Spot, float] = defaultdict(float)
    named: dict[Spot, float] = defaultdict(float)
    for spot, text, weight in runs:
        every[spot] += weight
        named[spot] += _MEANT * weight * (names.get(text, 0) >= _KNOWN)
    return {spot: named[spot] / weight for spot, weight in every.items()}


@cache
def load_bearers(locale: str) -> Mapping[str, int]:
    """Return first names in plain lower-case letters and how many people of any age bear each."""
    found: dict[str, int] = defaultdict(int)
    for table in ("men", "women"):
        names = load_names(locale, table)
        for name, counts in zip(names.names, names.counts, strict=True):
            plain = write_plain(name)
            if plain.isascii() and plain.isalpha():
                found[plain] += sum(counts)
    return dict(found)


class GivenNames:
    """First names by language and length, bent for one installation."""

    def __init__(self, start: int) -> None:
        """Take the number that bends the weights; tables are read when a language is first asked for."""
        self._start = start
        self._names: dict[str, Mapping[int, Weighted[str]]] = {}

    def draw(self, language: str, length: int, chance: random.Random) -> str:
        """Return a name of that length as often as people bear it; an empty text if there is none."""
        if language not in self._names:
            self._names[language] = self._sort_names(language)
        found = self._names[language].get(length)
        return found.draw(chance) if found else ""

    def _sort_names(self, language: str) -> Mapping[int, Weighted[str]]:
        if language not in _LOCALES:
            return {}
        bearers = load_bearers(_LOCALES[language])
        bent = bend_weights(bearers.values(), random.Random(f"{self._start} {language}"), spread=_SPREAD)  # noqa: S311
        sorted_names: dict[int, dict[str, float]] = defaultdict(dict)
        for name, weight in zip(bearers, bent, strict=True):
            sorted_names[len(name)][name] = weight
        return {length: Weighted.of(weights) for length, weights in sorted_names.items()}
