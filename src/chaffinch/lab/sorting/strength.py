"""How many guesses a password costs, estimated after zxcvbn (Wheeler, USENIX Security 2016), much reduced.

The password is cut into the cheapest row of pieces: a word of the attacker's list, a name, a repetition, a run of the
keyboard or the alphabet, a year, or plain characters. zxcvbn's own dictionaries, its date and spatial patterns are
richer; the order of passwords by this estimate is what the filter needs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache

from chaffinch.lab.sorting.words import load_first_names, load_passwords

_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
_LEET = str.maketrans("@4301$5!7", "aaeolssit")
_LONGEST_WORD = 24


def estimate_guesses(password: str) -> float:
    """Return log10 of the guesses that the password costs."""
    cheapest = [0.0] + [math.inf] * len(password)
    for start in range(len(password)):
        for end, guesses in _list_pieces(password, start):
            cheapest[end] = min(cheapest[end], cheapest[start] + guesses)
    return cheapest[-1]


def _list_pieces(password: str, start: int) -> Iterator[tuple[int, float]]:
    yield start + 1, _cost_character(password[start])
    ranks = _load_ranks()
    for end in range(start + 2, min(len(password), start + _LONGEST_WORD) + 1):
        piece = password[start:end]
        lower = piece.lower()
        rank = min(ranks.get(lower, math.inf), 2 * ranks.get(lower.translate(_LEET), math.inf))
        if rank < math.inf:
            yield end, math.log10(rank + 1) + (0.3 if piece != lower else 0.0)
        if len(piece) >= 3 and len(set(piece)) == 1:
            yield end, math.log10(12 * len(piece))
        if len(piece) >= 3 and any(lower in run or lower[::-1] in run for run in _RUNS):
            yield end, math.log10(20 * len(piece))
        if len(piece) == 4 and piece.isdecimal() and 1930 <= int(piece) <= 2030:
            yield end, 2.0


def _cost_character(character: str) -> float:
    # As zxcvbn's brute force: about ten guesses a character, a few more for a rarer kind.
    return 1.0 if character.isdecimal() or character.islower() else 1.3


@cache
def _load_ranks() -> Mapping[str, float]:
    ranks: dict[str, float] = {}
    for words in (load_passwords(), load_first_names()):
        for rank, word in enumerate(sorted(words, key=lambda one: -words[one])):
            if len(word) > 2:
                ranks[word] = min(rank, ranks.get(word, math.inf))
    return ranks
