"""Where one process reads and judges: a reader, the archive and what was planted, opened once and used for every chunk."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from chaffinch.leaks.chunk import Chunk, Judged, JudgedChunk, ReadChunks
from chaffinch.leaks.finding import Finding
from chaffinch.leaks.prints import ItemPrint, Where
from chaffinch.leaks.triage.order import TriageOrder

_log = logging.getLogger(__name__)

PART_ITEMS = 400
PART_CHARACTERS = 4_000_000
"""Of text, more or less: a part is as large as its last item makes it."""


@dataclass(frozen=True, slots=True)
class DumpPlan:
    """How a dump is cut; asked for as it is judged."""

    size: int
    """Bytes of all its files."""
    chunks: Iterator[Chunk]


JudgeItem = Callable[[ItemPrint], Finding]


@dataclass(frozen=True, slots=True)
class Bench:
    """What it takes to judge the items of a chunk."""

    reader: ReadChunks
    judge: JudgeItem

    def judge_chunk(self, chunk: Chunk) -> Iterator[JudgedChunk]:
        """Yield the chunk in its parts, in order; at least one, and only the last says so."""
        part, number, characters = list[Judged](), 0, 0
        for item in self.reader.read_chunk(chunk):
            if len(part) >= PART_ITEMS or characters >= PART_CHARACTERS:
                yield JudgedChunk(chunk, tuple(part), part=number, last=False)
                part, number, characters = [], number + 1, 0
            part.append(self._judge(item))
            characters += _count_characters(item)
        yield JudgedChunk(chunk, tuple(part), part=number)

    def judge_lost(self, chunk: Chunk) -> JudgedChunk:
        """Return a chunk whose every reading ended the reading process: each file of it is an item that crashed."""
        items = (
            ItemPrint(Where(path=name, sha256="", size=chunk.size), kind="other", fault="crashed")
            for name in chunk.files
        )
        return JudgedChunk(chunk, tuple(self._judge(item) for item in items))

    def _judge(self, item: ItemPrint) -> Judged:
        """Judge one item; what breaks the judging itself is listed as a fault and never ends the triage."""
        try:
            return Judged(item, self.judge(item))
        except Exception:
            _log.exception("an item could not be judged")
            bare = replace(item, mail=None, document=None, fault=item.fault or "not-judged")
            return Judged(bare, Finding(item.where.path, "unverifiable", "weak", ()))


OpenBench = Callable[[TriageOrder, Sequence[str]], AbstractContextManager[Bench]]
"""Opens a bench from an order and passwords; named by its module, since each process opens its own."""


def _count_characters(item: ItemPrint) -> int:
    if item.mail:
        return len(item.mail.text) + len(item.mail.html_text)
    return len(item.document.text) if item.document else 0
