"""Runs of words by which a quotation is found again, wrapped or marked in another way: pure.

Winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003): of
every eight runs in a row the smallest hash is kept, so that any twelve words in common leave at least one run in common.
Texts shorter than that are kept by the hash of the whole.
"""

from __future__ import annotations

import hashlib
import re

from chaffinch.ground.texts import normalise_text

RUN = 5
WINDOW = 8
MOST_RUNS = 400
"""Of one message's quotations."""
_WORD = re.compile(r"\w+")


def split_words(text: str) -> list[str]:
    """Return a text's words as they are compared: case, marks and wrapping do not matter."""
    return _WORD.findall(normalise_text(text).casefold())


def pick_runs(words: list[str]) -> set[int]:
    """Return the hashes (64 bits) of the runs by which these words are found again."""
    hashes = [_hash(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]
    windows = range(max(0, len(hashes) - WINDOW + 1))
    picked = {min(hashes[start : start + WINDOW]) for start in windows} if hashes else set()
    if len(words) < RUN + WINDOW - 1 and words:
        picked |= {*hashes, _hash(["\0", *words])}
    return picked


def pick_quoted(passages: tuple[str, ...]) -> tuple[int, ...]:
    """Return the runs of all quotations of a message, in order; of one that quotes too much, the smallest."""
    picked: set[int] = set()
    for passage in passages:
        picked |= pick_runs(split_words(passage))
    return tuple(sorted(picked)[:MOST_RUNS])


def count_shared(words: list[str], others: list[str]) -> int:
    """Return how many of the words stand in runs that the others have, too."""
    if len(words) < RUN:
        joined, sought = " ".join(["", *others, ""]), " ".join(["", *words, ""])
        return len(words) if words and sought in joined else 0
    known = {tuple(others[start : start + RUN]) for start in range(len(others) - RUN + 1)}
    found: set[int] = set()
    for start in range(len(words) - RUN + 1):
        if tuple(words[start : start + RUN]) in known:
            found.update(range(start, start + RUN))
    return len(found)


def _hash(words: list[str]) -> int:
    return int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest(), "big")
