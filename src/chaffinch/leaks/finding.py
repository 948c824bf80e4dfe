"""A verdict on one item, with its evidence: what `chaffinch leak triage` writes, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

Verdict = Literal[
    "genuine",
    "unproven",
    "repackaged",
    "excerpt",
    "altered",
    "decoy",
    "invented",
    "conflict",
    "foreign",
    "unverifiable",
]
"""genuine: ours, as it was. unproven: in the mailbox, its origin not proved. repackaged: ours, changed by an export only.
excerpt: a part of ours. altered: ours, with changes that no export makes. decoy: we planted it. invented: claims to be ours,
from a mailbox and a day that are covered completely, and is not there. conflict: in archive and ledger. foreign: not ours.
unverifiable: nothing can be known."""
VERDICTS: tuple[str, ...] = get_args(Verdict)
Confidence = Literal["certain", "strong", "fair", "weak"]
Op = Literal["replace", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between what leaked and what we have."""

    op: Op
    where: str
    """`text`, `subject`, `date`, `from`, `to`, `cc`, `attachment:NAME`, …"""
    ours: str
    theirs: str
    forms: tuple[str, ...] = ()
    """What of it would be the same in other items, had an export made it (`judging.forms`); empty where only a person
    makes such a change."""


def read_change(values: Mapping[str, Any]) -> Change:
    """Return a change that was written as plain values."""
    return Change(**{**values, "forms": tuple(values.get("forms", ()))})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason, as a code that reports say in words."""

    code: str
    """`archive-match`, `dkim`, `witness`, `thread`, `received`, `client`, `metadata`, `ledger`, `coverage`, …"""
    weight: float
    """How much it says: positive for ours and as it was, negative against; the list is in order of its size."""
    params: Mapping[str, Any] = field(default_factory=dict)


def order_evidence(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return evidence in order of how much it says, for or against."""
    return tuple(
        sorted(
            evidence, key=lambda one: (-abs(one.weight), one.code, str(sorted(one.params.items(), key=str)))
        )
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of one item."""

    item: str
    """Its path, as `prints.Where` writes it."""
    verdict: Verdict
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    match: str = ""
    """Id of the item of the archive or the ledger that it is, or is made of."""
    diff: tuple[Change, ...] = ()
    would_change: tuple[str, ...] = ()
    """Codes of what could change the verdict: `key`, `mailbox`, `original`, …"""
    writer: str = ""
    """Who wrote the item of ours that it is made of: the whole dump is compared by it; in no finding's line."""

    def as_values(self) -> dict[str, Any]:
        """Return it as the line that the command line promises."""
        values = asdict(self)
        del values["writer"]
        return values


def read_finding(values: Mapping[str, Any]) -> Finding:
    """Return a finding that was written as plain values.

    Raises:
        TypeError, KeyError: it is none.
    """
    return Finding(
        **{
            **values,
            "evidence": tuple(Evidence(**one) for one in values["evidence"]),
            "diff": tuple(map(read_change, values["diff"])),
            "would_change": tuple(values["would_change"]),
        }
    )
