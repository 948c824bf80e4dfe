"""What the attacker knows of people's passwords before he looks at his catch; built once, from his own third of the list."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from chaffinch.lab.sorting.classifier import PasswordClassifier
from chaffinch.lab.sorting.mangling import draw_likely
from chaffinch.lab.sorting.markov import CharacterModel
from chaffinch.lab.sorting.words import TABLES, load_held_out, load_passwords

_SAMPLE = 4_000
_LEARNED = 40_000

Measure = Callable[[Sequence[str]], NDArray[np.float64]]


@cache
def load_model() -> CharacterModel:
    """Return a character model of what people make of the words that the attacker learns from."""
    return CharacterModel(draw_likely(load_passwords(), _LEARNED, _start_random("model")))


@cache
def load_sample() -> tuple[str, ...]:
    """Return 4,000 passwords as people would have them, of words that no model of the attacker's has learned."""
    return tuple(draw_likely(load_held_out(), _SAMPLE, _start_random("sample")))


@cache
def load_signatures() -> Mapping[str, float]:
    """Return each length and mixture of characters (`sign_password`) with its share of the sample."""
    counted = Counter(map(sign_password, load_sample()))
    return {signature: count / _SAMPLE for signature, count in counted.items()}


@cache
def load_classifiers() -> Mapping[str, PasswordClassifier]:
    """Return the packaged classifiers by what they were trained against: `random` and `markov`."""
    with np.load(str(TABLES / "classifiers.npz")) as stored:
        return {
            name: PasswordClassifier(stored[name][:-1].astype(np.float32), float(stored[name][-1]))
            for name in ("random", "markov")
        }


def place_in_sample(measure: Measure, passwords: Sequence[str]) -> NDArray[np.float64]:
    """Return for each password the share of the sample that has less of a measure, ties by half; shape (n,)."""
    sample = _measure_sample(measure)
    values = measure(passwords)
    below = np.searchsorted(sample, values, side="left")
    not_above = np.searchsorted(sample, values, side="right")
    return np.asarray((below + not_above) / 2.0 / len(sample))


@cache
def _measure_sample(measure: Measure) -> NDArray[np.float64]:
    return np.sort(measure(load_sample()))


def sign_password(password: str) -> str:
    """Return a password's length and kinds of characters, as `10:dlsu`."""
    kinds = {"d" if c.isdigit() else "u" if c.isupper() else "l" if c.islower() else "s" for c in password}
    return f"{len(password)}:{''.join(sorted(kinds))}"


def _start_random(purpose: str) -> random.Random:
    # The same at each start, so that a figure can be taken again.
    return random.Random(f"the attacker's {purpose}")  # noqa: S311 -- a sample, no secret
