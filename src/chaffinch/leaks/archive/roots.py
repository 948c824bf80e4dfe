"""Roots over what was added: committed to by the ledger, they show later that an original is older than the dump.

Each covers what came since the one before. Of an item its commitment alone is a leaf (`ledger.commitment`), among padding;
which leaf is whose is sealed, and the leaves may be known to anybody.
"""

from __future__ import annotations

import base64
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chaffinch.errors import UsageError
from chaffinch.ground.files import write_whole
from chaffinch.ground.merkle import hash_leaf, prove_inclusion
from chaffinch.ground.secrets import derive_key
from chaffinch.leaks.archive.opened import Opened
from chaffinch.ledger.commitment import commit_item, derive_salt, make_archive_root

FOLDER = "roots"
_HASH = 32


@dataclass(frozen=True, slots=True)
class Root:
    """One root."""

    number: int
    made_at: datetime
    root: str
    """SHA-256, hex."""
    size: int
    """Leaves below it, padding among them."""
    first: int
    last: int
    """Numbers of the items that it covers, both included."""

    @property
    def entry(self) -> str:
        """Id of its entry in the ledger."""
        return f"archive-root-{self.root[:32]}"


def make_root(opened: Opened, *, chance: random.Random, now: datetime) -> Root | None:
    """Make the root over what no root covers, in the open transaction; None where there is nothing.

    Args:
        opened: open for writing.
        chance: a source that cannot be guessed, where this is not a test.
        now: when it is made.
    """
    (number, last) = opened.tables.execute(
        "SELECT coalesce(max(number), 0), coalesce(max(last), 0) FROM roots"
    ).fetchone()
    rows = opened.tables.execute("SELECT number, sealed FROM items WHERE number > ? ORDER BY number", (last,))
    commitments = {item: _commit(opened, item, sealed) for item, sealed in rows}
    if not commitments:
        return None
    seed = chance.randbytes(_HASH)
    found, leaves, places = make_archive_root(list(commitments.values()), seed=seed, chance=chance)
    made = Root(number + 1, now.astimezone(UTC), found.hex(), len(leaves), min(commitments), max(commitments))
    (opened.folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
    write_whole(_name_leaves(opened.folder, made.number), b"".join(leaves))
    kept = {
        "seed": seed.hex(),
        "places": dict(zip(map(str, commitments), places, strict=True)),
    }
    opened.tables.execute(
        "INSERT INTO roots VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            made.number, int(now.timestamp()), made.root, made.size, made.first, made.last,
            opened.seal.seal(kept, purpose="root"),
        ),
    )  # fmt: skip
    return made


def list_roots(opened: Opened) -> list[Root]:
    """Return every root, the oldest first."""
    rows = opened.tables.execute("SELECT number, at, root, size, first, last FROM roots ORDER BY number")
    return [
        Root(number, datetime.fromtimestamp(at, UTC), root, size, first, last)
        for number, at, root, size, first, last in rows
    ]


def prove_original(opened: Opened, item: str) -> tuple[Root, bytes]:
    """Return the root that covers an item, and the item with its way up to it: JSON, for `ledger prove --original`.

    Raises:
        UsageError: there is no such item, or no root covers it yet.
    """
    number = int(item.partition("#")[0]) if item.partition("#")[0].isdecimal() else 0
    row = opened.tables.execute("SELECT sealed FROM items WHERE number = ?", (number,)).fetchone()
    root = next((one for one in list_roots(opened) if one.first <= number <= one.last), None)
    if row is None or root is None:
        why = "There is no such item." if row is None else "It came after the last root was made."
        raise UsageError(f"{item} cannot be proved.", why=why, todo="Make a root: chaffinch archive root")
    (sealed,) = opened.tables.execute("SELECT sealed FROM roots WHERE number = ?", (root.number,)).fetchone()
    index = int(opened.seal.open(sealed, purpose="root")["places"][str(number)])
    content = _name_leaves(opened.folder, root.number).read_bytes()
    leaves = [content[place : place + _HASH] for place in range(0, len(content), _HASH)]
    path = prove_inclusion([hash_leaf(leaf) for leaf in leaves], index)
    values = {
        "item": _make_item(opened, number, row[0]),
        "salt": _pack(_derive_salt(opened, number)),
        "index": index,
        "path": _pack(b"".join(path)),
    }
    return root, json.dumps(values).encode() + b"\n"


def _commit(opened: Opened, number: int, sealed: bytes) -> bytes:
    return commit_item(_make_item(opened, number, sealed), salt=_derive_salt(opened, number))


def _make_item(opened: Opened, number: int, sealed: bytes) -> dict[str, str]:
    values = opened.seal.open(sealed, purpose="record")
    if values["number"] != number:
        raise UsageError(f"The archive's item {number} is another one.", why="Rows were exchanged.")
    return {"kind": "original", "sha256": str(values["sha256"])}


def _derive_salt(opened: Opened, number: int) -> bytes:
    return derive_salt(derive_key(opened.key, "archive originals"), f"original {number}")


def _name_leaves(folder: Path, number: int) -> Path:
    return folder / FOLDER / f"{number:06}.leaves"


def _pack(content: bytes) -> str:
    return base64.b64encode(content).decode()
