"""Several requests ahead, and no more: answers come in the tree's order, as fast as they are taken."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from chaffinch.ground.merkle import hash_leaf
from chaffinch.ground.web import FetchError
from chaffinch.names.feeds.certificates.entries import Entry, EntryError, read_leaf
from chaffinch.names.feeds.certificates.errors import LogAnswerError
from chaffinch.names.feeds.certificates.heads import TreeHead
from chaffinch.names.feeds.certificates.server import LogServer, Stop

_SPLIT = 16
_MOST_FAILURES = 8
"""Requests that may fail while a range is searched for what of it can be read."""
_OVERLOADED = (429, 503)


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one request."""

    start: int
    leaves: tuple[tuple[bytes, Entry | str], ...]
    """Of each: the hash of its leaf; and the entry, or why it is none."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that stayed without a usable answer."""

    start: int
    end: int
    fault: FetchError | LogAnswerError

    @property
    def is_of_entries(self) -> bool:
        """Whether the log is there, but does not give these entries."""
        if isinstance(self.fault, LogAnswerError):
            return True
        return self.fault.code in ("too-large", "bad-body") or is_refusal(self.fault)


def is_refusal(fault: FetchError) -> bool:
    """Return whether the log is there, not overloaded, and does not answer this question."""
    return fault.code == "status" and fault.status not in _OVERLOADED


def read_ahead(
    server: LogServer, start: int, *, head: TreeHead, parallel: int, stop: Stop
) -> Generator[Batch | Failure, None, None]:
    """Yield the entries from `start` to the head's end, in order; end after the first failure.

    Args:
        server: the log.
        start: index of the first entry.
        head: with its signature checked.
        parallel: requests at once, and answers held that were not taken yet.
        stop: asked by several threads.
    """
    ended = threading.Event()

    def is_over() -> bool:
        return ended.is_set() or stop()

    pending: deque[Future[Batch | Failure]] = deque()
    with ThreadPoolExecutor(parallel, thread_name_prefix="certificate-log") as pool:
        try:
            while start < head.size or pending:
                while start < head.size and len(pending) < parallel:
                    end = server.cut(start, head.size)
                    pending.append(pool.submit(read_batch, server, start, end, head=head, stop=is_over))
                    start = end
                answer = pending.popleft().result()
                yield answer
                if isinstance(answer, Failure):
                    return
        finally:
            ended.set()
            pool.shutdown(wait=True, cancel_futures=True)


def read_batch(server: LogServer, start: int, end: int, *, head: TreeHead, stop: Stop) -> Batch | Failure:
    """Return the entries of one request, or why there are none."""
    try:
        leaves = server.fetch_leaves(start, end, head=head, stop=stop)
    except (FetchError, LogAnswerError) as fault:
        return Failure(start, end, fault)
    return Batch(start, tuple((hash_leaf(leaf), _read(leaf)) for leaf in leaves))


def rescue(server: LogServer, failure: Failure, *, head: TreeHead, stop: Stop) -> Iterator[Batch | Failure]:
    """Yield, in order, what of a range can be read in smaller requests, and failures for the rest."""
    if not server.can_split:
        yield failure
        return
    todo, failures = [(failure.start, failure.end)], 0
    while todo:
        start, end = todo.pop(0)
        size = max(1, (end - start) // _SPLIT)
        parts = [(place, min(end, place + size)) for place in range(start, end, size)]
        for number, part in enumerate(parts):
            answer = read_batch(server, *part, head=head, stop=stop)
            if isinstance(answer, Batch):
                yield answer
                continue
            failures += 1
            rest = parts[number + 1 :]
            if failures >= _MOST_FAILURES or not answer.is_of_entries:
                yield Failure(part[0], failure.end, answer.fault)
                return
            if part[1] - part[0] == 1:
                yield answer
                continue
            todo[:0] = [part, *([(rest[0][0], rest[-1][1])] if rest else [])]
            break


def _read(leaf: bytes) -> Entry | str:
    try:
        return read_leaf(leaf)
    except EntryError as fault:
        return str(fault)
