"""What passes for what inside ASCII: pairs of letters, digits for letters, sounds, neighbouring keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Swap:
    """`theirs` passes for `ours`."""

    ours: str
    theirs: str
    kind: str


_HOMOGLYPHS = (
    "m rn",
    "m nn",
    "rn m",
    "w vv",
    "vv w",
    "d cl",
    "cl d",
    "l i",
    "i l",
    "i j",
    "j i",
    "g q",
    "q g",
    "u v",
    "v u",
)
_LEET = (
    "o 0", "i 1", "l 1", "e 3", "a 4", "s 5", "g 9", "b 8", "t 7", "z 2", "g 6",
    "0 o", "1 l", "1 i", "3 e", "4 a", "5 s", "8 b", "7 t", "2 z",
)  # fmt: skip
_HOMOPHONES = (
    "ph f", "f ph", "c k", "k c", "c qu", "qu c", "qu k", "k qu", "ck k", "k ck", "au o", "o au", "eau o", "eau au",
    "i y", "y i", "s z", "z s", "ss c", "c ss", "ai e", "e ai", "an en", "en an", "x ks", "x cs", "ch sh", "sh ch",
    "th t", "t th", "g j", "j g", "oo ou", "ou oo", "gu g", "w ou", "ou w", "y ie", "ie y", "y ee", "ix y", "ti ssi",
    "ti si", "eu o", "o eu", "sans cent", "cent sans",
)  # fmt: skip
#: At the end of a word; one more s or x needs no pair.
_PLURALS = ("y ies", "x xes", "s ses", "h hes", "al aux")
_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "1234567890")


@cache
def list_swaps() -> tuple[Swap, ...]:
    """Return every swap, the most deceptive first."""
    groups = (("homoglyph", _HOMOGLYPHS), ("leet", _LEET), ("homophone", _HOMOPHONES), ("plural", _PLURALS))
    return tuple(Swap(*_split_pair(pair), kind) for kind, pairs in groups for pair in pairs)


def _split_pair(pair: str) -> tuple[str, str]:
    ours, theirs = pair.split(" ")
    return ours, theirs


@cache
def list_neighbours() -> frozenset[tuple[str, str]]:
    """Return pairs of keys that lie side by side on a QWERTY or an AZERTY keyboard, in both orders."""
    pairs = {pair for row in _KEY_ROWS for pair in pairwise(row)}
    return frozenset(pairs | {(right, left) for left, right in pairs})


def name_substitution(ours: str, theirs: str) -> str:
    """Tell a flipped bit from a finger that slipped; a pair that is both counts as the finger's."""
    one_bit = (ord(ours) ^ ord(theirs)).bit_count() == 1
    return "bitflip" if one_bit and (ours, theirs) not in list_neighbours() else "substitution"
