"""The hash-chained audit log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from chaffinch.desk.models import AuditEntry, AuditHead
from chaffinch.errors import ChaffinchError, RefusedError


class BrokenChainError(ChaffinchError):
    """A row of the audit log was changed, deleted or put in."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person by user name, or one of our own processes."""

    name: str
    user_id: int | None = None

    @property
    def person_id(self) -> int:
        """The person's id, for what only people do.

        Raises:
            RefusedError: a process tries it.
        """
        if self.user_id is None:
            raise RefusedError(f"Only a person can do this, not {self.name}.")
        return self.user_id


WORKER = Actor("worker")
SETTINGS_FILE = Actor("settings file")
COMMAND_LINE = Actor("command line")


def hash_entry(entry: AuditEntry) -> str:
    """Return SHA-256 over the previous hash and the canonical JSON of everything the row says."""
    said = {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": [entry.subject_type, entry.subject_id],
        "reason": entry.reason,
        "params": entry.params,
        "previous": entry.previous_hash,
    }
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def write_audit(
    action: str,
    *,
    subject: tuple[str, object],
    actor: Actor,
    now: datetime,
    reason: str = "",
    params: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one row to the chain; call it inside the transaction that it describes."""
    if not connection.in_atomic_block:
        raise AssertionError("an audit row belongs into the transaction that it describes")
    head = _lock_head()
    entry = AuditEntry(
        sequence=head.sequence + 1,
        at=now,
        actor=actor.name,
        action=action,
        subject_type=subject[0],
        subject_id=str(subject[1]),
        reason=reason,
        params=params or {},
        previous_hash=head.entry_hash,
    )
    entry.entry_hash = hash_entry(entry)
    entry.save(force_insert=True)
    head.sequence, head.entry_hash = entry.sequence, entry.entry_hash
    head.save(update_fields=["sequence", "entry_hash"])
    return entry


def _lock_head() -> AuditHead:
    # PostgreSQL locks the row; on SQLite the IMMEDIATE transaction already holds the only write lock.
    return AuditHead.objects.select_for_update().get(pk=1)


def read_chain() -> Iterator[AuditEntry]:
    """Yield every row in order, a batch at a time."""
    yield from AuditEntry.objects.order_by("sequence").iterator(chunk_size=1_000)


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where a chain ends; kept outside, it shows a later truncation too."""

    sequence: int
    entry_hash: str


def verify_chain(*, known_end: ChainEnd | None = None) -> ChainEnd:
    """Check every row and return the end of the chain.

    Args:
        known_end: an end noted earlier outside the database; the chain must still pass through it.

    Raises:
        BrokenChainError: a row does not fit; names its sequence number.
    """
    previous, sequence = "0" * 64, 0
    passed = known_end is None or known_end.sequence == 0
    with transaction.atomic():
        for entry in read_chain():
            sequence += 1
            if (
                entry.sequence != sequence
                or entry.previous_hash != previous
                or hash_entry(entry) != entry.entry_hash
            ):
                raise BrokenChainError(
                    f"The audit log does not hold at row {sequence}.",
                    why="A row was changed, deleted or put in behind the desk's back.",
                    todo="Keep a copy of the database as evidence and compare it with your last backup.",
                )
            previous = entry.entry_hash
            if known_end and (sequence, previous) == (known_end.sequence, known_end.entry_hash):
                passed = True
        head = AuditHead.objects.get(pk=1)
    if (head.sequence, head.entry_hash) != (sequence, previous) or not passed:
        raise BrokenChainError(
            f"The audit log ends at row {sequence}, where more rows must follow.",
            why="Rows at its end were deleted.",
            todo="Keep a copy of the database as evidence and compare it with your last backup.",
        )
    return ChainEnd(sequence=sequence, entry_hash=previous)
