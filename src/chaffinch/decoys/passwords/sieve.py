"""Choose what looks like people's, and pass over what only a generator would write so often.

An attacker who knows this program trains classifiers on people's passwords against ours. So do we, beforehand, on the
generator's part alone: a sieve is a logistic regression over traits of a text (traits.py), trained by
scripts/build_password_sieve.py on what a model of some folds of that part writes against the fold that it has not seen.
Of several passwords of one shape one is taken, each as often as its odds say (sampling and importance resampling, Rubin
1988): so shapes stay as frequent as they are, and no odds, however long, count for more than the few that stand beside.
"""

from __future__ import annotations

import lzma
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from math import exp

from chaffinch.decoys.passwords.markov import Likelihood, Texts
from chaffinch.decoys.passwords.traits import list_grams, list_traits

Weights = Mapping[str, float]
_ORDER, _CAUTION = 3, 10.0
#: How much a text's own likelihood counts beside the table. It is not learnt: what a model writes is likely to itself.
_LIKELIHOOD = 0.1
#: So much in another language, where the table is silent: of its words, those are taken that sound like a password.
_FOREIGN_LIKELIHOOD = 0.3


class Sieve:
    """Odds that a text is a person's."""

    def __init__(self, weights: Weights, likelihood: Likelihood) -> None:
        """Take the table, and what says how likely a text is."""
        self.weights = weights
        self._likelihood = likelihood

    def score(self, text: str, *, spoken: bool = True) -> float:
        """Return the logarithm of the odds, up to a constant; of a language that the list does not speak, by shape
        and by how likely its letters are."""
        get = self.weights.get
        score = sum(map(get, list_traits(text, spoken=spoken), repeat(0.0)))
        if spoken:
            score += sum(map(get, list_grams(text), repeat(0.0)))
        return score + (_LIKELIHOOD if spoken else _FOREIGN_LIKELIHOOD) * self._likelihood.score(text)

    def choose(self, texts: Sequence[str], chance: random.Random, *, spoken: bool = True) -> str:
        """Return one of some texts, each as often as its odds say; an empty text of none."""
        if not texts:
            return ""
        scores = [self.score(text, spoken=spoken) for text in texts]
        best = max(scores)
        return chance.choices(texts, [exp(score - best) for score in scores])[0]


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
