"""Findings, with their evidence in the order of how much it says."""

from __future__ import annotations

from collections.abc import Iterable

from chaffinch.leaks.finding import Change, Confidence, Evidence, Finding, Verdict, order_evidence
from chaffinch.leaks.prints import ItemPrint


def write_finding(
    item: ItemPrint,
    verdict: Verdict,
    confidence: Confidence,
    evidence: Iterable[Evidence],
    *,
    match: str = "",
    diff: tuple[Change, ...] = (),
    would_change: tuple[str, ...] = (),
    writer: str = "",
) -> Finding:
    """Return what is said of an item; the same evidence in any order gives the same finding."""
    return Finding(
        item.where.path, verdict, confidence, order_evidence(evidence), match, diff, would_change, writer
    )
