"""Filters on the password alone, and on how alike the passwords of a whole catch are.

Each measures something and asks how many of a sample of people's passwords have less of it: from 0.95 on, one real
password in twenty would be set aside, if the victims choose theirs like the sample.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np

from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.sorting.filters import Scores
from chaffinch.lab.sorting.reference import (
    load_classifiers,
    load_model,
    load_signatures,
    place_in_sample,
    sign_password,
)
from chaffinch.lab.sorting.strength import estimate_guesses
from chaffinch.lab.sorting.words import load_passwords

_SHORTEST_WORD = 4


def rate_ranks(catches: Sequence[Catch]) -> Scores:
    """Suspect what holds no common password: by the rank of the longest that stands in it, and what is left over."""
    return place_in_sample(_measure_ranks, [catch.password for catch in catches])


def rate_surprise(catches: Sequence[Catch]) -> Scores:
    """Suspect what a character model of people's passwords finds surprising."""
    return place_in_sample(_measure_surprises, [catch.password for catch in catches])


def rate_strength(catches: Sequence[Catch]) -> Scores:
    """Suspect what costs more guesses than people's passwords do."""
    return place_in_sample(_measure_guesses, [catch.password for catch in catches])


def rate_against_random(catches: Sequence[Catch]) -> Scores:
    """Ask the classifier that was trained to tell people's passwords from random ones."""
    return place_in_sample(_ask_about_random, [catch.password for catch in catches])


def rate_against_markov(catches: Sequence[Catch]) -> Scores:
    """Ask the classifier that was trained to tell people's passwords from those of a character model."""
    return place_in_sample(_ask_about_markov, [catch.password for catch in catches])


def rate_likeness(catches: Sequence[Catch]) -> Scores:
    """Suspect a length and mixture of characters that this catch has far more often than people do."""
    shares = load_signatures()
    counted = Counter(sign_password(catch.password) for catch in catches)
    scores = []
    for catch in catches:
        signature = sign_password(catch.password)
        here = (counted[signature] - 1) / len(catches)
        scores.append(
            min(1.0, max(0.0, math.log2((here + 0.03) / (shares.get(signature, 0.0) + 0.03)) / 3.0))
        )
    return np.array(scores)


def _measure_ranks(passwords: Sequence[str]) -> Scores:
    return np.array([_measure_rank(password) for password in passwords])


@cache
def _measure_rank(password: str) -> float:
    """Return the natural logarithm of the rank of the longest listed word inside, plus two for each letter beside it."""
    ranks, lower = _load_ranks(), password.lower()
    letters = sum(character.isalpha() for character in lower)
    for length in range(len(lower), _SHORTEST_WORD - 1, -1):
        for start in range(len(lower) - length + 1):
            word = lower[start : start + length]
            if word in ranks:
                beside = letters - sum(character.isalpha() for character in word)
                return math.log(ranks[word] + 1) + 2.0 * beside
    return math.log(len(ranks)) + 2.0 * letters


@cache
def _load_ranks() -> dict[str, int]:
    return {password: rank for rank, password in enumerate(load_passwords())}


def _measure_surprises(passwords: Sequence[str]) -> Scores:
    return np.array([_measure_surprise(password) for password in passwords])


@cache
def _measure_surprise(password: str) -> float:
    return load_model().measure_surprise(password)


def _measure_guesses(passwords: Sequence[str]) -> Scores:
    return np.array([_estimate_guesses(password) for password in passwords])


_estimate_guesses = cache(estimate_guesses)


def _ask_about_random(passwords: Sequence[str]) -> Scores:
    return load_classifiers()["random"].rate(passwords)


def _ask_about_markov(passwords: Sequence[str]) -> Scores:
    return load_classifiers()["markov"].rate(passwords)
