"""Commitments: what goes into the tree for an item, for a hidden field, for padding.

A commitment is HMAC-SHA256 under a key of exactly 32 bytes (RFC 2104), over a prefix that says what it is. Whoever lacks the
key learns nothing; whoever has it can open the commitment to one content only, since another one would be a collision of
SHA-256. Padding has a prefix of its own, so that no leaf is both: see docs/reference/ledger.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from chaffinch.ground.merkle import find_root, hash_leaf
from chaffinch.ledger.entry import HIDDEN, Entry, write_moment
from chaffinch.ledger.errors import LedgerError
from chaffinch.ledger.verify import FIELD, ITEM, canonical

SALT_BYTES = 32
SMALLEST_BATCH = 4_096
_DERIVED, _PADDING = b"chaffinch ledger salt v1\n", b"chaffinch ledger padding v1\n"

Item = Mapping[str, Any]


def encode_item(item: Item) -> bytes:
    """Return the item's one spelling (RFC 8785).

    Raises:
        LedgerError: something in it has no such spelling: a float, null, true or false, a whole number beyond 2^53, half a
            surrogate pair, a key that is no text.
    """
    try:
        return canonical(item)
    except (ValueError, TypeError, AttributeError, RecursionError) as fault:
        raise LedgerError("An item cannot be committed to.", "not-canonical", why=str(fault)[:200]) from fault


def derive_salt(secret: bytes, name: str) -> bytes:
    """Return the salt for one purpose; whoever is given it learns neither the secret nor another salt."""
    return _commit(secret, _DERIVED + name.encode())


def make_item(entry: Entry) -> dict[str, Any]:
    """Return what is committed to for an entry: all that is disclosed with it, and its hidden fields as commitments."""
    item: dict[str, Any] = {
        "kind": entry.kind,
        "planted_at": write_moment(entry.planted_at),
        "sha256": entry.sha256,
    }
    if (
        entry.kind == "archive-root"
    ):  # made every night, at no secret place; kept short for the paths that come with it
        return {**item, "approval": entry.approval, "size": entry.size}
    item["id"] = entry.id
    if entry.text_sha256:
        item["text_sha256"] = entry.text_sha256
    item["hidden"] = {
        name: base64.b64encode(
            hide_field(name, getattr(entry, name), salt=derive_salt(entry.salt, name))
        ).decode()
        for name in HIDDEN
    }
    return item


def commit_entry(entry: Entry) -> bytes:
    """Return the 32 bytes that stand in the tree for an entry."""
    return commit_item(make_item(entry), salt=derive_salt(entry.salt, "item"))


def commit_item(item: Item, *, salt: bytes) -> bytes:
    """Return the 32 bytes that stand in a tree for an item."""
    return _commit(salt, ITEM + encode_item(item))


def hide_field(name: str, value: str, *, salt: bytes) -> bytes:
    """Return the 32 bytes that stand in an item for a field that may stay hidden."""
    return _commit(salt, FIELD + f"{name}\n{value}".encode())


def make_padding(seed: bytes, index: int) -> bytes:
    """Return the padding leaf of an index; who has the seed can show of each that it is padding."""
    return _commit(seed, _PADDING + struct.pack(">Q", index))


def count_batch(items: int, *, smallest: int = SMALLEST_BATCH) -> int:
    """Return how many leaves a batch of so many items has: a power of two, which is all that is to be seen of it."""
    return max(smallest, 1 << max(0, items - 1).bit_length())


def mix_batch(
    commitments: Sequence[bytes],
    *,
    seed: bytes,
    first: int,
    chance: random.Random,
    smallest: int = SMALLEST_BATCH,
) -> tuple[list[bytes], list[int]]:
    """Return a batch's leaves, and at which place of the batch each commitment stands.

    Args:
        commitments: 32 bytes each.
        seed: of the padding.
        first: index of the batch's first leaf in its tree.
        chance: chooses the places.
        smallest: leaves of a batch, at least.
    """
    count = count_batch(len(commitments), smallest=smallest)
    places = chance.sample(range(count), len(commitments))
    leaves = [make_padding(seed, first + place) for place in range(count)]
    for place, commitment in zip(places, commitments, strict=True):
        leaves[place] = commitment
    return leaves, places


def make_archive_root(
    commitments: Sequence[bytes], *, seed: bytes, chance: random.Random
) -> tuple[bytes, list[bytes], list[int]]:
    """Return root, leaves and places of an archive's originals, mixed and padded like a batch.

    An original's commitment is `commit_item({"kind": "original", "sha256": …}, salt=…)`; the root is an entry's sha256, the
    number of leaves its size.
    """
    leaves, places = mix_batch(commitments, seed=seed, first=0, chance=chance)
    return find_root([hash_leaf(leaf) for leaf in leaves]), leaves, places


def _commit(key: bytes, content: bytes) -> bytes:
    if len(key) != SALT_BYTES:
        raise LedgerError(
            "A salt is not 32 bytes.", "salt", why="HMAC takes keys of other lengths for one another"
        )
    return hmac.digest(key, content, hashlib.sha256)
