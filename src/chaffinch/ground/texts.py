"""Texts compared across mail programs, exports and print-outs: one form, its hash, a sketch that finds excerpts."""

from __future__ import annotations

import hashlib
import heapq
import re
import unicodedata
from collections.abc import Collection

SKETCH = 64
"""Numbers in a sketch, at most."""
_RUN = 5
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def normalise_text(text: str) -> str:
    """Return a text as it reads: compatible letters composed (NFKC), unseen signs gone, white space one blank."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", _UNSEEN.sub("", text))).strip()


def hash_text(text: str) -> str:
    """Return SHA-256 of the normalised text, hex; an empty text for one that has no letter to read."""
    normal = normalise_text(text)
    return hashlib.sha256(normal.encode("utf-8", "replace")).hexdigest() if normal else ""


def sketch_text(text: str, *, most: int = SKETCH) -> tuple[int, ...]:
    """Return the smallest hashes (64 bits) of the text's runs of five words, in order; fewer for a short text.

    A bottom-k sketch (Cohen and Kaplan, "Summarizing data using bottom-k sketches", PODC 2007): two texts that share runs
    share small hashes, and how many says how much. Case and punctuation do not matter. It tells who has it which runs a
    guessed text shares with it, so it is kept like the text.
    """
    words = _WORD.findall(normalise_text(text).casefold())
    runs = (
        {" ".join(words[start : start + _RUN]) for start in range(max(1, len(words) - _RUN + 1))}
        if words
        else ()
    )
    hashes = {int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big") for run in runs}
    return tuple(heapq.nsmallest(most, hashes))


def estimate_likeness(one: Collection[int], other: Collection[int], *, most: int = SKETCH) -> float:
    """Return about which share of all their runs of words two texts have in common, 0 to 1 (Jaccard), by their sketches."""
    union = heapq.nsmallest(most, {*one, *other})
    both = set(one) & set(other)
    return sum(number in both for number in union) / len(union) if union else 0.0
