"""Disclose one item: a file with which anybody can check that it stood in the log, and that says nothing of any other."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chaffinch.ground.merkle import hash_leaf, prove_consistency, prove_inclusion
from chaffinch.ledger.commitment import Item, commit_entry, derive_salt, make_item
from chaffinch.ledger.entry import HIDDEN, Entry
from chaffinch.ledger.errors import LedgerError
from chaffinch.ledger.log import TILE, Kept, Log
from chaffinch.ledger.note import list_signers, read_checkpoint
from chaffinch.ledger.verify import canonical

FORMAT = "chaffinch-ledger-1"


@dataclass(frozen=True, slots=True)
class Original:
    """A message of the archive, and its way up to an archive-root."""

    item: Item
    """`{"kind": "original", "sha256": …}` and what else was committed to."""
    salt: bytes
    index: int
    path: Sequence[bytes]


def disclose(
    log: Log, name: str, *, opened: Sequence[str] = (), original: Original | None = None, since: str = ""
) -> bytes:
    """Return the disclosure of one entry: canonical JSON.

    Args:
        log: holds it.
        name: the entry's id.
        opened: hidden fields that are disclosed too: planted_in, approval.
        original: below an archive-root, the message that is disclosed with it.
        since: the note of an earlier checkpoint that somebody has; the file then proves that the log has only grown since.

    Raises:
        LedgerError: no checkpoint covers it, its salt is lost, or the log's folder is not as it was written.
    """
    kept, index = log.find_place(name)
    entry = log.entries.get(name)
    if entry is None:
        raise LedgerError(
            f"The salts of {name[:80]} are lost.",
            "lost-salt",
            why="The log holds its commitment, which nobody can open without them.",
            todo="Have the custodian open the sealed list: chaffinch ledger unseal. Without one it is never proved.",
        )
    _check_leaf(kept, entry, index=index)
    values = {
        **_describe_item(entry, index=index, path=prove_leaf(log, kept, index), opened=opened),
        "format": FORMAT,
        "key": _find_key(log, kept),
        "note": kept.note,
        "stamps": [
            {"authority": authority, "token": _pack(token)} for authority, token in kept.read_stamps().items()
        ],
    }
    if log.rotations:
        values["rotations"] = list(log.rotations)
    if original is not None:
        values["original"] = _describe_original(original)
    if since:
        values["earlier"] = {"note": since, "path": _pack(b"".join(prove_growth(log, kept, since)))}
    return canonical(values)


def prove_leaf(log: Log, kept: Kept, index: int) -> list[bytes]:
    """Return a leaf's path to the root of the checkpoint that covered it first."""
    tile, place = divmod(index, TILE)
    leaves = kept.read_leaves()[tile * TILE - kept.first :][:TILE]
    return prove_inclusion([hash_leaf(leaf) for leaf in leaves], place) + prove_inclusion(
        list_tiles(log, kept), tile
    )


def prove_growth(log: Log, kept: Kept, note: str) -> list[bytes]:
    """Return the proof that an earlier checkpoint's tree begins a later one's (RFC 6962, 2.1.2).

    Raises:
        LedgerError: the earlier one is not of this log, or not earlier.
        ProofFault: it is no checkpoint.
    """
    earlier = read_checkpoint(note)
    if earlier.origin != log.origin or earlier.size % TILE or earlier.size > kept.checkpoint.size:
        raise LedgerError(
            "That checkpoint is not an earlier one of this log.",
            "earlier",
            why=f"{earlier.origin}, {earlier.size} leaves; this one: {log.origin}, {kept.checkpoint.size}",
        )
    return prove_consistency(list_tiles(log, kept), earlier.size // TILE)


def list_tiles(log: Log, kept: Kept) -> list[bytes]:
    """Return the roots of every 4,096 leaves up to a checkpoint."""
    return [tile for one in log.checkpoints[: kept.number] for tile in one.read_tiles()]


def _check_leaf(kept: Kept, entry: Entry, *, index: int) -> None:
    place = index - kept.first
    leaf = kept.read_leaves()[place : place + 1] if place >= 0 else []
    if leaf != [commit_entry(entry)]:
        raise LedgerError(
            f"The entry {entry.id[:80]} is not the one that was committed to.",
            "changed-entry",
            why="entries.jsonl or the checkpoint's folder was changed since.",
            todo="Put the ledger's folder back from a backup, or have the custodian open the sealed list.",
        )


def _describe_item(
    entry: Entry, *, index: int, path: Sequence[bytes], opened: Sequence[str]
) -> dict[str, Any]:
    item = make_item(entry)
    if unknown := set(opened) - set(HIDDEN) or (set(opened) if "hidden" not in item else set()):
        raise LedgerError(f"{sorted(unknown)[0]} is no hidden field of it.", "field")
    values: dict[str, Any] = {
        "commitment": _pack(commit_entry(entry)),
        "index": index,
        "item": item,
        "path": _pack(b"".join(path)),
        "salt": _pack(derive_salt(entry.salt, "item")),
    }
    if opened:
        values["opened"] = {
            name: {"salt": _pack(derive_salt(entry.salt, name)), "value": getattr(entry, name)}
            for name in opened
        }
    return values


def _describe_original(original: Original) -> dict[str, Any]:
    return {
        "index": original.index,
        "item": dict(original.item),
        "path": _pack(b"".join(original.path)),
        "salt": _pack(original.salt),
    }


def _find_key(log: Log, kept: Kept) -> str:
    """Return the newest key that signed the checkpoint."""
    mine = [key.text for key in log.keys if key.id in list_signers(kept.note)]
    if not mine:
        raise LedgerError("No key of the log signed this checkpoint.", "key")
    return mine[-1]


def _pack(content: bytes) -> str:
    return base64.b64encode(content).decode()
