"""The report of a triage: one HTML file that is read offline, on a telephone, in the dark.

It is a working paper: what it says of an item has not been read by two people yet. Genuine items and decoys are told as
totals only.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from chaffinch.leaks.triage.dating import ManifestStamp
from chaffinch.reports.catalogue import choose_locale, load_translations, make_environment, say_number
from chaffinch.reports.factpack.section_words import say_time
from chaffinch.reports.leak_words import (
    say_anomaly,
    say_confidence,
    say_evidence,
    say_item_fault,
    say_leak_verdict,
    say_operation,
    say_place,
    say_would_change,
)
from chaffinch.reports.triage_timeline import FALSE, OURS, draw_timeline
from chaffinch.reports.triage_timeline_words import word_timeline
from chaffinch.reports.untrusted import isolate_text, show_unseen

SHOWN = ("altered", "invented", "conflict", "unproven", "excerpt", "repackaged", "unverifiable", "foreign")
"""Verdicts whose items are listed, in this order."""
MOST_SHOWN = {"altered": 1_000, "invented": 1_000, "conflict": 300, "unproven": 300}
_MOST_OTHERS = 100
_MOST_PLACED = 300
_MOST_MAILBOXES = 60
_MOST_PASSAGE = 2_000
_MOST_CHANGES = 40
_PATH = 300
_WORDS = re.compile(r"\S+\s*|\s+")
_CONFIDENCES = ("certain", "strong", "fair", "weak")


@dataclass(frozen=True, slots=True)
class TriageReport:
    """What the report says."""

    name: str
    """Of the dump, as whoever runs it calls it."""
    summary: Mapping[str, Any]
    """As `summary.json` holds it."""
    findings: Sequence[Mapping[str, Any]]
    """Those that are listed; `choose_shown` takes them."""
    stamp: ManifestStamp | None = None
    """Who else dated the list of its files."""


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """A mailbox in figures."""

    name: str
    total: int
    genuine: int
    repackaged: int
    false: int


def choose_shown(
    findings: Iterable[Mapping[str, Any]], *, placed: Container[str] = ()
) -> list[Mapping[str, Any]]:
    """Return the findings that a report lists: the first ones of each verdict, in the order of the dump.

    Args:
        findings: all of them.
        placed: items whose words OCR found in the archive: the first of these are listed whatever else is.
    """
    left = {verdict: MOST_SHOWN.get(verdict, _MOST_OTHERS) for verdict in SHOWN}
    left_placed = _MOST_PLACED
    chosen = []
    for finding in findings:
        if finding["verdict"] not in left:
            continue
        if left_placed and finding["item"] in placed:
            left_placed -= 1
        elif left[finding["verdict"]]:
            left[finding["verdict"]] -= 1
        else:
            continue
        chosen.append(finding)
    return chosen


def render_triage(report: TriageReport, *, language: str = "en") -> bytes:
    """Return the report as one HTML file that asks nothing of any network; the same values give the same bytes."""
    locale = choose_locale(language)
    template = make_environment(locale).get_template("triage.html")
    summary = report.summary
    style, script = _read_part("triage.css"), _read_part("triage.js")
    page = template.render(
        style=style,
        style_hash=_hash_part(style),
        script=script,
        script_hash=_hash_part(script),
        language=locale,
        name=isolate_text(report.name),
        summary=summary,
        genuine=summary["verdicts"]["genuine"],
        share=_say_share(summary["verdicts"]["genuine"], summary["items"], locale),
        verdicts=[_word_verdict(summary, verdict, locale) for verdict in summary["verdicts"]],
        **word_timeline(draw_timeline(summary["days"]), locale),
        mailboxes=_word_mailboxes(summary["mailboxes"]),
        other_mailboxes=max(0, len(summary["mailboxes"]) - _MOST_MAILBOXES),
        ocr=_word_ocr(summary["ocr"], locale),
        errors=[(say_item_fault(code, language=locale), count) for code, count in summary["errors"].items()],
        anomalies=[
            say_anomaly(one["code"], one["count"], one["params"], language=locale)
            for one in summary["anomalies"]
            if _stands_out(one)
        ],
        repeats=[_word_repeat(one, locale) for one in summary.get("repeats", ())],
        stamp=report.stamp,
        stamped_by=isolate_text(report.stamp.by) if report.stamp else "",
        stamped_at=say_time(report.stamp.at, locale=locale) if report.stamp else "",
        groups=_group_items(report, locale),
    )
    return page.encode("utf-8", "replace")


def _word_ocr(ocr: Mapping[str, Any] | None, locale: str) -> dict[str, Any] | None:
    """Return what the OCR pass read; None where it did not run. How many are of the ledger is told nowhere here."""
    if ocr is None:
        return None
    faults = [(say_item_fault(code, language=locale), count) for code, count in ocr["faults"].items()]
    return {**ocr, "with_words": ocr["read"] - ocr["wordless"], "faults": faults}


@cache
def _read_part(name: str) -> str:
    """Return a part of the page that stands in a file of its own."""
    return (files("chaffinch.reports") / "templates" / name).read_text("utf-8").strip()


def _hash_part(part: str) -> str:
    """Return what the page's own policy allows: this part and no other (Content Security Policy Level 3)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()


def _stands_out(anomaly: Mapping[str, Any]) -> bool:
    """Tell whether something is among it that is neither plainly ours nor a decoy, of which nothing is told."""
    verdicts = anomaly["params"].get("verdicts")
    return verdicts is None or any(verdict not in (*OURS, "decoy") for verdict in verdicts)


def _word_repeat(trace: Mapping[str, Any], locale: str) -> dict[str, str]:
    kind, _, words = str(trace["form"]).partition(":")
    said = load_translations(locale).ngettext(
        "in %(items)s item, of %(writers)s writers",
        "in %(items)s items, of %(writers)s writers",
        trace["items"],
    ) % {
        "items": say_number(trace["items"], locale=locale),
        "writers": say_number(trace["writers"], locale=locale),
    }
    place = {"lines": "text", "sign": "text"}.get(kind, kind)
    return {
        "words": isolate_text(words, limit=_PATH),
        "said": f"{say_place(place, language=locale)}: {said}",
    }


def _say_share(part: int, whole: int, locale: str) -> str:
    """Say a share in per cent, and never all or nothing where it is not."""
    if not whole:
        return ""
    percent = round(100 * part / whole)
    if part and not percent:
        return load_translations(locale).gettext("less than 1%")
    if part < whole and percent == 100:
        return load_translations(locale).gettext("more than 99%")
    return load_translations(locale).gettext("%(percent)s%%") % {"percent": percent}


def _word_verdict(summary: Mapping[str, Any], verdict: str, locale: str) -> dict[str, Any]:
    words = say_leak_verdict(verdict, language=locale)
    count, whole = summary["verdicts"][verdict], max(1, summary["items"])
    sure = summary["confidence"].get(verdict, {})
    return {
        "code": verdict,
        "label": words.label,
        "meaning": words.meaning,
        "count": count,
        "listed": verdict in SHOWN,
        "colour": "ours" if verdict in OURS else "false" if verdict in FALSE else "rest",
        "width": max(0.4, round(100 * count / whole, 2)),
        "sure": ", ".join(
            f"{say_confidence(one, language=locale)} {say_number(sure[one], locale=locale)}"
            for one in _CONFIDENCES
            if one in sure and verdict != "decoy"
        ),
    }


def _word_mailboxes(mailboxes: Mapping[str, Mapping[str, int]]) -> list[MailboxRow]:
    """Return the largest mailboxes; what is a decoy is in none of the figures."""
    rows = []
    for name, verdicts in mailboxes.items():
        told = Counter({verdict: count for verdict, count in verdicts.items() if verdict != "decoy"})
        rows.append(
            MailboxRow(
                name=isolate_text(name, limit=_PATH),
                total=told.total(),
                genuine=told["genuine"],
                repackaged=told["repackaged"] + told["excerpt"],
                false=sum(told[verdict] for verdict in FALSE),
            )
        )
    return sorted(rows, key=lambda row: (-row.total, row.name))[:_MOST_MAILBOXES]


def _group_items(report: TriageReport, locale: str) -> list[dict[str, Any]]:
    groups = []
    for verdict in SHOWN:
        total = report.summary["verdicts"][verdict]
        if not total:
            continue
        chosen = [finding for finding in report.findings if finding["verdict"] == verdict]
        groups.append(
            {
                "code": verdict,
                "label": say_leak_verdict(verdict, language=locale).label,
                "total": total,
                "more": total - len(chosen),
                "items": [_word_item(finding, locale) for finding in chosen],
            }
        )
    return groups


def _word_item(finding: Mapping[str, Any], locale: str) -> dict[str, Any]:
    changes = finding["diff"]
    return {
        "path": isolate_text(finding["item"], limit=_PATH),
        "confidence": say_confidence(finding["confidence"], language=locale),
        "reasons": [
            say_evidence(one["code"], one["params"], weight=one["weight"], language=locale)
            for one in finding["evidence"]
        ],
        "would_change": [say_would_change(code, language=locale) for code in finding["would_change"]],
        "changes": [_word_change(change, locale) for change in changes[:_MOST_CHANGES]],
        "more_changes": max(0, len(changes) - _MOST_CHANGES),
    }


def _word_change(change: Mapping[str, Any], locale: str) -> dict[str, str]:
    before, ours, theirs, after = _split_common(_cut_passage(change["ours"]), _cut_passage(change["theirs"]))
    return {
        "op": change["op"],
        "said": say_operation(change["op"], language=locale),
        "where": say_place(change["where"], language=locale),
        "before": before,
        "ours": ours,
        "theirs": theirs,
        "after": after,
    }


def _split_common(ours: str, theirs: str) -> tuple[str, str, str, str]:
    """Return the words that both begin with, what differs, and the words that both end with: only the middle is marked."""
    one, other = _WORDS.findall(ours), _WORDS.findall(theirs)
    most = min(len(one), len(other))
    head = next((at for at in range(most) if one[at] != other[at]), most)
    most -= head
    tail = next((at for at in range(most) if one[-1 - at] != other[-1 - at]), most)
    if len(one) - head - tail == 0 or len(other) - head - tail == 0:
        return "", ours, theirs, ""  # one holds the other: a side without any mark would not say what changed
    end = len(one) - tail
    return (
        "".join(one[:head]),
        "".join(one[head:end]),
        "".join(other[head : len(other) - tail]),
        "".join(one[end:]),
    )


def _cut_passage(untrusted: str) -> str:
    """Return a passage with its line ends, unseen signs shown, cut where it is long."""
    shown = "\n".join(show_unseen(line) for line in untrusted[:_MOST_PASSAGE].splitlines())
    return shown + ("…" if len(untrusted) > _MOST_PASSAGE else "")
