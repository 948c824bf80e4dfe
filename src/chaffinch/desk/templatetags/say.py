"""Codes, times and numbers in the reader's words: `{% load say %}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date, format_datetime, format_interval, format_timedelta
from babel.numbers import format_decimal
from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from chaffinch.desk.models import AuditEntry, Case
from chaffinch.desk.web.openers import say_protocol
from chaffinch.desk.web.phrases import say_action
from chaffinch.desk.web.queries.drawing import Note
from chaffinch.names.match import Trick
from chaffinch.reports import catalogue, sentences
from chaffinch.reports.digest_words import choose_reasons
from chaffinch.reports.feeding_words import say_outcome, say_proof, say_refusal
from chaffinch.reports.ledger_words import (
    say_entry_kind,
    say_in_use,
    say_ledger,
    say_stamp_fault,
    say_trouble,
)
from chaffinch.reports.planting_words import STOPS as PLANTING_STOPS
from chaffinch.reports.sentences import VerdictWords
from chaffinch.reports.untrusted import defang, isolate_text, show_unseen

register = template.Library()


def find_locale() -> str:
    """Return the language of the page that is being rendered."""
    return catalogue.choose_locale(get_language() or "en")


def read_tricks(case: Case) -> tuple[Trick, ...]:
    """Return the tricks of a case as values."""
    return tuple(Trick(**trick) for trick in case.tricks)


@register.filter
def protocol_words(code: str) -> str:
    """Say by which way a decoy was used, or with what a document was opened."""
    return say_protocol(code)


@register.filter
def trick_sentence(case: Case) -> str:
    """Say how the address imitates ours, as a whole sentence."""
    if not case.brand:
        return gettext("It does not resemble any name on your watchlist; a colleague sent it in.")
    said = sentences.say_tricks(
        read_tricks(case), brand=case.brand, display=case.display, locale=find_locale()
    )
    return f"{said[:1].upper()}{said[1:]}."


@register.filter
def note_sentence(note: Note, case: Case) -> str:
    """Say one difference of a drawing."""
    if note.service:
        said = gettext("“%(word)s”, a name of %(service)s, joined to our name") % {
            "word": isolate_text(note.trick.theirs, limit=120),
            "service": note.service,
        }
    else:
        said = sentences.say_tricks(
            (note.trick,), brand=case.brand, display=case.display, locale=find_locale()
        )
    return f"{said[:1].upper()}{said[1:]}."


@register.filter
def ruled_out_words(codes: Sequence[str]) -> str:
    """Say why an address is not one of the harmless ones."""
    return sentences.say_ruled_out(codes, locale=find_locale())


@register.filter
def state_words(state: str) -> str:
    """Say where a case stands."""
    return capitalise(sentences.say_state(state, locale=find_locale()))


@register.filter
def tier_words(tier: str) -> str:
    """Say how urgent a match is."""
    return sentences.say_tier(tier, locale=find_locale())


@register.filter
def kind_words(kind: str) -> str:
    """Say one of the matcher's kinds as a label."""
    return sentences.say_kind(kind, locale=find_locale())


@register.filter
def verdict_words(verdict: str) -> VerdictWords:
    """Say a verdict: `.label` and `.meaning`."""
    words = sentences.say_verdict(verdict, locale=find_locale())
    return VerdictWords(label=capitalise(words.label), meaning=words.meaning)


@register.filter
def reason_words(reason: Mapping[str, Any]) -> str:
    """Say one reason of a verdict."""
    return sentences.say_reason(str(reason["code"]), reason.get("params", {}), locale=find_locale())


@register.filter
def telling_reasons(reasons: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the reasons that a digest has room for, as the mail says them."""
    pairs = [(str(reason["code"]), dict(reason.get("params", {}))) for reason in reasons]
    return [{"code": code, "params": params} for code, params in choose_reasons(pairs)]


@register.simple_tag
def capture_reason(code: str, params: Mapping[str, Any] | None = None) -> str:
    """Say why a capture is partial or missing."""
    return sentences.say_capture_reason(code or "not-opened", params or {}, locale=find_locale())


@register.filter
def refusal_words(code: str) -> str:
    """Say why nothing is sent to a page."""
    return say_refusal(code, find_locale())


@register.filter
def planting_stop(code: str) -> str:
    """Say why a planting stopped."""
    return gettext(PLANTING_STOPS.get(code, PLANTING_STOPS["broken"]))


@register.filter
def proof_words(fault: str) -> str:
    """Say what is wrong with a domain's proof."""
    return say_proof(fault, find_locale())


@register.filter
def outcome_words(outcome: str) -> str:
    """Say what a page answered to a decoy; nothing where none was sent."""
    return say_outcome(outcome, find_locale())


@register.filter
def trouble_words(code: str) -> tuple[str, str]:
    """Say what is wrong with our ledger, and what to do."""
    return say_trouble(code, language=find_locale())


@register.filter
def in_use_words(code: str) -> str:
    """Say why showing an item of the ledger would cost something."""
    return say_in_use(code, language=find_locale())


@register.filter
def stamp_fault_words(code: str) -> str:
    """Say why an authority did not stamp."""
    return say_stamp_fault(code, language=find_locale())


@register.filter
def entry_kind_words(kind: str) -> str:
    """Say what kind of thing an entry of the ledger is of."""
    return say_entry_kind(kind, language=find_locale())


@register.filter
def dating_words(code: str) -> str:
    """Say how well a checkpoint is dated."""
    return say_ledger(code, language=find_locale())


@register.filter
def action_words(entry: AuditEntry) -> str:
    """Say what an audit row says was done."""
    return say_action(entry.action, entry.params)


@register.filter
def actor_words(actor: str, people: Mapping[str, str] | None = None) -> str:
    """Say who acted; our own processes have names too.

    Args:
        actor: as the audit log has it.
        people: from user name to the name that colleagues know.
    """
    processes = {
        "worker": pgettext("who acted", "the worker"),
        "settings file": pgettext("who acted", "the settings file"),
        "command line": pgettext("who acted", "the command line"),
    }
    return processes.get(actor) or (people or {}).get(actor, actor)


@register.filter
def defanged(host: str) -> str:
    """Write a host so that nothing makes a link of it."""
    return defang(host)


@register.filter
def untrusted(text: object) -> str:
    """Make a text from outside safe to stand in a line of ours."""
    return isolate_text(text, limit=2_000)


@register.filter
def shown(text: str) -> str:
    """Write characters that nobody sees so that they are seen."""
    return show_unseen(text)


@register.filter
def breakable(address: str) -> SafeString:
    """Let an address break after its dots; what is copied from the page stays right."""
    return mark_safe(escape(address).replace(".", ".<wbr>"))  # noqa: S308 -- escaped first


@register.filter
def capitalise(text: str) -> str:
    """Begin with a capital and leave the rest as it is."""
    return text[:1].upper() + text[1:]


@register.filter
def percent(share: float) -> int:
    """Return a share of 0 to 1 as a whole percentage."""
    return round(abs(float(share)) * 100)


@register.filter
def grouped(number: int | None) -> str:
    """Say a whole number with its groups of three."""
    return catalogue.say_number(number or 0, locale=find_locale())


@register.filter
def day(moment: datetime | None) -> str:
    """Say a day in full."""
    return catalogue.say_day(timezone.localtime(moment), locale=find_locale()) if moment else ""


@register.filter
def day_short(value: date) -> str:
    """Say a day where there is little room ("27 Mar 26")."""
    return str(format_date(value, "d MMM yy", locale=catalogue.load_formats(find_locale())))


@register.filter
def moment(value: datetime | None) -> str:
    """Say a day and a time; the year only where it is another one."""
    if value is None:
        return ""
    local, now = timezone.localtime(value), timezone.localtime()
    if local.year == now.year:
        return catalogue.say_moment(local, locale=find_locale())
    return format_datetime(local, "d MMMM y, HH:mm", locale=catalogue.load_formats(find_locale()))


@register.filter
def moment_exact(value: datetime | None) -> str:
    """Say a day and a time to the second, as a log has it."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{moment(value)}:{local:%S}"


@register.filter
def until(since: datetime, end: datetime) -> str:
    """Say a period in days; `end` is exclusive."""
    days = (timezone.localtime(since).date(), timezone.localtime(end - timedelta(microseconds=1)).date())
    return str(format_interval(*days, "yMMMMd", locale=catalogue.load_formats(find_locale())))


@register.filter
def iso(value: datetime | None) -> str:
    """Write a moment for machines."""
    return value.isoformat(timespec="seconds") if value else ""


@register.filter
def period(value: timedelta) -> str:
    """Say how long something lasts, roughly."""
    return format_timedelta(value, threshold=1, locale=catalogue.load_formats(find_locale()))


@register.filter
def ago(value: datetime | None) -> str:
    """Say how long ago, or how far ahead, a moment is; beyond a week its day."""
    if value is None:
        return gettext("never")
    distance = value - timezone.now()
    if abs(distance) > timedelta(days=7):
        return moment(value)
    if timedelta(seconds=-45) < distance < timedelta(seconds=45):
        return gettext("a moment ago") if distance <= timedelta() else gettext("in a moment")
    return format_timedelta(
        distance, add_direction=True, threshold=1, locale=catalogue.load_formats(find_locale())
    )


@register.filter
def span(length: timedelta) -> str:
    """Say how long something lasts."""
    return format_timedelta(length, threshold=1.5, locale=catalogue.load_formats(find_locale()))


@register.filter
def rate(count: float) -> str:
    """Say how many a minute: whole above ten, with one digit below, "less than 0.1" rather than nought."""
    locale = catalogue.load_formats(find_locale())
    if 0 < count < 0.1:
        return gettext("less than %(rate)s") % {"rate": format_decimal(0.1, locale=locale)}
    return str(format_decimal(round(count, 0 if count >= 10 else 1), locale=locale))


@register.filter
def lookup(mapping: Mapping[Any, Any], key: object) -> Any:
    """Return the value of a key, None where there is none."""
    return mapping.get(key)


@register.filter
def joined(values: Sequence[object]) -> str:
    """Join short codes with commas, each made safe."""
    return ", ".join(isolate_text(value, limit=120) for value in values)
