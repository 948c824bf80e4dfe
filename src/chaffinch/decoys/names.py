"""Names that fit a country, a year of birth and a sex, as often as people bear them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from chaffinch.decoys.chance import Weighted, bend_weights
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

    def __init__(self, locale: str, *, chance: random.Random, spread: float = 0.0) -> None:
        """Read the tables.

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
            self._last[sex] = Weighted(found.names, bend_weights(found.weigh(0), chance, spread=spread))

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
