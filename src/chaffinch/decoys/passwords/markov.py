"""Letters that follow letters: a character model with back-off (Witten and Bell 1991), to write with and to score with."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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

    def _draw_letter(self, text: str, chance: random.Random) -> str:
        for length in range(self._order, 0, -1):
            found = self._next.get(text[-length:])
            if found is None:
                continue
            following, kinds, weight = found
            if chance.random() * (weight + kinds) < weight:
                return following.draw(chance)
        return self._next[""][0].draw(chance)


class Pool:
    """Texts of one model by length, written beforehand: to wait for one of the right length takes long."""

    def __init__(self, write: Callable[[], str], size: int) -> None:
        """Write so many; empty ones do not count."""
        found: dict[int, list[str]] = defaultdict(list)
        for _ in range(size):
            text = write()
            found[len(text)].append(text)
        self._texts: Mapping[int, Sequence[str]] = found

    def draw(self, length: int, chance: random.Random) -> str:
        """Return a text of that length; an empty one if none was written."""
        texts = self._texts.get(length)
        return texts[int(chance.random() * len(texts))] if texts else ""


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
        self._known: dict[str, float] = {}

    def score(self, text: str) -> float:
        """Return the natural logarithm of the text's probability, its end included."""
        padded, order, known = _BEGIN * self._order + text + _END, self._order, self._known
        found = 0.0
        for place in range(order, len(padded)):
            gram = padded[place - order : place + 1]
            if gram not in known:
                known[gram] = log(self._weigh(gram[:-1], gram[-1]))
            found += known[gram]
        return found

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
