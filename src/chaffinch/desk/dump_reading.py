"""The dump as the desk has it read: its files listed first, then judged by `leaks.triage` in processes of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from chaffinch.desk.home import find_home
from chaffinch.leaks.archive.keys import read_key_file
from chaffinch.leaks.archive.lookup import ReferenceArchive
from chaffinch.leaks.archive.planted import PlantedIndex, read_planted
from chaffinch.leaks.chunk import JudgedChunk
from chaffinch.leaks.judging import judge_item
from chaffinch.leaks.reading.order import ReadingOrder
from chaffinch.leaks.reading.reader import DumpReader
from chaffinch.leaks.triage import TriageOrder, TriageProgress, triage
from chaffinch.leaks.triage.bench import Bench
from chaffinch.leaks.triage.custody import take_custody
from chaffinch.leaks.triage.parts import check_order

MANIFEST = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Custody:
    """What a dump was when it was first seen."""

    sha256: str
    """Of the whole."""
    manifest_sha256: str
    made_at: datetime
    """When the list was written, aware."""


class ListDump(Protocol):
    """What lists the files of a dump with their hashes."""

    def __call__(
        self, source: str, folder: Path, *, now: datetime, on_read: Callable[[int], None]
    ) -> Custody:
        """Return what was listed, now or earlier."""


class ReadDump(Protocol):
    """What reads and judges a dump."""

    def __call__(
        self,
        order: TriageOrder,
        *,
        done: Container[int],
        should_stop: Callable[[], bool],
        on_progress: Callable[[TriageProgress], None],
        passwords: Sequence[str],
    ) -> Iterator[JudgedChunk]:
        """Yield the parts of every chunk that is not done, in order."""


def list_files(source: str, folder: Path, *, now: datetime, on_read: Callable[[int], None]) -> Custody:
    """List a dump's files, or see that they are still what was listed.

    Raises:
        ChaffinchError: there is no dump, it is another one by now, or the list cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    summary = take_custody(source, folder, now=now, on_read=on_read)
    with (folder / MANIFEST).open("rb") as stream:
        manifest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Custody(summary.dump_sha256, manifest, datetime.fromisoformat(summary.made_at))


def read_with_triage(
    order: TriageOrder,
    *,
    done: Container[int],
    should_stop: Callable[[], bool],
    on_progress: Callable[[TriageProgress], None],
    passwords: Sequence[str],
) -> Iterator[JudgedChunk]:
    """Read and judge on the cores of this machine, with what this desk has planted.

    Raises:
        ChaffinchError: the archive, its key, the ledger or the dump cannot be opened.
    """
    check_order(order)
    return triage(
        order,
        done=done,
        should_stop=should_stop,
        on_progress=on_progress,
        passwords=passwords,
        bench=open_desk_bench,
    )


@contextmanager
def open_desk_bench(order: TriageOrder, passwords: Sequence[str]) -> Iterator[Bench]:
    """Open what reads and judges, in a process of its own: planted items are known by the ledger, their texts by the desk.

    Raises:
        ChaffinchError: the archive, its key or the dump cannot be opened.
    """
    archive = Path(order.archive)
    key = read_key_file(Path(order.key_file), archive=archive)
    with closing(ReferenceArchive(archive, key=key, breach=order.breach_at)) as reference:
        reading = ReadingOrder(order.source, keys=reference.dkim_keys, passwords=tuple(passwords))
        with _open_planted(order.ledger_file) as planted, DumpReader(reading) as reader:
            yield Bench(reader, partial(judge_item, reference=reference, planted=planted))


def _open_planted(ledger_file: str) -> AbstractContextManager[PlantedIndex]:
    return _index_planted(Path(ledger_file)) if ledger_file else _index_nothing()


@contextmanager
def _index_nothing() -> Iterator[PlantedIndex]:
    yield PlantedIndex(())


@contextmanager
def _index_planted(ledger_file: Path) -> Iterator[PlantedIndex]:
    from chaffinch.desk.start import start_django

    start_django(find_home())
    from django.db import connections

    from chaffinch.desk.planted_text import find_text

    try:
        yield PlantedIndex(read_planted(ledger_file).entries, open_text=find_text)
    finally:
        connections.close_all()
