"""How long work will go on at the pace that it has."""

from __future__ import annotations

from datetime import timedelta


def estimate_rest(*, done: int, left: int, took: timedelta) -> timedelta | None:
    """Return how long the rest will take; None where nothing can be said.

    Args:
        done: since the work last began, in any unit.
        left: still to be done, in the same.
        took: since it last began.
    """
    return took * (left / done) if done > 0 and took > timedelta(0) else None
