"""Whether and when a job that went wrong runs again. Pure."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from chaffinch.errors import RefusedError, UsageError

FIRST_DELAY_SECONDS = 10.0
LONGEST_DELAY_SECONDS = 3_600.0
MOST_LOSSES = 10
"""Leases that may run out before a job is taken for what kills its worker, and kept for a person."""


def choose_delay(attempts: int, *, random: Random) -> timedelta:
    """Return how long to wait after that many failed attempts.

    The wait doubles from ten seconds up to an hour; its second half is chance, so that jobs that failed
    together do not come back together ("equal jitter": M. Brooker, Exponential Backoff And Jitter, 2015).
    """
    # The exponent is bounded apart: a job that a person reopened often must not overflow the float.
    ceiling = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2.0 ** min(attempts - 1, 32))
    return timedelta(seconds=ceiling / 2 + random.random() * ceiling / 2)


def decide_retry(
    error: BaseException, *, attempts: int, max_attempts: int, random: Random
) -> timedelta | None:
    """Return the delay before the next attempt, or None when a person must look.

    Args:
        attempts: failed runs, this one included.
    """
    if isinstance(error, UsageError | RefusedError):
        return None  # by definition of both, the same call fails again
    if attempts >= max_attempts:
        return None
    return choose_delay(attempts, random=random)
