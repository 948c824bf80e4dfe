"""The mark in the wording: which of several phrasings each place took, found again in a copy, an excerpt or a retyped page.

The codes of one batch are drawn far apart, so that a few places are enough to tell one document from another.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

from chaffinch.decoys.documents.lines import Phrase

#: Draws for each code, of which the one farthest from those before is kept; from so many, since all would take for ever.
_DRAWS, _COMPARED = 24, 256
#: A place is read if this much of what stands before or after it is there too.
_CONTEXT = 14
#: How many places of a copy may have been rewritten: so many are expected, and weigh as the likelihood ratio says.
_REWRITTEN = 0.3
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "\u00ad": ""}
)
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Marked:
    """A document of ours, as far as its wording knows it."""

    id: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A document of ours that a text seems to come from."""

    id: str
    agreeing: int
    """Places that say what this document says."""
    read: int
    """Places that say anything."""
    chance: float
    """At most how likely a document of the same template, worded by chance, agrees as well (one over the likelihood ratio);
    to be multiplied by the number of documents that were looked through."""


def choose_wordings(sizes: Sequence[int], count: int, chance: random.Random) -> tuple[tuple[int, ...], ...]:
    """Return a code for each of `count` documents, each as different from the 256 before as a few draws can make it.

    Args:
        sizes: how many wordings each place has.
        count: how many codes.
        chance: draws them.
    """
    codes: list[tuple[int, ...]] = []
    for _ in range(count):
        draws = [tuple(chance.randrange(size) for size in sizes) for _ in range(_DRAWS if codes else 1)]
        codes.append(
            max(draws, key=lambda draw: min((_differ(draw, code) for code in codes[-_COMPARED:]), default=0))
        )
    return tuple(codes)


def find_marks(text: str, marked: Iterable[Marked]) -> tuple[Found, ...]:
    """Return the documents that a text may come from, the likeliest first.

    A place counts if the words around it are there; one that says otherwise counts against. Documents for which more speaks
    against than for are left out, so an unrelated text finds nothing.

    Args:
        text: what was found: a whole document, an excerpt, what was read off a page. Blanks, case, quotes do not matter.
        marked: the documents that were planted.
    """
    plain = _make_plain(text)
    found: list[tuple[float, Found]] = []
    for one in marked:
        read = agreeing = 0
        score = 0.0
        for phrase in one.phrases:
            said = _read_place(plain, phrase)
            if said is None:
                continue
            read += 1
            agreeing += said
            ways = len(phrase.others) + 1
            score += log((1 - _REWRITTEN) * ways + _REWRITTEN) if said else log(_REWRITTEN)
        if agreeing and score > 0:
            found.append((score, Found(one.id, agreeing, read, exp(-score))))
    return tuple(one for _, one in sorted(found, key=lambda pair: (-pair[0], pair[1].id)))


@dataclass(frozen=True, slots=True)
class _Place:
    """A phrase in plain letters: what stands around it, and its wordings, the chosen one first."""

    before: str
    after: str
    ways: tuple[str, ...]


@lru_cache(maxsize=200_000)
def _prepare(phrase: Phrase) -> _Place:
    before, after = _make_plain(phrase.before)[-_CONTEXT:], _make_plain(phrase.after)[:_CONTEXT]
    return _Place(before, after, tuple(_make_plain(way) for way in (phrase.chosen, *phrase.others)))


def _read_place(plain: str, phrase: Phrase) -> bool | None:
    """Say whether a place says what the document says; None if the place is not in the text."""
    place = _prepare(phrase)
    before, after, ways = place.before, place.after, place.ways
    if len(before) + len(after) < _CONTEXT:
        return True if len(ways[0]) >= _CONTEXT and ways[0] in plain else None
    starts, ends = before in plain, after in plain
    if starts and ends:
        for number, way in enumerate(ways):
            if before + way + after in plain:
                return number == 0
    for number, way in enumerate(ways):
        begun = starts and len(before) >= _CONTEXT and before + way in plain
        if len(way) > 2 and (begun or (ends and len(after) >= _CONTEXT and way + after in plain)):
            return number == 0
    return None


def _make_plain(text: str) -> str:
    """Return letters, digits and signs only, in one case, without blanks: lines break where they like."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text).translate(_SIGNS)).casefold()


def _differ(first: Sequence[int], second: Sequence[int]) -> int:
    return sum(one != other for one, other in zip(first, second, strict=True))
