"""Read sources into an archive: several sandboxes print, one process keeps, and a stop at any moment loses nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from chaffinch.leaks.archive.found import Found, Printed
from chaffinch.leaks.archive.keeping import Tally
from chaffinch.leaks.archive.printing import Printer
from chaffinch.leaks.archive.writer import ArchiveWriter

MOST_ITEMS = 1_000
MOST_BYTES = 16_000_000
"""Of one batch: what goes through one sandbox and into one transaction."""


def add_found(
    writer: ArchiveWriter,
    found: Iterable[Found],
    *,
    printer: Printer,
    workers: int,
    clock: Callable[[], datetime],
    on_batch: Callable[[int, Tally], None] = lambda _size, _tally: None,
    stop: Callable[[], bool] = lambda: False,
) -> Tally:
    """Keep everything that is found; return what became of it.

    Args:
        writer: the open archive.
        found: messages and documents, each with how far its source is read once it is kept.
        printer: takes what is compared.
        workers: sandboxes at the same time.
        clock: the time at which a batch is kept, which is *first seen* of what it adds.
        on_batch: is told how many bytes were done and what became of them.
        stop: asked before each batch; what was begun is kept.

    Raises:
        FullDiskError: the disk is full; what was kept before stands.
        IsolationError: no sandbox can be built here.
    """
    whole = Tally()
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[list[Printed]]] = deque()
        for batch in split_batches(found):
            waiting.append(pool.submit(printer.print_batch, batch))
            if len(waiting) > workers:
                _keep(writer, waiting.popleft().result(), whole, clock=clock, on_batch=on_batch)
            if stop():
                break
        while waiting:
            _keep(writer, waiting.popleft().result(), whole, clock=clock, on_batch=on_batch)
    return whole


def split_batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Yield what is found in batches, in order."""
    batch: list[Found] = []
    size = 0
    for one in found:
        if batch and (len(batch) >= MOST_ITEMS or size + len(one.untrusted) > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += len(one.untrusted)
    if batch:
        yield batch


def _keep(
    writer: ArchiveWriter,
    printed: list[Printed],
    whole: Tally,
    *,
    clock: Callable[[], datetime],
    on_batch: Callable[[int, Tally], None],
) -> None:
    tally = writer.keep(printed, now=clock())
    whole.take(tally)
    on_batch(sum(len(one.found.untrusted) for one in printed), tally)
