"""What triage says in codes, in words: verdicts, how sure, reasons, what would change them, faults, changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chaffinch.reports.catalogue import gettext_noop, load_translations, say_day, say_number
from chaffinch.reports.leak_evidence import ANOMALIES, EVIDENCE, MARKS
from chaffinch.reports.sentences import say_fullest, say_label
from chaffinch.reports.untrusted import isolate_text


@dataclass(frozen=True, slots=True)
class LeakVerdictWords:
    """A verdict in words."""

    label: str
    """Two or three words."""
    meaning: str
    """A sentence: what it says, and no more."""


VERDICTS = {
    "genuine": (gettext_noop("genuine"), gettext_noop("It is ours, and stands there as it was.")),
    "unproven": (
        gettext_noop("in the mailbox, origin unproven"),
        gettext_noop(
            "It lay in the mailbox when it was stolen, but an intruder may have put it there: nothing independent backs it."
        ),
    ),
    "repackaged": (
        gettext_noop("repackaged"),
        gettext_noop("It is ours: an export or a copy changed its form, no word of what it says."),
    ),
    "excerpt": (
        gettext_noop("excerpt"),
        gettext_noop("It is a part of what we wrote; the rest was left out."),
    ),
    "altered": (
        gettext_noop("altered"),
        gettext_noop(
            "It was made from something of ours and says something else: no export makes such changes."
        ),
    ),
    "decoy": (
        gettext_noop("decoy"),
        gettext_noop("We planted it ourselves, and committed to that beforehand."),
    ),
    "invented": (
        gettext_noop("invented"),
        gettext_noop(
            "It claims to be ours, from a mailbox and a day of which every message is known, and is not among them."
        ),
    ),
    "conflict": (
        gettext_noop("conflict"),
        gettext_noop(
            "It stands both in our archive and in the list of what we planted: two people must find out why."
        ),
    ),
    "foreign": (
        gettext_noop("not ours"),
        gettext_noop("It does not claim to be ours, or is of somebody else."),
    ),
    "unverifiable": (
        gettext_noop("unverifiable"),
        gettext_noop("Nothing that we have says whether it is true: it may be either."),
    ),
}

CONFIDENCES = {
    "certain": gettext_noop("certain"),
    "strong": gettext_noop("strong"),
    "fair": gettext_noop("fair"),
    "weak": gettext_noop("weak"),
}

KINDS = {
    "mail": gettext_noop("message"),
    "document": gettext_noop("document"),
    "picture": gettext_noop("picture"),
    "text": gettext_noop("text"),
    "page": gettext_noop("page that shows a message"),
    "other": gettext_noop("other file"),
}

OPERATIONS = {
    "replace": gettext_noop("replaced"),
    "insert": gettext_noop("added"),
    "delete": gettext_noop("left out"),
}

PLACES = {
    "text": gettext_noop("text"),
    "subject": gettext_noop("subject"),
    "date": gettext_noop("date"),
    "from": gettext_noop("sender"),
    "to": gettext_noop("recipients"),
    "cc": gettext_noop("recipients of copies"),
    "in-reply-to": gettext_noop("message that it answers"),
}

FAULTS = {
    "encrypted": gettext_noop("It is encrypted, and no password that was given opens it."),
    "encrypted-no-7zip": gettext_noop(
        "It is encrypted (7z), and what tries passwords on such archives is not installed: install Debian’s package 7zip"
        " (apt install 7zip), and have the dump read anew."
    ),
    "encrypted-rar": gettext_noop(
        "It is encrypted (rar), and such archives are not opened here, whatever the passwords: unpack it on a machine apart"
        " (Debian’s package unar), and have what comes out read as a dump."
    ),
    "too-large": gettext_noop("It is larger than what is opened."),
    "timeout": gettext_noop("Reading it took too long."),
    "memory": gettext_noop("Reading it took too much memory."),
    "crashed": gettext_noop("Reading it ended the program that reads."),
    "malformed": gettext_noop("It is damaged, or not what its name says."),
    "not-judged": gettext_noop("It was read, but judging it failed."),
    "not-available": gettext_noop("No sandbox can be built here to read it in."),
    "unreadable": gettext_noop("The disk would not give it."),
    "depth": gettext_noop("It lies too deep: archives within archives within archives."),
    "changed": gettext_noop("Its bytes were not those that had been judged, when they were read again."),
    "gone": gettext_noop("It was not found again where it had been."),
    "no-picture": gettext_noop("It is no picture and no PDF: OCR cannot read it."),
    "bomb": gettext_noop("It unpacks to far more than it holds: it is made to fill disks."),
    "empty": gettext_noop("It is empty."),
    "link": gettext_noop("It is a link, and links are not followed."),
    "not-a-file": gettext_noop("It is no ordinary file."),
    "no-room": gettext_noop("There is not enough room to read it."),
    "gave-up": gettext_noop("Too much beside it ended the program that reads: it was given up."),
}

WOULD_CHANGE = {
    "archive": gettext_noop("how it came into our archive"),
    "copy": gettext_noop("a copy in another mailbox"),
    "delivery-log": gettext_noop("a delivery log that names it"),
    "headers": gettext_noop("its whole head"),
    "key": gettext_noop("a copy of the sender’s public key of that day (DKIM)"),
    "ledger": gettext_noop("how it came into the list of what we planted"),
    "mailbox": gettext_noop("the mailbox that it claims to come from"),
    "original": gettext_noop("the original"),
    "rest": gettext_noop("the rest of it"),
    "second-reader": gettext_noop("a second reader’s no"),
    "text": gettext_noop("the original’s text"),
    "witness": gettext_noop("a reply in another mailbox that quotes it"),
}

_WEAK_KEY = 1024


def say_leak_verdict(verdict: str, *, language: str = "en") -> LeakVerdictWords:
    """Say a verdict."""
    words = load_translations(language)
    label, meaning = VERDICTS.get(verdict, VERDICTS["unverifiable"])
    return LeakVerdictWords(label=words.gettext(label), meaning=words.gettext(meaning))


def say_confidence(confidence: str, *, language: str = "en") -> str:
    """Say how sure a verdict is."""
    return say_label(CONFIDENCES, confidence, language)


def say_item_kind(kind: str, *, language: str = "en") -> str:
    """Say what kind of item it is."""
    return say_label(KINDS, kind, language)


def say_operation(operation: str, *, language: str = "en") -> str:
    """Say what was done to a passage."""
    return say_label(OPERATIONS, operation, language)


def say_place(where: str, *, language: str = "en") -> str:
    """Say where in an item something was changed; an attachment by its name."""
    part, colon, name = where.partition(":")
    if part == "attachment" and colon:
        said = load_translations(language).gettext("attachment %(name)s")
        return said % {"name": isolate_text(name, limit=120)}
    return say_label(PLACES, where, language)


def say_item_fault(code: str, *, language: str = "en") -> str:
    """Say why nothing could be taken of an item, as a whole sentence."""
    words = load_translations(language)
    if code in FAULTS:
        return words.gettext(FAULTS[code])
    return words.gettext("It could not be read (%(code)s).") % {"code": isolate_text(code, limit=40)}


def say_would_change(code: str, *, language: str = "en") -> str:
    """Say what could change a verdict, as a noun."""
    return say_label(WOULD_CHANGE, code, language)


def say_evidence(code: str, params: Mapping[str, Any], *, weight: float = 0.0, language: str = "en") -> str:
    """Say one reason of a verdict as a whole sentence.

    Args:
        code: of `leaks.finding.Evidence`.
        params: its parameters.
        weight: its weight: some codes speak for or against.
        language: of the reader.
    """
    if code == "unread" and params.get("fault"):
        return say_item_fault(str(params["fault"]), language=language)
    words = load_translations(language)
    other = words.gettext("There is another reason (%(code)s).") % {"code": isolate_text(code, limit=40)}
    variants = (f"{code}:{_choose_variant(code, params)}", f"{code}:against" if weight < 0 else code, code)
    messages = next((EVIDENCE[variant] for variant in variants if variant in EVIDENCE), ())
    return say_fullest(messages, _say_params(params, language), words) or other


def say_anomaly(code: str, count: int, params: Mapping[str, Any], *, language: str = "en") -> str:
    """Say what stands out in the whole dump, as a whole sentence."""
    words = load_translations(language)
    other = words.gettext("Something else stands out (%(code)s).") % {"code": isolate_text(code, limit=40)}
    said = _say_params(params, language) | {"count": say_number(count, locale=language)}
    return say_fullest(ANOMALIES.get(code, ()), said, words) or other


def _choose_variant(code: str, params: Mapping[str, Any]) -> str:
    """Return which of a code's messages its parameters ask for."""
    if code == "dkim":
        return _choose_signature(params)
    if code == "witness":
        return "independent" if params.get("independent") else ""
    if code == "ocr" and params.get("sketch") and params.get("relation") == "archive":
        return "sketch"
    if code == "origin":
        return next(iter(params.get("doubts", ())), "")
    return str(params.get("relation") or params.get("use") or "")


def _choose_signature(params: Mapping[str, Any]) -> str:
    """Return what a signature shows: its key first, since a worthless key makes everything else worthless."""
    header, body = params.get("header"), params.get("body")
    if header != "valid":
        return str(header)
    if params.get("key_published"):
        return "published"
    if 0 < int(params.get("key_bits") or 0) < _WEAK_KEY and "ed25519" not in str(params.get("algorithm")):
        return "weak-key"
    if body == "match":
        return "whole"
    if params.get("our_body") == "match":
        return "our-copy"
    return "cut" if body == "cut" else "body"


def _say_params(params: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return parameters as sentences take them: moments as days, shares in per cent, marks and places in words."""
    theirs = params.get("theirs")
    said = dict(params) | (dict(theirs) if isinstance(theirs, Mapping) else {})
    for name in ("first_seen", "from", "modified"):
        if said.get(name):
            said[name] = _say_day(str(said[name]), language)
    if isinstance(said.get("share"), float):
        said["percent"] = min(100, int(100 * said["share"]))
    if said.get("codes"):
        said["marks"] = ", ".join(say_label(MARKS, one, language) for one in said["codes"])
    if isinstance(said.get("where"), (list, tuple)):
        said["where"] = ", ".join(say_place(one, language=language) for one in said["where"])
    return said


def _say_day(untrusted: str, language: str) -> str:
    try:
        return say_day(datetime.fromisoformat(untrusted), locale=language)
    except ValueError:
        return untrusted
