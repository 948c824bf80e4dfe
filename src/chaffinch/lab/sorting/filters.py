"""What a filter of the sorting desk is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chaffinch.lab.phisher_desk import Catch

Scores = NDArray[np.float64]
#: The score of a catch that is thrown away unseen.
DROPPED = np.inf


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing that an attacker looks at."""

    name: str
    rate: Callable[[Sequence[Catch]], Scores]
    """Catches in the order in which they came → suspicion of each in [0, 1], or DROPPED; shape (len(catches),)."""
    against: str
    """What it is for, in a few words."""
    set_aside: float = 0.5
    """From this suspicion on, the attacker who discards does so."""
