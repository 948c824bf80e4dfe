"""What OCR found, a line an item, in a file of its own: only added to, each line durable before the next item is read."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chaffinch.leaks.finding import Evidence
from chaffinch.leaks.triage.errors import TriageError
from chaffinch.leaks.triage.lines import write_line

OCR_LOG = "ocr.jsonl"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class OcrRecord:
    """What was read of one item."""

    item: str
    sha256: str
    pages: int
    pages_read: int
    words: int
    fault: str
    """Why nothing could be read; empty where something was, though it held no word."""
    evidence: tuple[Evidence, ...]


class OcrLog:
    """The open file; `open_log` opens it."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path, self._descriptor = path, descriptor
        self.records: dict[str, OcrRecord] = {}
        """By item."""

    def begin(self, terms: Mapping[str, Any]) -> None:
        """Take up what is there; what was written under other terms (another engine, other languages) is dropped.

        Raises:
            TriageError: the disk is full, or cannot be written; or a line is not as it was written.
        """
        whole, _, _ = self._path.read_bytes().rpartition(b"\n")
        head = {"format": FORMAT, "terms": dict(terms)}
        first, *rest = whole.splitlines() or [b""]
        if _read_json(first) == head:
            os.ftruncate(self._descriptor, len(whole) + 1)  # a line that a kill cut is taken off
            os.lseek(self._descriptor, 0, os.SEEK_END)
            for line in rest:
                record = self._read_record(line)
                self.records[record.item] = record
        else:
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            self._write(write_line(head))

    def keep(self, records: Iterable[OcrRecord]) -> None:
        """Add lines, and make them durable.

        Raises:
            TriageError: the disk is full, or cannot be written.
        """
        kept = list(records)
        self._write(b"".join(write_line(asdict(record)) for record in kept))
        self.records.update((record.item, record) for record in kept)

    def _read_record(self, line: bytes) -> OcrRecord:
        try:
            values = json.loads(line)
            evidence = tuple(Evidence(**one) for one in values.pop("evidence"))
            return OcrRecord(**values, evidence=evidence)
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            raise TriageError(
                f"{self._path} is not as it was written.",
                why=str(fault),
                todo="Take it away, and call again.",
            ) from fault

    def _write(self, content: bytes) -> None:
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(self._descriptor, left) :]
            os.fsync(self._descriptor)
        except OSError as fault:
            raise TriageError(
                f"{self._path} cannot be written.",
                why=fault.strerror or str(fault),
                todo="Make room; the same call goes on where it was.",
            ) from fault

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def __enter__(self) -> OcrLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_log(folder: Path) -> OcrLog:
    """Open the file in a triage's folder, readable by its owner only; it is made where there is none.

    Raises:
        TriageError: it cannot be opened, or another pass writes it.
    """
    path = folder / OCR_LOG
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        raise TriageError(
            f"{path} cannot be opened.",
            why=fault.strerror or str(fault),
            todo="See whether another triage runs.",
        ) from fault
    return OcrLog(path, descriptor)


def _read_json(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None
