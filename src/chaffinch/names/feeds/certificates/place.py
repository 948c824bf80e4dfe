"""How far a log has been read: what a checkpoint holds."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chaffinch.ground.merkle import HASH_BYTES, Frontier, ProofError
from chaffinch.names.feeds.certificates.errors import LogCheckpointError
from chaffinch.names.feeds.certificates.heads import TreeHead
from chaffinch.names.feeds.certificates.loglist import Log


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a log, with what of its tree must never change."""

    position: int
    """Index of the next entry."""
    head: TreeHead
    """The newest head that was trusted."""
    frontier: tuple[bytes, ...] | None = None
    """Of the tree of the entries before `position`; None while it is not known."""
    tries: int = 0
    """Reads that ended at this position because the next entries could not be read."""
    failing_since: float | None = None
    """When the first of them was, in seconds since 1970."""

    def write(self, log: Log) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "log": _encode(log.log_id),
            "position": self.position,
            "size": self.head.size,
            "root": _encode(self.head.root),
            "timestamp": self.head.timestamp,
            "frontier": None if self.frontier is None else [_encode(one) for one in self.frontier],
            "tries": self.tries,
            "failing_since": self.failing_since,
        }

    @classmethod
    def read(cls, checkpoint: Mapping[str, Any] | None, *, log: Log) -> Place | None:
        """Read what `write` wrote; None for none, and for the empty one of a log that never answered.

        Raises:
            LogCheckpointError: it is another log's, or none at all.
        """
        if not checkpoint:
            return None
        try:
            if _decode(checkpoint["log"]) != log.log_id:
                raise ValueError("it belongs to another log")
            hashes, since = checkpoint["frontier"], checkpoint["failing_since"]
            place = cls(
                position=int(checkpoint["position"]),
                head=TreeHead(
                    int(checkpoint["size"]), _decode(checkpoint["root"]), int(checkpoint["timestamp"])
                ),
                frontier=None if hashes is None else tuple(_decode(one) for one in hashes),
                tries=int(checkpoint["tries"]),
                failing_since=None if since is None else float(since),
            )
            if not 0 <= place.position <= place.head.size:
                raise ValueError("it stands outside the tree")
            place.grow()
        except (ValueError, KeyError, TypeError, ProofError) as fault:
            raise LogCheckpointError(
                f"The checkpoint of {log.name} cannot be used",
                why=str(fault),
                todo="Forget it (the log is then read from its end on), or give the log's own.",
            ) from fault
        return place

    def grow(self) -> Frontier | None:
        """Return the tree before this position, to be grown."""
        return None if self.frontier is None else Frontier(self.position, self.frontier)

    def move(self, position: int, frontier: Frontier | None) -> Place:
        """Return the place after further entries were read or given up."""
        hashes = None if frontier is None else tuple(frontier.hashes)
        return replace(self, position=position, frontier=hashes, tries=0, failing_since=None)


def _encode(content: bytes) -> str:
    return binascii.b2a_base64(content, newline=False).decode()


def _decode(text: str) -> bytes:
    content = binascii.a2b_base64(text, strict_mode=True)
    if len(content) != HASH_BYTES:
        raise ValueError("a hash of another length")
    return content
