"""Letters that follow letters: a character model with back-off (Witten and Bell 1991), to write with and to score with."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import log

from chaffinch.decoys.chance import Weighted

_BEGIN, _END = "\x02", "\x03"
#: What a letter is worth that was never seen: one of about so many on a keyboard.
_KEYBOARD = 100

Texts = Iterable[tuple[str, float]]


class Markov:
    """A model that writes texts."""

    def __init__(self, texts: Texts, *, order: int, caution: float) -> None:
        """Learn from texts and weights.

        Args:
            texts: what people wrote, and how much it counts.
            order: the longest context, in characters.
            caution: how readily a context that was rarely seen gives way to a shorter one; 1 is Witten and Bell's.
        """
        self._order = order
        self._next = {
            context: (Weighted.of(following), len(following) * caution, sum(following.values()))
            for context, following in _count_letters(texts, order).items()
        }

    def write(self, chance: random.Random, *, longest: int = 24) -> str:
        """Return a new text."""
        text = _BEGIN * self._order
        while len(text) < self._order + longest:
            letter = self._draw_letter(text, chance)
            if letter == _END:
                break
            text += letter
        return text[self._order :]

    def write_long(self, length: int, chance: random.Random, *, tries: int = 60) -> str:
        """Return a text of that length; an empty one if none came."""
        for _ in range(tries):
            text = self.write(chance)
            if len(text) == length:
                return text
        return ""

    def _draw_letter(self, text: str, chance: random.Random) -> str:
        for length in range(self._order, 0, -1):
            found = self._next.get(text[-length:])
            if found is None:
                continue
            following, kinds, weight = found
            if chance.random() * (weight + kinds) < weight:
                return following.draw(chance)
        return self._next[""][0].draw(chance)


class Likelihood:
    """A model that says how likely a text is."""

    def __init__(self, texts: Texts, *, order: int, caution: float) -> None:
        """Learn, as `Markov` does."""
        self._order = order
        self._seen: Mapping[str, Mapping[str, float]] = _count_letters(texts, order)
        self._weights = {
            context: (sum(following.values()), len(following) * caution)
            for context, following in self._seen.items()
        }

    def score(self, text: str) -> float:
        """Return the natural logarithm of the text's probability, its end included."""
        padded = _BEGIN * self._order + text + _END
        return sum(
            log(self._weigh(padded[place - self._order : place], padded[place]))
            for place in range(self._order, len(padded))
        )

    def _weigh(self, context: str, letter: str) -> float:
        chance = 1 / _KEYBOARD
        for length in range(self._order + 1):
            tail = context[len(context) - length :]
            found = self._weights.get(tail)
            if found is None:
                break
            weight, kinds = found
            chance = (self._seen[tail].get(letter, 0.0) + kinds * chance) / (weight + kinds)
        return chance


def _count_letters(texts: Texts, order: int) -> dict[str, dict[str, float]]:
    seen: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for text, weight in texts:
        padded = _BEGIN * order + text + _END
        for place in range(order, len(padded)):
            for length in range(order + 1):
                seen[padded[place - length : place]][padded[place]] += weight
    return {context: dict(following) for context, following in seen.items()}
