"""Names that look like names: each letter follows the four before it as often as in the names learnt from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

ORDER = 4
SHORTEST = 3
LONGEST = 28
_START = "^" * ORDER
_END = "$"


@dataclass(frozen=True, slots=True)
class LetterModel:
    """A Markov chain of order 4, as arrays: state s may be followed at places first[s] to first[s] + choices[s]."""

    first: np.ndarray[tuple[int], np.dtype[np.int64]]
    choices: np.ndarray[tuple[int], np.dtype[np.int64]]
    letters: np.ndarray[tuple[int], np.dtype[np.uint8]]
    """The letter at each place, once for each time it was seen; 0 ends the name."""
    states: np.ndarray[tuple[int], np.dtype[np.int64]]
    """The state that follows it."""

    @classmethod
    def learn(cls, labels: Iterable[str]) -> LetterModel:
        """Count what follows each run of four letters; state 0 begins a name, state 1 is its end."""
        numbers = {_START: 0, _END: 1}
        followers: dict[int, list[tuple[int, int]]] = defaultdict(list)
        followers[1].append((0, 1))
        for label in labels:
            state = 0
            window = _START
            for letter in label:
                window = window[1:] + letter
                following = numbers.setdefault(window, len(numbers))
                followers[state].append((ord(letter), following))
                state = following
            followers[state].append((0, 1))
        choices = [len(followers[state]) for state in range(len(numbers))]
        pairs = [pair for state in range(len(numbers)) for pair in followers[state]]
        return cls(
            first=np.concatenate([[0], np.cumsum(choices)[:-1]]),
            choices=np.array(choices),
            letters=np.array([letter for letter, _ in pairs], dtype=np.uint8),
            states=np.array([state for _, state in pairs]),
        )

    def write_labels(self, count: int, chance: np.random.Generator) -> list[str]:
        """Write up to `count` labels of 3 to 28 letters; fewer, since those of another length are left out."""
        state = np.zeros(count, dtype=np.int64)
        written = np.zeros((count, LONGEST + 1), dtype=np.uint8)
        for column in range(LONGEST + 1):
            place = self.first[state] + (chance.random(count) * self.choices[state]).astype(np.int64)
            written[:, column] = self.letters[place]
            state = self.states[place]
        fitting = (written[:, LONGEST] == 0) & (written[:, SHORTEST - 1] != 0)
        rows = np.ascontiguousarray(written[fitting]).view(f"S{LONGEST + 1}").ravel()
        return [row.decode() for row in rows.tolist()]
