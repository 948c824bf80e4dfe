"""Whether a text that leaked is ours, and where it is not: a token diff, each difference held against what exports do.

No similarity decides. A difference is either explained, by a code that says what an export did, or it is a change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from chaffinch.leaks.finding import Change, Op
from chaffinch.leaks.judging.additions import Addition, cut_head, explain_block
from chaffinch.leaks.judging.carried import list_reread
from chaffinch.leaks.judging.claims import Known
from chaffinch.leaks.judging.diffing import Hunk, diff_words
from chaffinch.leaks.judging.forms import list_block_forms, list_sign_forms
from chaffinch.leaks.judging.hunks import explain_hunk, is_elided, part_links
from chaffinch.leaks.judging.masks import reveal_addresses
from chaffinch.leaks.judging.paper import explain_print
from chaffinch.leaks.judging.repairs import undo_damage
from chaffinch.leaks.judging.words import (
    Words,
    begins_line,
    is_address,
    is_link,
    read_words,
    takes_lines,
    takes_paragraphs,
)

_NO_MORE = re.compile(r"\s*(?:[\[(]?\s*(?:\.{2,}|…)\s*[\])]?)?\s*")
_CUT_OFF = 3
"""Words that are missing at least where a text is said to be cut within a word: `impossible` is not cut to `possible`."""
_HEADS = {"printed-head", "quoted"}
_TWICE = 40
"""Words beside both forms of a text that an export put one behind the other."""
_ISLAND = 2
"""Equal words between two changes that are told as one."""
MOST_CHANGES = 100
"""Changes of one item that are listed; the last one says how many there are."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What theirs is of ours."""

    changes: tuple[Change, ...]
    """What no export explains."""
    codes: frozenset[str]
    """What exports did."""
    missing: tuple[Change, ...] = ()
    """What is cut off before or behind."""
    matched: int = 0
    """Words that are the same, in order."""
    ours: int = 0
    theirs: int = 0
    changed: int = 0
    """Words, of both, that changes take."""
    print_codes: frozenset[str] = frozenset()
    """What a print did, where that explains all changes and all that is missing."""

    @property
    def weight(self) -> tuple[int, int, int, int]:
        """Return how far it is from the same: changes, what is cut, damage."""
        return len(self.changes), self.changed, sum(len(one.ours) for one in self.missing), len(self.codes)


@dataclass(slots=True)
class _Said:
    """What was found so far."""

    codes: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    missing: list[Change] = field(default_factory=list)
    open: list[Hunk] = field(default_factory=list)
    """Changes of words, before those close together are put together."""
    cut: list[Hunk] = field(default_factory=list)
    """What is missing, as it stands in both."""


def compare_texts(ours: str, theirs: str, known: Known | None = None, *, printed: bool = False) -> Comparison:
    """Compare two texts as they stand, then with damage undone; return the nearer one.

    Args:
        ours: what the archive or the ledger has.
        theirs: what leaked.
        known: of our message: a printed head, or who is said to have written it, is held against it.
        printed: whether theirs is no message, but a print of one: then it is told what a print may have done.
    """
    mine = read_words(ours)
    best = compare_words(mine, read_words(theirs), known, printed=printed)
    if not best.changes:
        return best
    mended, codes = undo_damage(theirs, ours)
    named = frozenset(word for word in mine.words if is_address(word)) | (
        known.addresses if known else frozenset()
    )
    revealed = reveal_addresses(mended, ours, named)
    if revealed != mended:
        mended, codes = revealed, (*codes, "addresses-hidden")
    if codes:
        found = compare_words(mine, read_words(mended), known, printed=printed)
        best = min(best, _mark(found, codes), key=lambda one: one.weight)
    for reread in list_reread(theirs, ours) if best.changes else ():
        found = compare_words(mine, read_words(reread), known, printed=printed)
        best = min(best, _mark(found, ("charset",)), key=lambda one: one.weight)
    below = cut_head(mended, known) if printed and best.changes else None
    if below is not None:
        found = compare_words(mine, read_words(below), known, printed=True, is_below_head=True)
        best = min(best, _mark(found, (*codes, "printed-head")), key=lambda one: one.weight)
    if best.changes and mine.words and 2 * len(mine) <= best.theirs <= 2 * len(mine) + _TWICE:
        found = compare_words(read_words(f"{ours}\n\n{ours}"), read_words(mended), known, printed=printed)
        best = min(best, _mark(found, (*codes, "shown-twice")), key=lambda one: one.weight)
    if best.changes:
        ours_mended, more = undo_damage(ours, theirs)
        if more:
            found = compare_words(read_words(ours_mended), read_words(mended), known, printed=printed)
            best = min(best, _mark(found, codes + more), key=lambda one: one.weight)
    return best


def list_readings(plain: str, page: str) -> list[str]:
    """Return the texts that a reader of ours, or an export of it, may have: each form, and one behind the other."""
    forms = [text for text in dict.fromkeys((plain, page)) if text.strip()]
    return [*forms, "\n".join(forms)] if len(forms) > 1 else forms or [""]


def compare_nearest(mine: list[str], text: str, known: Known | None, *, printed: bool = False) -> Comparison:
    """Compare a text with each of these, and return the nearest."""
    best: Comparison | None = None
    for one in mine:
        found = compare_texts(one, text, known, printed=printed)
        if best is None or found.weight < best.weight:
            best = found
        if not best.changes and not best.missing:
            break
    assert best is not None  # noqa: S101 - there is one text at least
    return best


def _mark(found: Comparison, codes: tuple[str, ...]) -> Comparison:
    return replace(found, codes=found.codes | set(codes))


def compare_words(
    ours: Words, theirs: Words, known: Known | None, *, printed: bool = False, is_below_head: bool = False
) -> Comparison:
    """Return the differences of two texts that are cut into words, each explained or told as a change.

    Args:
        ours: what the archive or the ledger has.
        theirs: what leaked.
        known: as `compare_texts` takes it, like the next one.
        printed: whether theirs is no message.
        is_below_head: whether the head of a print was cut off above it: what is added there stands in the message.
    """
    hunks = diff_words(ours.words, theirs.words)
    said = _Said()
    slid = [_slide(part, ours, theirs) for hunk in hunks for part in part_links(hunk, ours, theirs)]
    for hunk in slid:
        _take_hunk(hunk, ours, theirs, known, said)
    print_codes = frozenset[str]()
    for form in dict.fromkeys((tuple(said.open), _join_edges(said.open))) if printed else ():
        print_codes = print_codes or explain_print(
            form, ours, theirs, known, heads=said.changes, cut=said.cut, is_below_head=is_below_head
        )
    said.changes += _tell_changes(said.open, ours, theirs, known)
    matched = len(ours) - sum(hunk.a_end - hunk.a for hunk in hunks)
    return Comparison(
        tuple(said.changes[:MOST_CHANGES]), frozenset(said.codes), tuple(said.missing), matched, len(ours), len(theirs),
        sum(hunk.a_end - hunk.a + hunk.b_end - hunk.b for hunk in said.open), print_codes,
    )  # fmt: skip


def _join_edges(hunks: list[Hunk]) -> tuple[Hunk, ...]:
    """Return differences with those at either end put together across a word or two: `the` and `2026` stand anywhere."""
    joined = list(hunks)
    while len(joined) > 1 and joined[0].b == 0 and _is_island(joined[0], joined[1]):
        joined[:2] = [_span(joined[0], joined[1])]
    end = max((hunk.b_end for hunk in hunks), default=0)
    while len(joined) > 1 and joined[-1].b_end == end and _is_island(joined[-2], joined[-1]):
        joined[-2:] = [_span(joined[-2], joined[-1])]
    return tuple(joined)


def _is_island(one: Hunk, other: Hunk) -> bool:
    return other.a - one.a_end <= _ISLAND and other.b - one.b_end <= _ISLAND


def _span(one: Hunk, other: Hunk) -> Hunk:
    return Hunk(one.a, other.a_end, one.b, other.b_end)


def _slide(hunk: Hunk, ours: Words, theirs: Words) -> Hunk:
    """Return a hunk with words on one side only, moved to an end of the text where the same words allow it."""
    if hunk.a < hunk.a_end and hunk.b < hunk.b_end:
        return hunk
    words, start, end = (
        (ours.words, hunk.a, hunk.a_end) if hunk.a < hunk.a_end else (theirs.words, hunk.b, hunk.b_end)
    )
    left = right = 0
    while (
        start - left > 0
        and min(hunk.a, hunk.b) - left > 0
        and words[start - left - 1] == words[end - left - 1]
    ):
        left += 1
    while end + right < len(words) and words[start + right] == words[end + right]:
        right += 1
    if min(hunk.a, hunk.b) == left:
        return Hunk(hunk.a - left, hunk.a_end - left, hunk.b - left, hunk.b_end - left)
    if end + right == len(words):
        return Hunk(hunk.a + right, hunk.a_end + right, hunk.b + right, hunk.b_end + right)
    if hunk.b < hunk.b_end:
        for move in range(left, -right - 1, -1):
            if begins_line(theirs, hunk.b - move):
                return Hunk(hunk.a - move, hunk.a_end - move, hunk.b - move, hunk.b_end - move)
    return hunk


def _take_hunk(hunk: Hunk, ours: Words, theirs: Words, known: Known | None, said: _Said) -> None:
    """Explain a difference, or keep it as a change."""
    code = explain_hunk(hunk, ours, theirs, known)
    if code:
        said.codes.add(code)
        return
    first, last = hunk.a == 0 and hunk.b == 0, hunk.a_end == len(ours) and hunk.b_end == len(theirs)
    place: Literal["edge", "inside"] = "edge" if first or last else "inside"
    if place == "edge" and _is_cut_word(hunk, ours, theirs):
        said.missing.append(
            Change("delete", "text", ours.show(hunk.a, hunk.a_end), theirs.show(hunk.b, hunk.b_end))
        )
        said.cut.append(hunk)
        return
    theirs_kind = _explain_side(theirs, ours, (hunk.b, hunk.b_end), known, place)
    ours_kind = _explain_side(ours, theirs, (hunk.a, hunk.a_end), None, place)
    if (
        theirs_kind is None
        or (place == "inside" and (ours_kind is None or _is_torn(hunk, ours, ours_kind)))
        or _is_exchange(hunk, theirs_kind, ours_kind)
    ):
        said.open.append(hunk)
        return
    said.codes |= theirs_kind.codes
    said.changes += theirs_kind.changes
    if ours_kind is not None:
        said.codes |= {f"{code}-lost" for code in ours_kind.codes}
    elif len(theirs) - (hunk.b_end - hunk.b) > 0:
        said.missing.append(Change("delete", "text", ours.show(hunk.a, hunk.a_end), ""))
        said.cut.append(hunk)
    else:
        said.open.append(hunk)


def _is_torn(hunk: Hunk, ours: Words, kind: Addition) -> bool:
    """Return whether what is gone within a text is of a paragraph that says more: a footer stands by itself."""
    return bool(kind.codes - _HEADS) and not takes_paragraphs(ours, hunk.a, hunk.a_end)


def _is_exchange(hunk: Hunk, theirs: Addition, ours: Addition | None) -> bool:
    """Return whether something stands in place of something else, and is not one head of a quotation for another."""
    if hunk.a == hunk.a_end or hunk.b == hunk.b_end:
        return False
    if ours is None:
        return "links-shown" in theirs.codes
    return not (theirs.codes | ours.codes) <= _HEADS


def _is_cut_word(hunk: Hunk, ours: Words, theirs: Words) -> bool:
    """Return whether theirs ends, or begins, within a word of ours."""
    left = theirs.words[hunk.b] if hunk.b_end - hunk.b == 1 else ""
    if hunk.a_end - hunk.a < _CUT_OFF or not left.isalpha() or len(theirs) == 1:
        return False
    if hunk.b_end == len(theirs) and _NO_MORE.fullmatch(theirs.source, theirs.ends[hunk.b]):
        return left != ours.words[hunk.a] and ours.words[hunk.a].startswith(left)
    return (
        hunk.b == 0
        and not theirs.source[: theirs.starts[0]].strip()
        and ours.words[hunk.a_end - 1].endswith(left)
    )


def _explain_side(
    text: Words, other: Words, span: tuple[int, int], known: Known | None, place: Literal["edge", "inside"]
) -> Addition | None:
    """Return what the words of one side are; an empty addition where there are none."""
    start, end = span
    if start == end:
        return Addition(frozenset())
    if place == "inside" and not takes_lines(text, start, end):
        return None
    links = frozenset(word for word in other.words if is_link(word) or is_address(word))
    return explain_block(text.take_between(start, end), known, links)


def _tell_changes(hunks: list[Hunk], ours: Words, theirs: Words, known: Known | None) -> list[Change]:
    """Return changes, those that stand close together as one."""
    joined: list[list[Hunk]] = []
    for hunk in hunks:
        last = joined[-1][-1] if joined else None
        if last and _is_island(last, hunk):
            joined[-1].append(hunk)
        else:
            joined.append([hunk])
    changes = []
    for parts in joined:
        a, a_end, b, b_end = parts[0].a, parts[-1].a_end, parts[0].b, parts[-1].b_end
        op: Op = "insert" if a == a_end else "delete" if b == b_end else "replace"
        forms = [_list_forms(part, ours, theirs, known) for part in parts]
        told = dict.fromkeys(form for some in forms for form in some) if all(forms) else ()
        changes.append(Change(op, "text", ours.show(a, a_end), theirs.show(b, b_end), forms=tuple(told)))
    return changes


def _list_forms(hunk: Hunk, ours: Words, theirs: Words, known: Known | None) -> tuple[str, ...]:
    """Return what of a change would be the same in other items, had an export made it.

    What an export left out it says with a mark of its own (`•••`, `[...]`): what stands beside that is as good as added.
    """
    added = hunk.a == hunk.a_end or is_elided(theirs.take_between(hunk.b, hunk.b_end))
    if added and takes_lines(theirs, hunk.b, hunk.b_end):
        return list_block_forms(theirs.take_between(hunk.b, hunk.b_end), known)
    if hunk.b == hunk.b_end:
        return ()
    stretches = ours.take_between(hunk.a, hunk.a_end), theirs.take_between(hunk.b, hunk.b_end)
    return list_sign_forms(*stretches, theirs.source)
