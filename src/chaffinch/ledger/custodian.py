"""The sealed list: everything that the ledger hides, encrypted to somebody outside (age, X25519).

It has two uses. A salt that was lost is recovered from it. And the custodian, who can open it, counts: from the list follow
all leaves, items and padding, hence the published root; no leaf is left over that could be opened as something else later.
"""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from typing import Any

from chaffinch.errors import ChaffinchError
from chaffinch.ground.merkle import find_root
from chaffinch.ledger.commitment import commit_entry, make_padding
from chaffinch.ledger.entry import Entry, read_entry, write_entry
from chaffinch.ledger.errors import LedgerError, NotApprovedError, ProofFault
from chaffinch.ledger.log import Log, make_tiles
from chaffinch.ledger.note import Checkpoint, read_checkpoint
from chaffinch.ledger.verify import canonical

_FORMAT = "chaffinch-ledger-sealed-1"
_LARGEST = 1 << 30
_MOST_LEAVES = 1 << 26


class SealError(ChaffinchError):
    """A sealed list cannot be made, opened, or does not lead to the published root."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What a custodian found."""

    checkpoint: Checkpoint
    entries: tuple[Entry, ...]
    padding: int
    """Leaves that are nothing; with the entries they are all there are."""


def write_list(log: Log) -> bytes:
    """Return the full list as JSON Lines: a head, then each entry with its index.

    Raises:
        LedgerError: there is no checkpoint yet, or an entry that was committed to is lost.
    """
    if not log.checkpoints:
        raise LedgerError("There is nothing to seal: no checkpoint was made.", "no-checkpoint")
    batches = [
        {"first": one.first, "seed": one.read_seed().hex(), "size": one.checkpoint.size}
        for one in log.checkpoints
    ]
    lines = [canonical({"batches": batches, "format": _FORMAT, "note": log.checkpoints[-1].note})]
    for kept in log.checkpoints:
        for name, index in kept.places.items():
            if name not in log.entries:
                raise LedgerError(f"The salts of {name[:80]} are lost.", "lost-salt")
            lines.append(canonical({"entry": write_entry(log.entries[name]).decode(), "index": index}))
    return b"\n".join(lines) + b"\n"


def audit_list(untrusted_list: bytes, *, note: str = "") -> Audit:
    """Return what the list holds, once items and padding together give the root that was published.

    Args:
        untrusted_list: decrypted.
        note: the checkpoint as it was published; without it the list's own, which proves nothing about the published one.

    Raises:
        SealError: the list is malformed, or some leaf is neither an item of it nor padding.
    """
    try:
        head, *lines = (json.loads(line) for line in untrusted_list.splitlines())
        if head["format"] != _FORMAT:
            raise ValueError("another format")
        checkpoint = read_checkpoint(note or head["note"])
        leaves = _make_padding_leaves(head["batches"], most=checkpoint.size)
        entries = [read_entry(one["entry"].encode()) for one in lines]
        indices = [one["index"] for one in lines]
        for entry, index in zip(entries, indices, strict=True):
            if type(index) is not int or not 0 <= index < len(leaves):
                raise ValueError("an index is wrong")
            leaves[index] = commit_entry(entry)
    except (ValueError, KeyError, TypeError, LedgerError, NotApprovedError, ProofFault) as fault:
        raise SealError("This is no sealed list.", why=str(fault)[:200]) from fault
    if len(set(indices)) < len(indices) or len(entries) > checkpoint.most:
        raise SealError(
            "The list holds more items than the log may.", why=f"{len(entries)}, {checkpoint.most}"
        )
    if len(leaves) != checkpoint.size or find_root(make_tiles(leaves)) != checkpoint.root:
        raise SealError(
            "The list does not lead to the published root.",
            why="Some leaf is neither an item of the list nor padding, or the list is of another checkpoint.",
            todo="Ask for the list that belongs to this checkpoint; if there is none, say so in public.",
        )
    return Audit(checkpoint, tuple(entries), len(leaves) - len(entries))


def seal_list(plain: bytes, *, recipient: str) -> bytes:
    """Return the list encrypted to a custodian.

    Args:
        plain: of `write_list`.
        recipient: the custodian's public key, `age1…`.

    Raises:
        SealError: that is no such key.
    """
    age = _load_age()
    try:
        return bytes(age.encrypt(plain, [age.x25519.Recipient.from_str(recipient.strip())]))
    except (age.RecipientError, age.EncryptError) as fault:
        raise SealError(
            "That is no custodian's key.", why=str(fault)[:200], todo="Give the line that begins with age1."
        ) from fault


def open_list(sealed: bytes, *, identity: str) -> bytes:
    """Return what was sealed.

    Args:
        sealed: of `seal_list`.
        identity: the custodian's secret key, `AGE-SECRET-KEY-1…`.

    Raises:
        SealError: it was not sealed to that key, or was changed.
    """
    age = _load_age()
    if len(sealed) > _LARGEST:
        raise SealError("The sealed list is too large.")
    try:
        return bytes(age.decrypt(sealed, [age.x25519.Identity.from_str(_find_identity(identity))]))
    except (age.IdentityError, age.DecryptError) as fault:
        raise SealError("The sealed list cannot be opened with that key.", why=str(fault)[:200]) from fault


def _make_padding_leaves(batches: list[dict[str, Any]], *, most: int) -> list[bytes]:
    leaves: list[bytes] = []
    for batch in batches:
        seed, size = bytes.fromhex(batch["seed"]), batch["size"]
        if (
            batch["first"] != len(leaves)
            or type(size) is not int
            or not len(leaves) < size <= min(most, _MOST_LEAVES)
        ):
            raise ValueError("the batches do not follow one another")
        leaves += [make_padding(seed, index) for index in range(len(leaves), size)]
    return leaves


def _find_identity(text: str) -> str:
    """Return the key of an identity file, as age-keygen writes it."""
    return next((line.strip() for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-")), "")


def _load_age() -> Any:
    try:
        return importlib.import_module("pyrage")
    except ImportError as fault:
        raise SealError(
            "Nothing can be sealed here: pyrage is missing.", todo="Install it: pip install pyrage"
        ) from fault
