"""Recognise our own wording in an excerpt: which item is it from?

Every choice among phrasings is made by a code of the item's id, so a sentence that stands in an excerpt says a few bits of
which item it comes from. Names, days and sums may be struck out or changed: only the phrasings count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Protocol

from chaffinch.decoys.letters.grammar import (
    LANGUAGES,
    Agreement,
    Choice,
    Grammar,
    Node,
    Reference,
    Slot,
    load_grammar,
)
from chaffinch.decoys.letters.wording import Code

#: How often a phrasing is not what the code says although the sentence is of the item: a word changed, or read wrongly.
_SLIP = 0.02
#: How often a sentence of an excerpt is not of the item that the rest is of: quoted, or added.
_FOREIGN = 0.2
#: Bits beyond what tells one item among those that could have such sentences. Measured at 4: of texts that bear such
#: sentences and are of no item on the list, 1 in 280 was claimed; at 5.5, 1 in 4,000, and fewer excerpts are told.
MARGIN = 4.0
_LEAST_LETTERS = 14


class Marked(Protocol):
    """What is kept of a planted item; a `Letter` is one."""

    @property
    def id(self) -> str:
        """The item's id."""

    @property
    def language(self) -> str:
        """The language's code."""

    @property
    def topic(self) -> str:
        """What it is about."""

    @property
    def act(self) -> str:
        """What it does: open, answer and the like."""


@dataclass(frozen=True, slots=True)
class Planted:
    """The least that must be kept of an item so that it is recognised."""

    id: str
    language: str
    topic: str
    act: str


@dataclass(frozen=True, slots=True)
class Match:
    """An item whose wording stands in a text."""

    item: str
    bits: float
    """How much likelier the text is if it is of this item: the logarithm to base 2."""
    sentences: int
    """How many of the sentences found are as the item has them."""
    of: int
    """How many sentences of ours were found in all."""


@dataclass(frozen=True, slots=True)
class Sighted:
    """A sentence of the grammar that stands in a text."""

    act: str
    """What has such sentences: `fr/room.open`; `fr/common` for what any letter may have."""
    choices: tuple[tuple[str, int, int], ...]
    """(site, number of options, the one that was taken)."""


class MarkReader:
    """Finds sentences of the grammar in texts."""

    def __init__(self, grammars: Sequence[Grammar] | None = None) -> None:
        """Prepare the search; without `grammars`, for the phrases that are shipped."""
        self._patterns: list[tuple[str, tuple[str, int, int], re.Pattern[str], _Sketch]] = []
        for grammar in grammars or [load_grammar(language) for language in LANGUAGES]:
            for name, rule in grammar.rules.items():
                if name.endswith(".subject"):
                    continue
                for place, option in enumerate(rule.options):
                    sketch = _Sketch(grammar)
                    pattern = re.compile(sketch.draw(option))
                    self._patterns.append(
                        (sketch.anchor, (rule.site, len(rule.options), place), pattern, sketch)
                    )

    def read(self, text: str) -> tuple[Sighted, ...]:
        """Return the sentences of ours that stand in a text; of one rule, the longest."""
        letters = fold_letters(text)
        found: dict[str, tuple[int, Sighted]] = {}
        for anchor, top, pattern, sketch in self._patterns:
            if anchor not in letters or (match := pattern.search(letters)) is None:
                continue
            if len(match.group()) < _LEAST_LETTERS:
                continue
            choices = [top, *sketch.list_choices(match)]
            length = len(match.group())
            if length > found.get(top[0], (0, None))[0]:
                found[top[0]] = (length, Sighted(_find_act(top[0]), tuple(choices)))
        return tuple(sighted for _, sighted in found.values())


class _Sketch:
    """One sentence as a regular expression over letters and digits, with a group for each option."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar, self.anchor = grammar, ""
        self._groups: list[tuple[str, str, int, int]] = []

    def draw(self, nodes: Sequence[Node], *, certain: bool = True) -> str:
        """Return the expression; keeps the longest run of letters that always stands there as `anchor`."""
        return "".join(self._draw_node(node, certain) for node in nodes)

    def list_choices(self, match: re.Match[str]) -> Iterable[tuple[str, int, int]]:
        """Return the options that a match took."""
        return [
            (site, count, place)
            for group, site, count, place in self._groups
            if match.group(group) is not None
        ]

    def _draw_node(self, node: Node, certain: bool) -> str:
        match node:
            case str():
                text = re.sub(r"([ea])~", "\\1\N{REPLACEMENT CHARACTER}", node)
                parts = [fold_letters(part) for part in text.split("\N{REPLACEMENT CHARACTER}")]
                if certain and len(parts) == 1 and len(parts[0]) > len(self.anchor):
                    self.anchor = parts[0]
                return "?".join(parts)
            case Slot():
                return r"\w{0,60}?"
            case Agreement(_, forms):
                return f"(?:{'|'.join(self.draw(form, certain=False) for form in forms)})"
            case Reference(rule):
                return self._draw_node(self._grammar.rules[rule], certain)
            case Choice(site, options):
                drawn = []
                for place, option in enumerate(options):
                    group = f"g{len(self._groups)}"
                    self._groups.append((group, site, len(options), place))
                    drawn.append(f"(?P<{group}>{self.draw(option, certain=False)})")
                # The longest first, or `thanks` would be found in `thanks to you`.
                return f"(?:{'|'.join(sorted(drawn, key=len, reverse=True))})"


def fold_letters(text: str) -> str:
    """Return the letters and digits of a text in lower case without accents, joined: line breaks, quotation marks and
    punctuation are what copying changes."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(sign for sign in decomposed if sign.isalnum())


#: Acts that stand in the common file, and may do so in letters of any topic.
_COMMON_ACTS = frozenset({"thanks", "chase", "forward"})


def _find_act(site: str) -> str:
    """Return `fr/room.open` of `fr/room.open.1`, `fr/*.thanks` of a common act, `fr/*` of chat and closing lines."""
    language, _, rule = site.partition("/")
    topic, act = rule.split(".")[:2]
    if topic != "common":
        return f"{language}/{topic}.{act}"
    return f"{language}/*.{act}" if act in _COMMON_ACTS else f"{language}/*"


def _list_acts(item: Marked) -> frozenset[str]:
    """Return what sentences an item may have."""
    return frozenset(
        (f"{item.language}/{item.topic}.{item.act}", f"{item.language}/*.{item.act}", f"{item.language}/*")
    )


def find_marks(
    text: str, items: Iterable[Marked], *, code: Code, reader: MarkReader, margin: float = MARGIN
) -> tuple[Match, ...]:
    """Return the items whose wording an excerpt bears, the likeliest first; none where nothing is certain enough.

    Args:
        text: an excerpt, in any layout; sentences that it cuts in two are lost.
        items: what was planted; the texts are not needed.
        code: the installation's.
        reader: the grammar's sentences.
        margin: bits asked for beyond the logarithm of the number of items that could have such sentences.
    """
    sighted = reader.read(text)
    wanted = {one.act for one in sighted if not one.act.endswith("/*")} or {one.act for one in sighted}
    candidates = [(one, acts) for one in items if wanted & (acts := _list_acts(one))]
    if not candidates:
        return ()
    worth = [(one.act, *_weigh(one, code)) for one in sighted]
    least = log2(len(candidates)) + margin
    if sum(most for _, most, _ in worth) < least:
        return ()
    found = []
    for item, acts in candidates:
        pick = code.open_item(item.id).pick
        gains = [
            sum(
                hit if pick(site, count) == taken else miss
                for (site, count, taken), (hit, miss) in weights.items()
            )
            for act, _, weights in worth
            if act in acts
        ]
        bits = sum(log2(_FOREIGN + (1 - _FOREIGN) * 2**gain) for gain in gains)
        bits += log2(_FOREIGN) * (len(worth) - len(gains))
        if bits >= least:
            found.append(Match(item.id, round(bits, 1), sum(gain > 0 for gain in gains), len(sighted)))
    return tuple(sorted(found, key=lambda one: -one.bits))


def _weigh(sighted: Sighted, code: Code) -> tuple[float, Mapping[tuple[str, int, int], tuple[float, float]]]:
    """Return the most bits that a sentence can say, and for each choice what it says if the item has it, and if not."""
    weights = {}
    most = 0.0
    for site, count, taken in sighted.choices:
        kept = code.keep(site, count)
        if taken not in kept:
            # This installation never says so: the sentence is somebody else's.
            return 0.0, {(site, count, taken): (-99.0, -99.0)}
        if len(kept) > 1:
            hit = log2(len(kept) * (1 - _SLIP))
            weights[site, count, taken] = (hit, log2(_SLIP * len(kept) / (len(kept) - 1)))
            most += hit
    return most, weights
