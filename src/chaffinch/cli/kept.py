"""A file of JSON Lines that a stopped command goes on with: only ever added to, a whole line at a time."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chaffinch.errors import ChaffinchError, UsageError

#: What every record begins with: a last line that begins otherwise was not cut, it is somebody else's.
_BEGINNING = b'{"host": "'


class KeptLines:
    """An open file of JSON Lines; `open_kept` makes one."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path, self._descriptor = path, descriptor
        self.records = self._read()

    def add(self, record: Mapping[str, Any]) -> None:
        """Add one line.

        Raises:
            ChaffinchError: it cannot be written (a full disk).
        """
        line = (json.dumps(record, ensure_ascii=False) + "\n").encode()
        try:
            written = os.write(self._descriptor, line)
        except OSError as error:
            raise self._fail(str(error)) from error
        if written < len(line):
            raise self._fail("the disk took only a part of a line")

    def _fail(self, why: str) -> ChaffinchError:
        return ChaffinchError(
            f"{self._path} cannot be written on",
            why=why,
            todo="Make room; the same call goes on where it was.",
        )

    def _read(self) -> list[dict[str, Any]]:
        """Read every record, and mend a last line that was cut."""
        content = self._path.read_bytes()
        whole, newline, last = content.rpartition(b"\n")
        records = [self._parse(line, number) for number, line in enumerate(whole.splitlines(), start=1)]
        record = _parse_record(last)
        if record is not None:
            records.append(record)
            os.write(self._descriptor, b"\n")
        elif last[: len(_BEGINNING)] == _BEGINNING[: len(last)]:
            os.ftruncate(self._descriptor, len(whole + newline))
        else:
            raise self._refuse(len(records) + 1)
        return records

    def _parse(self, line: bytes, number: int) -> dict[str, Any]:
        record = _parse_record(line)
        if record is None:
            raise self._refuse(number)
        return record

    def _refuse(self, number: int) -> UsageError:
        return UsageError(
            f"{self._path} is not a file that this command wrote",
            why=f"line {number} is no record",
            todo="Name a new file, or correct that line.",
        )


@contextmanager
def open_kept(path: Path) -> Iterator[KeptLines]:
    """Open a file of JSON Lines to add to; it is made where there is none, readable by its owner only.

    Raises:
        UsageError: it cannot be opened, another command is writing to it, or its lines are no records.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UsageError(f"{path} cannot be opened", why=str(error), todo="Check the path.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield KeptLines(path, descriptor)
    except BlockingIOError as error:
        raise UsageError(f"Another command is writing to {path}", todo="Wait for it, or stop it.") from error
    finally:
        os.close(descriptor)


def _parse_record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and isinstance(record.get("host"), str) else None
