"""Ways over the keyboard that everybody finds anew: rows, columns, steps between two rows, blocks beside each other.

A walk is taken for its first key and the moves from key to key (one right, one down, back to the top). First keys are drawn
by themselves, moves follow moves as in the generator's own part of the list: from another first key, or turned into another
way half-way, the same moves are a walk that the part does not hold. What walks mean is geometry (Houshmand, Aggarwal and
Flood, IEEE TIFS 2015).
"""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import pairwise

from chaffinch.decoys.chance import Weighted
from chaffinch.decoys.passwords.markov import Markov, Texts

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl;", "zxcvbnm,./")
_PLACES = {key: (row, column) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}
#: So much of a text must go from key to key.
_NEAR = 0.6
_SHORTEST = 5
_ORDER, _CAUTION = 4, 1.0
#: Moves are written as letters of no keyboard, the first being this one.
_FIRST_MOVE = 0x4E00
_DOWN, _ACROSS = len(_ROWS) - 1, len(_ROWS[0]) - 1
_SPAN = 2 * _ACROSS + 1


def is_walk(text: str) -> bool:
    """Say whether a text with letters goes over the keyboard from key to key (digits alone are digits.py's)."""
    if len(text) < _SHORTEST or text.isdigit() or not _PLACES.keys() >= set(text):
        return False
    pairs = list(pairwise(text))
    return sum(_is_near(one, other) for one, other in pairs) / len(pairs) >= _NEAR and len(set(text)) > 3


def is_unbroken(text: str) -> bool:
    """Say whether a walk goes on from key to key where digits and letters meet, as 12qwaszx does and qwerty12 does not."""
    return all(one.isdigit() == other.isdigit() or _is_near(one, other) for one, other in pairwise(text))


def _is_near(one: str, other: str) -> bool:
    (row, column), (other_row, other_column) = _PLACES[one], _PLACES[other]
    return one != other and abs(row - other_row) <= 1 and abs(column - other_column) <= 1


class Walks:
    """Walks of the kind that was learnt."""

    def __init__(self, texts: Texts) -> None:
        """Learn first keys and moves of walks and how much each counts; of other texts there must be none."""
        starts: dict[str, float] = defaultdict(float)
        moved = []
        for text, weight in texts:
            starts[text[0]] += weight
            moved.append((write_moves(text)[1:], weight))
        self._starts = Weighted.of(starts) if starts else None
        self._moves = Markov(moved, order=_ORDER, caution=_CAUTION) if moved else None

    def write(self, chance: random.Random) -> str:
        """Return a walk; an empty text if the moves left the keyboard."""
        if not self._starts or not self._moves:
            return ""
        return read_moves(self._starts.draw(chance) + self._moves.write(chance))


def write_moves(walk: str) -> str:
    """Return a walk as its first key and a letter for each move."""
    return walk[:1] + "".join(_name_move(one, other) for one, other in pairwise(walk))


def read_moves(moves: str) -> str:
    """Return the keys of moves; an empty text if one of them leaves the keyboard."""
    if moves[:1] not in _PLACES:
        return ""
    keys = moves[0]
    row, column = _PLACES[keys]
    for move in moves[1:]:
        down, across = divmod(ord(move) - _FIRST_MOVE, _SPAN)
        row, column = row + down - _DOWN, column + across - _ACROSS
        if not (0 <= row < len(_ROWS) and 0 <= column < len(_ROWS[row])):
            return ""
        keys += _ROWS[row][column]
    return keys


def _name_move(one: str, other: str) -> str:
    (row, column), (other_row, other_column) = _PLACES[one], _PLACES[other]
    return chr(_FIRST_MOVE + (other_row - row + _DOWN) * _SPAN + other_column - column + _ACROSS)
