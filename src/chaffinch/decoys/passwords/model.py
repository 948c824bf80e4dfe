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
from chaffinch.decoys.passwords.sieve import Sieve, Weights, learn_likelihood
from chaffinch.decoys.passwords.walks import Walks, is_walk
from chaffinch.decoys.passwords.words import load_words, sort_words

#: The list's language; words are told from other letters by it, and the sieve judges nothing else.
LIST_LANGUAGE = "en"
_RUNS = re.compile(r"[a-z]+|[0-9]+|[^a-z0-9]+")
_MOST_RUNS = 3
_NO_WORD = -1
#: From this class of frequency on, a run of letters is a word, though its keys lie beside each other (power, defender).
_PLAIN_WORD = 6
#: Shapes that are not taken apart.
_WHOLE = ("walk", "mixed")
#: Of the runs of letters, so many come from the character model whether they are words or not.
_LOOSE = 0.4
#: Of what stands in the list, so much is let out.
_KEPT = 0.02
#: Runs of digits up to this length are people's own (1, 12, 123, 007), longer ones follow a rule or are put together anew.
_SHORT_DIGITS = 3
#: What is remembered is written anew so often in the same shape, lest shapes that few know the insides of become rare.
_SAME_SHAPE = 12
#: What is not taken apart is written anew until it is what was asked for, too.
_SAME_WHOLE = 60
_TRIES = 400
#: So many texts say where a sieve lets everything pass.
_CUT_BY = 3000

Shape = tuple[tuple[str, int], ...]
Run = tuple[str, float, str]
"""What it is, how much it counts, and where it stood: alone, front, middle or end."""
Sums = dict[tuple[int, str], dict[str, float]]


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


#: What the sieves were trained for: any password, and one of eight characters with a digit.
KINDS: Mapping[str, Wish | None] = {"free": None, "ruled": Wish(8, 64, digit=True, letter=False)}


def find_kind(wish: Wish | None) -> str:
    """Name the sieve for a wish."""
    return "ruled" if wish is not None and wish.digit and wish.low >= 8 else "free"


class PasswordModel:
    """The generator of one installation."""

    def __init__(
        self,
        counts: Mapping[str, int],
        *,
        chance: random.Random,
        spread: float = 0.0,
        weights: Mapping[str, Weights] | None = None,
    ) -> None:
        """Learn.

        Args:
            counts: password → people who had it.
            chance: bends the weights, so that no two installations' models are the same.
            spread: how far (see `bend_weights`); 0 leaves them as they are.
            weights: the sieves' tables by kind; none lets everything pass.
        """
        bent = dict(zip(counts, bend_weights(counts.values(), chance, spread=spread), strict=True))
        self._counts = counts
        self._learn_runs(bent)
        self.likelihood = learn_likelihood(counts.items())
        self._sieves: dict[str, Sieve] = {}
        for kind, table in (weights or {}).items():
            sieve = Sieve(table, self.likelihood)
            wish = KINDS[kind]
            sieve.set_cut([text for _ in range(_CUT_BY) if (text := self.write_freely(chance, wish=wish))])
            self._sieves[kind] = sieve

    def _learn_runs(self, weights: Mapping[str, float]) -> None:
        shapes: dict[Shape, float] = defaultdict(float)
        whole: dict[str, list[tuple[str, float]]] = {kind: [] for kind in _WHOLE}
        runs: list[Run] = []
        for text, weight in weights.items():
            cut = _RUNS.findall(text)
            if (kind := _name_whole(text, cut)) is not None:
                whole[kind].append((text, weight))
                shapes[(kind, 0),] += weight
            else:
                shapes[tuple((_name_kind(run), len(run)) for run in cut)] += weight
                runs.extend(
                    (run, weight, _name_place(place, len(cut))) for place, run in enumerate(cut)
                )
        self._shape_weights, self._whole_weights = shapes, whole
        self._shapes = Weighted.of(shapes)
        self._wished: dict[Wish, Weighted[Shape]] = {}
        self._walks, self._mixed = Walks(whole["walk"]), Markov(whole["mixed"], order=4, caution=1.0)
        self._learn_letters([row for row in runs if row[0].isalpha()])
        self._learn_digits([row for row in runs if row[0].isdigit()])
        self._signs = _weigh_runs(
            (len(run), "", run, weight) for run, weight, _ in runs if not run.isalnum()
        )

    def _learn_letters(self, runs: list[Run]) -> None:
        known = load_words(LIST_LANGUAGE)
        graded = [(run, weight, place, known.get(run, _NO_WORD)) for run, weight, place in runs]
        self._grades = _weigh_runs(
            (len(run), place, str(grade), weight) for run, weight, place, grade in graded
        )
        self._letters = Markov(
            ((run, weight) for run, weight, _, grade in graded if grade == _NO_WORD), order=4, caution=4.0
        )
        self._loose = Markov(((run, weight) for run, weight, _ in runs), order=4, caution=5.0)

    def _learn_digits(self, runs: list[Run]) -> None:
        long = [(run, weight, name_pattern(run)) for run, weight, _ in runs if len(run) > _SHORT_DIGITS]
        ruled: dict[str, float] = defaultdict(float)
        for _, weight, pattern in long:
            ruled[pattern] += weight
        self._patterns = Weighted.of(ruled)
        self._numbers = Markov(
            ((run, weight) for run, weight, pattern in long if not pattern), order=4, caution=1.0
        )
        self._digits = _weigh_runs(
            (len(run), place, run, weight) for run, weight, place in runs if len(run) <= _SHORT_DIGITS
        )

    def write(self, chance: random.Random, *, language: str = LIST_LANGUAGE, wish: Wish | None = None) -> str:
        """Return a password in lower case, as somebody of that language might choose.

        Args:
            chance: the random source.
            language: of two letters; of another language than the list's the sieve judges the shape only.
            wish: what the person is asked for; if nothing like it comes, something else is returned.
        """
        sieve = self._sieves.get(find_kind(wish))
        text = ""
        for _ in range(_TRIES):
            text = self.write_freely(chance, language=language, wish=wish)
            if not text or (wish is not None and not wish.fits(text)):
                continue
            if sieve is None or sieve.passes(text, chance, spoken=language == LIST_LANGUAGE):
                break
        return text

    def _find_shapes(self, wish: Wish | None) -> Weighted[Shape]:
        """Return the shapes that a wish leaves; all of them, if it leaves none."""
        if wish is None:
            return self._shapes
        if wish not in self._wished:
            left = {
                shape: weight for shape, weight in self._shape_weights.items() if _fits_shape(shape, wish)
            }
            for kind, texts in self._whole_weights.items():
                if fitting := sum(weight for text, weight in texts if wish.fits(text)):
                    left[(kind, 0),] = fitting
            self._wished[wish] = Weighted.of(left or self._shape_weights)
        return self._wished[wish]

    def write_word(self, chance: random.Random, *, language: str = LIST_LANGUAGE) -> str:
        """Return letters that a person of that language might add to a password."""
        return self._write_letters(3 + int(chance.random() * 3), chance, language=language, place="front")

    def write_freely(
        self, chance: random.Random, *, language: str = LIST_LANGUAGE, wish: Wish | None = None
    ) -> str:
        """Return a password that has not gone through a sieve, in a shape that the wish leaves."""
        shape = self._find_shapes(wish).draw(chance)
        whole = shape[0][0] in _WHOLE
        text = ""
        for _ in range(_SAME_WHOLE if whole else _SAME_SHAPE):
            text = self._write_shape(shape, chance, language)
            if not text or (whole and wish is not None and not wish.fits(text)):
                continue
            if text not in self._counts or chance.random() < _KEPT:
                break
        return text

    def _write_shape(self, shape: Shape, chance: random.Random, language: str) -> str:
        match shape[0][0]:
            case "walk":
                return self._walks.write(chance)
            case "mixed":
                return self._mixed.write(chance)
            case _:
                return "".join(
                    self._write_run(*run, chance, language=language, place=_name_place(number, len(shape)))
                    for number, run in enumerate(shape)
                )

    def _write_run(self, kind: str, length: int, chance: random.Random, *, language: str, place: str) -> str:
        match kind:
            case "letters":
                return self._write_letters(length, chance, language=language, place=place)
            case "digits" if length <= _SHORT_DIGITS:
                return self._digits[length, place].draw(chance)
            case "digits":
                ruled = write_pattern(self._patterns.draw(chance), length, chance)
                return ruled or self._numbers.write_long(length, chance) or self._numbers.write(chance)
            case _:
                return self._signs[length, ""].draw(chance)

    def _write_letters(self, length: int, chance: random.Random, *, language: str, place: str) -> str:
        if language == LIST_LANGUAGE and chance.random() < _LOOSE:
            return self._loose.write_long(length, chance) or self._loose.write(chance)
        graded = self._grades.get((length, place))
        grade = int(graded.draw(chance)) if graded else _NO_WORD
        group = sort_words(language).get((length, grade), ())
        if grade != _NO_WORD and group:
            return group[int(chance.random() * len(group))]
        return self._letters.write_long(length, chance) or self._letters.write(chance)


def _weigh_runs(rows: Iterable[tuple[int, str, str, float]]) -> dict[tuple[int, str], Weighted[str]]:
    """Sum weights for each length and place."""
    sums: Sums = defaultdict(lambda: defaultdict(float))
    for length, place, run, weight in rows:
        sums[length, place][run] += weight
    return {key: Weighted.of(found) for key, found in sums.items()}


def _fits_shape(shape: Shape, wish: Wish) -> bool:
    kinds = {kind for kind, _ in shape}
    return (
        wish.low <= sum(length for _, length in shape) <= wish.high
        and (not wish.digit or "digits" in kinds)
        and (not wish.letter or "letters" in kinds)
    )


def _name_whole(text: str, runs: list[str]) -> str | None:
    """Name the kind of a password that is not taken apart; None for one that is."""
    if is_walk(text) and not any(load_words(LIST_LANGUAGE).get(run, _NO_WORD) >= _PLAIN_WORD for run in runs):
        return "walk"
    return "mixed" if len(runs) > _MOST_RUNS else None


def _name_place(number: int, count: int) -> str:
    if count == 1:
        return "alone"
    return "front" if number == 0 else "end" if number == count - 1 else "middle"


def _name_kind(run: str) -> str:
    return "letters" if run.isalpha() else "digits" if run.isdigit() else "signs"


@cache
def load_counts() -> Mapping[str, int]:
    """Return the generator's part of the list: password → people who had it."""
    packed = files("chaffinch.decoys").joinpath("tables", "passwords.tsv.xz").read_bytes()
    rows = (line.split("\t") for line in lzma.decompress(packed).decode().splitlines())
    return {word: int(count) for word, count in rows}
