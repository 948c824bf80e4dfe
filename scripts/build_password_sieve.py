"""Train the sieves of chaffinch.decoys on the generator's part of the password list, and on nothing else.

    uv run --with scikit-learn python scripts/build_password_sieve.py

The part is cut into folds; a model of all but one writes, and a logistic regression learns to tell that from the fold that
is left. So what a sieve learns is not what a model remembers of its own texts. There are two sieves: for any password, and
for those of eight characters with a digit, which the first would know little of.
"""

from __future__ import annotations

import argparse
import lzma
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

from chaffinch.decoys.passwords.markov import Likelihood
from chaffinch.decoys.passwords.model import KINDS, PasswordModel, Wish, load_counts
from chaffinch.decoys.passwords.sieve import Sieve
from chaffinch.decoys.passwords.source import SPREAD
from chaffinch.decoys.passwords.traits import list_grams, list_traits

TABLE = Path(__file__).resolve().parents[1] / "src/chaffinch/decoys/tables/password-sieve.tsv.xz"
FOLDS = 2
#: Texts of a model for each fold, and how strongly the regression may lean on a trait.
SAMPLE, STRENGTH = {"free": 12000, "ruled": 12000}, {"free": 0.01, "ruled": 0.01}
#: No password counts for more than this share of a fold, lest a trait be learnt of one password alone.
WORTH = 12000
MOST = 0.3
Rows = dict[str, int]


def list_folds() -> list[tuple[Rows, Rows]]:
    """Return pairs: what a model learns, and what is left."""
    rows = sorted(load_counts().items())
    random.Random(3).shuffle(rows)  # noqa: S311 -- a fold, no secret
    return [
        (dict(row for place, row in enumerate(rows) if place % FOLDS != fold), dict(rows[fold::FOLDS]))
        for fold in range(FOLDS)
    ]


def weigh_people(left: Rows, wish: Wish | None) -> dict[str, float]:
    """Return people's passwords of a fold that fit → weight, their mean being one."""
    fitting = {text: count for text, count in left.items() if wish is None or wish.fits(text)}
    most = MOST * sum(fitting.values())
    capped = {text: min(float(count), most) for text, count in fitting.items()}
    mean = sum(capped.values()) / len(capped)
    return {text: count / mean for text, count in capped.items()}


def learn_weights(
    people: dict[str, float], ours: dict[str, float], *, strength: float
) -> dict[str, float]:
    """Return trait → weight of a logistic regression, people's positive; both sides count alike."""
    from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-not-found,unused-ignore]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found,unused-ignore]

    def list_all(text: str) -> list[str]:
        return [*list_grams(text), *list_traits(text)]

    counter: Any = CountVectorizer(analyzer=list_all, lowercase=False, min_df=4, binary=True)
    matrix = counter.fit_transform([*people, *ours])
    fitted: Any = LogisticRegression(C=strength, max_iter=400)
    fitted.fit(
        matrix, [1] * len(people) + [0] * len(ours), [*_scale(people), *_scale(ours)]
    )
    return dict(zip(counter.get_feature_names_out(), fitted.coef_[0], strict=True))


def _scale(weights: dict[str, float]) -> list[float]:
    """Return weights whose mean is that of as many texts as both sides shall count for."""
    share = WORTH / sum(weights.values())
    return [weight * share for weight in weights.values()]


def weigh_ours(texts: list[str], likelihood: Likelihood) -> dict[str, float]:
    """Return what a model wrote → how often a sieve that knew likelihood alone would let it pass."""
    sieve = Sieve({}, likelihood)
    sieve.set_cut(texts)
    weights: dict[str, float] = defaultdict(float)
    for text in texts:
        weights[text] += sieve.weigh(text)
    return weights


def train_sieve(kind: str) -> dict[str, float]:
    """Return the mean of the folds' weights."""
    weights: dict[str, float] = defaultdict(float)
    wish = KINDS[kind]
    for number, (own, left) in enumerate(list_folds()):
        chance = random.Random(number)  # noqa: S311 -- a sample, no secret
        model = PasswordModel(own, chance=chance, spread=SPREAD)
        ours: list[str] = []
        while len(ours) < SAMPLE[kind]:
            text = model.write_freely(chance, wish=wish)
            if text and (wish is None or wish.fits(text)):
                ours.append(text)
        people = weigh_people(left, wish)
        for trait, weight in learn_weights(people, weigh_ours(ours, model.likelihood), strength=STRENGTH[kind]).items():
            weights[trait] += weight / FOLDS
    return weights


def main() -> None:
    """Train and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    rows = [
        f"{kind}\t{trait}\t{round(weight * 1000)}\n"
        for kind in KINDS
        for trait, weight in sorted(train_sieve(kind).items())
        if round(weight * 1000)
    ]
    TABLE.write_bytes(lzma.compress("".join(rows).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{TABLE.name}: {len(rows):,} traits, {TABLE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
