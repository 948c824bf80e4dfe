"""Runs of letters and of digits that passwords are put together of: those that others have, and new ones.

How often a run is one that others have in the same place (michael1, michael7), one that others have elsewhere (michael), or
a new one is learnt by leaving each password out and looking for its runs among the others (leave-one-out; Good 1953). A new
run of letters is a word that nobody of the list has, no more and no less common than new ones are, or comes from a character
model; a new run of digits follows a rule or comes from one.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from chaffinch.decoys.chance import Weighted
from chaffinch.decoys.passwords.digits import name_pattern, write_pattern
from chaffinch.decoys.passwords.given import GivenNames, find_names
from chaffinch.decoys.passwords.markov import Markov, Pool
from chaffinch.decoys.passwords.words import load_words, sort_words

#: The list's language; words are told from other letters by it.
LIST_LANGUAGE = "en"
_NO_WORD = -1
#: Of new runs of letters that are words, so many come from the character model all the same: what is a word to a list of
#: hundreds of thousands is often a stray.
_LOOSE = 0.15
#: The commonest words of one part of a list are not those of another: they are written less often than they stand there.
TEMPER = 0.3
#: So many texts of each character model are in store.
STORE = 4000

Spot = tuple[int, str]
"""Length of a run, and where it stands: alone, front, middle or end."""
WriteNew = Callable[[int, str, random.Random], str]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a password."""

    text: str
    place: str
    weight: float

    @property
    def spot(self) -> Spot:
        """Its length and place."""
        return len(self.text), self.place


class Vocabulary:
    """Runs of one kind."""

    def __init__(self, runs: list[Run], *, temper: float = 1.0) -> None:
        """Learn which runs stand where; `temper` below one lets heads count for less than they weigh."""
        here: dict[Spot, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        times: dict[tuple[str, str], int] = defaultdict(int)
        every: dict[str, int] = defaultdict(int)
        for run in runs:
            here[run.spot][run.text] += run.weight**temper
            times[run.text, run.place] += 1
            every[run.text] += 1
        shares: dict[Spot, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.new: list[Run] = []
        for run in runs:
            others = times[run.text, run.place] - 1, every[run.text] - times[run.text, run.place]
            source = "here" if others[0] else "elsewhere" if others[1] else "new"
            shares[run.spot][source] += run.weight
            if source == "new":
                self.new.append(run)
        self._shares = {spot: Weighted.of(found) for spot, found in shares.items()}
        self._sources = {"here": _weigh(here), "elsewhere": _weigh(_find_elsewhere(here))}

    def write(self, spot: Spot, chance: random.Random, write_new: WriteNew) -> str:
        """Return a run for a spot; an empty text if none was found."""
        shares = self._shares.get(spot)
        source = shares.draw(chance) if shares else "new"
        if source == "new":
            return write_new(*spot, chance)
        return self._sources[source][spot].draw(chance)


def _find_elsewhere(here: Mapping[Spot, Mapping[str, float]]) -> dict[Spot, Mapping[str, float]]:
    """Return for each spot the runs of its length that stand in other places; where possible, in no password there."""
    found: dict[Spot, Mapping[str, float]] = {}
    for spot in here:
        rows: dict[str, float] = defaultdict(float)
        for (length, place), texts in here.items():
            if length == spot[0] and place != spot[1]:
                for text, weight in texts.items():
                    rows[text] += weight
        fresh = {text: weight for text, weight in rows.items() if text not in here[spot]}
        if rows:
            found[spot] = fresh or rows
    return found


def _weigh(sums: Mapping[Spot, Mapping[str, float]]) -> dict[Spot, Weighted[str]]:
    return {spot: Weighted.of(found) for spot, found in sums.items()}


class Letters:
    """Runs of letters."""

    def __init__(self, runs: list[Run], chance: random.Random) -> None:
        """Learn; `chance` writes what is kept in store."""
        self._known = Vocabulary(runs, temper=TEMPER)
        words = load_words(LIST_LANGUAGE)
        graded = [(run, words.get(run.text, _NO_WORD)) for run in self._known.new]
        self._grades = _grade((run.spot, grade, run.weight) for run, grade in graded)
        self._lengths = _grade((run.spot, words.get(run.text, _NO_WORD), run.weight) for run in runs)
        strays = Markov(
            ((run.text, run.weight) for run, grade in graded if grade == _NO_WORD), order=4, caution=4.0
        )
        loose = Markov(((run.text, run.weight) for run in runs), order=4, caution=5.0)
        self._strays = Pool(lambda: strays.write(chance), STORE)
        self._loose = Pool(lambda: loose.write(chance), STORE)
        self._named = find_names((run.spot, run.text, run.weight) for run in runs)
        self._given = GivenNames(chance.getrandbits(256))

    def write(self, spot: Spot, chance: random.Random, *, language: str = LIST_LANGUAGE) -> str:
        """Return letters for a spot, in a language."""
        if language == LIST_LANGUAGE:
            return self._known.write(spot, chance, self._write_new)
        if chance.random() < self._named.get(spot, 0.0) and (
            name := self._given.draw(language, spot[0], chance)
        ):
            return name
        return self._write_word(spot, chance, language, self._lengths)

    def _write_new(self, length: int, place: str, chance: random.Random) -> str:
        if chance.random() < _LOOSE:
            return self._loose.draw(length, chance)
        return self._write_word((length, place), chance, LIST_LANGUAGE, self._grades)

    def _write_word(
        self, spot: Spot, chance: random.Random, language: str, grades: Mapping[Spot, Weighted[int]]
    ) -> str:
        drawn = grades.get(spot)
        grade = drawn.draw(chance) if drawn else _NO_WORD
        group = sort_words(language).get((spot[0], grade), ())
        if grade != _NO_WORD and group:
            return group[int(chance.random() * len(group))]
        return self._strays.draw(spot[0], chance) or self._loose.draw(spot[0], chance)


def _grade(rows: Iterable[tuple[Spot, int, float]]) -> dict[Spot, Weighted[int]]:
    sums: dict[Spot, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for spot, grade, weight in rows:
        sums[spot][grade] += weight
    return {spot: Weighted.of(found) for spot, found in sums.items()}


class Digits:
    """Runs of digits."""

    def __init__(self, runs: list[Run], chance: random.Random) -> None:
        """Learn; `chance` writes what is kept in store."""
        self._known = Vocabulary(runs)
        new = [(run, name_pattern(run.text)) for run in self._known.new]
        patterns: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for run, pattern in new:
            patterns[len(run.text)][pattern] += run.weight
        self._patterns = {length: Weighted.of(found) for length, found in patterns.items()}
        numbers = Markov(
            ((run.text, run.weight) for run, pattern in new if not pattern), order=3, caution=2.0
        )
        self._numbers = Pool(lambda: numbers.write(chance), STORE)

    def write(self, spot: Spot, chance: random.Random) -> str:
        """Return digits for a spot."""
        return self._known.write(spot, chance, self._write_new)

    def _write_new(self, length: int, _: str, chance: random.Random) -> str:
        drawn = self._patterns.get(length)
        ruled = write_pattern(drawn.draw(chance), length, chance) if drawn else ""
        return ruled or self._numbers.draw(length, chance)
