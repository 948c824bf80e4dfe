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
from pathlib import Path
from typing import Any

from chaffinch.decoys.passwords.model import KINDS, PasswordModel, load_counts
from chaffinch.decoys.passwords.source import SPREAD
from chaffinch.decoys.passwords.traits import list_grams, list_traits

TABLE = Path(__file__).resolve().parents[1] / "src/chaffinch/decoys/tables/password-sieve.tsv.xz"
FOLDS, SAMPLE = 5, 15_000
#: For how many texts each side counts, and how strongly the regression may lean on a trait.
WORTH, STRENGTH = 6000, {"free": 0.03, "ruled": 0.05}
#: No password counts for more than this share of a fold, lest a trait be learnt of one password alone.
MOST = 0.02
Rows = dict[str, int]


def list_folds() -> list[tuple[Rows, Rows]]:
    """Return pairs: what a model learns, and what is left."""
    rows = sorted(load_counts().items())
    random.Random(3).shuffle(rows)  # noqa: S311 -- a fold, no secret
    return [
        (dict(row for place, row in enumerate(rows) if place % FOLDS != fold), dict(rows[fold::FOLDS]))
        for fold in range(FOLDS)
    ]


def gather_texts(kind: str) -> tuple[list[tuple[str, float]], list[str]]:
    """Return people's passwords that fit, each with its share of a fold, and what the folds' models wrote."""
    wish, people, ours = KINDS[kind], list[tuple[str, float]](), list[str]()
    for number, (own, left) in enumerate(list_folds()):
        chance = random.Random(number)  # noqa: S311 -- a sample, no secret
        model = PasswordModel(own, chance=chance, spread=SPREAD)
        while len(ours) < SAMPLE // FOLDS * (number + 1):
            text = model.write(chance, wish=wish)
            if text and (wish is None or wish.fits(text)):
                ours.append(text)
        fitting = {text: count for text, count in left.items() if wish is None or wish.fits(text)}
        every = sum(fitting.values())
        people.extend((text, min(count / every, MOST)) for text, count in fitting.items())
    return people, ours


def learn_weights(people: list[tuple[str, float]], ours: list[str], *, strength: float) -> dict[str, float]:
    """Return trait → weight of a logistic regression, people's positive; both sides count alike."""
    from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-not-found,unused-ignore]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found,unused-ignore]

    def list_all(text: str) -> list[str]:
        return [*list_grams(text), *list_traits(text)]

    counter: Any = CountVectorizer(analyzer=list_all, lowercase=False, min_df=4, binary=True)
    matrix = counter.fit_transform([*(text for text, _ in people), *ours])
    share = WORTH / sum(weight for _, weight in people)
    counted = [*(weight * share for _, weight in people), *[WORTH / len(ours)] * len(ours)]
    fitted: Any = LogisticRegression(C=strength, max_iter=400)
    fitted.fit(matrix, [1] * len(people) + [0] * len(ours), counted)
    return dict(zip(counter.get_feature_names_out(), fitted.coef_[0], strict=True))


def main() -> None:
    """Train and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    rows = [
        f"{kind}\t{trait}\t{round(weight * 1000)}\n"
        for kind in KINDS
        for trait, weight in sorted(learn_weights(*gather_texts(kind), strength=STRENGTH[kind]).items())
        if round(weight * 1000)
    ]
    TABLE.write_bytes(lzma.compress("".join(rows).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{TABLE.name}: {len(rows):,} traits, {TABLE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
