"""What a fact pack says, in words: once for the page and the paper, in one language."""

from __future__ import annotations

from dataclasses import dataclass

from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.reports.catalogue import load_translations
from chaffinch.reports.factpack.example_words import ExampleWords, say_example
from chaffinch.reports.factpack.facts import PackFacts
from chaffinch.reports.factpack.figure_words import (
    FigureRow,
    Group,
    say_figures,
    say_genuine,
    say_groups,
    say_leads,
    say_notes,
)
from chaffinch.reports.factpack.method import Method
from chaffinch.reports.factpack.section_words import Section, say_rates, say_sections, say_time

_DRAFT = N_("DRAFT. Nobody has released this; it is not signed, and must not be quoted.")
_RELEASED = N_("Two people of ours released each example.")
_UNRELEASED = N_("Nobody has released these examples: two people must read each of them first.")
_EXAMPLES = N_(
    "Changed words are underlined and stand between ▸ and ◂. Names, addresses, numbers and links of private"
    " persons are covered up; the same mark means the same one on both sides."
)


@dataclass(frozen=True, slots=True)
class PackWords:
    """Everything that a pack says in one language."""

    language: str
    title: str
    organisation: str
    made: str
    draft: str
    """Empty where it was released."""
    draft_word: str
    lead: str
    """The first sentence: how many are genuine."""
    leads: tuple[str, ...]
    groups: tuple[Group, ...]
    statement: str
    contents: tuple[tuple[str, str], ...]
    figures_heading: str
    columns: tuple[str, ...]
    figures: tuple[FigureRow, ...]
    figures_notes: tuple[str, ...]
    examples_heading: str
    examples_intro: str
    ours: str
    theirs: str
    nothing: str
    why: str
    examples: tuple[ExampleWords, ...]
    sections: tuple[Section, ...]
    rates_heading: str
    rates_columns: tuple[str, ...]
    rates: tuple[tuple[str, str, str, str], ...]
    page_of: str


def say_pack(facts: PackFacts, *, method: Method, locale: str) -> PackWords:
    """Say it in one language."""
    _ = load_translations(locale).gettext
    sections = say_sections(facts, method=method, locale=locale)
    anchors = [("figures", _("The figures")), ("examples", _("What was changed"))]
    return PackWords(
        language=locale,
        title=_("What is true in “%(dump)s”") % {"dump": facts.dump.name},
        organisation=facts.organisation,
        made=_("Made on %(moment)s (UTC).") % {"moment": say_time(facts.made_at, locale=locale)},
        draft=_(_DRAFT) if facts.state == "draft" else "",
        draft_word=_("DRAFT"),
        lead=say_genuine(facts, locale=locale),
        leads=say_leads(facts, locale=locale),
        groups=say_groups(facts, locale=locale),
        statement=facts.statement.get(locale, ""),
        contents=tuple(anchors + [(one.anchor, one.heading) for one in sections]),
        figures_heading=_("The figures"),
        columns=(_("Verdict"), _("Items"), _("Share"), _("What it means"), _("How sure")),
        figures=say_figures(facts, locale=locale),
        figures_notes=say_notes(facts, locale=locale),
        examples_heading=_("What was changed"),
        examples_intro=_say_intro(facts, locale=locale),
        ours=_("Our original"),
        theirs=_("As it was published"),
        nothing=_("(nothing)"),
        why=_("How we know"),
        examples=tuple(
            say_example(example, number=number, locale=locale)
            for number, example in enumerate(facts.examples, 1)
        ),
        sections=sections,
        rates_heading=_("How often the method is wrong"),
        rates_columns=(_("Error"), _("Items tried"), _("Times wrong"), _("At most, with 95 % certainty")),
        rates=say_rates(method, locale=locale),
        page_of=_("page %(page)s of %(pages)s"),
    )


def _say_intro(facts: PackFacts, *, locale: str) -> str:
    _ = load_translations(locale).gettext
    if not facts.examples:
        return _("No example has been released so far.")
    # not within the f-string: from Python 3.12 on what collects messages takes each text in it for one
    released = _UNRELEASED if facts.state == "draft" else _RELEASED
    return f"{_(released)} {_(_EXAMPLES)}"
