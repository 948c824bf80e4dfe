"""The folder in which a triage is written down: lines that are only added to, and a log that says what counts.

Lines are made durable first, then the log names them: after a kill or a full disk what the log does not name is cut off
and judged again, so nothing is lost and nothing stands there twice.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.leaks.chunk import JudgedChunk
from chaffinch.leaks.triage.errors import TriageError
from chaffinch.leaks.triage.lines import ItemTally, tally_item, write_error, write_finding, write_line

FORMAT = 2
LOG = "progress.jsonl"
FILES = ("findings.jsonl", "errors.jsonl", "tallies.jsonl")
_COMMIT_AFTER = 2.0
"""Seconds after which what was judged is made durable."""
_FINDINGS, _ERRORS, _TALLIES = range(3)


class TriageFolder:
    """An open folder; `open_folder` makes one."""

    def __init__(self, path: Path, *, now: Callable[[], float]) -> None:
        self.path = path
        self._now, self._committed_at = now, now()
        self._files = [_open_file(path / name) for name in FILES]
        self._log = _open_file(path / LOG)
        self._waiting = [bytearray() for _ in FILES]
        self._names: list[dict[str, Any]] = []
        self._ends = [0, 0, 0]
        self.done: set[int] = set()
        """Numbers of the chunks that are kept whole."""
        self._begun = (-1, 0)
        """The chunk that is kept in part, and how many of its parts."""

    def begin(self, terms: Mapping[str, Any]) -> None:
        """Take up what the log names; a fresh folder is begun under these terms.

        Raises:
            UsageError: the folder was begun under other terms, by another version, or is not ours.
        """
        lines = _read_lines(self.path / LOG, self._log)
        if not lines:
            self._write(self._log, write_line({"format": FORMAT, "terms": dict(terms)}))
            self._sync(self._log)
        elif lines[0] != {"format": FORMAT, "terms": dict(terms)}:
            raise _refuse_terms(self.path, lines[0], terms)
        for line in lines[1:]:
            if "settled" in line:
                self._ends = line["settled"]
                self._put_in_place()
            else:
                self._take_up(line)
        for descriptor, end, name in zip(self._files, self._ends, FILES, strict=True):
            if os.fstat(descriptor).st_size < end:
                raise TriageError(
                    f"{self.path / name} is shorter than it was written",
                    why="something cut it since",
                    todo="Begin again in a new folder.",
                )
            os.ftruncate(descriptor, end)
            os.lseek(descriptor, 0, os.SEEK_END)

    def keep(self, chunk: JudgedChunk) -> None:
        """Add what was said of a chunk or a part of one; a part that is there already is left out.

        Raises:
            TriageError: the disk is full, or cannot be written.
        """
        number, kept = self._begun
        if chunk.chunk.number in self.done or (chunk.chunk.number == number and chunk.part < kept):
            return
        for judged in chunk.judged:
            self._waiting[_FINDINGS] += write_finding(judged.finding)
            self._waiting[_TALLIES] += write_line(asdict(tally_item(judged)))
            if judged.item.fault:
                self._waiting[_ERRORS] += write_error(judged.item)
        ends = [end + len(waiting) for end, waiting in zip(self._ends, self._waiting, strict=True)]
        line = {"chunk": chunk.chunk.number, "part": chunk.part, "last": chunk.last, "ends": ends}
        self._names.append(line)
        self._count(line)
        if self._now() - self._committed_at >= _COMMIT_AFTER:
            self.commit()

    def commit(self) -> None:
        """Make durable what was kept.

        Raises:
            TriageError: the disk is full, or cannot be written.
        """
        for descriptor, waiting in zip(self._files, self._waiting, strict=True):
            if waiting:
                self._write(descriptor, waiting)
                self._sync(descriptor)
        if self._names:
            self._write(self._log, b"".join(map(write_line, self._names)))
            self._sync(self._log)
            self._ends = self._names[-1]["ends"]
        self._names.clear()
        for waiting in self._waiting:
            waiting.clear()
        self._committed_at = self._now()

    def settle(self, lines: Iterable[tuple[bytes, bytes]]) -> None:
        """Write every finding and tally anew, once all are kept: what only the whole dump shows is in them then.

        Killed before the log says so, the old ones stand; afterwards the new ones are put in place by whoever comes next.

        Args:
            lines: of each item, in the order of the dump: its finding's line and its tally's.

        Raises:
            TriageError: the disk is full, or cannot be written.
        """
        ends = list(self._ends)
        try:
            with (
                _create_draft(self.path, _FINDINGS) as findings,
                _create_draft(self.path, _TALLIES) as tallies,
            ):
                for finding, tally in lines:
                    findings.write(finding)
                    tallies.write(tally)
                for place, stream in ((_FINDINGS, findings), (_TALLIES, tallies)):
                    stream.flush()
                    os.fsync(stream.fileno())
                    ends[place] = stream.tell()
        except OSError as fault:
            raise _fail(self.path, fault) from fault
        self._write(self._log, write_line({"settled": ends}))
        self._sync(self._log)
        self._ends = ends
        self._put_in_place()

    def _put_in_place(self) -> None:
        """Let what was settled take the place of what was there."""
        for place in (_FINDINGS, _TALLIES):
            draft = _name_draft(self.path, place)
            if draft.exists():
                draft.replace(self.path / FILES[place])
                self._reopen(place)

    def _reopen(self, place: int) -> None:
        os.close(self._files[place])
        self._files[place] = _open_file(self.path / FILES[place])

    def read_tallies(self) -> Iterator[ItemTally]:
        """Yield what is counted of every item that is kept, in the order of the dump."""
        with (self.path / FILES[_TALLIES]).open("rb") as stream:
            for line in stream:
                yield ItemTally(**json.loads(line))

    def read_findings(self) -> Iterator[dict[str, Any]]:
        """Yield every finding's values, in the order of the dump."""
        with (self.path / FILES[_FINDINGS]).open("rb") as stream:
            for line in stream:
                yield json.loads(line)

    def write_whole(self, name: str, content: bytes) -> Path:
        """Put a file in place, whole or not at all.

        Raises:
            TriageError: the disk is full, or cannot be written.
        """
        place, draft = self.path / name, self.path / f".{name}.draft"
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(place)
        except OSError as fault:
            raise _fail(place, fault) from fault
        return place

    def close(self) -> None:
        """Close every file; what was not made durable is judged again the next time."""
        for descriptor in (*self._files, self._log):
            os.close(descriptor)

    def _take_up(self, line: Mapping[str, Any]) -> None:
        self._ends = line["ends"]
        self._count(line)

    def _count(self, line: Mapping[str, Any]) -> None:
        if line["last"]:
            self.done.add(line["chunk"])
        else:
            self._begun = (line["chunk"], line["part"] + 1)

    def _write(self, descriptor: int, content: bytes | bytearray) -> None:
        left = memoryview(content)
        try:
            while left:
                left = left[os.write(descriptor, left) :]
        except OSError as fault:
            raise _fail(self.path, fault) from fault

    def _sync(self, descriptor: int) -> None:
        try:
            os.fsync(descriptor)
        except OSError as fault:
            raise _fail(self.path, fault) from fault


@contextmanager
def open_folder(path: Path, *, now: Callable[[], float] = time.monotonic) -> Iterator[TriageFolder]:
    """Open a folder to write a triage down in, alone; it is made where there is none, readable by its owner only.

    Args:
        path: the folder.
        now: a monotonic clock in seconds.

    Raises:
        UsageError: it cannot be made or opened, or another triage writes in it.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = TriageFolder(path, now=now)
    except OSError as fault:
        raise UsageError(f"{path} cannot be opened.", why=str(fault), todo="Name another folder.") from fault
    try:
        fcntl.flock(folder._log, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield folder
    except BlockingIOError as fault:
        raise UsageError(f"Another triage writes into {path}.", todo="Wait for it, or stop it.") from fault
    finally:
        folder.close()


def _name_draft(folder: Path, place: int) -> Path:
    return folder / f".{FILES[place]}.settled"


def _create_draft(folder: Path, place: int) -> IO[bytes]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(_name_draft(folder, place), flags, 0o600), "wb")


def _open_file(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def _read_lines(path: Path, descriptor: int) -> list[dict[str, Any]]:
    """Return the log's whole lines; a last one that a kill cut is taken off.

    Raises:
        UsageError: a line is none of ours.
    """
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    os.ftruncate(descriptor, len(whole) + bool(whole))
    os.lseek(descriptor, 0, os.SEEK_END)
    try:
        return [json.loads(line) for line in whole.splitlines()]
    except ValueError as fault:
        raise UsageError(
            f"{path} is no log of a triage.", why=str(fault), todo="Name a new folder."
        ) from fault


def _refuse_terms(path: Path, found: Mapping[str, Any], terms: Mapping[str, Any]) -> UsageError:
    begun = found.get("terms", {}) if isinstance(found, dict) else {}
    differing = [name for name, value in terms.items() if begun.get(name) != value]
    return UsageError(
        f"{path} holds another triage.",
        why="It was begun with another " + ", ".join(differing or ["version"]),
        todo="Name a new folder, or call it as it was begun.",
    )


def _fail(path: Path, fault: OSError) -> ChaffinchError:
    return TriageError(
        f"{path} cannot be written.",
        why=fault.strerror or str(fault),
        todo="Make room; the same call goes on where it was.",
    )
