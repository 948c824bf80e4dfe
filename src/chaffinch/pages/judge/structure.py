"""Compare how two pages are built: the elements that are laid out, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

_RUN = 4
PART = 0.8
"""What a part of the reference that is a whole page counts, beside the whole reference."""
_LEAST_ELEMENTS = 8
"""A page of fewer elements has no structure to speak of."""


def measure_structure(here: Sequence[str], there: Sequence[str]) -> float:
    """Return how much of the reference's structure stands in the page, 0 to 1.

    Runs of four elements are compared, once by tag, id and class and once by tag alone (which survives names drawn by
    lot, and says less: it counts for two thirds). A page that is nothing but a part of the reference counts as most
    of it.
    """
    if len(there) < _LEAST_ELEMENTS:
        return 0.0
    named = _share(here, there)
    bare = _share([_strip(one) for one in here], [_strip(one) for one in there])
    part = _share(there, here) if len(here) >= _LEAST_ELEMENTS else 0.0
    return max(named, bare * 2 / 3, part * PART)


def _share(here: Sequence[str], there: Sequence[str]) -> float:
    wanted, found = Counter(_list_runs(there)), Counter(_list_runs(here))
    return (wanted & found).total() / max(1, wanted.total())


def _list_runs(elements: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(elements[start : start + _RUN]) for start in range(len(elements) - _RUN + 1))


def _strip(element: str) -> str:
    return element.partition("#")[0].partition(".")[0]
