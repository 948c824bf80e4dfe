"""Rates of rare events, with their bounds."""

from __future__ import annotations

import math

MILLION = 1_000_000
_DOUBT = 0.05
_STEPS = 60


def bound_rate(events: int, trials: int) -> float:
    """Return the upper 95% bound (one-sided, exact Poisson) of a rate, in events a million.

    The mean at which so few events or fewer have a chance of 5%; for rare events it lies a trifle above the
    Clopper-Pearson bound. Garwood, Biometrika 28 (1936).
    """
    low, high = float(events), events + 10.0 * math.sqrt(events + 1) + 10.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if chance_of_at_most(events, middle) > _DOUBT else (low, middle)
    return high / trials * MILLION


def chance_of_at_most(events: int, mean: float) -> float:
    """Return the Poisson distribution's probability of `events` or fewer."""
    logs = (count * math.log(mean) - mean - math.lgamma(count + 1) for count in range(events + 1))
    return math.fsum(math.exp(value) for value in logs)
