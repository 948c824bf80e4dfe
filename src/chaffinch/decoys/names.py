"""Names that fit a country, a year of birth and a sex, as often as people bear them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from chaffinch.decoys.chance import Weighted, bend_weights
from chaffinch.decoys.passwords.words import write_plain
from chaffinch.decoys.tables import FIRST_DECADE, check_locale, load_names

Sex = Literal["f", "m"]

#: How many bear two surnames. Spaniards all do, though many use the first alone at work; the others' shares are estimates.
_TWO_SURNAMES = {
    "es_ES": 1.0,
    "fr_FR": 0.03,
    "de_DE": 0.04,
    "en_GB": 0.03,
    "it_IT": 0.01,
    "en_US": 0.03,
    "pl_PL": 0.03,
}
#: How the two are joined: Spaniards write both with a space, others with a hyphen.
_JOINED = {"es_ES": " "}
_BANDS, _BELIEF = 5, 10.0
#: Where the two are joined by a hyphen, mostly women's names are (marriage).
_MEN_JOIN = 0.3


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as the person writes it."""

    first: str
    last: str

    @property
    def full(self) -> str:
        """First name and surname."""
        return f"{self.first} {self.last}"


class NameSource:
    """The names of one locale, bent for one installation."""

    def __init__(
        self, locale: str, *, chance: random.Random, spread: float = 0.0, staff: Sequence[str] = ()
    ) -> None:
        """Read the tables.

        Args:
            locale: such as fr_FR.
            chance: bends the weights.
            spread: how far (see `bend_weights`).
            staff: full names of colleagues; surnames become as common as theirs are.

        Raises:
            OrderError: there are none for this locale.
        """
        self.locale = check_locale(locale)
        self._first: dict[tuple[str, int], Weighted[str]] = {}
        for sex, table in (("m", "men"), ("f", "women")):
            found = load_names(locale, table)
            for column in range(len(found.counts[0])):
                weights: list[float] = [*found.weigh(column)]
                self._first[sex, column] = Weighted(found.names, bend_weights(weights, chance, spread=spread))
        self._last: dict[str, Weighted[str]] = {}
        for sex, table in (("m", "surnames-men"), ("f", "surnames-women")):
            found = load_names(locale, table if locale == "pl_PL" else "surnames")
            weights = bend_weights(found.weigh(0), chance, spread=spread)
            if staff:
                bands, known = _band_surnames(locale, table if locale == "pl_PL" else "surnames")
                factors = compare_commonness(known, staff)
                weights = [weight * factors[band] for weight, band in zip(weights, bands, strict=True)]
            self._last[sex] = Weighted(found.names, weights)

    def draw(self, chance: random.Random, *, sex: Sex, born: int) -> Name:
        """Return a name for somebody born in that year."""
        column = self._find_decade(sex, born)
        first = self._first[sex, column].draw(chance)
        last = self._last[sex].draw(chance)
        share = _TWO_SURNAMES[self.locale]
        if self.locale != "es_ES":
            share *= _MEN_JOIN if sex == "m" else 2 - _MEN_JOIN
        if "-" not in last and " " not in last and chance.random() < share:
            other = self._last[sex].draw(chance)
            if "-" not in other and " " not in other and other != last:
                last = f"{last}{_JOINED.get(self.locale, '-')}{other}"
        return Name(first, last)

    def _find_decade(self, sex: Sex, born: int) -> int:
        start = FIRST_DECADE.get(self.locale)
        if start is None:
            return 0
        last = max(column for found, column in self._first if found == sex)
        return min(max((born - start) // 10, 0), last)


def compare_commonness(known: Mapping[str, int], staff: Sequence[str]) -> list[float]:
    """Say how much oftener than in the country colleagues' surnames are of each band, the rarest first.

    A staff of five says little and is believed little: `_BELIEF` people of the country are counted as if they were of it.

    Args:
        known: surname in plain letters → its band; each band holds as many people. Others count as of the rarest.
        staff: full names, first name first.
    """
    found = [_BELIEF / _BANDS] * _BANDS
    for full in staff:
        if last := write_plain(full.strip().partition(" ")[2].strip()):
            found[known.get(last, 0)] += 1
    every = sum(found)
    return [count * _BANDS / every for count in found]


@cache
def _band_surnames(locale: str, table: str) -> tuple[Sequence[int], Mapping[str, int]]:
    """Return the band of each surname of a table, 0 for the rarest, in its order; and by the name in plain letters."""
    found = load_names(locale, table)
    counts = found.weigh(0)
    every, before = sum(counts), 0
    bands = [0] * len(counts)
    for place in sorted(range(len(counts)), key=counts.__getitem__):
        bands[place] = min(_BANDS - 1, before * _BANDS // every)
        before += counts[place]
    return bands, {write_plain(name): band for name, band in zip(found.names, bands, strict=True)}
