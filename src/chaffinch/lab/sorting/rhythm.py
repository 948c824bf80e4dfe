"""The filter on arrivals: bursts, clockwork, and gaps that no crowd of people leaves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.sorting.filters import Scores

Gaps = NDArray[np.float64]

_WINDOW = 8
_FEWEST = 20
_BURST_SECONDS, _BURST = 120.0, 6


def rate_rhythm(catches: Sequence[Catch]) -> Scores:
    """Suspect six in two minutes, eight in a row at even gaps, and all where the gaps fit no model of a crowd."""
    order = np.argsort([catch.seen.at for catch in catches], kind="stable")
    times = np.array([catches[place].seen.at for place in order])
    scores = np.zeros(len(catches))
    if len(times) >= _BURST:
        first = np.searchsorted(times, times - _BURST_SECONDS)
        last = np.searchsorted(times, times + _BURST_SECONDS, side="right")
        scores[last - first > 2 * _BURST] = 0.6
    gaps = np.diff(times)
    if len(gaps) >= _WINDOW:
        for start in range(len(gaps) - _WINDOW + 1):
            evenness = 1.0 - min(1.0, _vary(gaps[start : start + _WINDOW]) / 0.5)
            inside = slice(start, start + _WINDOW + 1)
            scores[inside] = np.maximum(scores[inside], evenness)
    if len(gaps) >= _FEWEST and not fits_crowd(gaps):
        scores = np.maximum(scores, 0.4)
    found = np.zeros(len(catches))
    found[order] = scores
    return found


def fits_crowd(gaps: Gaps) -> bool:
    """Return whether gaps (seconds) pass for exponential or log-normal ones at the level of 1%."""
    positive = np.maximum(gaps, 1e-3)
    mean = positive.mean()
    exponential = measure_distance(positive, lambda x: 1.0 - np.exp(-x / mean))
    logs = np.log(positive)
    spread = max(float(logs.std()), 1e-9)
    normal = measure_distance((logs - logs.mean()) / spread, _find_normal)
    return bool(max(find_p_value(exponential, len(positive)), find_p_value(normal, len(positive))) > 0.01)


def measure_distance(sample: Gaps, distribution: Callable[[Gaps], Gaps]) -> float:
    """Return the Kolmogorov-Smirnov distance of a sample from a distribution function."""
    ordered = np.sort(sample)
    expected: Gaps = distribution(ordered)
    steps = np.arange(len(ordered) + 1) / len(ordered)
    return float(max((steps[1:] - expected).max(), (expected - steps[:-1]).max()))


def find_p_value(distance: float, count: int) -> float:
    """Return how often chance alone is further off; Kolmogorov's series with Stephens' correction (1970).

    The mean and the spread are those of the sample itself, so the true value is smaller: the test rejects too seldom.
    """
    scaled = (math.sqrt(count) + 0.12 + 0.11 / math.sqrt(count)) * distance
    if scaled < 0.2:
        return 1.0
    terms = ((2.0 if k % 2 else -2.0) * math.exp(-2.0 * k * k * scaled * scaled) for k in range(1, 101))
    return min(1.0, max(0.0, sum(terms)))


def _find_normal(values: Gaps) -> Gaps:
    return np.array([0.5 * (1.0 + math.erf(value / math.sqrt(2.0))) for value in values])


def _vary(gaps: Gaps) -> float:
    mean, spread = float(gaps.mean()), float(gaps.std())
    return spread / mean if mean > 0 else 0.0
