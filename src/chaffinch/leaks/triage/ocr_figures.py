"""What the OCR pass says in `summary.json`, and beside the findings that a report lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from chaffinch.leaks.finding import Evidence, order_evidence
from chaffinch.leaks.reading.tesseract import OcrEngine
from chaffinch.leaks.triage.lines import ItemTally
from chaffinch.leaks.triage.ocr import KNOWN
from chaffinch.leaks.triage.ocr_log import OcrRecord


def count_ocr(
    tallies: Iterable[ItemTally], records: Mapping[str, OcrRecord], *, engine: OcrEngine
) -> dict[str, Any]:
    """Return what `summary.json` holds under `ocr`.

    `items` were asked for: `read` and `failed` (by `faults`). Of those that were read, `wordless` held no word, and most
    words of `in_archive` and `in_ledger` stand in something that we have. `known` were not asked for: their bytes say it.
    """
    figures, faults = Counter[str](), Counter[str]()
    for tally in tallies:
        if not tally.no_text:
            continue
        if tally.verdict in KNOWN:
            figures["known"] += 1
            continue
        figures["items"] += 1
        record = records[tally.item]
        if record.fault:
            faults[record.fault] += 1
            continue
        figures["read"] += 1
        figures["wordless"] += not record.words
        relations = {one.params["relation"] for one in record.evidence}
        figures["in_archive"] += "archive" in relations
        figures["in_ledger"] += "ledger" in relations
    counted = ("items", "known", "read", "wordless", "in_archive", "in_ledger")
    return {
        "engine": "tesseract",
        "version": engine.version,
        "languages": engine.languages,
        **{name: figures[name] for name in counted},
        "failed": faults.total(),
        "faults": dict(sorted(faults.items())),
    }


def list_placed(records: Mapping[str, OcrRecord]) -> frozenset[str]:
    """Return the items most of whose words stand in the archive: those that a report lists first."""
    return frozenset(
        item
        for item, record in records.items()
        if any(one.params["relation"] == "archive" for one in record.evidence)
    )


def add_evidence(
    findings: Iterable[Mapping[str, Any]], records: Mapping[str, OcrRecord]
) -> Iterator[dict[str, Any]]:
    """Yield findings with what OCR read beside their evidence, in order of weight; verdict and match stay as they are.

    What stands in the ledger is told as words that were read, and no more: a report names no decoy.
    """
    for finding in findings:
        record = records.get(finding["item"])
        more = _hide_entries(record.evidence) if record else []
        evidence = order_evidence([*(Evidence(**one) for one in finding["evidence"]), *more])
        yield {**finding, "evidence": list(map(asdict, evidence))}


def _hide_entries(evidence: tuple[Evidence, ...]) -> list[Evidence]:
    shown = [one for one in evidence if one.params["relation"] != "ledger"]
    if shown or not evidence:
        return shown
    return [Evidence(evidence[0].code, 0.0, {"relation": "words", "words": evidence[0].params["words"]})]
