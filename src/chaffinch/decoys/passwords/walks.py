"""Ways over the keyboard that everybody finds anew: rows, columns, steps between two rows, blocks beside each other."""

from __future__ import annotations

import random
from itertools import pairwise

from chaffinch.decoys.chance import Weighted

_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm")
#: How often people take each way: estimates, put in order by what common lists hold.
_WAYS = Weighted.of({"row": 24.0, "steps": 26.0, "columns": 24.0, "blocks": 26.0})
#: So much of a text must go from key to key.
_NEAR = 0.6
_SHORTEST = 5
_PLACES = {key: (row, column) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}


def is_walk(text: str) -> bool:
    """Say whether a text with letters goes over the keyboard from key to key (digits alone are digits.py's)."""
    if len(text) < _SHORTEST or text.isdigit():
        return False
    pairs = list(pairwise(text))
    return sum(_is_near(one, other) for one, other in pairs) / len(pairs) >= _NEAR and len(set(text)) > 3


def _is_near(one: str, other: str) -> bool:
    if one not in _PLACES or other not in _PLACES or one == other:
        return False
    (row, column), (other_row, other_column) = _PLACES[one], _PLACES[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1


def write_walk(length: int, chance: random.Random) -> str:
    """Return a walk of that length."""
    match _WAYS.draw(chance):
        case "row":
            row = chance.choice(_ROWS[1:])
            text = (row[::-1] if chance.random() < 0.1 else row) * 2
        case "steps":
            text = _write_steps(chance)
        case "columns":
            text = _write_columns(chance)
        case _:
            size = chance.choice((3, 3, 4, 4, 6, length // 2 or 1))
            blocks = chance.sample(_ROWS, 4) if chance.random() < 0.4 else [_ROWS[0], *_ROWS[1:]]
            text = "".join(row[:size] for row in (blocks[::-1] if chance.random() < 0.2 else blocks))
    return text[:length] if len(text) >= length else (text * length)[:length]


def _write_steps(chance: random.Random) -> str:
    """Go to and fro between two neighbouring rows: 1q2w3e, q1w2e3, qawsed."""
    upper = chance.choice((0, 0, 0, 1, 2))
    pairs = list(zip(_ROWS[upper], _ROWS[upper + 1], strict=False))
    turned = chance.random() < 0.35
    return "".join(other + one if turned else one + other for one, other in pairs)


def _write_columns(chance: random.Random) -> str:
    """Go down columns: 1qaz2wsx, qazwsxedc, zaq12wsx, 1qazxsw2."""
    bare = chance.random() < 0.4
    columns = [column[1:] if bare else column for column in _COLUMNS]
    way = chance.random()
    if way < 0.6:
        return "".join(columns)
    first = 0 if way < 0.8 else 1
    return "".join(column[::-1] if place % 2 == first else column for place, column in enumerate(columns))
