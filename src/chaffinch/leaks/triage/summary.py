"""The figures of a whole dump, counted from its items one by one: the same items give the same figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chaffinch.leaks.finding import VERDICTS
from chaffinch.leaks.triage.lines import ItemTally

Counts = dict[str, dict[str, int]]
"""What → verdict → how many items."""


@dataclass(slots=True)
class Figures:
    """What is counted."""

    items: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    sure: dict[str, Counter[str]] = field(default_factory=dict)
    """Verdict → confidence → items."""
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    mailboxes: dict[str, Counter[str]] = field(default_factory=dict)
    days: dict[str, Counter[str]] = field(default_factory=dict)
    """Of messages with a date."""
    faults: Counter[str] = field(default_factory=Counter)
    no_text: int = 0
    """Pictures and scans."""
    duplicates: int = 0
    """Items whose bytes stood earlier in the dump."""
    duplicated: int = 0
    """Different contents that stand there more than once."""


def count_items(tallies: Iterable[ItemTally]) -> Figures:
    """Count every item."""
    figures = Figures()
    seen: dict[bytes, bool] = {}
    for tally in tallies:
        figures.items += 1
        figures.verdicts[tally.verdict] += 1
        for place, name in (
            (figures.sure, tally.verdict),
            (figures.kinds, tally.kind),
            (figures.mailboxes, tally.mailbox),
            (figures.days, tally.day),
        ):
            if name:
                counted = tally.confidence if place is figures.sure else tally.verdict
                place.setdefault(name, Counter())[counted] += 1
        figures.no_text += tally.no_text
        if tally.fault:
            figures.faults[tally.fault] += 1
        if tally.sha256:
            _count_duplicate(figures, seen, bytes.fromhex(tally.sha256))
    return figures


def _count_duplicate(figures: Figures, seen: dict[bytes, bool], digest: bytes) -> None:
    again = seen.get(digest)
    if again is None:
        seen[digest] = False
        return
    figures.duplicates += 1
    figures.duplicated += not again
    seen[digest] = True


def write_summary(
    figures: Figures,
    *,
    dump: Mapping[str, Any],
    anomalies: Sequence[Mapping[str, Any]],
    repeats: Sequence[Mapping[str, Any]] = (),
    breach: str,
    versions: Mapping[str, str],
) -> dict[str, Any]:
    """Return what `summary.json` holds; every table in a fixed order."""
    return {
        "dump": dict(dump),
        "items": figures.items,
        "verdicts": {verdict: figures.verdicts[verdict] for verdict in VERDICTS},
        "confidence": _order(figures.sure),
        "kinds": _order(figures.kinds),
        "mailboxes": _order(figures.mailboxes),
        "days": _order(figures.days),
        "errors": dict(sorted(figures.faults.items())),
        "no_text": figures.no_text,
        "ocr": None,  # `ocr_figures` says it, where that pass ran
        "duplicates": {"items": figures.duplicates, "contents": figures.duplicated},
        "anomalies": [dict(one) for one in anomalies],
        "repeats": [dict(one) for one in repeats],
        "breach": breach,
        "versions": dict(sorted(versions.items())),
    }


def _order(counts: Mapping[str, Counter[str]]) -> Counts:
    return {name: dict(sorted(counts[name].items())) for name in sorted(counts)}
