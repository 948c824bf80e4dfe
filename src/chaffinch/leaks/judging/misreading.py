"""Words that a machine read from paper: letters that look alike are one, and where some were taken for others, more may be.

Nobody forges an `l` for an `I`, or breaks a link, so that tells a machine's reading. In such a text any few words, figures
among them, may be misread or forged: nothing but the paper tells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from chaffinch.leaks.finding import Change
from chaffinch.leaks.judging.claims import Known
from chaffinch.leaks.judging.diffing import Hunk
from chaffinch.leaks.judging.words import Words, begins_line, is_address, is_link, read_words

_PASSES_FOR = (
    ("rn", "m"), ("vv", "w"), ("cl", "d"), ("i", "l"), ("j", "l"), ("1", "l"), ("0", "o"), ("5", "s"), ("8", "b"),
)  # fmt: skip
"""What machines take for one another, case folded and without accents, in the order in which it is put in one form."""
_STROKES = {("i",), ("l",)}
_MOST_WORDS = 6
"""Of one side of what was misread between words that were not, at most."""
_MOST_SIGNS = 400
_LEAST_ALIKE = 0.6
"""Share of the signs that are the same, in order, in words that a machine misread otherwise."""
_INNER_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_LEAST_CUT = 30
"""Signs of a link that is cut at the edge of a sheet, at least."""
_SURE = 2
"""Places with letters taken for others that look alike, or links broken, at least, in a text that a machine read."""


@dataclass(frozen=True, slots=True)
class Misread:
    """What of a text's differences may be a machine's reading of paper."""

    hunks: frozenset[Hunk]
    heads: frozenset[Change]


def find_misread(
    hunks: Sequence[Hunk], heads: Sequence[Change], ours: Words, theirs: Words, known: Known | None
) -> Misread:
    """Return the differences, of words and of what a printed head says, that may be misreadings."""
    sure = frozenset(
        hunk for hunk in hunks if _looks_the_same(hunk, ours, theirs) or _breaks_link(hunk, ours, theirs)
    )
    worn = frozenset(hunk for hunk in hunks if _is_worn(hunk, ours, theirs))
    if len(sure) < _SURE:
        return Misread(sure | worn, frozenset())
    near = {hunk for hunk in hunks if _is_short(hunk, ours, theirs) or _is_near(hunk, ours, theirs)}
    return Misread(
        sure | worn | near, frozenset(head for head in heads if known and _is_near_head(head, known))
    )


def _looks_the_same(hunk: Hunk, ours: Words, theirs: Words) -> bool:
    """Return whether the words of both sides have one shape on paper, or a letter that is a lone stroke was overlooked."""
    if hunk.a == hunk.a_end or not _is_short(hunk, ours, theirs):
        return False
    if hunk.b == hunk.b_end:
        return ours.words[hunk.a : hunk.a_end] in _STROKES
    mine, said = _show_shapes(hunk, ours, theirs)
    return mine == said


def _breaks_link(hunk: Hunk, ours: Words, theirs: Words) -> bool:
    """Return whether a link or an address became what is none, and is still like it: that leads nobody anywhere."""
    mine, said = ours.words[hunk.a : hunk.a_end], theirs.words[hunk.b : hunk.b_end]
    is_broken = any(map(_leads_somewhere, mine)) and not any(map(_leads_somewhere, said))
    return is_broken and _is_near(hunk, ours, theirs)


def _is_worn(hunk: Hunk, ours: Words, theirs: Words) -> bool:
    """Return whether a hyphen is gone at which a line was broken, or the end of a link that went beyond the sheet."""
    mine, said = ours.words[hunk.a : hunk.a_end], theirs.words[hunk.b : hunk.b_end]
    if not mine or not said:
        return False
    if _INNER_HYPHEN.sub("", " ".join(mine)) == _INNER_HYPHEN.sub("", " ".join(said)):
        return True
    one, other = mine[0], said[0]
    is_cut = (
        len(mine) == len(said) == 1 and is_link(one) and len(other) >= _LEAST_CUT and one.startswith(other)
    )
    return is_cut and (hunk.b_end == len(theirs) or begins_line(theirs, hunk.b_end))


def _leads_somewhere(word: str) -> bool:
    return is_link(word) or is_address(word)


def _is_short(hunk: Hunk, ours: Words, theirs: Words) -> bool:
    """Return whether a difference is of few words, between words that are the same."""
    inside = min(hunk.a, hunk.b) > 0 and hunk.a_end < len(ours) and hunk.b_end < len(theirs)
    return inside and hunk.a_end - hunk.a <= _MOST_WORDS and hunk.b_end - hunk.b <= _MOST_WORDS


def _is_near(hunk: Hunk, ours: Words, theirs: Words) -> bool:
    """Return whether the words of one side may be those of the other, misread."""
    return hunk.a < hunk.a_end and hunk.b < hunk.b_end and _are_alike(*_show_shapes(hunk, ours, theirs))


def _is_near_head(head: Change, known: Known) -> bool:
    """Return whether what a printed head says may be what it said, misread; of a date nothing can be told."""
    if head.where == "subject":
        return _are_alike(_fold_shape(head.ours), _fold_shape(head.theirs))
    if head.where not in {"from", "to", "cc"}:
        return False
    ours = [_fold_shape(address) for address in known.addresses]
    said = [_fold_shape(word) for word in read_words(head.theirs).words if is_address(word)]
    return all(any(_are_alike(one, other) for one in ours) for other in said)


def _are_alike(mine: str, said: str) -> bool:
    return (
        max(len(mine), len(said)) <= _MOST_SIGNS and Indel.normalized_similarity(mine, said) >= _LEAST_ALIKE
    )


def _show_shapes(hunk: Hunk, ours: Words, theirs: Words) -> tuple[str, str]:
    """Return the words of both sides, as they look on paper."""
    mine, said = ours.words[hunk.a : hunk.a_end], theirs.words[hunk.b : hunk.b_end]
    return _fold_shape("".join(mine)), _fold_shape("".join(said))


def _fold_shape(words: str) -> str:
    """Return words without blanks and accents, with all that passes for one another in one form."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(sign)
    )
    for seen, taken in _PASSES_FOR:
        plain = plain.replace(seen, taken)
    return "".join(plain.split())
