"""Type as a person: uneven pauses, now and then a wrong key that is taken back."""

from __future__ import annotations

import math
from random import Random

from chaffinch.feeding.order import Rhythm

_LONGEST_PAUSE = 1.5
_NEIGHBOURS = {
    "a": "zq", "b": "vn", "c": "xv", "d": "sf", "e": "zr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "km", "m": "lp", "n": "bj", "o": "ip", "p": "om", "q": "sw", "r": "et", "s": "qd", "t": "ry",
    "u": "yi", "v": "cb", "w": "xq", "x": "wc", "y": "tu", "z": "ae",
}  # fmt: skip
"""Keys beside a key, on the keyboards of France and of the others taken together."""


def draw_keys(text: str, *, rhythm: Rhythm, rng: Random) -> tuple[str, list[float]]:
    r"""Return the keys to press, `\b` for one that takes back, and the pause in seconds after each."""
    keys: list[str] = []
    for letter in text:
        beside = _NEIGHBOURS.get(letter.lower())
        if beside and rng.random() < rhythm.slips:
            keys += [rng.choice(beside), "\b"]
        keys.append(letter)
    delays = [rng.lognormvariate(math.log(rhythm.median), rhythm.spread) for _ in keys]
    return "".join(keys), [min(delay, _LONGEST_PAUSE) for delay in delays]
