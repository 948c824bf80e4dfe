"""Look over a log's own folder: whether it is as it was written, and whether what others hold of it is of one history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chaffinch.ground.merkle import find_root
from chaffinch.ground.stamps import StampError, verify_stamp
from chaffinch.ledger.commitment import commit_entry
from chaffinch.ledger.errors import ProofFault
from chaffinch.ledger.log import TILE, Kept, Log, make_tiles
from chaffinch.ledger.note import read_checkpoint, verify_note


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is not as it was written."""

    number: int
    """Of the checkpoint."""
    code: str
    """leaves, tiles, root, signature, promise, place, changed-entry, lost-salt, stamp."""
    about: str = ""
    """An entry's id, or an authority's name."""


def audit_log(log: Log) -> list[Flaw]:
    """Return every flaw of a log's folder; none means that each entry that was committed to can be proved."""
    flaws: list[Flaw] = []
    tiles: list[bytes] = []
    for kept in log.checkpoints:
        leaves = kept.read_leaves()
        tiles += kept.read_tiles()
        point = kept.checkpoint
        tests = {
            "leaves": kept.first + len(leaves) == point.size and len(leaves) % TILE == 0,
            "tiles": kept.read_tiles() == make_tiles(leaves),
            "root": find_root(tiles) == point.root,
            "promise": (point.origin, point.most) == (log.origin, log.most),
            "signature": _is_signed(log, kept.note),
        }
        flaws += [Flaw(kept.number, code) for code, holds in tests.items() if not holds]
        flaws += _find_bad_places(log, kept, leaves) + _find_bad_stamps(kept)
    return flaws


def compare_note(log: Log, note: str) -> Literal["same", "grown"]:
    """Return how a checkpoint that somebody else holds relates to the log: it is the latest one, or the log grew since.

    Raises:
        ProofFault: growth: the log was forked, or is behind it; signature: no key of the log has signed it.
    """
    theirs = read_checkpoint(note)
    if not _is_signed(log, note):
        raise ProofFault("signature", why="no key of this log has signed it")
    if theirs.size > log.size:
        raise ProofFault(
            "growth",
            why="behind: the folder is older than that checkpoint; it was put back from a backup, or a copy goes on",
        )
    tiles = [tile for kept in log.checkpoints for tile in kept.read_tiles()]
    known = theirs.size % TILE == 0 and find_root(tiles[: theirs.size // TILE]) == theirs.root
    if not known or (theirs.origin, theirs.most) != (log.origin, log.most):
        raise ProofFault("growth", why="forked: the log has another history than that checkpoint")
    return "same" if theirs.size == log.size else "grown"


def _is_signed(log: Log, note: str) -> bool:
    for key in log.keys:
        try:
            verify_note(note, keys=(key,))
        except ProofFault:
            continue
        return True
    return False


def _find_bad_places(log: Log, kept: Kept, leaves: list[bytes]) -> list[Flaw]:
    flaws: list[Flaw] = []
    for name, index in kept.places.items():
        place, entry = index - kept.first, log.entries.get(name)
        if not 0 <= place < len(leaves):
            flaws.append(Flaw(kept.number, "place", name))
        elif entry is None:
            flaws.append(Flaw(kept.number, "lost-salt", name))
        elif commit_entry(entry) != leaves[place]:
            flaws.append(Flaw(kept.number, "changed-entry", name))
    return flaws


def _find_bad_stamps(kept: Kept) -> list[Flaw]:
    flaws: list[Flaw] = []
    for authority, answer in kept.read_stamps().items():
        try:
            verify_stamp(answer, digests=[kept.checkpoint.root])
        except StampError:
            flaws.append(Flaw(kept.number, "stamp", authority))
    return flaws
