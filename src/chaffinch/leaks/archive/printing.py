"""Lots through the dump's own reader, in several processes, each with a sandboxed worker; and what of items is indexed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from chaffinch.ground.crew import ServedFile
from chaffinch.ground.texts import hash_text, sketch_text
from chaffinch.leaks.archive.found import Lot, Printed
from chaffinch.leaks.archive.runs import pick_quoted
from chaffinch.leaks.chunk import Chunk
from chaffinch.leaks.prints import ItemPrint
from chaffinch.leaks.reading.order import ReadingOrder
from chaffinch.leaks.reading.reader import DumpReader
from chaffinch.leaks.reading.source import Source, SourceFile, open_source
from chaffinch.mail.quotes import list_quotations


class Reader(Protocol):
    """Reads chunks until it is closed."""

    def read_chunk(self, chunk: Chunk) -> Iterator[ItemPrint]:
        """Yield every item."""

    def close(self) -> None:
        """End it."""


MakeReader = Callable[[ReadingOrder, Source], Reader]


@dataclass(frozen=True, slots=True)
class Job:
    """What a process is told: plain values."""

    source: str
    chunk: Chunk
    held: tuple[tuple[str, bytes], ...]
    keys: bytes
    passwords: tuple[str, ...] = field(default=(), repr=False)


class Printer:
    """Reads lots; use it as a context manager, so that its processes end."""

    def __init__(
        self, keys: Sequence[str] = (), *, workers: int = 0, make_reader: MakeReader | None = None
    ) -> None:
        """Set out.

        Args:
            keys: lines of an archive of DKIM keys.
            workers: processes; with none everything is read in this one, by the thread that asks.
            make_reader: makes what reads, by default the dump's reader with its sandbox.
        """
        self._keys = "".join(f"{line}\n" for line in keys).encode()
        self._desk = _ReadingDesk(make_reader or _make_reader)
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Make the processes ready; they start with the first lot."""
        if self.workers:
            # A fresh process each: a fork of one with threads may wait for ever.
            self._pool = ProcessPoolExecutor(
                self.workers, mp_context=get_context("spawn"), initializer=_ignore_interrupts
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End them; what they read in vain is let go."""
        self._desk.close()
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, lot: Lot) -> Future[list[Printed]]:
        """Have a lot read; its items come in order."""
        job = self._describe_job(lot)
        if self._pool:
            return self._pool.submit(_print_job, job)
        done: Future[list[Printed]] = Future()
        done.set_result(list(self._desk.print_job(job)))
        return done

    def stream(self, lot: Lot) -> Iterator[Printed]:
        """Read a lot here and now, one item after the other."""
        return self._desk.print_job(self._describe_job(lot))

    def _describe_job(self, lot: Lot) -> Job:
        return Job(lot.source, lot.chunk, lot.held, self._keys, lot.passwords)


class _ReadingDesk:
    """One reader, kept for as long as the next job is of the same source."""

    def __init__(self, make_reader: MakeReader) -> None:
        self._make_reader = make_reader
        self._reader: Reader | None = None
        self._of: tuple[str, bytes, tuple[str, ...]] = ("", b"", ())

    def print_job(self, job: Job) -> Iterator[Printed]:
        """Yield what was taken of each item."""
        yield from print_items(self._choose_reader(job).read_chunk(job.chunk))

    def _choose_reader(self, job: Job) -> Reader:
        wanted = (job.source, job.keys, job.passwords)
        if self._reader is None or job.held or self._of != wanted:
            self.close()
            source = HeldSource(dict(job.held)) if job.held else open_source(job.source)
            order = ReadingOrder(source=job.source, keys=job.keys, passwords=job.passwords)
            self._reader, self._of = self._make_reader(order, source), wanted
        return self._reader

    def close(self) -> None:
        """End the reader."""
        if self._reader:
            self._reader.close()
            self._reader = None


def _make_reader(order: ReadingOrder, source: Source) -> Reader:
    return DumpReader(order, source=source)


_desk = _ReadingDesk(_make_reader)
"""Of a process of the pool."""


def _print_job(job: Job) -> list[Printed]:
    return list(_desk.print_job(job))


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked is told, and ends us


def print_items(items: Iterable[ItemPrint]) -> Iterator[Printed]:
    """Yield each message with what it encloses, and everything else by itself."""
    main: Printed | None = None
    files: list[Printed] = []
    for item in items:
        printed = print_item(item)
        if main and main.item.kind == "mail" and item.where.path.startswith(f"{main.item.where.path}!/"):
            files.append(printed)
            continue
        if main:
            yield replace(main, files=tuple(files))
        main, files = printed, []
    if main:
        yield replace(main, files=tuple(files))


def print_item(item: ItemPrint) -> Printed:
    """Return an item with what of it is indexed."""
    shown = item.mail or item.document
    if shown is None:
        return Printed(item)
    page = item.mail.html_text if item.mail else ""
    hashes = (hash_text(said) for said in (shown.text, page) if said)
    quoted = pick_quoted(list_quotations(shown.text)) if item.mail else ()
    texts = tuple(dict.fromkeys(one for one in hashes if one))
    return Printed(item, texts=texts, sketch=sketch_text(shown.text), quoted=quoted)


class HeldSource:
    """Messages that are held in memory, as a source of the dump's reader."""

    is_file = False

    def __init__(self, held: dict[str, bytes]) -> None:
        self._held = held

    def list_files(self) -> Iterator[SourceFile]:
        """Yield every message."""
        return (self.describe_file(name) for name in self._held)

    def describe_file(self, path: str) -> SourceFile:
        """Return its size."""
        return SourceFile(path, len(self._held[path]))

    def open_file(self, path: str) -> BinaryIO:
        """Open it for reading."""
        return os.fdopen(self._make_file(path), "rb")

    def hand_in(self, path: str) -> tuple[int | ServedFile, int]:
        """Return a file in memory that holds it."""
        return self._make_file(path), len(self._held[path])

    def release(self, given: int | ServedFile) -> None:
        """Close the descriptor."""
        if isinstance(given, int):
            os.close(given)

    def _make_file(self, path: str) -> int:
        descriptor = os.memfd_create("message", os.MFD_CLOEXEC)
        with os.fdopen(os.dup(descriptor), "wb") as stream:
            stream.write(self._held[path])
        os.lseek(descriptor, 0, os.SEEK_SET)
        return descriptor
