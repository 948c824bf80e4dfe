"""A log file that grows and is rotated: what is new in it since a place, each whole line once.

A file is told from its successor by its first bytes and its inode, so that renaming, copying away (`copytruncate`) and
compressing are all followed: what was not read yet is looked for in the files beside it whose names begin alike.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Self

from chaffinch.ground.streams import StreamError, unpack_blocks
from chaffinch.tripwires.errors import LogError

_HEAD = 256
_MOST = 1 << 22
_MOST_ROTATED = 200
_PACKED = (".gz", ".xz", ".zst")
#: What logrotate, newsyslog and Dovecot's own users append: .1, -20261121, .2.gz, …
_ROTATED = re.compile(r"[.-]\d[\dT:_.-]*(?:\.(?:gz|xz|zst))?")


@dataclass(frozen=True, slots=True)
class Place:
    """How far a log was read."""

    inode: int = 0
    head: str = ""
    """SHA-256 of the file's first `head_bytes`, hex."""
    head_bytes: int = 0
    offset: int = 0
    line: int = 0
    """Whole lines before the offset; kept by whoever counts them."""
    inside: bool = False
    """Whether the offset stands inside a line too long to be taken, whose rest is to be left out."""

    @classmethod
    def read(cls, untrusted_values: dict[str, Any]) -> Self | None:
        """Return a place that was kept as JSON; None where it is none."""
        try:
            return cls(**untrusted_values) if untrusted_values else None
        except TypeError:
            return None

    def as_values(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Portion:
    """Whole lines that follow a place."""

    block: bytes
    start: int
    """Offset of the block's first byte."""
    place: Place
    """After them; `line` is still the one before them."""
    lost: bool = False
    """Whether a file before this one could not be found again, so that lines at its end may be missing."""


def read_portion(path: Path, place: Place | None, *, most: int = _MOST) -> Portion | None:
    """Return the next whole lines, None where there are none yet; a last line without its end waits.

    Args:
        path: of the log.
        place: how far it was read; None: not at all, and what was rotated away before is left alone.
        most: so many bytes at a time.

    Raises:
        LogError: it cannot be read now.
    """
    with _open(path) as (file, status):
        present = Place(inode=status.st_ino)
        if place is None:
            return _take(file, "", present, most=most, grows=True)
        if status.st_size >= place.offset:
            seen = _look(file, "", place, inode=status.st_ino, most=most)
            if seen is not None:
                return _cut(seen, place, inode=status.st_ino, most=most, grows=True)
        rest = _read_rotated(path, place, most=most)
        if rest is not None and rest.block:
            return rest
        fresh = _take(file, "", present, most=most, grows=True)
        return replace(fresh, lost=rest is None) if fresh else None


@contextmanager
def _open(path: Path) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    try:
        # Not to wait for a writer, should it be a pipe.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise LogError("no-such-file", str(path), str(error)) from error
    except PermissionError as error:
        raise LogError("not-allowed", str(path), str(error)) from error
    except (OSError, ValueError) as error:
        raise LogError("unreadable", str(path), str(error)) from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise LogError("not-a-file", str(path), "It is no ordinary file.")
    with os.fdopen(descriptor, "rb") as file:
        try:
            yield file, status
        except OSError as error:
            raise LogError("unreadable", str(path), str(error)) from error


def _read_rotated(path: Path, place: Place, *, most: int) -> Portion | None:
    """Return what follows the place in the files that were this log before, an empty portion where nothing does.

    None where the file that the place stands in is not found any more.
    """
    found: Portion | None = None
    for beside in list_rotated(path):
        start = place
        try:
            with _open(beside) as (file, status):
                if found is not None:
                    start = Place(inode=status.st_ino)
                portion = _take(file, beside.name, start, inode=status.st_ino, most=most)
        except (LogError, StreamError):
            continue
        found = portion or found
        if found is not None and found.block:
            return found
    return found


def list_rotated(path: Path) -> list[Path]:
    """Return the files beside a log that may have been it, the oldest first."""
    try:
        entries = [
            (entry.stat().st_mtime_ns, entry.name)
            for entry in os.scandir(path.parent)
            if entry.name.startswith(path.name) and _ROTATED.fullmatch(entry.name[len(path.name) :])
        ]
    except OSError:
        return []
    return [path.with_name(name) for _, name in sorted(entries)[-_MOST_ROTATED:]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read of a file."""

    head: bytes
    taken: bytes
    """From the place on."""


def _take(
    file: BinaryIO, name: str, place: Place, *, most: int, inode: int | None = None, grows: bool = False
) -> Portion | None:
    inode = place.inode if inode is None else inode
    seen = _look(file, name, place, inode=inode, most=most)
    return _cut(seen, place, inode=inode, most=most, grows=grows) if seen else None


def _look(file: BinaryIO, name: str, place: Place, *, inode: int, most: int) -> _Seen | None:
    """Read on from the place; None where the file is another one."""
    if name.endswith(_PACKED):
        seen = _unpack(file, name, place, most=most)
    else:
        file.seek(0)
        head = file.read(_HEAD)
        file.seek(place.offset)
        seen = _Seen(head, file.read(most))
    if not place.head_bytes:
        return seen if inode == place.inode else None
    return seen if seen and _digest(seen.head[: place.head_bytes]) == place.head else None


def _unpack(file: BinaryIO, name: str, place: Place, *, most: int) -> _Seen | None:
    """Read on in a packed file; None where it holds less than was read before."""
    head, taken, passed = b"", b"", 0
    for block in unpack_blocks(file, name, None):
        head += block[: _HEAD - len(head)]
        taken += block[max(0, place.offset - passed) :][: most - len(taken)]
        passed += len(block)
        if len(taken) >= most or (len(head) >= place.head_bytes and _is_other(head, place)):
            break
    return _Seen(head, taken) if passed >= place.offset else None


def _is_other(head: bytes, place: Place) -> bool:
    return bool(place.head_bytes) and _digest(head[: place.head_bytes]) != place.head


def _cut(seen: _Seen, place: Place, *, inode: int, most: int, grows: bool) -> Portion | None:
    """Return the whole lines of what was read; None where a file that grows has none yet.

    The last line of a file that grows no more is whole as it is; one longer than a whole portion is let go of.
    """
    taken, inside = seen.taken, place.inside
    begin, end = 0, taken.rfind(b"\n") + 1
    if inside and end:
        begin, inside = taken.find(b"\n") + 1, False
    if len(taken) >= most and not end:
        begin = end = len(taken)
        inside = True
    elif not grows and end < len(taken) < most:
        begin, end, inside = (len(taken) if inside else begin), len(taken), False
    if grows and not end:
        return None
    offset = place.offset + end
    head = seen.head[: min(_HEAD, offset)]
    after = Place(inode, _digest(head), len(head), offset, place.line, inside)
    return Portion(taken[begin:end], place.offset + begin, after)


def _digest(head: bytes) -> str:
    return hashlib.sha256(head).hexdigest()
