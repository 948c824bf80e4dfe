"""One change, as a reader at a glance sees it: how much of it passes unnoticed."""

from __future__ import annotations

import unicodedata
from functools import cache

#: Drawn alike in the common fonts: Cyrillic, Greek, Armenian and Latin.
_TWINS = frozenset("аԁеһіјӏорԛѕԝхусοѵօɡ")
_BELOW = "\u0323\u0327\u0328\u0331\u0326"
#: ASCII that passes for ASCII at a glance; other pairs of the matcher's table only nearly do.
_NEAR = frozenset(
    (("m", "rn"), ("rn", "m"), ("w", "vv"), ("vv", "w"), ("d", "cl"), ("cl", "d"), ("l", "1"), ("1", "l"))
)
_NEARLY = frozenset((("o", "0"), ("0", "o"), ("i", "1"), ("1", "i")))
#: Letters whose outlines a hurried reader confuses.
_ALIKE_PAIRS = "ec eo ea ao oc nh nu nr mn ij il it lt ft uv vy vw bh bd pq gq gy sz hk kx ae co bp dq il un"
_TALL, _DEEP = "bdfhklt", "gpqy"


def name_change(kind: str, ours: str, theirs: str) -> str:
    """Return the code of `deception.FACTORS` for a change of the name.

    Args:
        kind: of `match.KINDS`.
        ours: letters of the name; empty for what is added.
        theirs: what stands there; empty for what is left out.
    """
    if kind == "homoglyph":
        return _name_glyph(ours, theirs)
    if kind == "leet":
        return _name_plain(ours, theirs, otherwise="digit")
    if kind == "separator":
        return _name_separator(ours, theirs)
    if kind in ("substitution", "bitflip"):
        return _name_outline(ours, theirs)
    return kind


def _name_glyph(ours: str, theirs: str) -> str:
    if not theirs.isascii():
        return _name_foreign(theirs)
    return _name_plain(ours, theirs, otherwise="like-glyph") if ours.isascii() else "plain-letter"


def _name_plain(ours: str, theirs: str, *, otherwise: str) -> str:
    if (ours, theirs) in _NEAR:
        return "near-glyph"
    return "like-glyph" if (ours, theirs) in _NEARLY else otherwise


def _name_foreign(theirs: str) -> str:
    if theirs in _TWINS:
        return "same-glyph"
    base, *marks = list(unicodedata.normalize("NFD", theirs))
    if not marks or not base.isascii():
        return "near-letter"
    return "mark-below" if all(mark in _BELOW for mark in marks) or base == "i" else "mark-above"


def _name_separator(ours: str, theirs: str) -> str:
    if not theirs:
        return "hyphen-dropped"
    if not ours:
        return "dot-added" if theirs == "." else "hyphen-added"
    return "dot-for-hyphen"


def _name_outline(ours: str, theirs: str) -> str:
    if frozenset((ours, theirs)) in _list_pairs():
        return "like-letter"
    return "same-outline" if _find_outline(ours) == _find_outline(theirs) else "other-outline"


def _find_outline(letter: str) -> str:
    if letter in _DEEP:
        return "deep"
    return "tall" if letter in _TALL or letter.isdigit() else "low"


@cache
def _list_pairs() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in _ALIKE_PAIRS.split())
