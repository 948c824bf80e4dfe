"""The second pass over pictures and scans: each is fetched out of the dump again, read by OCR, looked for in what we have.

It begins when everything is judged, and changes no verdict. What is read of each stands in `ocr.jsonl` (`ocr_log`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, closing
from itertools import groupby
from typing import Protocol

from chaffinch.leaks.finding import Evidence
from chaffinch.leaks.judging.read_words import place_words
from chaffinch.leaks.reading.fetcher import Fetched, ItemFetcher
from chaffinch.leaks.reading.order import ReadingOrder
from chaffinch.leaks.reading.recogniser import WordsRead
from chaffinch.leaks.reading.tesseract import OcrEngine
from chaffinch.leaks.reference import PlantedItems, Reference
from chaffinch.leaks.triage.lines import ItemTally
from chaffinch.leaks.triage.ocr_crew import RecogniserCrew
from chaffinch.leaks.triage.ocr_log import OcrLog, OcrRecord
from chaffinch.leaks.triage.order import TriageOrder
from chaffinch.leaks.triage.parts import open_known

KNOWN = frozenset({"genuine", "decoy", "conflict"})
"""Verdicts on a picture that rest on its very bytes: its words could add nothing."""
_PATIENCE = 0.2
"""Seconds between two looks at whether to stop."""


class OpenKnown(Protocol):
    """What opens the archive, and what was planted."""

    def __call__(self, order: TriageOrder) -> AbstractContextManager[tuple[Reference, PlantedItems]]:
        """Return both for the time of a block."""


Contents = dict[str, tuple[str, ...]]
"""SHA-256 → items with these bytes, in the order of the dump."""


def list_contents(tallies: Iterable[ItemTally]) -> Contents:
    """Return what is to be read: items without text of which nothing is known yet, those of the same bytes together."""
    found: dict[str, list[str]] = {}
    for tally in tallies:
        if tally.no_text and tally.verdict not in KNOWN:
            found.setdefault(tally.sha256, []).append(tally.item)
    return {sha256: tuple(items) for sha256, items in found.items()}


def read_contents(
    order: TriageOrder,
    contents: Contents,
    log: OcrLog,
    *,
    engine: OcrEngine,
    passwords: Sequence[str],
    should_stop: Callable[[], bool],
    on_read: Callable[[int], None],
    known: OpenKnown = open_known,
) -> bool:
    """Read what the log does not hold yet, and keep it there; return whether everything is read.

    Args:
        order: the triage that was carried out.
        contents: as `list_contents` returns it.
        log: begun.
        engine: what reads.
        passwords: tried on what is encrypted.
        should_stop: is asked often; the pass then ends, and its processes with it.
        on_read: is called with the number of contents that were read since the last call.
        known: opens what the words are looked for in.

    Raises:
        ChaffinchError: the dump, the archive or the ledger cannot be opened, or the log cannot be written.
    """
    left = _copy_known(contents, log)
    if not left:
        return True
    by_first = {items[0]: sha256 for sha256, items in left.items()}
    crew = RecogniserCrew(engine, passwords=passwords, workers=order.count_workers())
    fetcher = ItemFetcher(ReadingOrder(order.source, passwords=tuple(passwords)))
    with known(order) as (reference, planted), closing(fetcher), closing(crew):
        for fetched, read in _read_each(fetcher, crew, by_first, should_stop=should_stop):
            sha256 = by_first[fetched.path]
            evidence = () if read.fault else place_words(read.text, reference=reference, planted=planted)
            log.keep(_make_records(left[sha256], sha256, read, evidence))
            on_read(1)
    return not should_stop()


def _copy_known(contents: Contents, log: OcrLog) -> Contents:
    """Write down again what is known of the same bytes (a kill may have left some of them out); return the rest."""
    left: Contents = {}
    for sha256, items in contents.items():
        records = [log.records[item] for item in items if item in log.records]
        if not records:
            left[sha256] = items
        elif len(records) < len(items):
            one = records[0]
            read = WordsRead("", one.pages, one.pages_read, one.fault)
            missing = [item for item in items if item not in log.records]
            log.keep(_make_records(missing, sha256, read, one.evidence))
    return left


def _read_each(
    fetcher: ItemFetcher,
    crew: RecogniserCrew,
    wanted: Mapping[str, str],
    *,
    should_stop: Callable[[], bool],
) -> Iterator[tuple[Fetched, WordsRead]]:
    """Yield items with what was read of them, in the order in which they were fetched; fewer where it was told to stop."""
    waiting = deque[tuple[Fetched, Future[WordsRead]]]()
    for fetched in _fetch_each(fetcher, wanted):
        waiting.append((fetched, crew.submit(fetched.content) if not fetched.fault else _tell(fetched.fault)))
        while len(waiting) > crew.workers:  # no more bytes are held than are read at once
            if not _wait(waiting[0][1], should_stop):
                return
            first, future = waiting.popleft()
            yield first, future.result()
        if should_stop():
            return
    for fetched, future in waiting:
        if not _wait(future, should_stop):
            return
        yield fetched, future.result()


def _fetch_each(fetcher: ItemFetcher, wanted: Mapping[str, str]) -> Iterator[Fetched]:
    """Yield the bytes of each item, file by file; bytes that are not those that were judged are a fault (`changed`)."""
    for file, items in groupby(wanted, key=lambda item: item.partition("!/")[0]):
        for fetched in fetcher.fetch(file, list(items)):
            changed = not fetched.fault and fetched.sha256 != wanted[fetched.path]
            yield Fetched(fetched.path, b"", "", "changed") if changed else fetched


def _tell(fault: str) -> Future[WordsRead]:
    done = Future[WordsRead]()
    done.set_result(WordsRead("", fault=fault))
    return done


def _wait(future: Future[WordsRead], should_stop: Callable[[], bool]) -> bool:
    """Return True once it is done, False where it was told to stop before."""
    while not should_stop():
        try:
            future.result(timeout=_PATIENCE)
        except TimeoutError:
            continue
        return True
    return False


def _make_records(
    items: Iterable[str], sha256: str, read: WordsRead, evidence: tuple[Evidence, ...]
) -> list[OcrRecord]:
    words = int(evidence[0].params["words"]) if evidence else 0
    return [
        OcrRecord(item, sha256, read.pages, read.pages_read, words, read.fault, evidence) for item in items
    ]
