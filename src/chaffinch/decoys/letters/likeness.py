"""How alike two letters are, so that no two are near-duplicates."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

#: Runs of five words (Broder 1997); two texts are near-duplicates when they share as much as half of all their runs.
SHINGLE = 5
NEAR = 0.5
_WORD = re.compile(r"\w+")


def cut_shingles(text: str) -> frozenset[int]:
    """Return the hashes of all runs of five words of a text, case and punctuation apart; a shorter text is one run."""
    words = _WORD.findall(text.casefold())
    if len(words) < SHINGLE:
        return frozenset([hash(tuple(words))])
    return frozenset(hash(tuple(words[at : at + SHINGLE])) for at in range(len(words) - SHINGLE + 1))


class LikenessIndex:
    """All letters so far by their runs of words; the answer is exact, not estimated."""

    def __init__(self) -> None:
        self._letters: dict[int, list[int]] = defaultdict(list)
        self._sizes: list[int] = []

    def list_alike(self, text: str) -> Iterator[tuple[int, float]]:
        """Yield (place, Jaccard similarity) of every letter that shares a run with a text."""
        shingles = cut_shingles(text)
        shared: Counter[int] = Counter()
        for one in shingles:
            shared.update(self._letters.get(one, ()))
        for at, count in shared.items():
            yield at, count / (len(shingles) + self._sizes[at] - count)

    def find_nearest(self, text: str) -> float:
        """Return the similarity of the letter that is most like this text; 0 if there is none."""
        return max((alike for _, alike in self.list_alike(text)), default=0.0)

    def add(self, text: str) -> None:
        """Keep a letter."""
        shingles = cut_shingles(text)
        for one in shingles:
            self._letters[one].append(len(self._sizes))
        self._sizes.append(len(shingles))
