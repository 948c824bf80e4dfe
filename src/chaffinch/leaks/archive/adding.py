"""Read sources into an archive: several processes read, one keeps, and a stop at any moment loses nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import datetime
from itertools import islice

from chaffinch.leaks.archive.found import Lot, Printed
from chaffinch.leaks.archive.keeping import Tally
from chaffinch.leaks.archive.printing import Printer
from chaffinch.leaks.archive.writer import ArchiveWriter

AT_ONCE = 1_000
"""Items of something large that are kept in one transaction."""


def add_lots(
    writer: ArchiveWriter,
    lots: Iterable[Lot],
    *,
    printer: Printer,
    clock: Callable[[], datetime],
    on_lot: Callable[[int], None] = lambda _size: None,
    stop: Callable[[], bool] = lambda: False,
) -> Tally:
    """Keep everything that is new in these lots; return what became of it.

    Args:
        writer: the open archive.
        lots: of a source, each with how far that is read once it is kept.
        printer: reads.
        clock: the time at which a lot is kept, which is *first seen* of what it adds.
        on_lot: is told how many bytes were done.
        stop: asked before each lot; what was begun is kept.

    Raises:
        FullDiskError: the disk is full; what was kept before stands.
        CrewError: no sandbox can be built here.
    """
    whole = Tally()
    waiting: deque[tuple[Lot, Future[list[Printed]]]] = deque()

    def keep_next() -> None:
        lot, printed = waiting.popleft()
        whole.take(writer.keep(lot, printed.result(), now=clock()))
        on_lot(lot.size)

    for lot in lots:
        if stop():
            break
        if lot.is_large:
            while waiting:
                keep_next()
            whole.take(_add_large(writer, lot, printer=printer, clock=clock, stop=stop))
            on_lot(lot.size)
            continue
        waiting.append((lot, printer.submit(lot)))
        if len(waiting) > printer.workers:
            keep_next()
    while waiting:
        keep_next()
    return whole


def _add_large(
    writer: ArchiveWriter,
    lot: Lot,
    *,
    printer: Printer,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
) -> Tally:
    """Keep something large piece by piece; it is done with when all of it was kept."""
    whole, items = Tally(), printer.stream(lot)
    while batch := list(islice(items, AT_ONCE)):
        whole.take(writer.keep(lot, batch, now=clock(), mark=False))
        if stop():
            return whole
    whole.take(writer.keep(lot.mark_for(whole.faults), (), now=clock()))
    return whole
