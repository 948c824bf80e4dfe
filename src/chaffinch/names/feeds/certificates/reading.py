"""One reading of a log: from a place up to a head that was proved, and over what cannot be read."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace

from chaffinch.ground.merkle import Frontier
from chaffinch.ground.web import FetchError
from chaffinch.names.feeds.certificates.ahead import Batch, Failure, read_ahead, rescue
from chaffinch.names.feeds.certificates.errors import LogAnswerError
from chaffinch.names.feeds.certificates.gathering import Gathering
from chaffinch.names.feeds.certificates.place import Place
from chaffinch.names.feeds.certificates.server import LogServer, Stop
from chaffinch.names.feeds.feed import Chunk, FeedFault, Gap

_READS_BEFORE_GIVING_UP = 3
_SECONDS_BEFORE_GIVING_UP = 600
"""Servers of one log may lag behind each other: an entry that one does not have yet is not lost."""


class Reading:
    """Take entries in the tree's order, and grow the tree that they make beside the log's.

    Args:
        server: the log.
        place: where reading begins, with the proved head.
        frontier: the tree before that place; None where the log proves none.
        gathering: what there is to say already.
        now: seconds since 1970.
    """

    def __init__(
        self,
        server: LogServer,
        place: Place,
        frontier: Frontier | None,
        gathering: Gathering,
        *,
        now: float,
    ) -> None:
        self._server = server
        self._place = place
        self._head = place.head
        self._position = place.position
        self._now = now
        self._tries = place.tries
        self._failing_since = place.failing_since
        self._frontier = frontier
        self._gathering = gathering

    def run(self, *, parallel: int, stop: Stop) -> Iterator[Chunk]:
        """Yield chunks up to the head, and a last one that says where reading stands."""
        goes_on = True
        while goes_on and self._position < self._head.size and not stop():
            failure = None
            ahead = read_ahead(self._server, self._position, head=self._head, parallel=parallel, stop=stop)
            with closing(ahead):
                for answer in ahead:
                    if isinstance(answer, Failure):
                        failure = answer
                        break
                    yield from self._take(answer)
                    if stop():
                        break
            if failure is not None:
                goes_on = yield from self._get_over(failure, stop=stop)
        if self._position == self._head.size:
            self._compare_roots()
        yield self._cut()

    def _take(self, batch: Batch) -> Iterator[Chunk]:
        for hashed, entry in batch.leaves:
            if self._gathering.is_full_before(entry):
                yield self._cut()
            self._gathering.add(self._position, entry)
            if self._frontier is not None:
                self._frontier.add(hashed)
            self._position += 1
            self._tries, self._failing_since = 0, None

    def _get_over(self, failure: Failure, *, stop: Stop) -> Generator[Chunk, None, bool]:
        """Give up what stays unreadable after some reads; return whether reading goes on behind it."""
        if is_stopped(failure.fault):
            return False
        if failure.is_of_entries:
            self._tries += 1
            self._failing_since = self._now if self._failing_since is None else self._failing_since
        if not failure.is_of_entries or not self._is_patience_over():
            self._gathering.add_fault(describe(failure.fault))
            return False
        for answer in rescue(self._server, failure, head=self._head, stop=stop):
            if isinstance(answer, Batch):
                yield from self._take(answer)
            elif is_stopped(answer.fault):
                return False
            elif not answer.is_of_entries:
                self._gathering.add_fault(describe(answer.fault))
                return False
            else:
                self._gathering.add_fault(describe(answer.fault))
                self._gathering.add_gap(Gap(answer.start, answer.end, "unreadable"))
                self._position, self._frontier = answer.end, None
                self._tries, self._failing_since = 0, None
        self._find_frontier(stop=stop)
        return True

    def _is_patience_over(self) -> bool:
        since = self._now if self._failing_since is None else self._failing_since
        return self._tries >= _READS_BEFORE_GIVING_UP and self._now - since >= _SECONDS_BEFORE_GIVING_UP

    def _find_frontier(self, *, stop: Stop) -> None:
        """Begin to check again behind a gap, where the log proves what the tree is there."""
        if self._frontier is None and self._position < self._head.size:
            try:
                self._frontier = self._server.fetch_frontier(
                    self._position, root=None, head=self._head, stop=stop
                )
            except (FetchError, LogAnswerError) as fault:
                if not is_stopped(fault):
                    self._gathering.add_fault(describe(fault))

    def _compare_roots(self) -> None:
        if self._frontier is not None and self._frontier.find_root() != self._head.root:
            self._gathering.add_fault(
                FeedFault("leaf-mismatch", str(self._head.size), {"since": self._place.position})
            )
            self._frontier = None

    def _cut(self) -> Chunk:
        hashes = None if self._frontier is None else tuple(self._frontier.hashes)
        place = replace(
            self._place,
            position=self._position,
            frontier=hashes,
            tries=self._tries,
            failing_since=self._failing_since,
        )
        return self._gathering.cut(place, place.write(self._server.log))


def is_stopped(fault: FetchError | LogAnswerError) -> bool:
    """Return whether it only ended because it was asked to."""
    return isinstance(fault, FetchError) and fault.code == "stopped"


def describe(fault: FetchError | LogAnswerError) -> FeedFault:
    """Return the fault as it is counted and listed."""
    if isinstance(fault, LogAnswerError):
        return fault.fault
    code = "bad-answer" if fault.code in ("too-large", "bad-body") else "unreachable"
    return FeedFault(code, fault.url, {"cause": fault.code, "status": fault.status, "why": fault.why[:200]})
