"""From the folder that a triage wrote to the facts of a draft; what is released is decided at the desk only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chaffinch.leaks.finding import VERDICTS, Evidence, Finding, read_change
from chaffinch.leaks.triage.dating import read_manifest_stamp
from chaffinch.ledger.errors import ProofFault
from chaffinch.ledger.note import read_checkpoint
from chaffinch.reports.factpack.errors import PackError
from chaffinch.reports.factpack.examples import make_example
from chaffinch.reports.factpack.facts import (
    DumpFacts,
    Example,
    Figures,
    LedgerFacts,
    PackFacts,
    Proof,
    Standout,
    name_engine,
)
from chaffinch.reports.factpack.redaction import Redactor

MOST_EXAMPLES = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of the list of examples: an item, and its two texts where they are to be shown."""

    item: str
    ours: str = ""
    theirs: str = ""
    people: frozenset[str] = frozenset()
    public: frozenset[str] = frozenset()
    entry: str = ""


def draft_facts(
    folder: Path,
    *,
    wanted: Sequence[Wanted] = (),
    proofs: Sequence[bytes] = (),
    organisation: str,
    contact: str = "",
    name: str,
    now: datetime,
) -> PackFacts:
    """Return the facts of a draft.

    Args:
        folder: which `chaffinch leak triage` wrote: summary.json, findings.jsonl, the manifest.
        wanted: the examples.
        proofs: disclosures of the ledger.
        organisation: who speaks.
        contact: whom journalists ask.
        name: what the dump is called in public.
        now: when the draft is made, aware.

    Raises:
        PackError: the folder is none of a triage, or an example is not in it.
    """
    summary = _read_summary(folder)
    shown = _list_examples(folder, wanted)
    made = [Proof(_read_proof(one)["item"].get("id", ""), one, ()) for one in proofs]
    manifest, listed_at = _read_manifest(folder)
    dump = summary["dump"]
    return PackFacts(
        organisation=organisation,
        contact=contact,
        state="draft",
        made_at=now,
        dump=DumpFacts(
            name,
            str(dump["sha256"]),
            manifest,
            int(dump["size"]),
            listed_at,
            stamp=read_manifest_stamp(folder),
        ),
        figures=read_figures(summary),
        ocr=_name_ocr(summary),
        examples=tuple(shown),
        ledger=_read_ledger(proofs[0]) if proofs else None,
        proofs=tuple(made),
        anomalies=tuple(
            Standout(str(one["code"]), int(one["count"]), dict(one.get("params", {})))
            for one in summary.get("anomalies", ())
        ),
    )


def _name_ocr(summary: Mapping[str, Any]) -> str:
    """Return what read pictures, with its version; nothing where that pass did not run."""
    ocr = summary.get("ocr")
    return name_engine(ocr) if isinstance(ocr, Mapping) else ""


def read_figures(summary: Mapping[str, Any]) -> Figures:
    """Return the totals of a triage's summary.json.

    Raises:
        PackError: it has another shape.
    """
    try:
        return Figures(
            sure={verdict: dict(summary["confidence"].get(verdict, {})) for verdict in VERDICTS},  # type: ignore[misc]
            kinds={kind: sum(counts.values()) for kind, counts in summary["kinds"].items()},
            unread=sum(summary["errors"].values()),
            duplicates=summary["duplicates"]["items"],
        )
    except (KeyError, TypeError, AttributeError) as fault:
        raise PackError("summary.json is not one of a triage.", why=f"it lacks {fault}") from fault


def read_wanted(lines: Iterable[str]) -> tuple[Wanted, ...]:
    """Read a list of examples: JSON Lines with `item` and, not always, `ours`, `theirs`, `people`, `public`, `entry`.

    Raises:
        PackError: a line is none.
    """
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            found.append(
                Wanted(
                    item=values["item"],
                    ours=values.get("ours", ""),
                    theirs=values.get("theirs", ""),
                    people=frozenset(values.get("people", ())),
                    public=frozenset(values.get("public", ())),
                    entry=values.get("entry", ""),
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise PackError(
                f"Line {number} is no example.",
                why=str(fault)[:200],
                todo='Write a line for each: {"item": "box.mbox!/17", "ours": "…", "theirs": "…"}.',
            ) from fault
    if len(found) > MOST_EXAMPLES:
        raise PackError(f"More than {MOST_EXAMPLES} examples are read by nobody.", todo="Choose some.")
    return tuple(found)


def _list_examples(folder: Path, wanted: Sequence[Wanted]) -> list[Example]:
    left = {one.item: one for one in wanted}
    found: dict[str, Finding] = {}
    for values in _read_findings(folder) if left else ():
        if values.get("item") in left:
            found[values["item"]] = _read_finding(values)
    if missing := sorted(set(left) - set(found)):
        raise PackError(f"The triage knows no item {missing[0][:200]}.", todo="Copy the whole path.")
    return [
        make_example(
            found[one.item],
            ours=one.ours,
            theirs=one.theirs,
            redactor=Redactor(people=one.people, public=one.public),
            entry=one.entry,
        )
        for one in wanted
    ]


def _read_findings(folder: Path) -> Iterator[dict[str, Any]]:
    try:
        with (folder / "findings.jsonl").open(encoding="utf-8") as stream:
            for line in stream:
                yield json.loads(line)
    except (OSError, ValueError) as fault:
        raise PackError("findings.jsonl cannot be read.", why=str(fault)[:200]) from fault


def _read_finding(values: Mapping[str, Any]) -> Finding:
    try:
        return Finding(
            item=values["item"],
            verdict=values["verdict"],
            confidence=values["confidence"],
            evidence=tuple(Evidence(**one) for one in values["evidence"]),
            match=values.get("match", ""),
            diff=tuple(map(read_change, values.get("diff", ()))),
        )
    except (KeyError, TypeError) as fault:
        raise PackError("A line of findings.jsonl is no finding.", why=str(fault)[:200]) from fault


def _read_summary(folder: Path) -> dict[str, Any]:
    try:
        summary: dict[str, Any] = json.loads((folder / "summary.json").read_bytes())
        if not (isinstance(summary["dump"]["sha256"], str) and isinstance(summary["dump"]["size"], int)):
            raise TypeError("dump")
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise PackError(
            f"{folder} holds no triage.",
            why=str(fault)[:200],
            todo="Name the folder that chaffinch leak triage wrote.",
        ) from fault
    return summary


def _read_manifest(folder: Path) -> tuple[str, datetime]:
    """Return the hash of the list of files, and when it was made."""
    try:
        content = (folder / "manifest.jsonl").read_bytes()
        last = json.loads(content.splitlines()[-1])
        moment = datetime.fromisoformat(str(last["made_at"]))
    except (OSError, ValueError, LookupError, TypeError) as fault:
        raise PackError("manifest.jsonl is not one of a triage.", why=str(fault)[:200]) from fault
    return hashlib.sha256(content).hexdigest(), moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_proof(disclosure: bytes) -> dict[str, Any]:
    try:
        values: dict[str, Any] = json.loads(disclosure)
        values["item"], values["key"], values["note"]
    except (ValueError, KeyError, TypeError) as fault:
        raise PackError("A proof is no disclosure of a ledger.", why=str(fault)[:200]) from fault
    return values


def _read_ledger(disclosure: bytes) -> LedgerFacts:
    values = _read_proof(disclosure)
    try:
        checkpoint = read_checkpoint(values["note"])
    except ProofFault as fault:
        raise PackError("A proof is no disclosure of a ledger.", why=fault.why) from fault
    return LedgerFacts(checkpoint.origin, values["key"], checkpoint.most)
