"""The fact pack as JSON, for programs; the keys: docs/reference/fact-pack.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from chaffinch.leaks.finding import VERDICTS
from chaffinch.leaks.triage.dating import STAMP
from chaffinch.ledger.entry import write_moment
from chaffinch.ledger.verify import check
from chaffinch.reports.factpack.facts import SAID_ANOMALIES, Example, PackFacts, Piece
from chaffinch.reports.factpack.method import Method
from chaffinch.reports.factpack.section_words import choose_params, name_proof
from chaffinch.reports.factpack.verify import FORMAT


def write_record(facts: PackFacts, *, method: Method) -> bytes:
    """Return facts.json."""
    figures = facts.figures
    values: dict[str, Any] = {
        "format": FORMAT,
        "kind": "facts",
        "state": facts.state,
        "organisation": facts.organisation,
        "contact": facts.contact,
        "made_at": write_moment(facts.made_at),
        "dump": describe_dump(facts),
        "total": figures.total,
        "verdicts": {
            verdict: {"items": figures.count(verdict), "sure": dict(figures.sure[verdict])}  # type: ignore[arg-type,index]
            for verdict in VERDICTS
            if verdict in figures.sure
        },
        "kinds": dict(sorted(figures.kinds.items())),
        "anomalies": [
            {"code": one.code, "count": one.count, "params": choose_params(one)}
            for one in facts.anomalies
            if one.code in SAID_ANOMALIES
        ],
        "unread": figures.unread,
        "duplicates": figures.duplicates,
        "waiting": figures.waiting,
        "covered": list(facts.covered),
        "method": {
            "benchmark": method.benchmark,
            "version": method.version,
            "measured_on": method.measured_on,
            "rates": [
                {"code": rate.code, "tried": rate.tried, "wrong": rate.wrong, "most": round(rate.most, 6)}
                for rate in method.rates
            ],
        },
        "ledger": {"origin": facts.ledger.origin, "key": facts.ledger.key, "most": facts.ledger.most}
        if facts.ledger
        else None,
        "examples": [_describe_example(example, facts) for example in facts.examples],
        "proofs": [
            {
                "file": name_proof(number),
                "entry": proof.entry,
                "sha256": check(proof.disclosure)["item"]["sha256"],
                "ledger": facts.ledger.origin if facts.ledger else "",
            }
            for number, proof in enumerate(facts.proofs, 1)
        ],
        "originals": [],
        "statement": dict(facts.statement),
    }
    return write_json(values)


def describe_dump(facts: PackFacts) -> dict[str, Any]:
    """Return what is said of the dump."""
    stamp = facts.dump.stamp
    dated = {"stamp": STAMP, "stamped_at": write_moment(stamp.at), "stamped_by": stamp.by} if stamp else {}
    return {
        "name": facts.dump.name,
        "sha256": facts.dump.sha256,
        "manifest_sha256": facts.dump.manifest_sha256,
        "size": facts.dump.size,
        "seen_at": write_moment(facts.dump.seen_at),
        **dated,
    }


def list_stamps(facts: PackFacts) -> dict[str, bytes]:
    """Return the time-stamp of the list of the dump's files, by its name in a pack; nothing where nobody dated it."""
    return {STAMP: facts.dump.stamp.answer} if facts.dump.stamp else {}


def write_json(values: Any) -> bytes:
    """Return values as JSON that people can read, too."""
    return json.dumps(values, ensure_ascii=False, indent=1).encode() + b"\n"


def _describe_example(example: Example, facts: PackFacts) -> dict[str, Any]:
    proved = [number for number, proof in enumerate(facts.proofs, 1) if proof.entry == example.entry]
    return {
        "item": example.item,
        "verdict": example.verdict,
        "confidence": example.confidence,
        "evidence": [{"code": one.code, "params": dict(one.params)} for one in example.evidence],
        "compared": [
            {"where": row.where, "ours": _describe_pieces(row.ours), "theirs": _describe_pieces(row.theirs)}
            for row in example.rows
        ],
        "redacted": dict(example.redacted),
        "proof": name_proof(proved[0]) if proved else "",
    }


def _describe_pieces(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    return [{"text": piece.text, "changed": piece.changed} for piece in pieces]
