"""Which part of a list of passwords the generator, its attacker and its judge may see."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

PARTS = ("generator", "attacker", "reference")


def split_counts(counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Split password → count into three parts that share no password.

    The list is ordered by count, then by text; of each three neighbours one goes to each part, in the order of their
    SHA-256 ("chaffinch/1/" + password). So the parts have nearly the same counts, and nobody chose who is in which.
    """
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    parts: dict[str, dict[str, int]] = {name: {} for name in PARTS}
    for start in range(0, len(ranked), len(PARTS)):
        three = sorted(ranked[start : start + len(PARTS)], key=_hash)
        for name, word in zip(PARTS, three, strict=False):
            parts[name][word] = counts[word]
    return parts


def _hash(word: str) -> bytes:
    return hashlib.sha256(b"chaffinch/1/" + word.encode()).digest()
