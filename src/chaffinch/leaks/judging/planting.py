"""Which entry of the ledger an item is, or is made of, or quotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.finding import Change
from chaffinch.leaks.judging.comparing import Comparison, compare_texts
from chaffinch.leaks.judging.edges import drop_edges
from chaffinch.leaks.judging.papers import list_texts
from chaffinch.leaks.judging.words import count_shared, read_words
from chaffinch.leaks.prints import ItemPrint
from chaffinch.leaks.reference import PlantedEntry, PlantedItems
from chaffinch.mail.quotes import split_quotes

Use = Literal["exact", "same", "altered", "excerpt", "quoted", "alike"]
_RANK: dict[str, int] = {"exact": 0, "same": 1, "excerpt": 2, "altered": 3, "quoted": 4, "alike": 5}
_FEWEST_WORDS = 8
_ENOUGH = 15
"""Words: fewer, and they must be nearly all there are, or any `Bonjour, merci pour votre message` would be ours."""
_FEWEST_RUNS = 4
_MOST_PASSAGES = 12


@dataclass(frozen=True, slots=True)
class PlantedMatch:
    """An entry, and how the item uses it."""

    entry: PlantedEntry
    use: Use
    changes: tuple[Change, ...] = ()
    shared: float = 1.0
    """Which share of the entry's words, or of its sketch, stands in the item."""


def find_exactly_planted(item: ItemPrint, planted: PlantedItems) -> PlantedMatch | None:
    """Return the entry of these very bytes, or words; for what is already known to be ours, so that both are told."""
    digest = hash_text(next(iter(list_texts(item)), ""))
    for entry in planted.find_planted(sha256=item.where.sha256, text_sha256=digest, sketch=()):
        if entry.sha256 == item.where.sha256:
            return PlantedMatch(entry, "exact")
        if digest and entry.text_sha256 == digest:
            return PlantedMatch(entry, "same")
    return None


def find_planted_match(item: ItemPrint, planted: PlantedItems) -> PlantedMatch | None:
    """Return the entry that it is, is made of, or quotes; None where it has nothing of what we planted."""
    found = [match for match in _list_matches(item, planted) if match is not None]
    return min(found, key=lambda match: (_RANK[match.use], -match.shared, match.entry.id), default=None)


def _list_matches(item: ItemPrint, planted: PlantedItems) -> Iterator[PlantedMatch | None]:
    texts = list_texts(item) or ("",)
    for text in texts:
        sketch = sketch_text(text)
        digest = hash_text(text)
        for entry in planted.find_planted(sha256=item.where.sha256, text_sha256=digest, sketch=sketch):
            if entry.sha256 and entry.sha256 == item.where.sha256:
                yield PlantedMatch(entry, "exact")
            elif entry.text_sha256 and entry.text_sha256 == digest:
                yield PlantedMatch(entry, "same")
            else:
                yield _compare_entry(entry, text, sketch)
        if len(texts[0]) < _LONGEST:
            yield from _list_quoted(text, planted)


_LONGEST = 400_000


def _list_quoted(text: str, planted: PlantedItems) -> Iterator[PlantedMatch | None]:
    """Yield entries that a passage of a text is, or is made of: the author's own words, and what he quotes."""
    passages = [passage.text for passage in split_quotes(text) if len(passage.text.split()) >= _FEWEST_WORDS]
    if len(passages) < 2:
        return
    for passage in passages[:_MOST_PASSAGES]:
        sketch, digest = sketch_text(passage), hash_text(passage)
        for entry in planted.find_planted(sha256="", text_sha256=digest, sketch=sketch):
            if entry.text_sha256 and entry.text_sha256 == digest:
                yield PlantedMatch(entry, "quoted")
            elif (match := _compare_entry(entry, passage, sketch)) is not None:
                yield PlantedMatch(entry, "quoted", match.changes, match.shared)


def _compare_entry(entry: PlantedEntry, text: str, sketch: tuple[int, ...]) -> PlantedMatch | None:
    """Return how a text uses an entry; None where they only share some words."""
    if not entry.text:
        return _compare_sketches(entry, sketch)
    mine, said = read_words(entry.text), read_words(text)
    common = count_shared(mine, said)
    if common < _FEWEST_WORDS or max(common / max(1, len(mine)), common / max(1, len(said))) < 0.6:
        return None
    planted, leaked = drop_edges(entry.text), drop_edges(text)
    mine, said = read_words(planted), read_words(leaked)
    common = count_shared(mine, said)
    if common < _FEWEST_WORDS or max(common / max(1, len(mine)), common / max(1, len(said))) < 0.6:
        return None
    found = compare_texts(planted, leaked)
    if found.matched < max(_FEWEST_WORDS, found.changed // 2) or not _keeps_runs(
        found.matched, len(found.changes)
    ):
        return None
    return _name_use(entry, found)


def _compare_sketches(entry: PlantedEntry, sketch: tuple[int, ...]) -> PlantedMatch | None:
    """Return how alike an entry and a text are where the entry's text cannot be had."""
    both = len({*entry.sketch} & {*sketch})
    shared = both / max(1, min(len(entry.sketch), len(sketch)))
    return PlantedMatch(entry, "alike", (), shared) if both >= _FEWEST_RUNS and shared >= 0.3 else None


def _name_use(entry: PlantedEntry, found: Comparison) -> PlantedMatch | None:
    """Return what an item makes of an entry, by how many words of each are the same."""
    of_entry, of_item = found.matched / max(1, found.ours), found.matched / max(1, found.theirs)
    if min(of_entry, of_item) >= (0.6 if found.matched >= _ENOUGH else 0.9):
        return PlantedMatch(entry, "altered" if found.changes else "same", found.changes, of_entry)
    if of_entry >= 0.8 and found.matched >= _ENOUGH:
        return PlantedMatch(entry, "quoted", (), of_entry)
    if of_item >= 0.8 and found.matched >= 2 * _FEWEST_WORDS:
        return PlantedMatch(entry, "altered" if found.changes else "excerpt", found.changes, of_entry)
    return None


def _keeps_runs(matched: int, changes: int) -> bool:
    """Return whether the same words stand together, three at a time on average: single words are in any text."""
    return matched >= 3 * changes
