"""What a sieve looks at in a password: short runs of characters, and its shape."""

from __future__ import annotations

import re
from itertools import pairwise

from chaffinch.decoys.passwords.words import load_words

#: The longest run of characters.
GRAM = 4
_RUNS = re.compile(r"([a-z]+)|([0-9]+)|[^a-z0-9]+")
_CONSONANTS = re.compile("[bcdfghjklmnpqrstvwxz]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_RUNS, _LONG_TAIL = 5, 4
_LANGUAGE = "en"


def list_grams(text: str) -> set[str]:
    """Return the runs of 1 to 4 characters of a text between marks of its begin (^) and end ($)."""
    marked = f"^{text}$"
    return {marked[at : at + size] for size in range(1, GRAM + 1) for at in range(len(marked) - size + 1)}


def list_traits(text: str, *, spoken: bool = True) -> list[str]:
    """Return what can be said of a text's shape, each trait with a capital in front, which no run of characters has.

    Args:
        text: a password in lower case.
        spoken: whether what only holds for the list's language is said, too.
    """
    runs = list(_RUNS.finditer(text))
    shape = "".join(f"{'L' if run[1] else 'D' if run[2] else 'S'}{len(run[0])}" for run in runs)
    tail = runs[-1][2] or ""
    pairs = list(pairwise(text))
    found = [
        f"N{len(text)}",
        f"S{shape}" if len(runs) <= _MOST_RUNS else f"SM{len(runs)}",
        f"T{tail}" if len(tail) <= _LONG_TAIL else "TT",
        f"U{len(text) - len(set(text))}",
        f"Q{min(6, sum(ord(other) - ord(one) == 1 for one, other in pairs))}",
        f"R{min(4, sum(one == other for one, other in pairs))}",
        *(["Y"] if _YEAR.search(text) else []),
    ]
    return [*found, *_list_spoken(text, [run[0] for run in runs if run[1]])] if spoken else found


def _list_spoken(text: str, words: list[str]) -> list[str]:
    vowels = sum(text.count(vowel) for vowel in "aeiouy")
    letters = sum(map(len, words))
    hard = max((len(found) for found in _CONSONANTS.findall(text)), default=0)
    known = load_words(_LANGUAGE)
    longest = max(words, key=len, default="")
    return [
        f"C{min(6, hard)}",
        f"V{int(vowels / letters * 8) if letters else 'N'}",
        f"W{min(len(text), 9)}.{known.get(longest, -1)}",
    ]
