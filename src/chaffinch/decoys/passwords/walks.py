"""Ways over the keyboard that everybody finds anew: rows, columns, steps between two rows, blocks beside each other.

A walk is taken for its first key and the moves from key to key (one right, one down, back to the top). First keys are drawn
of those in the row where the walk begins, moves follow moves as in the generator's own part of the list: from another first
key, or turned into another way half-way, the same moves are a walk that the part does not hold. Each walk counts once as it
stands and once upside down: whoever has q1w2e3r4 has a neighbour with 1q2w3e4r. What walks mean is geometry (Houshmand,
Aggarwal and Flood, IEEE TIFS 2015).
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
        starts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        moved = []
        for text, weight in texts:
            for walk in sorted({text, mirror_walk(text)}):
                row = _name_row(walk[0])
                starts[row][walk[0]] += weight
                moved.append((row + write_moves(walk)[1:], weight))
        self._starts = {row: Weighted.of(found) for row, found in starts.items()}
        self._moves = Markov(moved, order=_ORDER, caution=_CAUTION) if moved else None

    def write(self, chance: random.Random) -> str:
        """Return a walk; an empty text if the moves left the keyboard."""
        moves = self._moves.write(chance) if self._moves else ""
        starts = self._starts.get(moves[:1])
        return read_moves(starts.draw(chance) + moves[1:]) if starts else ""


def mirror_walk(walk: str) -> str:
    """Return the same walk upside down, between its own highest and lowest row: q1w2e3 is 1q2w3e."""
    places = [_PLACES[key] for key in walk]
    rows = [row for row, _ in places]
    return "".join(_ROWS[min(rows) + max(rows) - row][column] for row, column in places)


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


def _name_row(key: str) -> str:
    return str(_PLACES[key][0])


def _name_move(one: str, other: str) -> str:
    (row, column), (other_row, other_column) = _PLACES[one], _PLACES[other]
    return chr(_FIRST_MOVE + (other_row - row + _DOWN) * _SPAN + other_column - column + _ACROSS)
