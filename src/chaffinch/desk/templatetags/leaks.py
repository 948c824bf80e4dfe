"""What is said of a dump, in the reader's words: `{% load leaks %}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chaffinch.desk.dump_details import SignatureShown
from chaffinch.desk.templatetags.say import find_locale, untrusted
from chaffinch.leaks.finding import Evidence
from chaffinch.reports.leak_words import (
    LeakVerdictWords,
    say_anomaly,
    say_confidence,
    say_evidence,
    say_item_fault,
    say_item_kind,
    say_leak_verdict,
    say_operation,
    say_place,
    say_would_change,
)
from chaffinch.reports.untrusted import is_unseen

register = template.Library()
_THINGS = {
    "password": _("passwords"),
    "card": _("payment cards"),
    "iban": _("bank accounts (IBAN)"),
    "identity": _("social security numbers"),
    "phone": _("telephone numbers"),
    "home": _("postal addresses"),
}
_COUNTRIES = {
    "FR": _("France"),
    "ES": _("Spain"),
    "IT": _("Italy"),
    "PL": _("Poland"),
    "PT": _("Portugal"),
    "DE": _("Germany (no silence)"),
    "GB": _("United Kingdom (no silence)"),
}
_STOPS = {
    "person": _("Somebody stopped it."),
    "broken": _("Something broke on this machine; its log says what."),
    "cannot": _("It cannot be read on."),
    "engine": _("Tesseract, which reads the words, or one of the languages is not installed any more."),
}
_PICTURES = {
    "archive": _("pictures whose words stand in one of ours"),
    "ledger": _("pictures whose words stand in something that we planted"),
    "words": _("pictures whose words were not found in ours"),
    "none": _("pictures in which no words were found"),
    "failed": _("pictures whose words could not be read"),
}
_PROPERTIES = {
    "width": pgettext_lazy("what a file says of itself", "width"),
    "height": pgettext_lazy("what a file says of itself", "height"),
    "title": pgettext_lazy("what a file says of itself", "title"),
    "creator": pgettext_lazy("what a file says of itself", "author"),
    "last_modified_by": pgettext_lazy("what a file says of itself", "last saved by"),
    "created": pgettext_lazy("what a file says of itself", "created"),
    "modified": pgettext_lazy("what a file says of itself", "saved"),
    "application": pgettext_lazy("what a file says of itself", "program"),
    "producer": pgettext_lazy("what a file says of itself", "written by"),
    "company": pgettext_lazy("what a file says of itself", "organisation"),
    "language": pgettext_lazy("what a file says of itself", "language"),
    "revision": pgettext_lazy("what a file says of itself", "revision"),
    "pages": pgettext_lazy("what a file says of itself", "pages"),
    "words": pgettext_lazy("what a file says of itself", "words"),
    "minutes": pgettext_lazy("what a file says of itself", "minutes of work"),
    "printed": pgettext_lazy("what a file says of itself", "printed"),
    "template": pgettext_lazy("what a file says of itself", "template"),
    "make": pgettext_lazy("what a file says of itself", "make of the camera"),
    "model": pgettext_lazy("what a file says of itself", "camera"),
    "place": pgettext_lazy("what a file says of itself", "place"),
    "software": pgettext_lazy("what a file says of itself", "program"),
    "comment": pgettext_lazy("what a file says of itself", "comment"),
}
_LANGUAGES = {
    "fra": pgettext_lazy("a language", "French"),
    "eng": pgettext_lazy("a language", "English"),
    "deu": pgettext_lazy("a language", "German"),
    "spa": pgettext_lazy("a language", "Spanish"),
    "ita": pgettext_lazy("a language", "Italian"),
    "por": pgettext_lazy("a language", "Portuguese"),
    "pol": pgettext_lazy("a language", "Polish"),
    "nld": pgettext_lazy("a language", "Dutch"),
    "ron": pgettext_lazy("a language", "Romanian"),
    "rus": pgettext_lazy("a language", "Russian"),
    "ukr": pgettext_lazy("a language", "Ukrainian"),
    "ara": pgettext_lazy("a language", "Arabic"),
}
_READINGS = {
    "mine": _("I have not read it"),
    "unread": _("two readers are missing"),
    "agreed": _("agreed by two"),
    "objected": _("somebody objects"),
}
_OBSTACLES = {
    "genuine": _("It is never shown: of genuine items only totals leave the desk."),
    "totals": _("It is never shown: of such items only totals leave the desk."),
    "unread": _("It is not shown yet: two people must agree to the verdict, and nobody object."),
    "in-use": _("It is never shown as long as the decoy is in use."),
}


@register.filter
def shown_text(untrusted_text: str) -> str:
    """Write characters that nobody sees so that they are seen, and leave the lines as they are."""
    return "".join(
        sign if sign in "\n\t" else "\ufffd" if is_unseen(sign) else sign
        for sign in untrusted_text.replace("\r", "")
    )


@register.filter
def leak_verdict(verdict: str) -> LeakVerdictWords:
    """Say a verdict: `.label` and `.meaning`."""
    return say_leak_verdict(verdict, language=find_locale())


@register.filter
def confidence_words(confidence: str) -> str:
    """Say how sure a verdict is."""
    return say_confidence(confidence, language=find_locale())


@register.filter
def item_kind(kind: str) -> str:
    """Say what kind of item it is."""
    return say_item_kind(kind, language=find_locale())


@register.filter
def evidence_words(evidence: Evidence) -> str:
    """Say one reason."""
    return say_evidence(evidence.code, evidence.params, language=find_locale())


@register.filter
def would_change(code: str) -> str:
    """Say what could change a verdict."""
    return say_would_change(code, language=find_locale())


@register.filter
def item_fault(code: str) -> str:
    """Say why an item could not be read."""
    return say_item_fault(code, language=find_locale())


@register.filter
def place_words(where: str) -> str:
    """Say where in an item something was changed."""
    return say_place(where, language=find_locale())


@register.filter
def operation_words(op: str) -> str:
    """Say what was done to a passage."""
    return say_operation(op, language=find_locale())


@register.filter
def anomaly_words(anomaly: Mapping[str, Any]) -> str:
    """Say what stands out in the whole dump."""
    said = anomaly.get("params", {})
    return say_anomaly(str(anomaly["code"]), int(anomaly.get("count", 0)), said, language=find_locale())


@register.filter
def thing_words(kind: str) -> str:
    """Say which kind of personal thing it is."""
    return str(_THINGS.get(kind, kind))


@register.filter
def country_words(country: str) -> str:
    """Say a country of the table of silences."""
    return str(_COUNTRIES.get(country, country))


@register.filter
def dump_stop(code: str) -> str:
    """Say why a reading stopped."""
    return str(_STOPS.get(code, _STOPS["broken"]))


@register.filter
def reading_words(code: str) -> str:
    """Say by which readings a list is narrowed."""
    return str(_READINGS.get(code, code))


@register.filter
def property_name(untrusted_name: str) -> str:
    """Name what a file says of itself; a name that is not known stands as it is, made fit to be shown."""
    return str(_PROPERTIES.get(untrusted_name, untrusted(untrusted_name)))


@register.filter
def picture_words(code: str) -> str:
    """Say by what OCR read a list is narrowed."""
    return str(_PICTURES.get(code, code))


@register.filter
def picture_fault(code: str) -> str:
    """Say why the words in a picture could not be read; passwords of the import are gone by then."""
    if code == "encrypted":
        return gettext(
            "It lies in an encrypted archive, or is encrypted itself; the passwords of the import were deleted when the dump"
            " was read. Have the pictures read again, and give them once more."
        )
    return say_item_fault(code, language=find_locale())


@register.filter
def language_codes(languages: str) -> list[str]:
    """Return the languages that OCR was told, one by one."""
    return [one for one in languages.split("+") if one]


@register.filter
def language_words(code: str) -> str:
    """Say a language by its code of Tesseract; one that has no name here by the code."""
    return str(_LANGUAGES.get(code, code))


@register.filter
def package_name(code: str) -> str:
    """Return the end of the name of a language's package."""
    return code.lower().replace("_", "-")


@register.filter
def obstacle_words(code: str) -> str:
    """Say why an item is not shown to others."""
    return str(_OBSTACLES.get(code, ""))


@register.filter
def signature_words(signature: SignatureShown) -> str:
    """Say the four parts of a DKIM signature, each for itself."""
    head = {
        "valid": gettext("the signature over the head holds"),
        "invalid": gettext("the signature over the head does not hold"),
        "no-key": gettext("no key of that day is known, so the head cannot be checked"),
    }.get(signature.header, gettext("the signature cannot be checked"))
    body = {
        "match": gettext("the body is the one that was signed"),
        "mismatch": gettext(
            "the body is not byte for byte the one that was signed, which an export alone can do"
        ),
        "cut": gettext("only the beginning of the body is signed"),
    }.get(signature.body, gettext("the body cannot be checked"))
    parts = [head, body]
    if signature.key_bits:
        parts.append(gettext("key of %(bits)s bits") % {"bits": signature.key_bits})
    if signature.key_published:
        parts.append(gettext("its private half is published: anybody could have signed"))
    return "; ".join(parts)
