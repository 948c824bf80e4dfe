"""How people make passwords: learnt from one part of a list of common ones, with other words in their places.

A password is taken for a row of runs: letters, digits, signs. How many runs, how long, and which short numbers, is learnt as
it stands. A run of letters that is a word keeps only the word's length and how common it is; another word of that kind takes
its place. Digits that follow a rule keep the rule. What is none of these (keyboard walks, names that no list has, words run
together) comes from a character model. What stands in the list itself is let out no more often than a stranger would hit on
it: nothing is remembered. Then a sieve (sieve.py) takes out what tells a generator from people.
"""

from __future__ import annotations

import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chaffinch.decoys.chance import Weighted, bend_weights
from chaffinch.decoys.passwords.digits import name_pattern, write_pattern
from chaffinch.decoys.passwords.markov import Markov
from chaffinch.decoys.passwords.sieve import Sieve
from chaffinch.decoys.passwords.walks import is_walk, write_walk
from chaffinch.decoys.passwords.words import load_words, sort_words

#: The list's language; words are told from other letters by it, and the sieve judges nothing else.
LIST_LANGUAGE = "en"
_RUNS = re.compile(r"[a-z]+|[0-9]+|[^a-z0-9]+")
_MOST_RUNS = 3
_NO_WORD = -1
#: Of the runs of letters, so many come from the character model whether they are words or not.
_LOOSE = 0.4
#: Of what stands in the list, so much is let out.
_KEPT = 0.02
#: Runs of digits up to this length are people's own (1, 12, 123, 007), longer ones follow a rule or are put together anew.
_SHORT_DIGITS = 3
#: What is remembered is written anew so often in the same shape, lest shapes that few know the insides of become rare.
_SAME_SHAPE = 12
_TRIES = 400

Shape = tuple[tuple[str, int], ...]
Sums = dict[tuple[int, bool], dict[str, float]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody has in mind who knows the rules: the length, and whether a digit and a letter must be in it."""

    low: int
    high: int
    digit: bool
    letter: bool

    def fits(self, text: str) -> bool:
        """Say whether a password in lower case is what was wished for."""
        return (
            self.low <= len(text) <= self.high
            and (not self.digit or any(map(str.isdigit, text)))
            and (not self.letter or any(map(str.isalpha, text)))
        )


class PasswordModel:
    """The generator of one installation."""

    def __init__(
        self,
        counts: Mapping[str, int],
        *,
        chance: random.Random,
        spread: float = 0.0,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        """Learn.

        Args:
            counts: password → people who had it.
            chance: bends the weights, so that no two installations' models are the same.
            spread: how far (see `bend_weights`); 0 leaves them as they are.
            weights: the sieve's table; none lets everything pass.
        """
        bent = dict(zip(counts, bend_weights(counts.values(), chance, spread=spread), strict=True))
        self._counts = counts
        self._learn_runs(bent)
        self.sieve: Sieve | None = None
        if weights is not None:
            self.sieve = Sieve(weights, bent.items())
            self.sieve.set_cut(
                [
                    self.sieve.score(self._write_freely(chance, LIST_LANGUAGE, self._shapes))
                    for _ in range(3000)
                ]
            )

    def _learn_runs(self, weights: Mapping[str, float]) -> None:
        shapes: dict[Shape, float] = defaultdict(float)
        mixed: list[tuple[str, float]] = []
        runs: list[tuple[str, float, bool]] = []
        for text, weight in weights.items():
            cut = _RUNS.findall(text)
            if is_walk(text):
                shapes[("walk", len(text)),] += weight
            elif len(cut) > _MOST_RUNS:
                mixed.append((text, weight))
                shapes[("mixed", 0),] += weight
            else:
                shapes[tuple((_name_kind(run), len(run)) for run in cut)] += weight
                runs.extend((run, weight, len(cut) == 1) for run in cut)
        self._shape_weights, self._mixed_weights = shapes, mixed
        self._shapes = Weighted.of(shapes)
        self._wished: dict[Wish, Weighted[Shape]] = {}
        self._mixed = Markov(mixed, order=4, caution=1.0)
        self._learn_letters([row for row in runs if row[0].isalpha()])
        self._learn_digits([row for row in runs if row[0].isdigit()])
        self._signs = _weigh_runs(
            (len(run), False, run, weight) for run, weight, _ in runs if not run.isalnum()
        )

    def _learn_letters(self, runs: list[tuple[str, float, bool]]) -> None:
        known = load_words(LIST_LANGUAGE)
        graded = [(run, weight, alone, known.get(run, _NO_WORD)) for run, weight, alone in runs]
        self._grades = _weigh_runs(
            (len(run), alone, str(grade), weight) for run, weight, alone, grade in graded
        )
        self._letters = Markov(
            ((run, weight) for run, weight, _, grade in graded if grade == _NO_WORD), order=4, caution=4.0
        )
        self._loose = Markov(((run, weight) for run, weight, _ in runs), order=4, caution=5.0)

    def _learn_digits(self, runs: list[tuple[str, float, bool]]) -> None:
        long = [(run, weight, name_pattern(run)) for run, weight, _ in runs if len(run) > _SHORT_DIGITS]
        ruled: dict[str, float] = defaultdict(float)
        for _, weight, pattern in long:
            ruled[pattern] += weight
        self._patterns = Weighted.of(ruled)
        self._numbers = Markov(
            ((run, weight) for run, weight, pattern in long if not pattern), order=4, caution=1.0
        )
        self._digits = _weigh_runs(
            (len(run), alone, run, weight) for run, weight, alone in runs if len(run) <= _SHORT_DIGITS
        )

    def write(self, chance: random.Random, *, language: str = LIST_LANGUAGE, wish: Wish | None = None) -> str:
        """Return a password in lower case, as somebody of that language might choose.

        Args:
            chance: the random source.
            language: of two letters; the sieve knows the list's language only.
            wish: what the person is asked for; if nothing like it comes, something else is returned.
        """
        shapes = self._find_shapes(wish) if wish else self._shapes
        text = ""
        for _ in range(_TRIES):
            text = self._write_freely(chance, language, shapes)
            if wish is not None and not wish.fits(text):
                continue
            if language != LIST_LANGUAGE or self.sieve is None or self.sieve.passes(text, chance):
                break
        return text

    def _find_shapes(self, wish: Wish) -> Weighted[Shape]:
        """Return the shapes that a wish leaves; all of them, if it leaves none."""
        if wish not in self._wished:
            left = {
                shape: weight for shape, weight in self._shape_weights.items() if _fits_shape(shape, wish)
            }
            mixed = sum(weight for text, weight in self._mixed_weights if wish.fits(text))
            if mixed:
                left[("mixed", 0),] = mixed
            self._wished[wish] = Weighted.of(left or self._shape_weights)
        return self._wished[wish]

    def write_word(self, chance: random.Random, *, language: str = LIST_LANGUAGE) -> str:
        """Return letters that a person of that language might add to a password."""
        return self._write_letters(3 + int(chance.random() * 3), chance, language=language, alone=False)

    def _write_freely(self, chance: random.Random, language: str, shapes: Weighted[Shape]) -> str:
        """Return a password that has not gone through the sieve."""
        shape = shapes.draw(chance)
        kind, length = shape[0]
        if kind == "walk":
            return write_walk(length, chance)
        text = ""
        for _ in range(_SAME_SHAPE):
            if kind == "mixed":
                text = self._mixed.write(chance)
            else:
                alone = len(shape) == 1
                text = "".join(self._write_run(*run, chance, language=language, alone=alone) for run in shape)
            if text and (text not in self._counts or chance.random() < _KEPT):
                break
        return text

    def _write_run(self, kind: str, length: int, chance: random.Random, *, language: str, alone: bool) -> str:
        match kind:
            case "letters":
                return self._write_letters(length, chance, language=language, alone=alone)
            case "digits" if length <= _SHORT_DIGITS:
                return self._digits[length, alone].draw(chance)
            case "digits":
                ruled = write_pattern(self._patterns.draw(chance), length, chance)
                return ruled or self._numbers.write_long(length, chance) or self._numbers.write(chance)
            case _:
                return self._signs[length, False].draw(chance)

    def _write_letters(self, length: int, chance: random.Random, *, language: str, alone: bool) -> str:
        if language == LIST_LANGUAGE and chance.random() < _LOOSE:
            return self._loose.write_long(length, chance) or self._loose.write(chance)
        grade = int(self._grades[length, alone].draw(chance)) if (length, alone) in self._grades else _NO_WORD
        group = sort_words(language).get((length, grade), ())
        if grade != _NO_WORD and group:
            return group[int(chance.random() * len(group))]
        return self._letters.write_long(length, chance) or self._letters.write(chance)


def _weigh_runs(rows: Iterable[tuple[int, bool, str, float]]) -> dict[tuple[int, bool], Weighted[str]]:
    """Sum weights for each length and place."""
    sums: Sums = defaultdict(lambda: defaultdict(float))
    for length, alone, run, weight in rows:
        sums[length, alone][run] += weight
    return {key: Weighted.of(found) for key, found in sums.items()}


def _fits_shape(shape: Shape, wish: Wish) -> bool:
    kinds = {kind for kind, _ in shape}
    return (
        wish.low <= sum(length for _, length in shape) <= wish.high
        and (not wish.digit or not kinds.isdisjoint(("digits", "walk")))
        and (not wish.letter or not kinds.isdisjoint(("letters", "walk")))
    )


def _name_kind(run: str) -> str:
    return "letters" if run.isalpha() else "digits" if run.isdigit() else "signs"


@cache
def load_counts() -> Mapping[str, int]:
    """Return the generator's part of the list: password → people who had it."""
    packed = files("chaffinch.decoys").joinpath("tables", "passwords.tsv.xz").read_bytes()
    rows = (line.split("\t") for line in lzma.decompress(packed).decode().splitlines())
    return {word: int(count) for word, count in rows}
