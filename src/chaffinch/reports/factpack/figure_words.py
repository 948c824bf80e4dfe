"""The totals in words: what is genuine first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from babel.numbers import format_percent

from chaffinch.leaks.finding import VERDICTS, Verdict
from chaffinch.reports.catalogue import load_formats, load_translations, say_number
from chaffinch.reports.factpack.facts import OPEN, SHOWN, TRUE, PackFacts
from chaffinch.reports.factpack.verdict_words import MEANINGS, SURE, VERDICT_NAMES
from chaffinch.reports.leak_words import say_item_kind


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One verdict in the table of figures."""

    verdict: str
    name: str
    count: str
    share: str
    meaning: str
    sure: str


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the bar over all items, in thousandths of it."""

    code: str
    """true, false, open."""
    sign: str
    said: str
    start: int
    width: int


def say_share(count: int, total: int, *, locale: str) -> str:
    """Say a share so that what exists is never nothing, and not all is never everything."""
    form = "#,##0.0\u00a0%" if locale == "fr" else "#,##0.0%"
    formats = load_formats(locale)
    if 0 < count < total / 1_000:
        return f"< {format_percent(0.001, form, locale=formats)}"
    if total * 0.999 < count < total:
        return f"> {format_percent(0.999, form, locale=formats)}"
    return format_percent(count / total if total else 0, form, locale=formats)


def say_genuine(facts: PackFacts, *, locale: str) -> str:
    """Say the first sentence."""
    words, figures = load_translations(locale), facts.figures
    count, total = figures.count("genuine"), figures.total
    said = words.ngettext(
        "%(count)s of %(total)s items is genuine: ours, word for word (%(share)s).",
        "%(count)s of %(total)s items are genuine: ours, word for word (%(share)s).",
        count,
    )
    return said % {
        "count": say_number(count, locale=locale),
        "total": say_number(total, locale=locale),
        "share": say_share(count, total, locale=locale),
    }


def say_leads(facts: PackFacts, *, locale: str) -> tuple[str, ...]:
    """Say the other totals, only those that are not nothing."""
    ngettext = load_translations(locale).ngettext
    more, altered, invented, decoys, open_, foreign = (
        facts.figures.count(*verdicts)
        for verdicts in _list_verdicts(
            ("repackaged", "excerpt"), ("altered",), ("invented",), ("decoy",),
            ("unproven", "conflict", "unverifiable"), ("foreign",),
        )
    )  # fmt: skip
    told = (
        (more, ngettext(
            "%(count)s more is ours, too: only reformatted or shortened on the way.",
            "%(count)s more are ours, too: only reformatted or shortened on the way.", more)),
        (altered, ngettext(
            "%(count)s was altered: words, figures, names, dates or files in it are not those of our original.",
            "%(count)s were altered: words, figures, names, dates or files in them are not those of our originals.",
            altered)),
        (invented, ngettext(
            "%(count)s was invented: it claims to be ours, and was never sent or received there.",
            "%(count)s were invented: they claim to be ours, and were never sent or received there.", invented)),
        (decoys, ngettext(
            "%(count)s is a decoy: we made it up and planted it before the theft, to be stolen.",
            "%(count)s are decoys: we made them up and planted them before the theft, to be stolen.", decoys)),
        (open_, ngettext(
            "Of %(count)s we cannot say whether it is true.",
            "Of %(count)s we cannot say whether they are true.", open_)),
        (foreign, ngettext("%(count)s is not ours at all.", "%(count)s are not ours at all.", foreign)),
    )  # fmt: skip
    return tuple(said % {"count": say_number(count, locale=locale)} for count, said in told if count)


def say_groups(facts: PackFacts, *, locale: str) -> tuple[Group, ...]:
    """Say the three parts of the bar; one that is not empty can always be seen."""
    _, total = load_translations(locale).gettext, facts.figures.total
    groups: list[Group] = []
    for code, sign, said, verdicts in (
        ("true", "✓", _("ours, also where reformatted or shortened: %(share)s"), TRUE),
        ("false", "✗", _("altered, invented or decoy: %(share)s"), SHOWN),
        ("open", "?", _("not ours, or nobody can say: %(share)s"), OPEN),
    ):
        count, start = facts.figures.count(*verdicts), sum(one.width for one in groups)
        width = min(max(6, round(1_000 * count / total)), 1_000 - start) if count else 0
        share = say_share(count, total, locale=locale)
        groups.append(Group(code, sign, said % {"share": share}, start, width))
    last = max((one for one in groups if one.width), key=lambda one: one.start, default=None)
    return tuple(replace(one, width=1_000 - one.start) if one is last else one for one in groups)


def say_figures(facts: PackFacts, *, locale: str) -> tuple[FigureRow, ...]:
    """Say the table, what is ours first; verdicts that no item has are left out."""
    _, figures = load_translations(locale).gettext, facts.figures
    rows = []
    ordered: Sequence[Verdict] = (*TRUE, *SHOWN, *OPEN)
    for verdict in sorted(ordered, key=lambda one: (one not in TRUE, VERDICTS.index(one))):
        if not (count := figures.count(verdict)):
            continue
        counts = figures.sure[verdict]
        sure = [
            f"{_(name)} {say_number(number, locale=locale)}"
            for code, name in SURE.items()
            if (number := counts.get(code, 0))  # type: ignore[call-overload]  # the same four words
        ]
        rows.append(
            FigureRow(
                verdict=verdict,
                name=_(VERDICT_NAMES[verdict]),
                count=say_number(count, locale=locale),
                share=say_share(count, figures.total, locale=locale),
                meaning=_(MEANINGS[verdict]),
                sure=" · ".join(sure),
            )
        )
    return tuple(rows)


def say_notes(facts: PackFacts, *, locale: str) -> tuple[str, ...]:
    """Say what must be known of the table."""
    words, figures = load_translations(locale), facts.figures
    _, ngettext = words.gettext, words.ngettext
    notes = [
        _("Genuine items are given as totals only: a list of them would do the work of whoever stole them.")
    ]
    for count, said in (
        (
            figures.waiting,
            ngettext(
                "%(count)s more item still waits for a second reader and is not in these figures.",
                "%(count)s more items still wait for a second reader and are not in these figures.",
                figures.waiting,
            ),
        ),
        (
            figures.unread,
            ngettext(
                "%(count)s item could not be read and counts as unverifiable.",
                "%(count)s items could not be read and count as unverifiable.",
                figures.unread,
            ),
        ),
        (
            figures.duplicates,
            ngettext(
                "%(count)s item is an exact copy of another one in the same dump.",
                "%(count)s items are exact copies of others in the same dump.",
                figures.duplicates,
            ),
        ),
    ):
        if count:
            notes.append(said % {"count": say_number(count, locale=locale)})
    if kinds := [
        f"{say_item_kind(kind, language=locale)} {say_number(count, locale=locale)}"
        for kind, count in sorted(figures.kinds.items(), key=lambda one: (-one[1], one[0]))
        if count
    ]:
        notes.insert(0, _("By kind: %(kinds)s.") % {"kinds": ", ".join(kinds)})
    known, every = facts.covered
    if every:
        said = _(
            "Of %(known)s of our %(every)s mailboxes we know every message of the time in question; only there"
            " can an item be called invented."
        )
        numbers = {"known": say_number(known, locale=locale), "every": say_number(every, locale=locale)}
        notes.append(said % numbers)
    return tuple(notes)


def _list_verdicts(*verdicts: tuple[Verdict, ...]) -> tuple[tuple[Verdict, ...], ...]:
    return verdicts
