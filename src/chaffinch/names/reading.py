"""One target, found in one host: where it stands, what is changed, what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chaffinch.names.alignment import SEPARATORS, Alignment, align
from chaffinch.names.context import Surroundings, Vocabulary, Word, find_surroundings, read_words
from chaffinch.names.fold import UNLIKE, fold_letter, fold_text
from chaffinch.names.hosts import Host, split_suffix
from chaffinch.names.tables import load_words
from chaffinch.names.targets import Target

#: A name of fewer letters is found inside longer ordinary words.
_LONG_ENOUGH_INSIDE = 8

Placement = Literal["whole", "split", "token", "joined", "inside"]


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


def cut_host(host: Host) -> HostParts:
    """Find the registered domain and its place in the Unicode form."""
    registered, suffix = split_suffix(host.ascii)
    labels = host.display.split(".")
    if not registered:
        return HostParts(host.display, registered or host.ascii, suffix, 0, 0)
    suffix_length = suffix.count(".") + 1
    name_end = len(".".join(labels[:-suffix_length]))
    label_start = name_end - len(labels[-suffix_length - 1])
    return HostParts(host.display, registered, suffix, name_end, label_start)


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
    alignment = align(target.pattern, parts.display, opens=places.opens, closes=places.closes)
    if alignment and alignment.slips and _is_word(parts.display[alignment.start : alignment.end], vocabulary):
        alignment = None
    inside = alignment is None
    if alignment is None:
        alignment = _find_inside(target, parts)
        if alignment is None:
            return None
    words = [
        *read_words(parts.display, 0, alignment.start, vocabulary),
        *read_words(parts.display, alignment.end, max(alignment.end, parts.name_end), vocabulary),
    ]
    told = tuple(word for word in words if word.role != "neutral")
    placement = "inside" if inside else _name_placement(alignment, parts, told)
    if placement == "whole" and not alignment.changes and parts.suffix in target.endings:
        return None
    return Reading(target, parts, alignment, placement, told)


def _is_word(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether what would be a slip of ours is a word of its own ("mail" is not a misspelt "gmail")."""
    word = fold_text(text)
    return vocabulary.name_role(word) is not None or word in load_words().common


def _find_inside(target: Target, parts: HostParts) -> Alignment | None:
    """Find a long name letter for letter inside a longer word, with or without its hyphens."""
    if len(target.pattern.letters) < _LONG_ENOUGH_INSIDE:
        return None
    folded = "".join((fold_letter(char) or UNLIKE)[0] for char in parts.display[: parts.name_end])
    for letters in (target.pattern.key, target.pattern.letters):
        start = folded.find(letters)
        if start >= 0:
            end = start + len(letters)
            return align(target.pattern, parts.display, opens=(start,), closes=frozenset({end}))
    return None


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
