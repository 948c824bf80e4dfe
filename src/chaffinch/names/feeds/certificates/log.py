"""A certificate log as a feed: from its head back to a checkpoint, every entry checked against the signed tree."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from chaffinch.ground.merkle import Frontier
from chaffinch.ground.web import Fetcher, FetchError
from chaffinch.names.feeds.certificates.ahead import is_refusal
from chaffinch.names.feeds.certificates.errors import LogAnswerError
from chaffinch.names.feeds.certificates.gathering import Gathering
from chaffinch.names.feeds.certificates.heads import TreeHead
from chaffinch.names.feeds.certificates.loglist import Log
from chaffinch.names.feeds.certificates.place import Place
from chaffinch.names.feeds.certificates.plain_log import PlainLog
from chaffinch.names.feeds.certificates.reading import Reading, describe, is_stopped
from chaffinch.names.feeds.certificates.server import LogServer, Stop
from chaffinch.names.feeds.certificates.tiled_log import WIDTH, TiledLog
from chaffinch.names.feeds.feed import Checkpoint, Chunk, FeedFault, Gap

_AHEAD_OF_US = timedelta(minutes=10)
_LONGEST_MERGE_DELAY = timedelta(hours=24)


class CertificateLog:
    """Read one log of either kind; a `Feed`.

    Args:
        log: from a list of logs.
        fetcher: opened; several logs may share one.
        start: where to begin without a checkpoint: "now" (the tree's end minus `backlog`), "beginning", or an index.
        backlog: entries before the end that "now" begins with.
        parallel: requests at once.
        most_waiting: entries that may wait; what is older is skipped, with a gap that says so. None: never skip.
        clock: the time of now, aware.
    """

    def __init__(
        self,
        log: Log,
        fetcher: Fetcher,
        *,
        start: Literal["now", "beginning"] | int = "now",
        backlog: int = 1_000,
        parallel: int = 4,
        most_waiting: int | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.log = log
        self._server: LogServer = PlainLog(log, fetcher) if log.kind == "rfc6962" else TiledLog(log, fetcher)
        self._start = start
        self._backlog = backlog
        self._parallel = parallel
        self._most_waiting = most_waiting
        self._clock = clock

    def read(self, checkpoint: Checkpoint | None, *, stop: Stop) -> Generator[Chunk, None, None]:
        """Yield what the log holds beyond the checkpoint up to its head of now; see `Feed`.

        Faults: "unreachable", "bad-answer"; of the head, and then nothing of it is read: "bad-signature", "clock-off",
        "tree-shrank", "root-changed", "inconsistent"; "stale-head"; of entries: "broken-entry", "leaf-mismatch".

        Args:
            checkpoint: of the last chunk that was stored.
            stop: asked by several threads.

        Raises:
            LogCheckpointError: the checkpoint is not one of this log.
        """
        place = Place.read(checkpoint, log=self.log)
        gathering = Gathering()
        try:
            head = self._server.fetch_head(stop=stop)
            if not self._check_head(head, place=place):
                return
            opened = self._open(place, head, gathering, stop=stop)
            frontier = self._find_frontier(opened, gathering, stop=stop)
        except (FetchError, LogAnswerError) as fault:
            if not is_stopped(fault):
                yield _report(fault, place=place, checkpoint=checkpoint)
            return
        if opened != place or opened.position < head.size or not gathering.is_empty:
            now = self._clock().timestamp()
            reading = Reading(self._server, opened, frontier, gathering, now=now)
            yield from reading.run(parallel=self._parallel, stop=stop)

    def _check_head(self, head: TreeHead, *, place: Place | None) -> bool:
        """Return whether the head is newer than what is known; a server behind others may give an older one.

        Raises:
            LogAnswerError: clock-off, tree-shrank, root-changed.
        """
        if head.made_at > self._clock() + _AHEAD_OF_US:
            raise LogAnswerError("clock-off", self.log.address, made_at=head.made_at.isoformat())
        known = place.head if place else head
        if head.size == known.size and head.root != known.root:
            raise LogAnswerError("root-changed", self.log.address, size=head.size)
        if head.size < known.size and head.timestamp >= known.timestamp:
            raise LogAnswerError("tree-shrank", self.log.address, size=head.size, known=known.size)
        return head.size >= known.size

    def _open(self, place: Place | None, head: TreeHead, gathering: Gathering, *, stop: Stop) -> Place:
        """Prove that the head continues the known tree, and return where reading goes on."""
        if place is None:
            place = Place(self._choose_start(head.size), head)
        elif 0 < place.head.size < head.size:
            proved = self._server.fetch_frontier(place.head.size, root=place.head.root, head=head, stop=stop)
            if place.frontier is None and place.position == place.head.size and proved:
                place = replace(place, frontier=tuple(proved.hashes))
        place = replace(place, head=head)
        if self._clock() - head.made_at > 2 * _LONGEST_MERGE_DELAY and self.log.state != "readonly":
            gathering.add_fault(
                FeedFault("stale-head", self.log.address, {"made_at": head.made_at.isoformat()})
            )
        if self._most_waiting is not None and head.size - place.position > self._most_waiting:
            oldest = self._align(head.size - self._most_waiting)
            if oldest > place.position:
                gathering.add_gap(Gap(place.position, oldest, "skipped-ahead"))
                place = place.move(oldest, None)
        return place

    def _choose_start(self, size: int) -> int:
        if self._start == "beginning":
            return 0
        if self._start == "now":
            return self._align(max(0, size - self._backlog))
        return min(self._start, size)

    def _align(self, index: int) -> int:
        """Return the entry at which a request begins well: a tile's first."""
        return index - index % WIDTH if self.log.kind == "static" else index

    def _find_frontier(self, place: Place, gathering: Gathering, *, stop: Stop) -> Frontier | None:
        """Return the tree before a place, so that what is read on can be checked; None where the log proves none."""
        if place.position == 0:
            return Frontier()
        known = place.grow()
        if known is not None:
            return known
        try:
            return self._server.fetch_frontier(place.position, root=None, head=place.head, stop=stop)
        except FetchError as fault:
            if not is_refusal(fault):
                raise
            gathering.add_fault(describe(fault))
            return None


def _report(
    fault: FetchError | LogAnswerError, *, place: Place | None, checkpoint: Checkpoint | None
) -> Chunk:
    """Return a chunk that says only what went wrong; reading goes on where it stood."""
    return Chunk(
        names=(),
        checkpoint=checkpoint or {},
        entries=0,
        position=place.position if place else 0,
        waiting=place.head.size - place.position if place else None,
        faults=(describe(fault),),
    )
