"""Train the sieve of chaffinch.decoys on the generator's part of the password list, and on nothing else.

    uv run --with scikit-learn python scripts/build_password_sieve.py

The part is cut into halves, twice; a model of each half writes, and a logistic regression learns to tell that from the other
half. So what the sieve learns is not what a model remembers of its own half.
"""

from __future__ import annotations

import argparse
import lzma
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

from chaffinch.decoys.chance import Weighted
from chaffinch.decoys.passwords.model import PasswordModel, load_counts
from chaffinch.decoys.passwords.sieve import GRAM

TABLE = Path(__file__).resolve().parents[1] / "src/chaffinch/decoys/tables/password-sieve.tsv.xz"
CUTS, ROUNDS = (3, 4), 2
SAMPLE, STRENGTH = 6000, 0.01


def list_folds() -> list[tuple[dict[str, int], dict[str, int]]]:
    """Return pairs of halves, each in both orders."""
    folds = []
    for cut in CUTS:
        rows = sorted(load_counts().items())
        random.Random(cut).shuffle(rows)  # noqa: S311 -- a fold, no secret
        halves = dict(rows[::2]), dict(rows[1::2])
        folds += [halves, halves[::-1]]
    return folds


def learn_weights(people: list[str], ours: list[str]) -> dict[str, float]:
    """Return run of characters → weight of a logistic regression, people's positive."""
    from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-not-found,unused-ignore]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found,unused-ignore]

    counter: Any = CountVectorizer(
        analyzer="char", ngram_range=(1, GRAM), lowercase=False, min_df=4, binary=True
    )
    matrix = counter.fit_transform(f"^{text}$" for text in [*people, *ours])
    fitted: Any = LogisticRegression(C=STRENGTH, max_iter=300)
    fitted.fit(matrix, [1] * len(people) + [0] * len(ours))
    return dict(zip(counter.get_feature_names_out(), fitted.coef_[0], strict=True))


def main() -> None:
    """Train and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    weights: dict[str, float] = defaultdict(float)
    folds = list_folds()
    for turn in range(ROUNDS):
        learnt: dict[str, float] = defaultdict(float)
        for number, (own, other) in enumerate(folds):
            chance = random.Random(100 * turn + number)  # noqa: S311 -- a sample, no secret
            model = PasswordModel(own, chance=chance, weights=weights)
            people = Weighted.of(other)
            found = learn_weights(
                [people.draw(chance) for _ in range(SAMPLE)], [model.write(chance) for _ in range(SAMPLE)]
            )
            for gram, weight in found.items():
                learnt[gram] += weight / len(folds)
        for gram, weight in learnt.items():
            weights[gram] += weight
    rows = [
        f"{gram}\t{round(weight * 1000)}\n"
        for gram, weight in sorted(weights.items())
        if round(weight * 1000)
    ]
    TABLE.write_bytes(lzma.compress("".join(rows).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{TABLE.name}: {len(rows):,} runs of characters, {TABLE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
