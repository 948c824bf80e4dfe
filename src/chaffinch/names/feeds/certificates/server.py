"""What both kinds of log can be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from chaffinch.ground.merkle import Frontier
from chaffinch.names.feeds.certificates.heads import TreeHead
from chaffinch.names.feeds.certificates.loglist import Log

Stop = Callable[[], bool]


class LogServer(Protocol):
    """A log at its address. Every call raises FetchError or LogAnswerError when there is no usable answer."""

    log: Log
    can_split: bool
    """Whether fewer entries than `cut` says can be asked for."""

    def fetch_head(self, *, stop: Stop) -> TreeHead:
        """Return the tree's head of now, its signature checked."""

    def fetch_frontier(self, size: int, *, root: bytes | None, head: TreeHead, stop: Stop) -> Frontier | None:
        """Return the frontier of the tree's first `size` leaves, proved to be the beginning of the head's tree.

        Args:
            size: 1 or more, at most the head's.
            root: that tree's root; None when it is not known.
            head: with its signature checked.
            stop: whether to end early.

        Returns:
            None where the log has no proof of that size without its root.

        Raises:
            LogAnswerError: "inconsistent": it is not the beginning of the head's tree.
        """

    def cut(self, start: int, end: int) -> int:
        """Return where the request that begins at an entry ends best, at most at `end`."""

    def fetch_leaves(self, start: int, end: int, *, head: TreeHead, stop: Stop) -> Sequence[bytes]:
        """Return the MerkleTreeLeaf of every entry from `start` to before `end`."""
