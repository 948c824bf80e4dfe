"""The list of a dump's files with their hashes, made first, and one hash of the whole that a stranger can make again.

The hash of one file is its SHA-256. That of a folder is SHA-256 over a line for each file that could be read, in the order
of the bytes of the paths: its SHA-256 (hex), two blanks, `./`, its path, a NUL. With GNU tools:

    cd DUMP && find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum -z | sha256sum
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from chaffinch.errors import ChaffinchError
from chaffinch.leaks.reading.source import Source, SourceFile, open_source

_BLOCK = 1 << 20
_STEP = 16_000_000
"""Bytes between two signs of progress."""


class ManifestError(ChaffinchError):
    """The list cannot be written."""


@dataclass(frozen=True, slots=True)
class ManifestSummary:
    """The last line of a manifest."""

    dump_sha256: str
    files: int
    size: int
    """Bytes of all files that were read."""
    faults: int
    """Entries that were not read: links, what is no file, what cannot be opened."""
    made_at: str
    """ISO 8601."""


def write_manifest(
    source: str,
    out: Path,
    *,
    now: datetime,
    on_read: Callable[[int], None] = lambda count: None,
) -> ManifestSummary:
    """Write the manifest of a dump, a line of JSON for each file, its summary last.

    While it is made it is called `OUT.part`; what stands there of an earlier run that was stopped is taken over, as far as
    size and time of change of each file are the same.

    Args:
        source: a folder, a file, or a URL that fsspec knows.
        out: where it goes; replaced when it is complete.
        now: aware; stands in the summary.
        on_read: is called with the number of bytes done since the last call.

    Raises:
        ManifestError: it cannot be written.
        SourceError: there is nothing to read.
    """
    opened = open_source(source)
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("a+b") as file:
            summary = _write_lines(opened, file, now=now, on_read=on_read)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except OSError as fault:
        raise ManifestError(
            f"{out} cannot be written",
            why=str(fault),
            todo="make room or choose another folder; what was done is kept, and the same call goes on from there",
        ) from fault
    return summary


def _write_lines(
    source: Source, file: BinaryIO, *, now: datetime, on_read: Callable[[int], None]
) -> ManifestSummary:
    whole = hashlib.sha256()
    files, size, faults, alone = 0, 0, 0, ""
    file.seek(0)
    earlier: Iterator[tuple[dict[str, Any], int]] = _read_earlier(file)
    good = 0
    line, after = next(earlier, ({}, 0))
    is_new = False
    for entry in source.list_files():
        if not is_new and _is_same(line, entry):
            told, good = line, after
            line, after = next(earlier, ({}, 0))
            on_read(entry.size)
        else:
            if not is_new:
                file.truncate(good)
                file.seek(good)
                is_new = True
            told = _describe(source, entry, on_read)
            file.write(json.dumps(told).encode() + b"\n")
        if "fault" in told:
            faults += 1
        else:
            files, size = files + 1, size + told["size"]
            whole.update(f"{told['sha256']}  ./".encode() + os.fsencode(told["path"]) + b"\0")
            alone = told["sha256"]
    if not is_new:
        file.truncate(good)
        file.seek(good)
    dump_sha256 = alone if source.is_file else whole.hexdigest()
    summary = ManifestSummary(dump_sha256, files, size, faults, now.isoformat())
    last = {
        "dump_sha256": summary.dump_sha256, "files": files, "size": size, "faults": faults, "made_at": summary.made_at,
    }  # fmt: skip
    file.write(json.dumps(last).encode() + b"\n")
    return summary


def _read_earlier(file: BinaryIO) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield whole lines of an earlier run, and where each ends; nothing from the first on that is none of a file."""
    place = 0
    while True:
        file.seek(place)
        raw = file.readline()
        place += len(raw)
        try:
            line = json.loads(raw) if raw.endswith(b"\n") else None
        except ValueError:
            return
        if not isinstance(line, dict) or "path" not in line:
            return
        yield line, place


def _is_same(line: dict[str, Any], entry: SourceFile) -> bool:
    """Return whether an earlier line is of this file as it is now; a fault is tried again."""
    known = (line.get("path"), line.get("size"), line.get("mtime_ns"))
    return "sha256" in line and not entry.fault and known == (entry.path, entry.size, entry.modified_ns)


def _describe(source: Source, entry: SourceFile, on_read: Callable[[int], None]) -> dict[str, Any]:
    told: dict[str, Any] = {"path": entry.path, "size": entry.size}
    if entry.fault:
        return {**told, "fault": entry.fault}
    try:
        with source.open_file(entry.path) as file:
            sha256, size = _hash_file(file, on_read)
    except OSError:
        return {**told, "fault": "unreadable"}
    return {**told, "size": size, "sha256": sha256, "mtime_ns": entry.modified_ns}


def _hash_file(file: BinaryIO, on_read: Callable[[int], None]) -> tuple[str, int]:
    digest, size, told = hashlib.sha256(), 0, 0
    buffer = bytearray(_BLOCK)
    view = memoryview(buffer)
    while count := file.readinto(view):  # type: ignore[attr-defined]
        digest.update(view[:count])
        size += count
        if size - told >= _STEP:
            on_read(size - told)
            told = size
    on_read(size - told)
    return digest.hexdigest(), size
