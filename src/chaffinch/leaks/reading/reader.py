"""Read chunks of a dump in a sandbox: what a file does to its reader ends that reader, and is told as that file's fault."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chaffinch.ground.crew import CrewError, CrewLimits, ScratchFile, ServedFile, Worker
from chaffinch.leaks.chunk import Chunk
from chaffinch.leaks.prints import ItemPrint, Where
from chaffinch.leaks.reading.answers import AnswerError, read_item
from chaffinch.leaks.reading.names import show_name
from chaffinch.leaks.reading.order import ReadingOrder
from chaffinch.leaks.reading.source import Source, open_source

GROUP = 32
"""Files that are handed in at a time."""
MOST_FAULTS = 100
"""Of one group of files that end their reader; behind them the file is given up."""
SCRATCHES = 2
"""Files without a name of one reader: an encrypted archive, and the store in it."""
_JOB = "chaffinch.leaks.reading.inside.job"


class DumpReader:
    """Reads chunks, one after the other, by one sandboxed worker; made anew from its order in each process.

    One thread drives it: the worker ends with the thread that first used it.
    """

    def __init__(
        self, order: ReadingOrder, *, limits: CrewLimits | None = None, source: Source | None = None
    ) -> None:
        """Open the source; the worker starts with the first chunk.

        Args:
            order: what to read, and with which keys and passwords.
            limits: of the worker.
            source: where the files are, if the order's path does not say it: messages that a server gave, held in memory.

        Raises:
            SourceError: there is nothing to read.
        """
        self._source: Source = source or open_source(order.source)
        self._worker = Worker(
            f"{_JOB}:read_files",
            setup=f"{_JOB}:set_up",
            setup_input=order.write_setup(),
            limits=limits or CrewLimits(file_bytes=order.limits.scratch_bytes),
        )
        self._scratches = open_scratches(order.scratch)

    def read_chunk(self, chunk: Chunk) -> Iterator[ItemPrint]:
        """Yield every item of it, in order; what cannot be read is an item with its fault.

        Raises:
            CrewError: no sandbox can be built here at all (`not-available`).
            SandboxMissingError: bubblewrap or setpriv is not installed.
        """
        for start in range(0, len(chunk.files), GROUP):
            yield from self._read_group(chunk, chunk.files[start : start + GROUP])

    def _read_group(self, chunk: Chunk, paths: tuple[str, ...]) -> Iterator[ItemPrint]:
        """Read files up to one that cannot be opened, tell that one, go on."""
        given: list[int | ServedFile] = []
        told: list[dict[str, Any]] = []
        try:
            for path in paths:
                try:
                    file, size = self._source.hand_in(path)
                except OSError:
                    if told:
                        yield from _Run(self._worker, told, given, self._scratches).read()
                    self._release(given)
                    told = []
                    yield _write_fault(show_name(path), self._tell_fault(path))
                    continue
                given.append(file)
                cut = {"start": chunk.start, "end": chunk.end, "first": chunk.first}
                told.append({"path": show_name(path), "size": size, **cut})
            if told:
                yield from _Run(self._worker, told, given, self._scratches).read()
        finally:
            self._release(given)

    def _release(self, given: list[int | ServedFile]) -> None:
        while given:
            self._source.release(given.pop())

    def _tell_fault(self, path: str) -> str:
        """Return why a file is not opened."""
        return self._source.describe_file(path).fault or "unreadable"

    @property
    def processor_seconds(self) -> float:
        """Return how long its workers worked, for files that came to their end."""
        return self._worker.processor_seconds

    def close(self) -> None:
        """End the worker."""
        self._worker.close()
        while self._scratches:
            os.close(self._scratches.pop().descriptor)

    def __enter__(self) -> DumpReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(slots=True)
class _Run:
    """Files that are read, over as many workers as it takes.

    A fault of a worker that was asked for many items may be of any of them, or of what it read before: a fresh worker reads
    again from the last place that is known, and tells singly what it begins. Its fault is of what it began last.
    """

    worker: Worker
    told: list[dict[str, Any]]
    given: list[int | ServedFile]
    scratches: Sequence[ScratchFile]
    skip: dict[str, str] = field(default_factory=dict)
    singly: bool = False
    first: int = 0
    """Number of the file that is read first."""
    at: Any = None
    """Where in the files reading would begin again."""
    delivered: set[str] = field(default_factory=set)
    """Paths that came from there already."""
    begun: str = ""

    def read(self) -> Iterator[ItemPrint]:
        """Yield the items of all files."""
        for _ in range(MOST_FAULTS):
            try:
                yield from self._ask()
                return
            except CrewError as fault:
                if fault.code == "not-available":
                    raise
                code: str = fault.code
            except AnswerError:
                code = "crashed"
            if self.singly:
                self.skip[self.begun] = code
            self.singly = not self.singly
        for number in range(self.first, len(self.told)):
            yield _write_fault(self.told[number]["path"], "gave-up", size=self.told[number]["size"])

    def _ask(self) -> Iterator[ItemPrint]:
        if self.singly:
            self.worker.close()  # a fresh one: what it fails at is its own
        self.begun = self.told[self.first]["path"]
        base, resume = self.first, self.at[1] if self.at else None
        request = {
            "files": self.told[base:],
            "skip": self.skip,
            "resume": resume,
            "singly": self.singly,
            "scratch": len(self.scratches),
        }
        files = [*self.given[base:], *self.scratches]
        for untrusted in self.worker.ask(request, files=files, singly=self.singly):
            if not isinstance(untrusted, dict):
                raise AnswerError("no item")
            if "begin" in untrusted:
                self.begun = str(untrusted["begin"])
                continue
            item = read_item(untrusted.get("item"))
            self._move_to(base, untrusted.get("at"))
            if item.where.path in self.delivered:
                continue
            self.delivered.add(item.where.path)
            yield item

    def _move_to(self, base: int, untrusted_at: Any) -> None:
        """Note where the worker is, if it is not where it was."""
        try:
            number, place = untrusted_at
            at = [base + int(number), place]
        except (TypeError, ValueError) as fault:
            raise AnswerError("no place") from fault
        if not self.first <= at[0] < len(self.told):
            raise AnswerError("no such file")
        if at != self.at:
            self.at, self.first = at, at[0]
            self.delivered.clear()


def open_scratches(folder: str) -> list[ScratchFile]:
    """Return files without a name for what a worker writes; none where that folder has none, as on some network drives."""
    opened: list[ScratchFile] = []
    flags = os.O_TMPFILE | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC
    try:
        for _ in range(SCRATCHES if folder else 0):
            opened.append(ScratchFile(os.open(folder, flags, 0o600)))
            # a program that the worker runs opens it again, as the sandbox's user; nobody else has a way to it
            os.fchmod(opened[-1].descriptor, 0o444)
    except OSError:
        pass  # then there are fewer
    return opened


def _write_fault(path: str, code: str, *, size: int = 0) -> ItemPrint:
    return ItemPrint(where=Where(path, "", size), kind="other", fault=code)
