"""What the phisher faces: how many tries before a true log-in, and how likely an alarm rings first.

Under perfect mixing, where nothing tells a decoy from a true log-in; docs/reference/decoys.md says how far that holds.
"""

from __future__ import annotations


def expect_tries(decoys: int, *, true: int) -> float:
    """Return the expected number of tries up to and with the first true log-in, in any order that is blind.

    The mean rank of the first of `true` marks among `decoys` + `true` in random order: (d + r + 1) / (r + 1).

    Raises:
        ValueError: a number is below zero, or there is no true log-in to be found.
    """
    if decoys < 0 or true < 1:
        raise ValueError("there must be at least one true log-in, and no fewer than no decoys")
    return (decoys + true + 1) / (true + 1)


def expect_alarm(watched: int, *, true: int) -> float:
    """Return the chance, 0 to 1, that a watched decoy is tried before the first true log-in.

    Unwatched decoys change nothing: of the watched and the true ones, the first to be tried is watched with w / (w + r).

    Raises:
        ValueError: a number is below zero.
    """
    if watched < 0 or true < 0:
        raise ValueError("numbers of log-ins cannot be below zero")
    return watched / (watched + true) if watched + true else 0.0
