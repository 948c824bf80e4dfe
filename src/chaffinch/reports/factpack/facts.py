"""What a fact pack says: values only, as the desk or a triage hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from chaffinch.leaks.finding import Confidence, Evidence, Verdict
from chaffinch.leaks.triage.dating import ManifestStamp

State = Literal["released", "draft"]
SHOWN: tuple[Verdict, ...] = ("altered", "invented", "decoy")
"""Verdicts of which examples may be shown. Of what is ours a list would do the thief's work."""
TRUE: tuple[Verdict, ...] = ("genuine", "repackaged", "excerpt")
"""Verdicts that say: this is ours."""
OPEN: tuple[Verdict, ...] = ("unproven", "conflict", "foreign", "unverifiable")
"""The others."""


@dataclass(frozen=True, slots=True)
class DumpFacts:
    """What the figures are about."""

    name: str
    """What it is called in public."""
    sha256: str
    """Of the whole, as its manifest (`leaks.reading.write_manifest`) and verify.py make it."""
    manifest_sha256: str
    """Of the list of its files, which was written before anything was judged."""
    size: int
    """Bytes."""
    seen_at: datetime
    """When the list was written, aware."""
    stamp: ManifestStamp | None = None
    """Who else dated that list."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Totals, and nothing that tells one item from another."""

    sure: Mapping[Verdict, Mapping[Confidence, int]]
    """Verdict → how sure → how many."""
    kinds: Mapping[str, int]
    """mail, document, picture, … → how many."""
    unread: int = 0
    """Of them could not be read; they are unverifiable."""
    duplicates: int = 0
    """Of them have the same bytes as an earlier one."""
    waiting: int = 0
    """Items that wait for a second reader: not in these totals, and the pack says so."""

    def count(self, *verdicts: Verdict) -> int:
        """Return how many items have one of these verdicts."""
        return sum(sum(self.sure.get(verdict, {}).values()) for verdict in verdicts)

    @property
    def total(self) -> int:
        """All items."""
        return sum(sum(counts.values()) for counts in self.sure.values())


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one side."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was compared, both sides."""

    where: str
    """As in `finding.Change`."""
    ours: tuple[Piece, ...]
    theirs: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One item that two people released, redacted: `examples.make_example` makes it."""

    item: str
    verdict: Verdict
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    rows: tuple[Row, ...]
    released_by: tuple[str, ...]
    """Who released it; two people. Never printed."""
    redacted: Mapping[str, int] = field(default_factory=dict)
    """What was covered up → how often: person, address, number, link, place."""
    entry: str = ""
    """Of a decoy: its entry in the ledger."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A disclosure of the ledger: what two people released, or what is in use no more."""

    entry: str
    disclosure: bytes
    """As `ledger.disclose` makes it."""
    released_by: tuple[str, ...]
    in_use: tuple[str, ...] = ()
    """Codes of what stands against showing it (`desk.disclosing.list_in_use`); none may be left."""


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """The ledger, as everybody may know it."""

    origin: str
    key: str
    most: int
    """No more items than this were ever committed to."""


@dataclass(frozen=True, slots=True)
class Standout:
    """Something that many items of the dump have in common, as `leaks.judging.find_anomalies` finds it."""

    code: str
    count: int
    params: Mapping[str, Any] = field(default_factory=dict)
    """Only `SAID_PARAMS` are said, and only of `SAID_ANOMALIES`: an author's name may be a bystander's."""


SAID_ANOMALIES = ("saved-together", "sent-together", "altered-alike")
"""Of the others the sentence is a name."""
SAID_PARAMS = ("from", "application", "language", "where")


def name_engine(terms: Mapping[str, Any]) -> str:
    """Return what read pictures, with its version: `Tesseract 5.3.0`."""
    return f"{str(terms.get('engine')).capitalize()} {terms.get('version')}"


@dataclass(frozen=True, slots=True)
class PackFacts:
    """Everything that a pack says."""

    organisation: str
    contact: str
    """Whom journalists ask: public."""
    state: State
    made_at: datetime
    """Aware; the only time that the pack knows."""
    dump: DumpFacts
    figures: Figures
    examples: tuple[Example, ...] = ()
    ledger: LedgerFacts | None = None
    proofs: tuple[Proof, ...] = ()
    statement: Mapping[str, str] = field(default_factory=dict)
    """Language → the organisation's own words, where it has any."""
    anomalies: tuple[Standout, ...] = ()
    ocr: str = ""
    """What read pictures and scans, with its version; empty where nothing did."""
    covered: tuple[int, int] = (0, 0)
    """Of how many mailboxes all mail of a time is known, and of how many in all; 0 of 0 where nothing is known."""
