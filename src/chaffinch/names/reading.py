"""One target, found in one host: where it stands, what is changed, what stands beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from chaffinch.names.alignment import LONGEST_BETWEEN, SEPARATORS, SHORTEST_BETWEEN, SLIPS, Alignment, align
from chaffinch.names.context import (
    Surroundings,
    Vocabulary,
    Word,
    find_surroundings,
    fold_places,
    list_chunks,
    read_words,
)
from chaffinch.names.fold import fold_text
from chaffinch.names.hosts import Host, split_suffix
from chaffinch.names.nearness import may_stand
from chaffinch.names.tables import load_public_hostings, load_services, load_words
from chaffinch.names.targets import Target
from chaffinch.names.words import is_compound, is_word

_SEPARATORS = re.compile(r"[-._]")

#: A name of fewer letters is found inside longer ordinary words.
_LONG_ENOUGH_INSIDE = 8
#: A word of a name of so few letters that one slip makes another word of it.
_LITTLE = 3

Placement = Literal["whole", "split", "token", "joined", "inside", "parted"]


@dataclass(frozen=True, slots=True)
class HostParts:
    """A host, cut where its owner begins."""

    display: str
    registered_domain: str
    suffix: str
    name_end: int
    """Where the public suffix begins in `display`, its dot not counted; 0 for a public suffix itself."""
    label_start: int
    """Where the registered label begins in `display`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A target, read in a host."""

    target: Target
    parts: HostParts
    alignment: Alignment
    placement: Placement
    words: tuple[Word, ...]
    """The words before and after it, neutral ones left out."""

    @property
    def same_ending(self) -> bool:
        return self.parts.suffix in self.target.endings

    @property
    def in_subdomain(self) -> bool:
        return self.alignment.end < self.parts.label_start

    @property
    def changes_little_word(self) -> bool:
        """A slip made another word of one of three letters at most: "eu-marche"."""
        return bool(_list_touched(self.alignment, self.target, self.parts.display))

    @property
    def at_edge(self) -> bool:
        """The name begins or ends the registered label, and the rest of it is ordinary words."""
        start, end = self.alignment.start, self.alignment.end
        label = fold_text(self.parts.display[self.parts.label_start : self.parts.name_end])
        before = label[: start - self.parts.label_start]
        after = label[end - self.parts.label_start :]
        return not (before and after) and is_compound(before or after)

    def shares_label(self, word: Word) -> bool:
        """Tell whether a word stands in the label of the name."""
        between = sorted((word.start, word.end, self.alignment.start, self.alignment.end))
        return "." not in self.parts.display[between[1] : between[2]]


def cut_host(host: Host) -> HostParts:
    """Find the registered domain and its place in the Unicode form."""
    registered, suffix = _split_hosting(host.ascii) or split_suffix(host.ascii)
    labels = host.display.split(".")
    if not registered:
        return HostParts(host.display, registered or host.ascii, suffix, 0, 0)
    suffix_length = suffix.count(".") + 1
    name_end = len(".".join(labels[:-suffix_length]))
    label_start = name_end - len(labels[-suffix_length - 1])
    return HostParts(host.display, registered, suffix, name_end, label_start)


def _split_hosting(host: str) -> tuple[str, str] | None:
    """Return a tenant's domain and that of its hosting service, where anybody may have a name."""
    place = host.find(".") + 1
    while place:
        if host[place:] in load_public_hostings():
            return host[host.rfind(".", 0, place - 1) + 1 :], host[place:]
        place = host.find(".", place) + 1
    return None


def read_targets(parts: HostParts, targets: tuple[Target, ...], vocabulary: Vocabulary) -> list[Reading]:
    """Find every target that stands in a host."""
    if not parts.name_end:
        return []
    places = find_surroundings(parts.display, name_end=parts.name_end, vocabulary=vocabulary)
    found = (_read_target(target, parts, places, vocabulary) for target in targets)
    return [reading for reading in found if reading is not None]


def _read_target(
    target: Target, parts: HostParts, places: Surroundings, vocabulary: Vocabulary
) -> Reading | None:
    if target.service and parts.suffix in load_services()[target.service].hosting:
        return None  # a tenant of the service itself
    between: list[Word] = []
    placement: Placement | None = None
    alignment = None
    if may_stand(target.pattern, parts.display, places):
        alignment = align(target.pattern, parts.display, opens=places.opens, closes=places.closes)
    if alignment and alignment.slips and _is_another(alignment, target, parts.display, vocabulary):
        alignment = None
    if alignment is None:
        alignment, between = _find_parted(target, parts, vocabulary)
        placement = "parted"
    if alignment is None:
        alignment, placement = _find_inside(target, parts), "inside"
    if alignment is None:
        return None
    words = [
        *read_words(parts.display, 0, alignment.start, vocabulary),
        *between,
        *read_words(parts.display, alignment.end, max(alignment.end, parts.name_end), vocabulary),
    ]
    told = tuple(word for word in words if word.role != "neutral")
    if not told and not alignment.changes and parts.suffix in target.endings:
        told = tuple(words)  # nothing else tells it from ours: www-en-marche.fr
    placement = placement or _name_placement(alignment, parts, told)
    if placement == "whole" and not alignment.changes and parts.suffix in target.endings:
        return None
    return Reading(target, parts, alignment, placement, told)


def _is_another(alignment: Alignment, target: Target, display: str, vocabulary: Vocabulary) -> bool:
    """Tell whether what would be a slip of ours is a word of its own ("mail" is not a misspelt "gmail").

    Of a short name so is a pair of words (la-crois); of a long one, a little word of it that became another
    (hen-marche). Otherwise a long one's words together say more than a dictionary.
    """
    text = fold_text(display[alignment.start : alignment.end])
    words = [word for word in _SEPARATORS.split(text) if word]
    if len(target.pattern.letters) < _LONG_ENOUGH_INSIDE:
        return all(_is_known(word, vocabulary) for word in words)
    whole = _list_touched(alignment, target, display)
    if whole:
        return any(_is_known(word, vocabulary) for word in whole)
    return _is_known("".join(words), vocabulary)


def _list_touched(alignment: Alignment, target: Target, display: str) -> list[str]:
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


def _find_parted(
    target: Target, parts: HostParts, vocabulary: Vocabulary
) -> tuple[Alignment | None, list[Word]]:
    """Find a name of several words with a sign-in word or a service between them: en-mail-marche."""
    folded = fold_places(parts.display[: parts.name_end]) if target.pattern.halves else ""
    for left, right in target.pattern.halves:
        for found in _compile_parted(left.key, right.key).finditer(folded):
            role = vocabulary.name_role(found[2])
            if role is None or role[0] not in {"sign-in", "service"}:
                continue
            first = align(left, parts.display, opens=(found.start(1),), closes=frozenset({found.end(1)}))
            last = align(right, parts.display, opens=(found.start(3),), closes=frozenset({found.end(3)}))
            if first and last:
                changes = (*first.changes, *last.changes)
                word = Word(found[2], found.start(2), found.end(2), *role)
                return Alignment(first.start, last.end, first.cost + last.cost, changes), [word]
    return None, []


@cache
def _compile_parted(left: str, right: str) -> re.Pattern[str]:
    sides = ("[-._]?".join(map(re.escape, side.split("-"))) for side in (left, right))
    between = f"[-._]*([a-z0-9]{{{SHORTEST_BETWEEN},{LONGEST_BETWEEN}}}?)[-._]*"
    return re.compile(f"(?<![a-z0-9])({next(sides)}){between}({next(sides)})(?![a-z0-9])")


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


def _name_placement(alignment: Alignment, parts: HostParts, told: tuple[Word, ...]) -> Placement:
    """Tell how the name stands: alone, across labels, between separators, or joined to a known word."""
    display, start, end = parts.display, alignment.start, alignment.end
    crosses_labels = "." in display[start:end]
    if crosses_labels and end >= parts.name_end:
        return "split"
    if not told:
        return "whole"
    before = display[start - 1] if start else "."
    after = display[end] if end < len(display) else "."
    return "token" if before in SEPARATORS and after in SEPARATORS else "joined"
