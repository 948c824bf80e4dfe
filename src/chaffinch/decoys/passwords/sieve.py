"""Let pass what looks like people's, and hold back what only a generator would write so often.

An attacker who knows this program trains classifiers on people's passwords against ours. So do we, beforehand, on the
generator's part alone: a sieve is a logistic regression over traits of a text (traits.py), trained by
scripts/build_password_sieve.py on what a model of some folds of that part writes against the fold that it has not seen.
A password passes as often as its odds say (discriminator rejection sampling, Azadi et al., ICLR 2019).
"""

from __future__ import annotations

import lzma
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import exp

from chaffinch.decoys.passwords.markov import Likelihood, Texts
from chaffinch.decoys.passwords.traits import list_grams, list_traits

Weights = Mapping[str, float]
_ORDER, _CAUTION = 3, 10.0
#: How much a text's own likelihood counts beside the table. It is not learnt: what a model writes is likely to itself.
_LIKELIHOOD = 0.25
#: Of the texts by which the cut is set, so many score below it.
_CUT = 0.97


class Sieve:
    """Odds that a text is a person's."""

    def __init__(self, weights: Weights, likelihood: Likelihood) -> None:
        """Take the table, and what says how likely a text is."""
        self.weights = weights
        self._likelihood = likelihood
        self._cuts = {True: 0.0, False: 0.0}

    def score(self, text: str, *, spoken: bool = True) -> float:
        """Return the logarithm of the odds, up to a constant; of a language that the list does not speak, by shape only."""
        get = self.weights.get
        score = sum(get(trait, 0.0) for trait in list_traits(text, spoken=spoken))
        if spoken:
            score += sum(get(gram, 0.0) for gram in list_grams(text))
            score += _LIKELIHOOD * self._likelihood.score(text)
        return score

    def set_cut(self, texts: Sequence[str]) -> None:
        """Let everything pass that scores as the best of these texts, lest few very likely ones come again and again."""
        for spoken in self._cuts:
            scores = sorted(self.score(text, spoken=spoken) for text in texts)
            self._cuts[spoken] = scores[int(len(scores) * _CUT)]

    def weigh(self, text: str, *, spoken: bool = True) -> float:
        """Return how often a text passes, 0 to 1."""
        return exp(min(0.0, self.score(text, spoken=spoken) - self._cuts[spoken]))

    def passes(self, text: str, chance: random.Random, *, spoken: bool = True) -> bool:
        """Draw whether a text passes."""
        return chance.random() < self.weigh(text, spoken=spoken)


def learn_likelihood(texts: Texts) -> Likelihood:
    """Learn how likely people's texts are, for the sieve and its training alike."""
    return Likelihood(texts, order=_ORDER, caution=_CAUTION)


@cache
def load_weights() -> Mapping[str, Weights]:
    """Read the table: kind of sieve → trait → weight."""
    packed = files("chaffinch.decoys").joinpath("tables", "password-sieve.tsv.xz").read_bytes()
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for line in lzma.decompress(packed).decode().splitlines():
        kind, trait, weight = line.split("\t")
        found[kind][trait] = int(weight) / 1000
    return found
