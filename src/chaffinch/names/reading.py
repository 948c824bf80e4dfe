"""One target, found in one host: where it stands, what is changed, what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from chaffinch.names.alignment import Alignment
from chaffinch.names.context import Surroundings, Vocabulary, Word, find_surroundings
from chaffinch.names.finding import Placement, find_target, is_token, list_touched, read_beside
from chaffinch.names.fold import fold_text
from chaffinch.names.parts import HostParts
from chaffinch.names.tables import load_services
from chaffinch.names.targets import Target
from chaffinch.names.words import is_compound


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
        return bool(list_touched(self.alignment, self.target, self.parts.display))

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
    found = find_target(target, parts, places, vocabulary)
    if found is None:
        return None
    alignment = found.alignment
    before, after = read_beside(alignment, parts, vocabulary)
    words = [*before, *found.between, *after]
    if alignment.changes and any(_touches(word, alignment) for word in words if word.role == "country"):
        return None  # two letters more make another word: annelise is no ameli in Sweden
    told = tuple(word for word in words if word.role != "neutral")
    if not told and not alignment.changes and parts.suffix in target.endings:
        told = tuple(words)  # nothing else tells it from ours: www-en-marche.fr
    placement = found.placement or _name_placement(alignment, parts, told)
    if placement == "whole" and not alignment.changes and parts.suffix in target.endings:
        return None
    return Reading(target, parts, alignment, placement, told)


def _touches(word: Word, alignment: Alignment) -> bool:
    return word.end == alignment.start or word.start == alignment.end


def _name_placement(alignment: Alignment, parts: HostParts, told: tuple[Word, ...]) -> Placement:
    """Tell how the name stands: alone, across labels, between separators, or joined to a known word."""
    display, start, end = parts.display, alignment.start, alignment.end
    crosses_labels = "." in display[start:end]
    if crosses_labels and end >= parts.name_end:
        return "split"
    # What stands before a registered domain does not make it less of a look-alike.
    if not told or (start, end) == (parts.label_start, parts.name_end):
        return "whole"
    return "token" if is_token(display, start, end) else "joined"
