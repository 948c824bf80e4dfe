"""One item side by side: what we wrote and what was published, redacted, with the changed words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from chaffinch.leaks.finding import Change, Evidence, Finding
from chaffinch.reports.factpack.facts import Example, Piece, Row
from chaffinch.reports.factpack.redaction import Redactor, count_marks
from chaffinch.reports.untrusted import show_unseen

AROUND = 24
"""Words shown before and after a change."""
LONGEST = 6_000
"""Words of each side that are compared; of longer texts only the changes that the finding names are shown."""
GAP = "[…]"
_TOKEN = re.compile(
    r"\[(?:person|address|number|link|place) \d+\]|\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\w+(?:[’'.,]\w+)*|[^\w\s]|\s+"
)
_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029\v\f]")
_WIDE = 55
"""Characters of a line that a mail program may have broken by itself."""
_MOST_ROWS = 40


def make_example(
    finding: Finding,
    *,
    ours: str = "",
    theirs: str = "",
    redactor: Redactor | None = None,
    released_by: Sequence[str] = (),
    entry: str = "",
) -> Example:
    """Return one item as it may be shown.

    Args:
        finding: what is said of it.
        ours: the text of our original, where there is one and it is kept.
        theirs: the text that was published.
        redactor: knows the people to cover up and who is public; one that guesses names by default.
        released_by: who read and released it; a pack takes two.
        entry: of a decoy, its entry in the ledger.
    """
    redactor = redactor or Redactor()
    rows = [_make_row(change, redactor) for change in finding.diff if change.where != "text"]
    texts = [_join_lines(_clean(redactor.redact(_clean(side)))) for side in (ours, theirs)]
    rows += _compare_texts(*texts) or [
        _make_row(change, redactor) for change in finding.diff if change.where == "text"
    ]
    return Example(
        item=redactor.redact_path(show_unseen(finding.item)),
        verdict=finding.verdict,
        confidence=finding.confidence,
        evidence=tuple(
            Evidence(one.code, one.weight, _redact_values(one.params, redactor)) for one in finding.evidence
        ),
        rows=tuple(rows[:_MOST_ROWS]),
        released_by=tuple(released_by),
        redacted=count_marks([redactor]),
        entry=entry,
    )


def _clean(untrusted_text: str) -> str:
    """Return a text without signs that reorder or hide others; line ends stay."""
    return "\n".join(
        show_unseen(line.replace("\t", " ")) for line in _NEWLINES.sub("\n", untrusted_text).split("\n")
    )


def _join_lines(text: str) -> str:
    """Return a text without the line ends that only the width of a window made."""
    lines = text.split("\n")
    joined = lines[:1]
    for line in lines[1:]:
        if len(joined[-1].rpartition("\n")[2]) >= _WIDE and line[:1].isalpha() | line.startswith("["):
            joined[-1] += " " + line
        else:
            joined.append(line)
    return "\n".join(joined)


def _make_row(change: Change, redactor: Redactor) -> Row:
    sides = [
        (Piece(_clean(redactor.redact(_clean(side))), changed=True),) if side else ()
        for side in (change.ours, change.theirs)
    ]
    return Row(_clean(redactor.redact(change.where)), *sides)


def _compare_texts(ours: str, theirs: str) -> list[Row]:
    """Return a row for each place where the two differ; of a text without a twin its beginning."""
    if not theirs.strip():
        return []
    if not ours.strip():
        words = _TOKEN.findall(theirs)
        shown = "".join(words[: 8 * AROUND]).strip()
        return [Row("text", (), (Piece(shown + (f" {GAP}" if len(words) > 8 * AROUND else "")),))]
    one, other = _TOKEN.findall(ours), _TOKEN.findall(theirs)
    if max(len(one), len(other)) > 2 * LONGEST:
        return []
    first, second = ([" " if word.isspace() else word for word in side] for side in (one, other))
    blocks = _join_changes(SequenceMatcher(None, first, second, autojunk=False).get_opcodes(), first)
    return [_join_place(place, one, other) for place in _group_places(blocks)]


Block = tuple[str, int, int, int, int]
_NEAR = 3
"""Tokens that may stand between two changes that are shown as one: a blank, a word, a blank."""


def _join_changes(blocks: Sequence[Block], words: Sequence[str]) -> list[Block]:
    """Return the blocks with changes joined that a blank or a lone word keeps apart: one is read, not three."""
    joined: list[Block] = []
    for place, (kind, a, b, c, d) in enumerate(blocks):
        lone = (
            0 < place < len(blocks) - 1 and b - a <= _NEAR and sum(word.isalnum() for word in words[a:b]) <= 1
        )
        changed = kind != "equal" or lone
        if changed and joined and joined[-1][0] != "equal":
            _, start, _, from_, _ = joined[-1]
            joined[-1] = ("replace", start, b, from_, d)
        else:
            joined.append(("replace" if changed else kind, a, b, c, d))
    return joined


def _group_places(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield runs of blocks that are shown together: changes that stand near one another, and what is around them."""
    around = 2 * AROUND  # tokens: a word and the blank behind it
    place: list[Block] = []
    for kind, a, b, c, d in blocks:
        if kind != "equal":
            place.append((kind, a, b, c, d))
            continue
        if not place:
            start = max(a, b - around)
            place = [("equal", start, b, d - (b - start), d)]
        elif b - a <= 2 * around:
            place.append((kind, a, b, c, d))
        else:
            yield [*place, ("equal", a, a + around, c, c + around)]
            place = [("equal", b - around, b, d - around, d)]
    if any(kind != "equal" for kind, *_ in place):
        yield place


def _join_place(place: Sequence[Block], one: Sequence[str], other: Sequence[str]) -> Row:
    ours = [(kind, a, b) for kind, a, b, _, _ in place]
    theirs = [(kind, c, d) for kind, _, _, c, d in place]
    return Row("text", _join_side(ours, one), _join_side(theirs, other))


def _join_side(parts: Sequence[tuple[str, int, int]], words: Sequence[str]) -> tuple[Piece, ...]:
    pieces = [
        piece
        for kind, start, end in parts
        for piece in _mark_words("".join(words[start:end]), changed=kind != "equal")
    ]
    before = [Piece(f"{GAP} ")] if parts[0][1] else []
    after = [Piece(f" {GAP}")] if parts[-1][2] < len(words) else []
    return tuple(piece for piece in (*before, *pieces, *after) if piece.text)


def _mark_words(text: str, *, changed: bool) -> tuple[Piece, ...]:
    """Return some words as pieces; blanks around changed ones are not marked."""
    inner = text.strip()
    if not changed or not inner:
        return (Piece(text, changed),)
    start = text.index(inner)
    return Piece(text[:start]), Piece(inner, changed=True), Piece(text[start + len(inner) :])


def _redact_values(values: Any, redactor: Redactor) -> Any:
    if isinstance(values, str):
        return _clean(redactor.redact(values))
    if isinstance(values, Mapping):
        return {str(name): _redact_values(value, redactor) for name, value in values.items()}
    if isinstance(values, list | tuple):
        return [_redact_values(value, redactor) for value in values]
    return values
