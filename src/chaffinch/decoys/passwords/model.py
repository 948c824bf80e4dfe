"""How people make passwords: learnt from one part of a list of common ones, with other words in their places.

A password is taken for a row of runs: letters, digits, signs. How many runs and how long is learnt as it stands; what fills
them comes from runs.py, which knows how often people take a run that others have and how often a new one. Ways over the
keyboard (walks.py) and what changes more than twice between letters, digits and signs are not taken apart. Whoever knows the
rules draws from the shapes that meet them. What stands in the list itself is let out no more often than a stranger would hit
on it: nothing is remembered. Then a sieve (sieve.py) chooses among several of one shape.
"""

from __future__ import annotations

import lzma
import random
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chaffinch.decoys.chance import Weighted, bend_weights
from chaffinch.decoys.passwords.markov import Markov, Pool
from chaffinch.decoys.passwords.runs import (
    LIST_LANGUAGE,
    STORE,
    TEMPER,
    Digits,
    Letters,
    Run,
    Spot,
    Vocabulary,
)
from chaffinch.decoys.passwords.sieve import Sieve, Weights, learn_likelihood
from chaffinch.decoys.passwords.walks import Walks, is_unbroken, is_walk
from chaffinch.decoys.passwords.words import load_words

_RUNS = re.compile(r"[a-z]+|[0-9]+|[^a-z0-9]+")
_MOST_RUNS = 3
#: From this class of frequency and length on, letters are a word, though their keys lie beside each other (power, defender).
_PLAIN_WORD, _WORD_LENGTH = 6, 4
#: Shapes that are not taken apart.
_WHOLE = ("walk", "mixed")
_KINDS = ("letters", "digits", "signs")
#: Kinds of characters that make two passwords of one length look unlike.
_MAKES = (str.isupper, lambda letter: not letter.isalnum(), str.islower)
MAX_LENGTH = 128
#: Of what stands in the list, so much is let out.
_KEPT = 0.02
#: A password counts for no more people than this: the few commonest of one part of a list are not those of another.
_CAP = 300
#: What is remembered is written anew so often in the same shape, lest shapes that few know the insides of become rare.
_SAME_SHAPE = 16
#: Among so many the sieve chooses one.
_CHOICES = 10

Shape = tuple[tuple[str, int], ...]


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
        capped = [min(count, _CAP) for count in counts.values()]
        bent = dict(zip(counts, bend_weights(capped, chance, spread=spread), strict=True))
        self._counts = counts
        self._learn_shapes(bent, random.Random(chance.getrandbits(256)))  # noqa: S311 -- as in bend_weights
        self._likelihood = learn_likelihood(counts.items())
        self._sieves = {kind: Sieve(table, self._likelihood) for kind, table in (weights or {}).items()}

    def _learn_shapes(self, weights: Mapping[str, float], chance: random.Random) -> None:
        shapes: dict[Shape, float] = defaultdict(float)
        whole: dict[str, list[tuple[str, float]]] = {kind: [] for kind in _WHOLE}
        runs: dict[str, list[Run]] = {kind: [] for kind in _KINDS}
        for text, weight in weights.items():
            cut = _RUNS.findall(text)
            if (kind := _name_whole(text, cut)) is not None:
                whole[kind].append((text, weight))
                shapes[(kind, len(text)),] += weight
                continue
            shapes[tuple((_name_kind(run), len(run)) for run in cut)] += weight
            for number, run in enumerate(cut):
                runs[_name_kind(run)].append(Run(run, _name_place(number, len(cut)), weight))
        self._shape_weights, self._shapes = shapes, Weighted.of(shapes)
        self._whole = whole
        self._wished: dict[Wish, Weighted[Shape]] = {}
        tempered = {kind: [(text, weight**TEMPER) for text, weight in found] for kind, found in whole.items()}
        walks = Walks(tempered["walk"])
        mixed = Markov(tempered["mixed"], order=2, caution=2.0)
        writers = {"walk": lambda: walks.write(chance), "mixed": lambda: mixed.write(chance)}
        self._stores = {kind: Pool(write, STORE) for kind, write in writers.items()}
        self._letters, self._digits = Letters(runs["letters"], chance), Digits(runs["digits"], chance)
        self._signs = Vocabulary(runs["signs"])

    def write(self, chance: random.Random, *, language: str = LIST_LANGUAGE, wish: Wish | None = None) -> str:
        """Return a password in lower case, as somebody of that language might choose.

        Args:
            chance: the random source.
            language: of two letters; of another language than the list's the sieve judges the shape only.
            wish: what the person is asked for; if nothing like it comes, something else is returned.
        """
        sieve = self._sieves.get(find_kind(wish))
        if sieve is None:
            return self.write_freely(chance, language=language, wish=wish)
        shape = self._find_shapes(wish).draw(chance)
        texts = [self._write_one(shape, chance, language, wish) for _ in range(_CHOICES)]
        return sieve.choose([text for text in texts if text], chance, spoken=language == LIST_LANGUAGE)

    def _find_shapes(self, wish: Wish | None) -> Weighted[Shape]:
        """Return the shapes that a wish leaves; all of them, if it leaves none."""
        if wish is None:
            return self._shapes
        if wish not in self._wished:
            left = {
                shape: weight
                for shape, weight in self._shape_weights.items()
                if shape[0][0] not in _WHOLE and _fits_shape(shape, wish)
            }
            for kind, texts in self._whole.items():
                for text, weight in texts:
                    if wish.fits(text):
                        left[(kind, len(text)),] = left.get(((kind, len(text)),), 0.0) + weight
            self._wished[wish] = Weighted.of(left or self._shape_weights)
        return self._wished[wish]

    def measure(self, text: str) -> tuple[float, ...]:
        """Return by what an attacker may order passwords: make (kinds of characters and length), how usual the letters are,
        make, how soon it is guessed."""
        likely = self._likelihood.score(text.lower())
        make = float(
            len(text)
            + MAX_LENGTH * sum(2**place for place, fits in enumerate(_MAKES) if any(map(fits, text)))
        )
        return make, likely / (len(text) + 1), make, likely

    def write_word(self, chance: random.Random, *, language: str = LIST_LANGUAGE) -> str:
        """Return letters that a person of that language might add to a password."""
        return self._letters.write((3 + int(chance.random() * 3), "front"), chance, language=language)

    def write_freely(
        self, chance: random.Random, *, language: str = LIST_LANGUAGE, wish: Wish | None = None
    ) -> str:
        """Return a password that has not gone through a sieve, in a shape that the wish leaves."""
        return self._write_one(self._find_shapes(wish).draw(chance), chance, language, wish)

    def _write_one(self, shape: Shape, chance: random.Random, language: str, wish: Wish | None) -> str:
        text, found = "", ""
        for _ in range(_SAME_SHAPE):
            text = self._write_shape(shape, chance, language)
            if not text or (wish is not None and not wish.fits(text)):
                continue
            found = text
            if text not in self._counts or chance.random() < _KEPT:
                break
        return found

    def _write_shape(self, shape: Shape, chance: random.Random, language: str) -> str:
        kind, length = shape[0]
        if kind in _WHOLE:
            return self._stores[kind].draw(length, chance)
        return "".join(
            self._write_run(kind, (length, _name_place(number, len(shape))), chance, language)
            for number, (kind, length) in enumerate(shape)
        )

    def _write_run(self, kind: str, spot: Spot, chance: random.Random, language: str) -> str:
        match kind:
            case "letters":
                return self._letters.write(spot, chance, language=language)
            case "digits":
                return self._digits.write(spot, chance)
            case _:
                return self._signs.write(spot, chance, lambda length, *_: "!" * length)


def _fits_shape(shape: Shape, wish: Wish) -> bool:
    kinds = {kind for kind, _ in shape}
    return (
        wish.low <= sum(length for _, length in shape) <= wish.high
        and (not wish.digit or "digits" in kinds)
        and (not wish.letter or "letters" in kinds)
    )


def _name_whole(text: str, runs: list[str]) -> str | None:
    """Name the kind of a password that is not taken apart; None for one that is."""
    if is_walk(text) and is_unbroken(text) and not any(map(_is_plain_word, runs)):
        return "walk"
    return "mixed" if len(runs) > _MOST_RUNS else None


def _is_plain_word(run: str) -> bool:
    return len(run) >= _WORD_LENGTH and load_words(LIST_LANGUAGE).get(run, 0) >= _PLAIN_WORD


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
