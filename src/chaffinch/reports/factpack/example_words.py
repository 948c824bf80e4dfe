"""One example in words: what was compared, why we say so, and what was covered up."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chaffinch.reports.catalogue import load_translations, say_number
from chaffinch.reports.factpack.facts import Example, Piece
from chaffinch.reports.factpack.verdict_words import MARKS, SURE_SENTENCES, VERDICT_NAMES
from chaffinch.reports.leak_words import say_evidence, say_place

_MARK = re.compile(r"\[(person|address|number|link|place) (\d+)\]")


@dataclass(frozen=True, slots=True)
class RowWords:
    """One thing compared, both sides in pieces."""

    where: str
    ours: tuple[Piece, ...]
    theirs: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ExampleWords:
    """One example."""

    number: str
    item: str
    verdict: str
    code: str
    sure: str
    alone: bool
    """There is nothing of ours beside it: it was invented, or planted."""
    rows: tuple[RowWords, ...]
    reasons: tuple[str, ...]
    redacted: str


def say_example(example: Example, *, number: int, locale: str) -> ExampleWords:
    """Say one example in one language."""
    _ = load_translations(locale).gettext
    return ExampleWords(
        number=say_number(number, locale=locale),
        item=say_marks(example.item, locale=locale),
        verdict=_(VERDICT_NAMES[example.verdict]),
        code=example.verdict,
        sure=_(SURE_SENTENCES[example.confidence]),
        alone=not any(row.ours for row in example.rows),
        rows=tuple(
            RowWords(
                _say_where(row.where, locale=locale),
                _say_pieces(row.ours, locale=locale),
                _say_pieces(row.theirs, locale=locale),
            )
            for row in example.rows
        ),
        reasons=tuple(
            say_marks(say_evidence(one.code, one.params, weight=one.weight, language=locale), locale=locale)
            for one in example.evidence
        ),
        redacted=_say_redacted(example, locale=locale),
    )


def say_marks(text: str, *, locale: str) -> str:
    """Return a text with the marks of what was covered up in the reader's language."""
    _ = load_translations(locale).gettext
    return _MARK.sub(lambda found: f"[{_(MARKS[found[1]])} {found[2]}]", text)


def _say_pieces(pieces: tuple[Piece, ...], *, locale: str) -> tuple[Piece, ...]:
    return tuple(Piece(say_marks(piece.text, locale=locale), piece.changed) for piece in pieces)


def _say_where(where: str, *, locale: str) -> str:
    said = say_place(say_marks(where, locale=locale), language=locale)
    return said[:1].upper() + said[1:]


def _say_redacted(example: Example, *, locale: str) -> str:
    words, total = load_translations(locale), sum(example.redacted.values())
    if not total:
        return words.gettext("Nothing had to be covered up here.")
    said = words.ngettext(
        "%(count)s passage is covered up; a redacted mail cannot pass DKIM.",
        "%(count)s passages are covered up; a redacted mail cannot pass DKIM.",
        total,
    )
    return said % {"count": say_number(total, locale=locale)}
