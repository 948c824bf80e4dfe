"""Where one target stands in one host: each way to write it, the plainest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from chaffinch.names.alignment import (
    LONGEST_BETWEEN,
    SEPARATORS,
    SHORTEST_BETWEEN,
    SLIPS,
    Alignment,
    Pattern,
    align,
)
from chaffinch.names.context import (
    MOST_PARTS,
    Surroundings,
    Vocabulary,
    Word,
    fold_places,
    list_chunks,
    read_words,
)
from chaffinch.names.fold import fold_text
from chaffinch.names.nearness import may_stand
from chaffinch.names.parts import HostParts
from chaffinch.names.tables import load_words
from chaffinch.names.targets import Target
from chaffinch.names.words import is_compound, is_word

_SEPARATORS = re.compile(r"[-._]")
_WWW = re.compile(r"www[-.]?")

#: A name of fewer letters is found inside longer ordinary words.
_LONG_ENOUGH_INSIDE = 8
#: A service's name of fewer begins and ends too many other words.
_LONG_ENOUGH_TO_FUSE = 5
#: A word of a name of so few letters that one slip makes another word of it.
_LITTLE = 3

Placement = Literal["whole", "split", "token", "joined", "fused", "inside", "parted"]


@dataclass(frozen=True, slots=True)
class Found:
    """A name, found in a host."""

    alignment: Alignment
    placement: Placement | None = None
    """How it stands, where the way in which it was found says so."""
    between: tuple[Word, ...] = ()
    """The words between its own."""


def find_target(
    target: Target, parts: HostParts, places: Surroundings, vocabulary: Vocabulary
) -> Found | None:
    """Return how a name stands in a host: the first way to read it, unless a later one changes less of it."""
    alignment = _find_token(target, parts, places, vocabulary)
    if alignment is None or alignment.slips:
        parted = _find_parted(target, parts, vocabulary)
        if parted and (alignment is None or parted.alignment.cost < alignment.cost):
            return parted
    if alignment is None:
        fused = _find_fused(target, parts, vocabulary)
        if fused:
            return Found(fused, "fused")
    inside = _find_inside(target, parts) if alignment is None or alignment.slips > 1 else None
    if inside:
        return Found(inside, "inside")
    return Found(alignment) if alignment else None


def _find_token(
    target: Target, parts: HostParts, places: Surroundings, vocabulary: Vocabulary
) -> Alignment | None:
    """Find a name between separators or known words; under our own ending, as all that somebody registered."""
    alignment = None
    if may_stand(target.pattern, parts.display, places):
        alignment = align(target.pattern, parts.display, opens=places.opens, closes=places.closes)
    if alignment is None or alignment.slips:
        # All that stands under our own ending is the name, changed, rather than a part of it.
        whole = _find_whole(target, parts)
        if whole or (alignment and _is_another(alignment, target, parts, vocabulary)):
            alignment = whole
    if alignment is None and target.beside is not None:
        return _find_beside(target.beside, target, parts, places, vocabulary)
    return alignment


def _find_beside(
    pattern: Pattern, target: Target, parts: HostParts, places: Surroundings, vocabulary: Vocabulary
) -> Alignment | None:
    """Find a short name with a slip: a word of its own, and in its label nothing but known words, one of them asking.

    Sign-in words and services ask; under another ending than ours only two letters swapped are believed.
    """
    if not may_stand(pattern, parts.display, places):
        return None
    alignment = align(pattern, parts.display, opens=places.opens, closes=places.closes)
    if alignment is None or not alignment.slips:
        return None
    display, start, end = parts.display, alignment.start, alignment.end
    if "." in display[start:end] or not is_token(display, start, end):
        return None
    begin = display.rfind(".", 0, start) + 1
    stop = display.find(".", end)
    label = [*read_words(display, begin, start, vocabulary), *read_words(display, end, stop, vocabulary)]
    if any(word.role == "unknown" for word in label):
        return None
    words = label or read_words(display, 0, max(0, begin - 1), vocabulary)[-1:]
    if all(word.role not in {"sign-in", "service"} for word in words):
        return None
    swapped = all(change.kind == "transposition" for change in alignment.changes)
    return alignment if swapped or parts.suffix in target.endings else None


def is_token(display: str, start: int, end: int) -> bool:
    """Tell whether separators, or the ends of the host, stand on both sides."""
    before = display[start - 1] if start else "."
    after = display[end] if end < len(display) else "."
    return before in SEPARATORS and after in SEPARATORS


def _find_whole(target: Target, parts: HostParts) -> Alignment | None:
    """Find one of our names, changed, in all that somebody registered under our own ending."""
    if target.service or parts.suffix not in target.endings:
        return None
    opens = tuple(_list_beginnings(parts.display, parts.label_start))
    whole = Surroundings(opens=opens, closes=frozenset({parts.name_end}))
    if may_stand(target.pattern, parts.display, whole):
        return align(target.pattern, parts.display, opens=whole.opens, closes=whole.closes)
    if target.beside is None or not may_stand(target.beside, parts.display, whole):
        return None
    # Of a name too short for a slip, what sounds the same, or is more of it.
    alignment = align(target.beside, parts.display, opens=whole.opens, closes=whole.closes)
    by_ear = alignment and all(change.kind in {"homophone", "plural"} for change in alignment.changes)
    return alignment if by_ear else None


def _list_beginnings(display: str, label_start: int) -> Iterator[int]:
    """Yield where all of a name may begin: its registered label, or the host, and behind a www."""
    for start in dict.fromkeys((0, label_start)):
        yield start
        www = _WWW.match(display, start)
        if www and www.end() < len(display):
            yield www.end()


def _is_another(alignment: Alignment, target: Target, parts: HostParts, vocabulary: Vocabulary) -> bool:
    """Tell whether what would be a slip of ours is a word of its own ("mail" is not a misspelt "gmail").

    Of a short name so is a pair of words (la-crois); of a long one, a little word of it that became another
    (hen-marche). Otherwise a long one's words together say more than a dictionary. Our own ending says whom it means,
    right behind it or with a sign-in word or a service beside it.
    """
    text = fold_text(parts.display[alignment.start : alignment.end])
    words = [word for word in _SEPARATORS.split(text) if word]
    short = len(target.pattern.letters) < _LONG_ENOUGH_INSIDE
    touched = list_touched(alignment, target, parts.display)
    if not short and not touched:
        return _is_known("".join(words), vocabulary)
    if alignment.end < parts.label_start and is_followed(parts.display, alignment.end, target.endings):
        return False
    if short:
        known = all(_is_known(word, vocabulary) for word in words)
    else:
        known = any(_is_known(word, vocabulary) for word in touched)
    return known and not (parts.suffix in target.endings and _is_asked(alignment, parts, vocabulary))


def is_followed(display: str, end: int, endings: tuple[str, ...]) -> bool:
    """Tell whether one of these endings stands there, as a label or a word."""
    return any(
        display.startswith((f".{ending}.", f".{ending}-", f"-{ending.replace('.', '-')}"), end)
        for ending in endings
    )


def _is_asked(alignment: Alignment, parts: HostParts, vocabulary: Vocabulary) -> bool:
    """Tell whether a word of a sign-in page, a service or such a word as "my" stands beside a name."""
    before, after = read_beside(alignment, parts, vocabulary)
    return any(word.role in {"sign-in", "service", "neutral"} for word in (*before, *after))


def read_beside(
    alignment: Alignment, parts: HostParts, vocabulary: Vocabulary
) -> tuple[list[Word], list[Word]]:
    """Return the words of a host before a name and behind it, its public suffix left out."""
    return (
        read_words(parts.display, 0, alignment.start, vocabulary),
        read_words(parts.display, alignment.end, max(alignment.end, parts.name_end), vocabulary),
    )


def list_touched(alignment: Alignment, target: Target, display: str) -> list[str]:
    """List the host's words, up to their separators, that stand where a little word of ours was changed."""
    folded = fold_places(display)
    begin = max(folded.rfind(sign, 0, alignment.start) for sign in SEPARATORS) + 1
    stop = min(
        (place for sign in SEPARATORS if (place := folded.find(sign, alignment.end)) >= 0),
        default=len(folded),
    )
    ours, chunks = target.pattern.key.split("-"), list_chunks(folded, begin, stop)
    if not len(ours) == len(chunks) > 1:
        return []
    slips = [change.start for change in alignment.changes if change.kind in SLIPS]
    return [
        folded[start:end]
        for our, (start, end) in zip(ours, chunks, strict=True)
        if len(our) <= _LITTLE and any(start <= place <= end for place in slips)
    ]


def _is_known(word: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.name_role(word) is not None or word in load_words().common or is_word(word)


def _find_parted(target: Target, parts: HostParts, vocabulary: Vocabulary) -> Found | None:
    """Find a name of several words with a sign-in word or a service between them: en-mail-marche."""
    if not target.pattern.halves:
        return None
    display = parts.display
    for begin, end in _list_labels(display[: parts.name_end]):
        chunks = list_chunks(display, begin, end)
        for word, left_end, right_start in _list_between(display, chunks, vocabulary):
            opens = tuple(start for start, _ in chunks)
            closes = frozenset(stop for _, stop in chunks)
            for left, right in target.pattern.halves:
                first = align(left, display, opens=opens, closes=frozenset({left_end}))
                last = align(right, display, opens=(right_start,), closes=closes) if first else None
                if first and last and first.slips + last.slips <= 1:
                    return _join_halves(first, word, last)
    return _find_joined_parts(target, parts, vocabulary)


def _find_joined_parts(target: Target, parts: HostParts, vocabulary: Vocabulary) -> Found | None:
    """Find the same written together, letter for letter: enmailmarche."""
    folded = fold_places(parts.display[: parts.name_end])
    for left, right in target.pattern.halves:
        for found in _compile_parted(left.key, right.key).finditer(folded):
            role = vocabulary.name_role(found[2])
            if role is None or role[0] not in {"sign-in", "service"}:
                continue
            first = align(left, parts.display, opens=(found.start(1),), closes=frozenset({found.end(1)}))
            last = align(right, parts.display, opens=(found.start(3),), closes=frozenset({found.end(3)}))
            if first and last:
                return _join_halves(first, Word(found[2], found.start(2), found.end(2), *role), last)
    return None


def _join_halves(first: Alignment, word: Word, last: Alignment) -> Found:
    changes = (*first.changes, *last.changes)
    return Found(Alignment(first.start, last.end, first.cost + last.cost, changes), "parted", (word,))


@cache
def _compile_parted(left: str, right: str) -> re.Pattern[str]:
    sides = ("[-._]?".join(map(re.escape, side.split("-"))) for side in (left, right))
    between = f"([a-z0-9]{{{SHORTEST_BETWEEN},{LONGEST_BETWEEN}}}?)"
    return re.compile(f"(?<![a-z0-9])({next(sides)}){between}({next(sides)})(?![a-z0-9])")


def _list_labels(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for label in text.split("."):
        yield begin, begin + len(label)
        begin += len(label) + 1


def _list_between(
    display: str, chunks: list[tuple[int, int]], vocabulary: Vocabulary
) -> Iterator[tuple[Word, int, int]]:
    """Yield sign-in words and services of one or more chunks, with where the chunk before ends and the next begins."""
    for first in range(1, len(chunks) - 1):
        for last in range(first, min(first + MOST_PARTS, len(chunks) - 1)):
            start, end = chunks[first][0], chunks[last][1]
            text = "".join(fold_places(display[begin:stop]) for begin, stop in chunks[first : last + 1])
            role = vocabulary.name_role(text)
            if role and role[0] in {"sign-in", "service"}:
                yield Word(text, start, end, *role), chunks[first - 1][1], chunks[last + 1][0]


def _find_inside(target: Target, parts: HostParts) -> Alignment | None:
    """Find a long name letter for letter inside a longer word, with or without its hyphens."""
    if len(target.pattern.letters) < _LONG_ENOUGH_INSIDE:
        return None
    folded = fold_places(parts.display[: parts.name_end])
    for letters in (target.pattern.key, target.pattern.letters):
        start = folded.find(letters)
        if start >= 0:
            end = start + len(letters)
            if _is_chance(folded, start, end):
                return None
            return align(target.pattern, parts.display, opens=(start,), closes=frozenset({end}))
    return None


def _find_fused(target: Target, parts: HostParts, vocabulary: Vocabulary) -> Alignment | None:
    """Find a service's own name at an end of the registered label, with a letter or three that say nothing: accgmail."""
    letters = target.pattern.letters
    if not target.service or target.weak or len(letters) < _LONG_ENOUGH_TO_FUSE:
        return None
    label = fold_places(parts.display[parts.label_start : parts.name_end])
    for begin, end in list_chunks(label, 0, len(label)):
        chunk = label[begin:end]
        if chunk.startswith(letters):
            start, rest = begin, chunk[len(letters) :]
        elif chunk.endswith(letters):
            start, rest = end - len(letters), chunk[: -len(letters)]
        else:
            continue
        known = sum(word.end - word.start for word in vocabulary.find_words(rest))
        if 0 < len(rest) - known <= _LITTLE:
            start += parts.label_start
            return align(
                target.pattern, parts.display, opens=(start,), closes=frozenset({start + len(letters)})
            )
    return None


def _is_chance(folded: str, start: int, end: int) -> bool:
    """Tell whether a longer word holds the name by chance: it is made of words that are cut elsewhere.

    `parisenmarche` is Paris and the name; `bastienmarche` is Bastien and a market.
    """
    begin = max(folded.rfind(sign, 0, start) for sign in SEPARATORS) + 1
    stops = [place for sign in SEPARATORS if (place := folded.find(sign, end)) >= 0]
    stop = min(stops, default=len(folded))
    before, after = folded[begin:start], folded[end:stop]
    if all(not rest or is_compound(rest) for rest in (before, after)):
        return False
    return all(is_compound(word) for word in _SEPARATORS.split(folded[begin:stop]) if word)
