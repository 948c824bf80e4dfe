"""The differences between two lists of words, in bounded time.

Long texts are cut at runs of words that stand once in each of them (patience diff), so that only what lies between such
anchors is compared word by word. Where nothing anchors more than `MOST_BETWEEN` words on both sides, that stretch is one
difference: so two texts of 4 MB that have nothing in common take seconds, not minutes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

MOST_BETWEEN = 6_000
"""Words between two anchors that are compared one by one: 36 million pairs, a tenth of a second."""
_RUN = 6
_FEW = 12
"""Words that are compared without anchors: longer stretches keep runs together, as a reader would."""
_SHORT_RUN = 2


@dataclass(frozen=True, slots=True)
class Hunk:
    """Words of ours from `a` to `a_end` for which theirs has those from `b` to `b_end`; one of the two may be empty."""

    a: int
    a_end: int
    b: int
    b_end: int


def diff_words(ours: Sequence[str], theirs: Sequence[str]) -> tuple[Hunk, ...]:
    """Return the differences, in order; none where they are the same."""
    if ours == theirs:
        return ()
    hunks: list[Hunk] = []
    for hunk in _diff(ours, theirs, Hunk(0, len(ours), 0, len(theirs)), _RUN):
        touches = hunks and hunks[-1].a_end == hunk.a and hunks[-1].b_end == hunk.b
        first = hunks.pop() if touches else hunk
        hunks.append(Hunk(first.a, hunk.a_end, first.b, hunk.b_end))
    return tuple(hunks)


def _diff(ours: Sequence[str], theirs: Sequence[str], span: Hunk, run: int) -> Iterator[Hunk]:
    """Yield the differences within a span."""
    span = _trim(ours, theirs, span)
    if span.a == span.a_end or span.b == span.b_end:
        if span.a < span.a_end or span.b < span.b_end:
            yield span
        return
    sizes = span.a_end - span.a, span.b_end - span.b
    anchors = _find_anchors(ours, theirs, span, run) if max(sizes) > _FEW else []
    if not anchors:
        if max(sizes) <= MOST_BETWEEN:
            yield from _compare(ours, theirs, span)
        elif run > _SHORT_RUN:
            yield from _diff(ours, theirs, span, _SHORT_RUN)
        else:
            yield span
        return
    a, b = span.a, span.b
    for at, bt in anchors:
        if at < a or bt < b:
            continue
        yield from _diff(ours, theirs, Hunk(a, at, b, bt), run)
        a, b = at + run, bt + run
    yield from _diff(ours, theirs, Hunk(a, span.a_end, b, span.b_end), run)


def _trim(ours: Sequence[str], theirs: Sequence[str], span: Hunk) -> Hunk:
    a, b, a_end, b_end = span.a, span.b, span.a_end, span.b_end
    while a < a_end and b < b_end and ours[a] == theirs[b]:
        a, b = a + 1, b + 1
    while a < a_end and b < b_end and ours[a_end - 1] == theirs[b_end - 1]:
        a_end, b_end = a_end - 1, b_end - 1
    return Hunk(a, a_end, b, b_end)


def _compare(ours: Sequence[str], theirs: Sequence[str], span: Hunk) -> Iterator[Hunk]:
    """Yield the differences by the longest common subsequence."""
    codes: dict[str, int] = {}
    numbered = [
        [codes.setdefault(word, len(codes)) for word in words]
        for words in (ours[span.a : span.a_end], theirs[span.b : span.b_end])
    ]
    for step in Indel.opcodes(numbered[0], numbered[1]):
        if step.tag != "equal":
            yield Hunk(
                span.a + step.src_start,
                span.a + step.src_end,
                span.b + step.dest_start,
                span.b + step.dest_end,
            )


def _find_anchors(ours: Sequence[str], theirs: Sequence[str], span: Hunk, run: int) -> list[tuple[int, int]]:
    """Return where runs of words stand that each has once, the longest chain that goes forward in both."""
    one, other = _place_runs(ours, span.a, span.a_end, run), _place_runs(theirs, span.b, span.b_end, run)
    pairs = [(place, other[key]) for key, place in one.items() if place >= 0 and other.get(key, -1) >= 0]
    pairs.sort()
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = [-1] * len(pairs)
    for number, (_, b) in enumerate(pairs):
        at = bisect_left(tails, b)
        before[number] = ends[at - 1] if at else -1
        tails[at : at + 1], ends[at : at + 1] = [b], [number]
    chain: list[tuple[int, int]] = []
    last = ends[-1] if ends else -1
    while last >= 0:
        chain.append(pairs[last])
        last = before[last]
    return chain[::-1]


def _place_runs(words: Sequence[str], start: int, end: int, run: int) -> dict[tuple[str, ...], int]:
    """Return each run of words with its place, -1 where it stands more than once."""
    places: dict[tuple[str, ...], int] = {}
    for place in range(start, end - run + 1):
        key = tuple(words[place : place + run])
        places[key] = -1 if key in places else place
    return places
