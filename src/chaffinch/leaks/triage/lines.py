"""What is written of a judged item: its finding, its fault, and the little that the summary counts; a JSON line each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from chaffinch.leaks.chunk import Judged
from chaffinch.leaks.finding import Finding, Verdict
from chaffinch.leaks.judging import Facts, take_facts
from chaffinch.leaks.mailboxes import name_mailbox
from chaffinch.leaks.prints import ItemPrint


@dataclass(frozen=True, slots=True)
class ItemTally:
    """One item, as far as it is counted."""

    item: str
    verdict: str
    confidence: str
    kind: str
    mailbox: str
    day: str
    """ISO 8601, as the message writes its date; empty where it has none."""
    sha256: str
    size: int
    fault: str = ""
    no_text: bool = False
    """Whether it is a picture or a scan, whose words only a later pass could read (OCR)."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What anomalies are found by: `leaks.judging.Facts`, without what stands here already."""


def write_line(values: Mapping[str, Any]) -> bytes:
    """Return a JSON line; half of a surrogate pair, which UTF-8 cannot hold, stays as its escape."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def write_finding(finding: Finding) -> bytes:
    """Return the line of a finding, as the command line promises it."""
    return write_line(finding.as_values())


def write_error(item: ItemPrint) -> bytes:
    """Return the line of an item that could not be read, or not judged."""
    return write_line({"item": item.where.path, "code": item.fault, "size": item.where.size})


def tally_item(judged: Judged) -> ItemTally:
    """Return what is counted of an item."""
    item, finding = judged.item, judged.finding
    return ItemTally(
        item=item.where.path,
        verdict=finding.verdict,
        confidence=finding.confidence,
        kind=item.kind,
        mailbox=name_mailbox(item.where.path),
        day=item.mail.date[:10] if item.mail else "",
        sha256=item.where.sha256,
        size=item.where.size,
        fault=item.fault,
        no_text=lacks_text(item),
        facts=_choose_facts(judged),
    )


def lacks_text(item: ItemPrint) -> bool:
    """Return whether it is a picture or a scan, whose words only OCR could read."""
    return bool(item.document and "no-text" in item.document.faults)


def read_facts(tally: ItemTally) -> Facts:
    """Return the facts of an item that is written down."""
    lists = {name: tuple(value) for name, value in tally.facts.items() if isinstance(value, list)}
    return Facts(tally.item, cast(Verdict, tally.verdict), tally.kind, **{**tally.facts, **lists})


def _choose_facts(judged: Judged) -> dict[str, Any]:
    taken = asdict(take_facts(judged.item, judged.finding))
    return {name: value for name, value in taken.items() if value and name not in {"item", "verdict", "kind"}}


def write_whole_json(values: Mapping[str, Any]) -> bytes:
    """Return values as a JSON file that people read, too."""
    return json.dumps(values, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace") + b"\n"
