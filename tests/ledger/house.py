"""A small ledger for tests: its key, its entries, its checkpoints, all from fixed seeds."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.ledger.authority import TestAuthority

from chaffinch.ledger.entry import Entry, Kind
from chaffinch.ledger.log import Log, begin_log
from chaffinch.ledger.note import SigningKey

ORIGIN = "aurore.test/ledger"
DAY = datetime(2027, 3, 1, 8, 30, tzinfo=UTC)
KEY = SigningKey(ORIGIN, bytes(range(32)))
NEXT_KEY = SigningKey(ORIGIN, bytes(range(1, 33)))


def make_entry(
    name: str, *, kind: Kind = "document", size: int = 0, sha256: str = "", text: str = ""
) -> Entry:
    """Return the entry of a name; the same name gives the same entry."""
    return Entry(
        id=name,
        kind=kind,
        planted_at=DAY,
        planted_in="imap://piege.aurore.test/INBOX",
        sha256=sha256 or hashlib.sha256(name.encode()).hexdigest(),
        approval="planting-7",
        salt=hashlib.sha256(b"salt of " + name.encode()).digest(),
        text_sha256=hashlib.sha256(text.encode()).hexdigest() if text else "",
        signature=(1, 2**64 - 1),
        text_ref="texts/1",
        size=size,
    )


def make_log(folder: Path, *names: str, most: int = 20_000, seed: int = 1) -> Log:
    """Return a log with a checkpoint over these entries; with no names it has no checkpoint."""
    log = begin_log(folder, origin=ORIGIN, key=KEY.note_key, most=most)
    if names:
        grow_log(log, *names, seed=seed)
    return log


def grow_log(log: Log, *names: str, seed: int = 2, keys: Sequence[SigningKey] = (KEY,)) -> None:
    """Add entries and a checkpoint."""
    log.add([make_entry(name) for name in names])
    log.make_checkpoint(keys, chance=random.Random(seed))


def stamp_log(log: Log, *authorities: TestAuthority, at: datetime = DAY) -> None:
    """Have every checkpoint stamped by these authorities."""
    for kept in log.checkpoints:
        for authority in authorities:
            kept.keep_stamp(authority.name, authority.stamp(kept.checkpoint.root, at=at, serial=kept.number))
