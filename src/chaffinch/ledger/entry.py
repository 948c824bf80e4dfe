"""Entries: what was planted, where and when, as the JSON Lines that decoys write and leaks read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from chaffinch.ground.streams import CutLine
from chaffinch.ledger.errors import LedgerError, NotApprovedError

Kind = Literal[
    "phantom", "trap", "echo", "mail", "document", "mailbox", "submission", "archive-root", "key-rotation"
]
"""Credentials by their kind of decoy, messages, documents, whole mailboxes, a decoy typed into a page; the nightly root of
the leak archive; a new signing key."""

KINDS: tuple[str, ...] = get_args(Kind)
HIDDEN = ("approval", "planted_in")
"""Fields that are committed to under salts of their own: to disclose an item does not disclose where it was planted."""

_TEXTS = {"id": 200, "planted_in": 1_000, "text_ref": 200, "approval": 200}
"""Longest texts, in characters."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST_SIGNATURE = 512
_KEYS = {
    "id", "kind", "planted_at", "planted_in", "sha256", "text_sha256", "signature", "salt", "text_ref", "approval",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the ledger proves later."""

    id: str
    kind: Kind
    planted_at: datetime
    planted_in: str
    """A page, a mailbox, a folder: as the caller names places."""
    sha256: str
    """Of its bytes, hex; of an archive-root: the root itself."""
    approval: str
    """Where the two people's yes stands: a run, a planting, an assessment."""
    salt: bytes = field(repr=False)
    """32 secret bytes, from which every salt of the entry is derived; without them nothing is ever proved."""
    text_sha256: str = ""
    """Of the normalised text; empty where there is none."""
    signature: tuple[int, ...] = ()
    """Of the text, to find altered copies; never committed to."""
    text_ref: str = ""
    """Where the desk's encrypted store holds the text."""
    size: int = 0
    """Leaves below an archive-root; 0 for everything else."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no entry."""

    line: int
    """From 1."""
    code: str
    """too-long, not-json, missing-key, unknown-key, not-approved, or the key whose value is wrong."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list of entries held."""

    entries: tuple[Entry, ...]
    faults: tuple[BadLine, ...]


def write_entry(entry: Entry) -> bytes:
    """Return the entry's line, with its end."""
    values: dict[str, Any] = {
        "id": entry.id,
        "kind": entry.kind,
        "planted_at": write_moment(entry.planted_at),
        "planted_in": entry.planted_in,
        "sha256": entry.sha256,
        "text_sha256": entry.text_sha256,
        "signature": list(entry.signature),
        "salt": entry.salt.hex(),
        "text_ref": entry.text_ref,
        "approval": entry.approval,
    }
    if entry.size:
        values["size"] = entry.size
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def read_entries(lines: Iterable[bytes]) -> Reading:
    """Read entries, strictly: a line that is not whole, or says anything unknown, is named and left out."""
    entries: list[Entry] = []
    faults: list[BadLine] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entries.append(read_entry(line))
        except LedgerError as fault:
            faults.append(BadLine(number, fault.code))
        except NotApprovedError:
            faults.append(BadLine(number, "not-approved"))
    return Reading(tuple(entries), tuple(faults))


def read_entry(untrusted_line: bytes) -> Entry:
    """Return the entry of one line.

    Raises:
        LedgerError: it is none; its code says what is wrong.
        NotApprovedError: it names no approval.
    """
    if isinstance(untrusted_line, CutLine):
        raise LedgerError("A line is too long to be an entry.", "too-long")
    try:
        untrusted = json.loads(untrusted_line, object_pairs_hook=_refuse_doubles)
    except (ValueError, RecursionError) as fault:
        raise LedgerError("A line is no entry.", "not-json", why=str(fault)[:200]) from fault
    if not isinstance(untrusted, dict) or not _KEYS - {"approval"} <= set(untrusted):
        raise LedgerError("An entry lacks a key.", "missing-key")
    if set(untrusted) - _KEYS - {"size"}:
        raise LedgerError("An entry has an unknown key.", "unknown-key")
    return check_entry(
        Entry(
            id=untrusted["id"],
            kind=untrusted["kind"],
            planted_at=_read_moment(untrusted["planted_at"]),
            planted_in=untrusted["planted_in"],
            sha256=untrusted["sha256"],
            text_sha256=untrusted["text_sha256"],
            signature=_read_signature(untrusted["signature"]),
            salt=_read_salt(untrusted["salt"]),
            text_ref=untrusted["text_ref"],
            approval=untrusted.get("approval", ""),
            size=untrusted.get("size", 0),
        )
    )


def check_entry(entry: Entry) -> Entry:
    """Return the entry if every value is one that can be committed to.

    Raises:
        LedgerError: one is not; the code is its key.
        NotApprovedError: it names no approval.
    """
    wrong = next(_list_wrong(entry), "")
    if wrong:
        raise LedgerError("An entry is not as it must be.", wrong, why=f"its {wrong} is wrong")
    if not entry.approval.strip():
        raise NotApprovedError(
            "An entry without an approval does not enter the ledger.",
            why="Two people agree to what is planted; the entry says where they did.",
            todo="Name the run, the planting or the assessment that covers it.",
        )
    return entry


def _list_wrong(entry: Entry) -> Iterator[str]:
    """Yield the keys whose values are wrong."""
    yield from (key for key, longest in _TEXTS.items() if not _is_text(getattr(entry, key), longest))
    if not entry.id or any(ord(sign) < 33 for sign in entry.id):
        yield "id"
    if entry.kind not in KINDS:
        yield "kind"
    if not isinstance(entry.sha256, str) or not _DIGEST.fullmatch(entry.sha256):
        yield "sha256"
    if not isinstance(entry.text_sha256, str) or not _DIGEST.fullmatch(entry.text_sha256 or "0" * 64):
        yield "text_sha256"
    if len(entry.salt) != 32:
        yield "salt"
    if entry.planted_at.tzinfo is None or entry.planted_at.microsecond:
        yield "planted_at"
    counted = type(entry.size) is int and 0 <= entry.size < 2**48
    if not counted or (entry.kind == "archive-root") != (entry.size > 0):
        yield "size"


def write_moment(moment: datetime) -> str:
    """Return a moment as the ledger spells it: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_moment(untrusted: object) -> datetime:
    try:
        moment = datetime.strptime(str(untrusted), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as fault:
        raise LedgerError("An entry's moment is wrong.", "planted_at", why=str(fault)[:200]) from fault
    if write_moment(moment) != untrusted:
        raise LedgerError("An entry's moment is wrong.", "planted_at", why="it is spelled in another way")
    return moment


def _read_signature(untrusted: object) -> tuple[int, ...]:
    if (
        not isinstance(untrusted, list)
        or len(untrusted) > _MOST_SIGNATURE
        or any(type(one) is not int or not 0 <= one < 2**64 for one in untrusted)
    ):
        raise LedgerError("An entry's signature is wrong.", "signature")
    return tuple(untrusted)


def _read_salt(untrusted: object) -> bytes:
    if not isinstance(untrusted, str) or not _DIGEST.fullmatch(untrusted):
        raise LedgerError("An entry's salt is wrong.", "salt")
    return bytes.fromhex(untrusted)


def _is_text(untrusted: object, longest: int) -> bool:
    if not isinstance(untrusted, str) or len(untrusted) > longest:
        return False
    return not any(0xD800 <= ord(sign) < 0xE000 for sign in untrusted)


def _refuse_doubles(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key stands there twice")
    return values
