"""A cheap look before the costly one: may a name stand between any two of these places?"""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz.distance import OSA

from chaffinch.names.alignment import Pattern
from chaffinch.names.context import Surroundings
from chaffinch.names.expressions import coarsen
from chaffinch.names.fold import fold_letter

#: A change by ear replaces up to three letters, and counts as one slip.
_BY_EAR = 2
#: What the eye's longer pairs add to a name's length, and its separators (each may be doubled).
_ROOM = 6
#: Pairs of letters that pass for one, in the coarse alphabet: rn and nn for m, vv for w, cl for d.
_PAIRS = re.compile(r"rn|nn|uu|ci")
_PASSES = {"rn": "m", "nn": "m", "uu": "w", "ci": "d"}


def may_stand(pattern: Pattern, text: str, places: Surroundings) -> bool:
    """Tell whether `align` could find the name; sometimes true when it will not, never false when it would."""
    folded = [text] if text.isascii() else [fold_letter(char) for char in text]
    letters = len(pattern.letters)
    for start in places.opens:
        for end in places.closes:
            if letters // 2 <= end - start <= 2 * letters + _ROOM:
                part = text[start:end] if len(folded) == 1 else "".join(folded[start:end])
                if _is_near(pattern.letters, part, pattern.budget):
                    return True
    return False


def _is_near(letters: str, part: str, budget: int) -> bool:
    limit = budget + _BY_EAR * bool(budget)
    ours, theirs = _coarsen_ours(letters), coarsen(part)
    if OSA.distance(ours[0], theirs, score_cutoff=limit) <= limit:
        return True
    joined = _join_pairs(theirs)
    return OSA.distance(ours[1], joined, score_cutoff=limit) <= limit


@cache
def _coarsen_ours(letters: str) -> tuple[str, str]:
    return coarsen(letters), _join_pairs(coarsen(letters))


def _join_pairs(coarse: str) -> str:
    return _PAIRS.sub(lambda found: _PASSES[found[0]], coarse)
