"""A feed that cannot be one is a fault of its source, which stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from chaffinch.errors import ChaffinchError
from chaffinch.names.feeds.feed import Checkpoint, Chunk, Feed, FeedFault

_log = logging.getLogger(__name__)


class ForgivingFeed:
    """Read a feed; what it refuses to read becomes a chunk that says so, and it is tried again at the next turn.

    Args:
        open_feed: makes the feed anew for each reading; may raise as the feed itself may.
        where: path or address, for the fault.
        position: entries read so far, for a chunk that only tells a fault.
    """

    def __init__(self, open_feed: Callable[[], Feed], *, where: str, position: int = 0) -> None:
        self._open_feed = open_feed
        self._where = where
        self._position = position

    def read(self, checkpoint: Checkpoint | None, *, stop: Callable[[], bool]) -> Iterator[Chunk]:
        """Yield what the feed yields; see `Feed`."""
        try:
            for chunk in self._open_feed().read(checkpoint, stop=stop):
                checkpoint, self._position = chunk.checkpoint, chunk.position
                yield chunk
        except Exception as error:  # at a source's edge: whatever one of them does, the others are read on
            expected = isinstance(error, ChaffinchError | OSError)
            _log.warning("%s cannot be read: %s", self._where, error, exc_info=not expected)
            fault = FeedFault(_find_code(error), self._where, {"why": str(error)[:300]})
            yield Chunk((), checkpoint or {}, entries=0, position=self._position, faults=(fault,))


def _find_code(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) or isinstance(error.__cause__, FileNotFoundError):
        return "no-such-file"
    return str(getattr(error, "code", "") or "unreadable")
