"""What a print may do to a message besides damage: lines around it, pages' lines, lines elsewhere, parts gone, misreading.

Each of these a forger can do as well, who hands out prints, and nothing tells who did. So what is explained here is
`unverifiable`, with all of it shown, and never `repackaged`. What no print does is left: other figures, other words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chaffinch.leaks.finding import Change
from chaffinch.leaks.judging.additions import read_pieces
from chaffinch.leaks.judging.claims import Known
from chaffinch.leaks.judging.diffing import Hunk
from chaffinch.leaks.judging.furniture import ends_with_head, introduces, is_button
from chaffinch.leaks.judging.hunks import says_cut
from chaffinch.leaks.judging.misreading import find_misread
from chaffinch.leaks.judging.words import Words, read_words, takes_lines, takes_paragraphs

_OPENING, _CLOSING = re.compile(r"[«“„]\s*$|\n\s*\"$"), re.compile(r"^\s*[.!?…]?\s*(?:[»”]|\"\s*(?:\n|$))")
"""A passage's quotation marks; typewriters' ones where it begins and ends a line."""
_NEAR = 80
"""Signs beside a word among which a quotation mark of its passage stands."""
_OPENS_VALUE = re.compile(r"(?:\b\w{1,24}[\"']?\s?[:=]\s?[\"'|>]|<\w[\w:-]{0,20}>|[,;\t]\s?[\"'])\s*$")
_SHUTS_VALUE = re.compile(r"[\"']?(?:\s*</\w[\w:-]{0,20}>)+\s*|[\"']\s*[,;\t][^\n.!?]{0,60}\s*|[\"'\s\]})]*")
_OFTEN = 3
"""Times that lines without a rising number stand inside, at least, to be the pages'."""
_MOST_DIGITS = 9

Line = tuple[str, ...]
"""The words of a line."""


@dataclass(frozen=True, slots=True)
class _Added:
    """Whole lines that theirs has and ours has not."""

    lines: tuple[Line, ...]
    """Those that nothing is known of, or that did not move."""
    all_lines: tuple[Line, ...]
    is_around: bool
    """Whether they stand before the first of our words or behind the last."""
    is_bare: bool = False
    """Whether each that nothing is known of is only what a page offers to do, or the name of something."""


def explain_print(
    hunks: Sequence[Hunk],
    ours: Words,
    theirs: Words,
    known: Known | None,
    *,
    heads: Sequence[Change] = (),
    cut: Sequence[Hunk] = (),
    is_below_head: bool = False,
) -> frozenset[str]:
    """Return what a print did, if that is all that was done; nothing where some difference is none of a print.

    Args:
        hunks: the differences that nothing else explains, in order.
        ours: our message.
        theirs: the print.
        known: of our message, for the heads that prints have.
        heads: what a printed head says that is not so.
        cut: what is missing of ours before or behind theirs: it may stand elsewhere.
        is_below_head: whether the print's head was cut off above theirs.
    """
    found = find_misread(hunks, heads, ours, theirs, known)
    if len(found.heads) < len(set(heads)):
        return frozenset()
    misread = found.hunks
    codes = {"misread"} if misread else set[str]()
    added = list[_Added]()
    quoted = _find_around_quotation(hunks, theirs)
    for hunk in hunks:
        if hunk in misread or hunk.b == hunk.b_end:
            continue
        if not (takes_lines(theirs, hunk.b, hunk.b_end) or _is_of_record(hunk, theirs)):
            return frozenset()
        one = _read_added(hunk, ours, theirs, known, is_below_head=is_below_head)
        added.append(replace(one, is_around=one.is_around or hunk in quoted))
    lost, dropped = list[Hunk](), list[Hunk]()
    for hunk in hunks:
        if hunk not in misread and hunk.a < hunk.a_end:
            is_told = (
                takes_paragraphs(ours, hunk.a, hunk.a_end) or says_cut(hunk, ours, theirs) or hunk in quoted
            )
            (dropped if is_told else lost).append(hunk)
    left_out, cut_off = (
        _count_words(ours.words[hunk.a : hunk.a_end] for hunk in some) for some in (lost, [*dropped, *cut])
    )
    moved = _find_moved([line for one in added for line in one.all_lines], left_out + cut_off)
    if left_out - _count_words(moved):
        return frozenset()
    codes |= {"parts-left-out"} if dropped else set()
    codes |= {"lines-moved"} if moved else set()
    return _explain_added(added, Counter(moved), codes)


def _is_of_record(hunk: Hunk, theirs: Words) -> bool:
    """Return whether words stand on the line of the first of ours, or of the last, as the fields of a record do.

    `"body": "Dear Lise, …"`, `<body>Dear Lise, …</body>`, `…, Karim";Seen`.
    """
    block = theirs.take_between(hunk.b, hunk.b_end)
    return bool(
        (hunk.b == 0 and _OPENS_VALUE.search(block))
        or (hunk.b_end == len(theirs) and _SHUTS_VALUE.fullmatch(block))
    )


def _find_around_quotation(hunks: Sequence[Hunk], theirs: Words) -> frozenset[Hunk]:
    """Return the differences before and behind a passage that stands in quotation marks: they are whose who quotes it."""
    first = next((hunk for hunk in hunks if hunk.b == 0 < hunk.b_end), None)
    last = next((hunk for hunk in hunks if hunk.b < hunk.b_end == len(theirs)), None)
    before = theirs.take_between(first.b_end, first.b_end) if first else theirs.source[: theirs.starts[0]]
    behind = theirs.take_between(last.b, last.b) if last else theirs.source[theirs.ends[-1] :]
    if not (_OPENING.search(before[-_NEAR:]) and _CLOSING.search(behind[:_NEAR])):
        return frozenset()
    return frozenset(hunk for hunk in (first, last) if hunk is not None)


def _explain_added(added: list[_Added], moved: Counter[Line], codes: set[str]) -> frozenset[str]:
    """Return these codes and those of the lines that did not move; nothing where some stand inside and are no page's."""
    rest = list[_Added]()
    for one in added:
        lines = list[Line]()
        for line in one.lines:
            if moved[line]:
                moved[line] -= 1
            else:
                lines.append(line)
        rest.append(replace(one, lines=tuple(lines)))
    places = _list_places(rest)
    for at, one in enumerate(rest):
        if not one.lines:
            continue
        if not (one.is_around or one.is_bare or _is_of_pages(one, at, places)):
            return frozenset()
        codes.add("lines-around" if one.is_around else "page-lines")
    return frozenset(codes)


def _read_added(
    hunk: Hunk, ours: Words, theirs: Words, known: Known | None, *, is_below_head: bool
) -> _Added:
    """Return the lines of a difference; what stands below the head of our message stands in it."""
    block = theirs.take_between(hunk.b, hunk.b_end)
    found = list(read_pieces(block, known))
    pieces = [
        (piece.codes, [line for line in (read_words(line).words for line in piece.lines) if line])
        for piece in found
    ]
    unknown = tuple(line for codes, lines in pieces if codes is None for line in lines)
    is_below = hunk.a == hunk.a_end == len(ours)
    is_above = hunk.a == 0 and (
        ends_with_head(block, known, is_below_head=is_below_head)
        if hunk.a_end == 0
        else takes_paragraphs(ours, 0, hunk.a_end) and introduces(block)
    )
    is_bare = all(is_button(piece.lines[0]) for piece in found if piece.codes is None)
    return _Added(
        unknown, tuple(line for _, lines in pieces for line in lines), is_above or is_below, is_bare
    )


def _find_moved(lines: Iterable[Line], left_out: Counter[str]) -> list[Line]:
    """Return the lines made of words that are missing elsewhere, the longest first; one with a figure may not move."""
    open_words = left_out.copy()
    moved = list[Line]()
    for line in sorted(lines, key=len, reverse=True):
        words = Counter(line)
        if words <= open_words and not any(word[0].isdigit() for word in line):
            open_words -= words
            moved.append(line)
    return moved


def _count_words(lines: Iterable[Line]) -> Counter[str]:
    return Counter(word for line in lines for word in line)


def _list_places(added: Sequence[_Added]) -> dict[Line, dict[Line, set[int]]]:
    """Return in which additions lines stand: by their form with numbers left open, then as they are."""
    places: dict[Line, dict[Line, set[int]]] = {}
    for at, one in enumerate(added):
        for line in one.all_lines:
            places.setdefault(_open_numbers(line), {}).setdefault(line, set()).add(at)
    return places


def _is_of_pages(one: _Added, at: int, places: Mapping[Line, Mapping[Line, set[int]]]) -> bool:
    """Return whether lines stand on other pages, too: with the next number, or many times."""
    times = [len(set().union(*places[_open_numbers(line)].values())) for line in one.lines]
    if min(times) >= _OFTEN:
        return True
    return min(times) > 1 and any(
        places[_open_numbers(line)].get(other, {at}) - {at}
        for line in one.all_lines
        for other in _list_neighbours(line)
    )


def _open_numbers(line: Line) -> Line:
    return tuple("#" if word.isdecimal() else word for word in line)


def _list_neighbours(line: Line) -> Iterator[Line]:
    """Yield a line with one of its numbers one less, or one more."""
    for at, word in enumerate(line):
        if word.isdecimal() and len(word) <= _MOST_DIGITS:
            for number in (int(word) - 1, int(word) + 1):
                yield (*line[:at], str(number), *line[at + 1 :])
