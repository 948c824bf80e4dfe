"""Let pass what looks like people's, and hold back what only a generator would write so often.

An attacker who knows this program trains a classifier on people's passwords against ours. So do we, beforehand, on the
generator's part alone: the sieve is a logistic regression over runs of 1 to 4 characters, trained by
scripts/build_password_sieve.py on one half of that part against what a model of the other half writes. A password passes as
often as its odds say (discriminator rejection sampling, Azadi et al., ICLR 2019).
"""

from __future__ import annotations

import lzma
import random
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp

from chaffinch.decoys.passwords.markov import Likelihood, Texts

#: The longest run of characters that the table holds.
GRAM = 4
#: How much a text's own likelihood counts beside the table.
_LIKELIHOOD = 0.1
_ORDER, _CAUTION = 3, 10.0


class Sieve:
    """Odds that a text is a person's."""

    def __init__(self, weights: Mapping[str, float], texts: Texts) -> None:
        """Take the table, and the texts from which likelihood is learnt."""
        self.weights = weights
        self.cut = 0.0
        self._likelihood = Likelihood(texts, order=_ORDER, caution=_CAUTION)

    def score(self, text: str) -> float:
        """Return the logarithm of the odds, up to a constant."""
        get = self.weights.get
        return sum(get(gram, 0.0) for gram in list_grams(text)) + _LIKELIHOOD * self._likelihood.score(text)

    def set_cut(self, scores: list[float]) -> None:
        """Let everything pass that scores as the best thirtieth of these texts."""
        self.cut = sorted(scores)[int(len(scores) * 0.97)]

    def passes(self, text: str, chance: random.Random) -> bool:
        """Draw whether a text passes."""
        return chance.random() < exp(min(0.0, self.score(text) - self.cut))


def list_grams(text: str) -> set[str]:
    """Return the runs of 1 to 4 characters of a text between marks of its begin (^) and end ($)."""
    marked = f"^{text}$"
    return {marked[at : at + size] for size in range(1, GRAM + 1) for at in range(len(marked) - size + 1)}


@cache
def load_weights() -> Mapping[str, float]:
    """Read the table: run of characters → weight."""
    packed = files("chaffinch.decoys").joinpath("tables", "password-sieve.tsv.xz").read_bytes()
    rows = (line.split("\t") for line in lzma.decompress(packed).decode().splitlines())
    return {gram: int(weight) / 1000 for gram, weight in rows}
