"""A cheap look before the costly one: may a name stand between any two of these places?"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from chaffinch.names.alignment import Pattern
from chaffinch.names.context import Surroundings
from chaffinch.names.expressions import coarsen, list_swapped_across, list_widely_changed
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
                if _is_near(pattern, part):
                    return True
    return False


def _is_near(pattern: Pattern, part: str) -> bool:
    """Tell whether letters are so few edits away from the name, or from what one wide slip makes of it."""
    ours, theirs = coarsen(pattern.letters), coarsen(part)
    our_pairs, their_pairs = _join_pairs(ours), _join_pairs(theirs)
    most = pattern.budget + _BY_EAR * bool(pattern.budget)
    distance = min(
        OSA.distance(ours, theirs, score_cutoff=most),
        OSA.distance(ours, their_pairs, score_cutoff=most),
        OSA.distance(our_pairs, their_pairs, score_cutoff=most),
    )
    if distance <= pattern.budget or distance > most:
        return distance <= pattern.budget
    if their_pairs != theirs or our_pairs != ours:
        return True  # which of these pairs pass for one letter, only the alignment can tell
    forms = _list_forms(pattern.letters, pattern.budget)
    return any(OSA.distance(form, theirs, score_cutoff=limit) <= limit for form, limit in forms)


@lru_cache(maxsize=4_096)
def _list_forms(letters: str, budget: int) -> tuple[tuple[str, int], ...]:
    """Return what one wide slip makes of a name, in the coarse alphabet, and the edits that each bears beside it."""
    widely = [(coarsen(form), budget - 1) for form in list_widely_changed(letters)]
    across = [(coarsen(form), budget - 2) for form in list_swapped_across(letters)] if budget > 1 else []
    return tuple(dict.fromkeys([*widely, *across]))


def _join_pairs(coarse: str) -> str:
    return _PAIRS.sub(lambda found: _PASSES[found[0]], coarse)
