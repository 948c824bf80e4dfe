"""The sections below the figures: how we know, how sure, decoys, what we cannot say, how to check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from babel.numbers import format_percent

from chaffinch.leaks.triage.dating import STAMP
from chaffinch.reports.catalogue import gettext_noop as N_
from chaffinch.reports.catalogue import load_formats, load_translations, say_day, say_number
from chaffinch.reports.factpack.facts import SAID_ANOMALIES, SAID_PARAMS, PackFacts, Standout
from chaffinch.reports.factpack.method import Method
from chaffinch.reports.factpack.verdict_words import RATES
from chaffinch.reports.leak_words import say_anomaly
from chaffinch.reports.untrusted import isolate_text

_KNOWING = (
    N_(
        "We keep a sealed index of the mail and documents that we really wrote and received. A program compared"
        " every item of the dump with it, word by word; it never decides by mere likeness."
    ),
    N_(
        "What copying and exporting does to a mail (broken lines, lost headers, added banners) is known and is"
        " never called an alteration. A changed word, figure, name, recipient, date or file is."
    ),
)
_EVIDENCE = (
    N_(
        "Mail servers sign many mails (DKIM). Where such a signature holds, whoever has the mail and the server’s"
        " public key can check that it is unchanged, without trusting us."
    ),
    N_(
        "Later mails in other mailboxes often quote earlier ones. Such quotations are witnesses that an intruder"
        " would have had to change, too."
    ),
    N_(
        "What we planted as decoys was committed to beforehand, in a sealed ledger that independent authorities"
        " have time-stamped."
    ),
)
_OCR = N_(
    "Pictures and scans were read by a program afterwards (OCR: %(engine)s). It errs, so no verdict rests on what it read."
)
_READ = N_("An item is called altered, invented or a decoy in an example only after two people have read it.")
_NOT_MEASURED = N_(
    "The error rates of this version of the method have not been measured; read its verdicts with that in mind."
)
_MEASURED = N_(
    "The method was tried on collections of which we know for every item what was done to it: “%(benchmark)s”,"
    " version %(version)s. The figures are of kinds of changes that it had not been made for."
)
_BOUNDED = N_(
    "Our ledger %(origin)s can never hold more than %(most)s items: that number is signed and was published"
    " with it. We cannot disown real papers afterwards by calling more than that decoys."
)
_PROVED = N_(
    "A proof shows that we had committed to exactly this item before a certain time. It does not show that what"
    " the item says is false."
)
_PLANTED = N_(
    "These traces are in the files themselves. Whoever had the files could also have put them there to mislead:"
    " they are shown, and no verdict rests on them."
)
_NEVER_SAID = (
    N_("That a genuine item says the truth. Genuine means that it is ours and unchanged, no more."),
    N_("Who stole the items, who altered them, or why."),
    N_(
        "That a mail shown here can be checked by its DKIM signature: names are covered up, and a redacted mail"
        " cannot pass DKIM. Full originals are given to named readers only, on a separate release."
    ),
)
_COUNTED_LIMITS = (
    (
        "unverifiable",
        N_("What %(count)s unverifiable items are: nothing we hold says anything about them."),
    ),
    (
        "unproven",
        N_(
            "Whether %(count)s items were ours before the intrusion: they lie in our mailboxes, but an intruder"
            " could have put them there."
        ),
    ),
    (
        "conflict",
        N_(
            "What %(count)s items are that match both our archive and our ledger: we call them neither genuine"
            " nor decoys."
        ),
    ),
)
_CHECKING = (
    N_(
        "Turn the network off. Open verify.html, which came with this file, in a browser, and drop the whole zip"
        " onto it. It says whether anything was changed since we signed it, and what it could not check."
    ),
    N_(
        "Compare the key that it shows with the one that we published beforehand, on our own page or by telephone."
    ),
    N_(
        "If you have the dump yourself, give it to verify.html, too: these figures are about the one with this"
        " SHA-256 only."
    ),
    N_(
        "Better still, take verify.html or verify.py from somewhere else than from us; both are part of"
        " Chaffinch, which is free software."
    ),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands below it, and a list where there is one."""

    anchor: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    """Lines to be copied: hashes, keys, commands."""


def say_sections(facts: PackFacts, *, method: Method, locale: str) -> tuple[Section, ...]:
    """Say every section."""
    _ = load_translations(locale).gettext
    evidence = _EVIDENCE if facts.state == "draft" else (*_EVIDENCE, _READ)
    said = (
        _(_MEASURED) % {"benchmark": method.benchmark, "version": method.version}
        if method.rates
        else _(_NOT_MEASURED)
    )
    knowing = [*map(_, _KNOWING), *([_(_OCR) % {"engine": facts.ocr}] if facts.ocr else [])]
    return (
        Section("method", _("How we know"), tuple(knowing), tuple(map(_, evidence))),
        Section("sureness", _("How sure"), (said,)),
        *_say_anomalies(facts, locale=locale),
        _say_decoys(facts, locale=locale),
        _say_limits(facts, locale=locale),
        _say_checking(facts, locale=locale),
    )


def say_rates(method: Method, *, locale: str) -> tuple[tuple[str, str, str, str], ...]:
    """Say each error, how often it was tried and happened, and how often at most it is likely to happen."""
    _ = load_translations(locale).gettext
    form = "#,##0.00\u00a0%" if locale == "fr" else "#,##0.00%"
    return tuple(
        (
            _(RATES[rate.code]),
            say_number(rate.tried, locale=locale),
            say_number(rate.wrong, locale=locale),
            format_percent(rate.most, form, locale=load_formats(locale)),
        )
        for rate in method.rates
    )


def say_time(moment: datetime, *, locale: str) -> str:
    """Say a day with its year and a time, in UTC."""
    moment = moment.astimezone(UTC)
    return f"{say_day(moment, locale=locale)}, {moment:%H:%M}"


def name_proof(number: int) -> str:
    """Return what a proof's file is called in a pack; its entry's id may hold any sign."""
    return f"proofs/{number:03}.json"


def _say_anomalies(facts: PackFacts, *, locale: str) -> tuple[Section, ...]:
    _ = load_translations(locale).gettext
    said = tuple(
        say_anomaly(one.code, one.count, choose_params(one), language=locale)
        for one in facts.anomalies
        if one.code in SAID_ANOMALIES
    )
    return (Section("anomalies", _("What stands out"), (_(_PLANTED),), said),) if said else ()


def choose_params(one: Standout) -> dict[str, Any]:
    """Return what may be said of an anomaly."""
    return {name: one.params[name] for name in SAID_PARAMS if name in one.params}


def _say_decoys(facts: PackFacts, *, locale: str) -> Section:
    words, count = load_translations(locale), facts.figures.count("decoy")
    _ = words.gettext
    said = words.ngettext(
        "%(count)s item of the dump is a decoy that we planted before the theft.",
        "%(count)s items of the dump are decoys that we planted before the theft.",
        count,
    ) % {"count": say_number(count, locale=locale)}
    paragraphs = [
        said if count else _("No item of the dump was recognised as a decoy of ours."),
        _("Decoys that are still in use are counted and not shown."),
    ]
    if facts.ledger is not None:
        most = say_number(facts.ledger.most, locale=locale)
        paragraphs += [_(_BOUNDED) % {"origin": facts.ledger.origin, "most": most}, _(_PROVED)]
    proofs = tuple(
        _("%(entry)s: the proof is the file %(file)s.") % {"entry": one.entry, "file": name_proof(number)}
        for number, one in enumerate(facts.proofs, 1)
    )
    return Section("decoys", _("Decoys"), tuple(paragraphs), proofs)


def _say_limits(facts: PackFacts, *, locale: str) -> Section:
    _ = load_translations(locale).gettext
    points = [_(said) for said in _NEVER_SAID]
    for verdict, said in _COUNTED_LIMITS:
        if count := facts.figures.count(verdict):  # type: ignore[arg-type]  # one of the three above
            points.append(_(said) % {"count": say_number(count, locale=locale)})
    return Section("limits", _("What we cannot say"), (), tuple(points))


def _say_checking(facts: PackFacts, *, locale: str) -> Section:
    _ = load_translations(locale).gettext
    paragraphs = (_("Contact: %(contact)s") % {"contact": facts.contact},) if facts.contact else ()
    listed = _("That list was written on %(moment)s (UTC).")
    code = (
        _("The dump: SHA-256 %(hash)s") % {"hash": facts.dump.sha256},
        _("The list of its files: SHA-256 %(hash)s") % {"hash": facts.dump.manifest_sha256},
        listed % {"moment": say_time(facts.dump.seen_at, locale=locale)},
        _say_stamp(facts, locale=locale),
    )
    return Section("check", _("Check it yourself"), paragraphs, tuple(map(_, _CHECKING)), code)


def _say_stamp(facts: PackFacts, *, locale: str) -> str:
    _ = load_translations(locale).gettext
    stamp = facts.dump.stamp
    if stamp is None:
        return _("No independent authority has dated it.")
    said = _("%(by)s stamped it on %(moment)s (UTC): the file %(file)s.")
    return said % {"by": isolate_text(stamp.by), "moment": say_time(stamp.at, locale=locale), "file": STAMP}
