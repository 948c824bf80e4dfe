"""The real parts of a triage: the dump reader, the archive and the ledger's entries, opened from an order's plain values.

They are imported when they are opened: a process that only puts findings in order starts without them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from chaffinch.errors import UsageError
from chaffinch.leaks.triage.bench import Bench, DumpPlan
from chaffinch.leaks.triage.order import TriageOrder

if TYPE_CHECKING:
    from chaffinch.leaks.archive.lookup import ReferenceArchive
    from chaffinch.leaks.archive.planted import PlantedIndex
    from chaffinch.ledger.entry import Entry


def plan_order(order: TriageOrder) -> DumpPlan:
    """Return how the dump of an order is cut.

    Raises:
        SourceError: there is nothing to read.
    """
    from chaffinch.leaks.reading.plan import plan_chunks
    from chaffinch.leaks.reading.source import open_source

    size = sum(file.size for file in open_source(order.source).list_files())
    return DumpPlan(size, plan_chunks(order.source, chunk_bytes=order.chunk_bytes))


@contextmanager
def open_known(order: TriageOrder) -> Iterator[tuple[ReferenceArchive, PlantedIndex]]:
    """Open the archive, and what was planted; one thread uses them.

    Raises:
        ArchiveError: there is no archive, or it is of another key.
        KeyFileError: the key is missing, or cannot be used.
        UsageError: a line of the ledger is no entry.
    """
    from chaffinch.leaks.archive.keys import read_key_file
    from chaffinch.leaks.archive.lookup import ReferenceArchive
    from chaffinch.leaks.archive.planted import PlantedIndex

    archive = Path(order.archive)
    key = read_key_file(Path(order.key_file), archive=archive)
    with closing(ReferenceArchive(archive, key=key, breach=order.breach_at)) as reference:
        yield reference, PlantedIndex(_read_entries(order.ledger_file))


@contextmanager
def open_bench(order: TriageOrder, passwords: Sequence[str]) -> Iterator[Bench]:
    """Open what reads and judges; one thread uses it.

    Raises:
        ArchiveError: there is no archive, or it is of another key.
        KeyFileError: the key is missing, or cannot be used.
        SourceError: there is no dump.
    """
    from chaffinch.leaks.judging import judge_item
    from chaffinch.leaks.reading.order import ReadingOrder
    from chaffinch.leaks.reading.reader import DumpReader

    with open_known(order) as (reference, planted):
        reading = ReadingOrder(order.source, keys=reference.dkim_keys, passwords=tuple(passwords))
        with DumpReader(reading) as reader:
            yield Bench(reader, partial(judge_item, reference=reference, planted=planted))


def check_order(order: TriageOrder) -> None:
    """Open everything once, so that what is wrong is said before a process is started.

    Raises:
        ChaffinchError: as `open_bench` does.
    """
    with open_bench(order, ()):
        pass


def _read_entries(ledger_file: str) -> tuple[Entry, ...]:
    """Return what was planted.

    Raises:
        UsageError: a line is no entry: a decoy that is not known would be called something else.
        StreamError: the file cannot be read.
    """
    if not ledger_file:
        return ()
    from chaffinch.leaks.archive.planted import read_planted

    reading = read_planted(Path(ledger_file))
    if reading.faults:
        first = reading.faults[0]
        raise UsageError(
            f"{ledger_file} holds lines that are no entries: {len(reading.faults)}.",
            why=f"the first is line {first.line}: {first.code}",
            todo="Take the ledger's own entries.jsonl, or mend the line; a decoy left out would be called something else.",
        )
    return reading.entries
