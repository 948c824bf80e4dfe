"""The digest said in one language: every sentence of the mail, the text and the PDF, made once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from gettext import NullTranslations
from typing import Literal

from babel.dates import format_date

from chaffinch.names.match import Trick
from chaffinch.reports.catalogue import (
    choose_locale,
    load_formats,
    load_translations,
    say_day,
    say_moment,
    say_number,
)
from chaffinch.reports.digest import DigestCase, DigestContent, DigestNumbers
from chaffinch.reports.pictures import bound_picture
from chaffinch.reports.sentences import say_capture_reason, say_reason, say_state, say_tricks, say_verdict
from chaffinch.reports.untrusted import defang, isolate_text, show_unseen

Tone = Literal["decide", "danger", "calm"]

_WAITING = frozenset({"new", "captured"})
_DANGER = frozenset({"confirmed", "reported"})
#: Reasons beyond these are on the desk: so many of what it looks like, and so many of what it does.
_LIKENESS_SAID, _DEEDS_SAID = 2, 2
_DEEDS = (
    "relays", "takes-grant", "turns-into-sign-in", "changes-after", "drawn-window", "click-fix", "posts-elsewhere",
    "sends-keys", "asks-password", "draws-password",
)  # fmt: skip
"""What a page does, the gravest first."""
_COMPANIONS_SAID = 4


@dataclass(frozen=True, slots=True)
class AddressPart:
    """A run of characters of an address."""

    text: str
    marked: bool
    """Whether these are the characters that differ from ours."""


@dataclass(frozen=True, slots=True)
class CaseWords:
    """One address, said to a colleague."""

    number: int
    parts: tuple[AddressPart, ...]
    ascii_host: str
    """What the address is without its foreign letters ("xn--…"); empty when it has none."""
    trick: str
    verdict: str
    reasons: tuple[str, ...]
    state: str
    tone: Tone
    dismissed: bool
    label: str
    """Its number, as it is called on the desk ("case 12")."""
    first_seen: str
    seen: str
    picture: bytes
    no_picture: str
    """Why there is no picture, as a sentence; empty when there is one."""

    @property
    def address(self) -> str:
        """The whole address as it is shown, unseen characters replaced."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class DigestWords:
    """The whole digest in one language, in the order in which it is read."""

    language: str
    organisation: str
    subject: str
    heading: str
    period: str
    lead: str
    waiting: str
    """What waits for a person, as a sentence; empty when nothing does."""
    cases: tuple[CaseWords, ...]
    numbers: tuple[tuple[str, str], ...]
    """Label and figure."""
    more: str
    """Where the rest is, as a sentence."""


def say_digest(content: DigestContent, *, locale: str) -> DigestWords:
    """Say all of `content` in the language of `locale`."""
    words = load_translations(locale)
    period = _say_period(content, words, locale)
    heading = words.gettext("Weekly digest") if _is_week(content) else words.gettext("Digest")
    organisation = isolate_text(content.organisation, limit=120)
    return DigestWords(
        language=choose_locale(locale),
        organisation=organisation,
        subject=words.gettext("%(organisation)s: %(heading)s, %(period)s")
        % {"organisation": organisation, "heading": heading[:1].lower() + heading[1:], "period": period},
        heading=heading,
        period=period,
        lead=_say_lead(content, words, locale),
        waiting=_say_waiting(content.numbers.waiting, words, locale),
        cases=tuple(_say_case(case, words, locale) for case in content.cases),
        numbers=_say_numbers(content.numbers, words, locale),
        more=words.gettext("Everything, with its evidence, is on the desk: %(desk)s")
        % {"desk": isolate_text(content.desk_url)},
    )


def mark_parts(display: str, tricks: Sequence[Trick]) -> tuple[AddressPart, ...]:
    """Cut `display` into marked and unmarked runs; where something was left out, its neighbours are marked."""
    marked = [False] * len(display)
    for trick in tricks:
        start, end = trick.start, trick.end
        if start < 0 or end > len(display) or start > end:
            continue
        if start == end:
            start, end = max(0, start - 1), min(len(display), end + 1)
        marked[start:end] = [True] * (end - start)
    parts: list[AddressPart] = []
    for char, mark in zip(show_unseen(display), marked, strict=True):
        if parts and parts[-1].marked == mark:
            parts[-1] = AddressPart(text=parts[-1].text + char, marked=mark)
        else:
            parts.append(AddressPart(text=char, marked=mark))
    return tuple(parts)


def _say_case(case: DigestCase, words: NullTranslations, locale: str) -> CaseWords:
    seen = words.ngettext("seen %(count)s time", "seen %(count)s times", case.sightings)
    picture = bound_picture(case.picture)
    no_picture = _say_no_picture(case, words, locale) if not picture else ""
    reasons = [say_reason(code, params, locale) for code, params in choose_reasons(case.verdict_reasons)]
    reasons += _say_company(case, words, locale)
    return CaseWords(
        number=case.number,
        parts=mark_parts(case.display or case.host, case.tricks),
        ascii_host=show_unseen(case.host) if case.display not in ("", case.host) else "",
        trick=_say_likeness(case, words, locale),
        verdict=say_verdict(case.verdict, locale).meaning,
        # What stands in the picture's place is not said twice.
        reasons=tuple(defang(reason) for reason in reasons if reason != no_picture),
        state=_capitalise(say_state(case.state, locale)),
        tone=_choose_tone(case),
        dismissed=case.state == "dismissed",
        label=words.gettext("case %(number)s") % {"number": case.number},
        first_seen=words.gettext("first seen on %(moment)s")
        % {"moment": say_moment(case.first_seen, locale=locale)},
        seen=seen % {"count": say_number(case.sightings, locale=locale)},
        picture=picture,
        no_picture=no_picture,
    )


def choose_reasons(reasons: Sequence[tuple[str, dict[str, object]]]) -> list[tuple[str, dict[str, object]]]:
    """Return the few reasons, as code and parameters, that a digest has room for.

    What the page looks like comes first, then the gravest of what it does.
    """
    deeds = [reason for reason in reasons if reason[0] in _DEEDS]
    deeds.sort(key=lambda reason: _DEEDS.index(reason[0]))
    others = [reason for reason in reasons if reason[0] not in _DEEDS]
    return [*others[:_LIKENESS_SAID], *deeds[:_DEEDS_SAID]]


def _say_company(case: DigestCase, words: NullTranslations, locale: str) -> list[str]:
    said = [words.gettext("It shows different visitors different pages.")] if case.differs else []
    if case.companions:
        together = words.ngettext(
            "The same people seem to be behind case %(cases)s.",
            "The same people seem to be behind cases %(cases)s.",
            len(case.companions),
        )
        named = [say_number(number, locale=locale) for number in case.companions[:_COMPANIONS_SAID]]
        more = ["…"] if len(case.companions) > _COMPANIONS_SAID else []
        said.append(together % {"cases": ", ".join([*named, *more])})
    return said


def _say_likeness(case: DigestCase, words: NullTranslations, locale: str) -> str:
    if not case.brand:
        return words.gettext("It resembles none of our names; a colleague sent it in.")
    said = say_tricks(case.tricks, brand=case.brand, display=case.display, locale=locale)
    return defang(f"{_capitalise(said)}.")


def _say_no_picture(case: DigestCase, words: NullTranslations, locale: str) -> str:
    if case.picture:
        return words.gettext("Its picture could not be read.")
    return say_capture_reason(case.no_picture_reason or "not-opened", {}, locale)


def _choose_tone(case: DigestCase) -> Tone:
    if case.state in _WAITING:
        return "decide"
    return "danger" if case.state in _DANGER else "calm"


def _is_week(content: DigestContent) -> bool:
    """Whether it covers seven days, an hour more or less for the change of clocks."""
    return abs(content.until - content.since - timedelta(days=7)) <= timedelta(hours=1)


def _say_period(content: DigestContent, words: NullTranslations, locale: str) -> str:
    first, last = content.since, max(content.since, content.until - timedelta(microseconds=1))
    if first.date() == last.date():
        return say_day(last, locale=locale)
    shape = "d" if (first.year, first.month) == (last.year, last.month) else "d MMMM"
    shape = shape if first.year == last.year else "d MMMM y"
    return words.gettext("%(first)s to %(last)s") % {
        "first": format_date(first, format=shape, locale=load_formats(locale)),
        "last": say_day(last, locale=locale),
    }


def _say_lead(content: DigestContent, words: NullTranslations, locale: str) -> str:
    imitating = sum(case.state != "dismissed" for case in content.cases)
    if not content.cases:
        return words.gettext("Nothing found: %(checked)s, %(undecided)s.") % {
            "checked": _count_names(content.numbers.names_checked, words, locale),
            "undecided": _count_undecided(content.numbers.undecided, words, locale),
        }
    if not imitating:
        return words.gettext("Every address that was found turned out to be harmless.")
    found = words.ngettext(
        "%(count)s address that imitates us was found.",
        "%(count)s addresses that imitate us were found.",
        imitating,
    )
    return found % {"count": say_number(imitating, locale=locale)}


def _count_names(count: int, words: NullTranslations, locale: str) -> str:
    return words.ngettext("%(count)s name checked", "%(count)s names checked", count) % {
        "count": say_number(count, locale=locale)
    }


def _count_undecided(count: int, words: NullTranslations, locale: str) -> str:
    return words.ngettext("%(count)s page undecided", "%(count)s pages undecided", count) % {
        "count": say_number(count, locale=locale)
    }


def _say_waiting(count: int, words: NullTranslations, locale: str) -> str:
    if not count:
        return ""
    waits = words.ngettext(
        "%(count)s waits for a decision on the desk.", "%(count)s wait for a decision on the desk.", count
    )
    return waits % {"count": say_number(count, locale=locale)}


def _say_numbers(numbers: DigestNumbers, words: NullTranslations, locale: str) -> tuple[tuple[str, str], ...]:
    said = (
        (words.gettext("names checked"), numbers.names_checked),
        (words.gettext("sightings"), numbers.sightings),
        (words.gettext("new cases"), numbers.new_cases),
        (words.gettext("confirmed as phishing"), numbers.confirmed),
        (words.gettext("set aside"), numbers.dismissed),
        (words.gettext("waiting for a decision"), numbers.waiting),
        (words.gettext("not answering"), numbers.gone),
        (words.gettext("pages undecided"), numbers.undecided),
    )
    return tuple((label, say_number(count, locale=locale)) for label, count in said)


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
