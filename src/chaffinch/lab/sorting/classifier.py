"""A trained classifier of passwords: logistic regression on hashed character n-grams, in numpy alone."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 14
_LENGTHS = (1, 2, 3, 4)
_MOST = 72
"""Features of one password; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class PasswordClassifier:
    """Weights (float32, shape (BUCKETS + 1,); the last stands for nothing) and a bias."""

    weights: NDArray[np.float32]
    bias: float

    def rate(self, passwords: Sequence[str]) -> NDArray[np.float64]:
        """Return the log-odds that each password was made by a machine, shape (len(passwords),)."""
        if not passwords:
            return np.zeros(0)
        scores: NDArray[np.float64] = self.weights[hash_passwords(passwords)].sum(axis=1, dtype=np.float64)
        return scores + self.bias


def hash_passwords(passwords: Sequence[str]) -> NDArray[np.int32]:
    """Return each password's features as buckets, shape (len(passwords), 72), padded with BUCKETS."""
    table = np.full((len(passwords), _MOST), BUCKETS, dtype=np.int32)
    for row, password in enumerate(passwords):
        buckets = sorted(_list_buckets(password))[:_MOST]
        table[row, : len(buckets)] = buckets
    return table


def _list_buckets(password: str) -> set[int]:
    shape = "".join(
        "d" if c.isdigit() else "u" if c.isupper() else "l" if c.islower() else "s" for c in password
    )
    text = f"\x02{password}\x03".encode("utf-8", "replace")
    pieces = {text[place : place + n] for n in _LENGTHS for place in range(len(text) - n + 1)}
    pieces |= {b"\x00shape" + shape.encode(), b"\x00length%d" % len(password)}
    return {zlib.crc32(piece) % BUCKETS for piece in pieces}


def train_classifier(
    human: Sequence[str], made: Sequence[str], *, seed: int, epochs: int = 12, decay: float = 3e-5
) -> PasswordClassifier:
    """Train on passwords of people and of a machine; Adam (Kingma and Ba 2015) on batches of 256."""
    rng = np.random.default_rng(seed)
    features = np.concatenate([hash_passwords(human), hash_passwords(made)])
    labels = np.concatenate([np.zeros(len(human)), np.ones(len(made))])
    weights, first, second = (np.zeros(BUCKETS + 2) for _ in range(3))
    step = 0
    for _ in range(epochs):
        for batch in np.array_split(rng.permutation(len(labels)), max(1, len(labels) // 256)):
            step += 1
            slope = _find_slope(weights, features[batch], labels[batch]) + decay * weights
            first += 0.1 * (slope - first)
            second += 0.001 * (slope**2 - second)
            rate = 0.01 * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            weights -= rate * first / (np.sqrt(second) + 1e-8)
            weights[BUCKETS] = 0.0
    return PasswordClassifier(weights[: BUCKETS + 1].astype(np.float32), float(weights[-1]))


def _find_slope(
    weights: NDArray[np.float64], features: NDArray[np.int32], labels: NDArray[np.float64]
) -> NDArray[np.float64]:
    scores = weights[features].sum(axis=1) + weights[-1]
    fault = (1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30))) - labels) / len(labels)
    shares = np.repeat(fault, features.shape[1])
    counted = np.bincount(features.ravel(), weights=shares, minlength=len(weights))
    slope = counted.astype(np.float64)
    slope[BUCKETS] = 0.0
    slope[-1] = fault.sum()
    return slope
