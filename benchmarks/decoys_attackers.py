"""Attackers who sort invented log-ins from real ones: each gives a text a score, higher for what looks like a person's.

All of them know the attacker's part of the password list and our code: those that are trained learn people's passwords from
that part and ours from what the generator writes with other seeds. None knows the reference part. scikit-learn and zxcvbn
are not installed with Chaffinch; without them those rows are left out and named.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from chaffinch.decoys.passwords.markov import Likelihood

Scores = npt.NDArray[np.float64]
Score = Callable[[Sequence[str]], Scores]

_RUNS = re.compile(r"[A-Za-z]+|\d+|[^A-Za-z\d]+")
_CONSONANTS = re.compile("[bcdfghjklmnpqrstvwxz]+")
_YEAR = re.compile(r"(?:19|20)\d\d")


def list_missing() -> list[str]:
    """Name the peers that are not installed."""
    return [name for name in ("sklearn", "zxcvbn", "faker") if not importlib.util.find_spec(name)]


def train_attackers(part: Mapping[str, int], people: Sequence[str], ours: Sequence[str]) -> dict[str, Score]:
    """Return name → score, trained on people's passwords of the attacker's part and on ours of other seeds."""
    found: dict[str, Score] = {}
    for order in (3, 4):
        found[f"Markov likelihood, order {order}"] = _score_likelihood(part, order)
    missing = list_missing()
    if "zxcvbn" not in missing:
        found["zxcvbn guesses"] = _score_zxcvbn(part)
    if "sklearn" not in missing:
        found["logistic regression on n-grams"] = _train_grams(people, ours)
        found |= _train_trees(part, people, ours)
    return found


def _score_likelihood(part: Mapping[str, int], order: int) -> Score:
    model = Likelihood(part.items(), order=order, caution=10.0)
    return lambda texts: np.array([model.score(text) for text in texts])


def _score_zxcvbn(part: Mapping[str, int]) -> Score:
    """Rank by zxcvbn, its own list of passwords replaced by the attacker's part: its own holds the reference."""
    from zxcvbn import matching, zxcvbn  # type: ignore[import-untyped,import-not-found,unused-ignore]

    ranked = sorted(part, key=lambda text: -part[text])
    matching.RANKED_DICTIONARIES["passwords"] = {text: place for place, text in enumerate(ranked, 1)}
    return lambda texts: np.array([-float(zxcvbn(text[:70])["guesses_log10"]) for text in texts])


def _train_grams(people: Sequence[str], ours: Sequence[str]) -> Score:
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-not-found,unused-ignore]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found,unused-ignore]

    vectors: Any = TfidfVectorizer(
        analyzer="char", ngram_range=(1, 4), lowercase=False, min_df=3, sublinear_tf=True
    )

    def mark(texts: Sequence[str]) -> list[str]:
        return [f"^{text}$" for text in texts]

    model: Any = LogisticRegression(C=1.0, max_iter=300)
    model.fit(vectors.fit_transform(mark([*people, *ours])), [1] * len(people) + [0] * len(ours))
    return lambda texts: np.asarray(model.decision_function(vectors.transform(mark(texts))), dtype=np.float64)


def _train_trees(part: Mapping[str, int], people: Sequence[str], ours: Sequence[str]) -> dict[str, Score]:
    """Train forests on shape and likelihood. The likelihood of a training password comes from the half that it is not in."""
    from sklearn.ensemble import (  # type: ignore[import-not-found,unused-ignore]
        HistGradientBoostingClassifier,
        RandomForestClassifier,
    )

    rows = sorted(part.items(), key=lambda row: row[0][::-1])
    halves = [Likelihood(rows[place::2], order=3, caution=10.0) for place in (0, 1)]
    inside = [{text for text, _ in rows[place::2]} for place in (0, 1)]

    def measure(texts: Sequence[str]) -> Scores:
        table = []
        for place, text in enumerate(texts):
            side = 1 if text in inside[0] else 0 if text in inside[1] else place % 2
            likely = halves[side].score(text)
            table.append([*measure_shape(text), likely, likely / (len(text) + 1)])
        return np.array(table, dtype=np.float64)

    table, marks = measure([*people, *ours]), [1] * len(people) + [0] * len(ours)
    boosted = {"max_iter": 100, "learning_rate": 0.06, "random_state": 0}
    every, shape = table.shape[1], table.shape[1] - 2
    models: dict[str, tuple[Any, int]] = {
        "random forest": (RandomForestClassifier(120, min_samples_leaf=8, random_state=0), every),
        "gradient-boosted trees": (HistGradientBoostingClassifier(**boosted), every),
        "length and shape only": (HistGradientBoostingClassifier(**boosted), shape),
    }
    for model, columns in models.values():
        model.fit(table[:, :columns], marks)

    def make(model: Any, columns: int) -> Score:
        return lambda texts: np.asarray(
            model.predict_proba(measure(texts)[:, :columns])[:, 1], dtype=np.float64
        )

    return {name: make(*found) for name, found in models.items()}


def measure_shape(text: str) -> list[float]:
    """Return what can be counted in a password without knowing any other."""
    runs = _RUNS.findall(text)
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdigit, text))
    pairs = list(pairwise(text))
    return [
        len(text), letters, digits, sum(map(str.isupper, text)), len(text) - letters - digits, len(runs),
        max(map(len, runs)), len(set(text)), sum(letter in "aeiouy" for letter in text.lower()) / max(1, letters),
        text[-1].isdigit(), text[0].isdigit(), bool(_YEAR.search(text)), sum(one == other for one, other in pairs),
        sum(ord(other) - ord(one) == 1 for one, other in pairs),
        max((len(run) for run in _CONSONANTS.findall(text.lower())), default=0),
        len(runs[0]), len(runs[-1]), runs[0].isalpha(),
    ]  # fmt: skip


def measure_auc(people: Scores, ours: Scores) -> float:
    """Return how often a person's scores above a decoy's (Mann–Whitney), ties counted half."""
    both = np.concatenate([people, ours])
    _, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[inverse]
    total = float(ranks[: len(people)].sum()) - len(people) * (len(people) + 1) / 2
    return total / (len(people) * len(ours))


def rank_true(
    people: Scores, ours: Scores, *, k: int, chance: np.random.Generator
) -> tuple[npt.NDArray[np.int64], Scores]:
    """Hide each person's among k − 1 decoys, drawn anew.

    Returns:
        The place at which the attacker tries it (1 is first), and how far the first stands above the second.
    """
    drawn = chance.choice(ours, (len(people), k - 1))
    jitter = 1e-9 * max(1.0, float(np.abs(ours).max()))
    noisy = drawn + chance.normal(0, jitter, drawn.shape)
    own = people + chance.normal(0, jitter, len(people))
    places = 1 + (noisy > own[:, None]).sum(axis=1)
    every = np.sort(np.column_stack([noisy, own]), axis=1)
    return places, every[:, -1] - every[:, -2]
