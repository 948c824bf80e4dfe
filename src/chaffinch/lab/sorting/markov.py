"""A character model of passwords: how surprising one is, and new ones of the same kind.

The order falls back to shorter contexts where a longer one was seen rarely (Witten-Bell smoothing, as in Ma et al.,
"A Study of Probabilistic Password Models", 2014).
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable

START, END = "\x02", "\x03"
_ALPHABET = 100  # printable characters, and a few more


class CharacterModel:
    """A model of the next character after the last few."""

    def __init__(self, passwords: Iterable[str], *, order: int = 3) -> None:
        self.order = order
        self._after: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for password in passwords:
            text = START * order + password + END
            for place in range(order, len(text)):
                for length in range(order + 1):
                    self._after[text[place - length : place]][text[place]] += 1

    def find_chance(self, context: str, character: str) -> float:
        """Return the chance of the character after the context, in (0, 1)."""
        chance = 1.0 / _ALPHABET
        for length in range(self.order + 1):
            seen = self._after.get(context[len(context) - length :])
            if seen is None:
                break
            total, kinds = seen.total(), len(seen)
            chance = (seen[character] + kinds * chance) / (total + kinds)
        return chance

    def measure_surprise(self, password: str) -> float:
        """Return the password's surprise in bits a character; a short common word has little."""
        text = START * self.order + password + END
        bits = -sum(
            math.log2(self.find_chance(text[place - self.order : place], text[place]))
            for place in range(self.order, len(text))
        )
        return bits / (len(password) + 1)

    def make_password(self, rng: random.Random, *, longest: int = 20) -> str:
        """Return a new password that the model finds ordinary."""
        text = START * self.order
        while len(text) < self.order + longest:
            seen = self._after[text[-self.order :]]
            character = rng.choices(list(seen), weights=list(seen.values()))[0]
            if character == END:
                break
            text += character
        return text[self.order :]
