"""Compiled scans, kept between runs in the user's cache folder: many names take long to compile, none to load."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import hyperscan

from chaffinch.ground.files import write_whole

#: id reported for a hit, expression, edit distance
Row = tuple[int, str, int]

#: Compiling less takes no longer than reading a file.
_WORTH_KEEPING = 8
_KEPT = 40
_DIGEST = 32


def open_database(rows: Sequence[Row]) -> hyperscan.Database:
    """Return the scan for these rows, from the cache where it was compiled before.

    What is loaded is machine code's next of kin: only a file that nobody but this user could have written is trusted,
    and one that does not hold what was written is compiled anew.
    """
    if len(rows) < _WORTH_KEEPING:
        return _compile(rows)
    folder = _find_folder()
    kept = folder / f"{_name_scan(rows)}.hs"
    with contextlib.suppress(OSError, ValueError, hyperscan.HyperscanError):
        database = hyperscan.loadb(_read_trusted(kept), mode=hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
        os.utime(kept)
        return database
    database = _compile(rows)
    with contextlib.suppress(OSError):
        _keep(kept, hyperscan.dumpb(database))
    return database


def _compile(rows: Sequence[Row]) -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[text.encode() for _, text, _ in rows],
        ids=[number for number, _, _ in rows],
        flags=[0] * len(rows),
        ext=[_limit_edits(edits) for _, _, edits in rows],
    )
    return database


def _limit_edits(edits: int) -> Any:
    flags = hyperscan.HS_EXT_FLAG_EDIT_DISTANCE if edits else 0
    return hyperscan.ExpressionExt(flags=flags, edit_distance=edits)  # type: ignore[attr-defined]  # its stubs lack it


def _name_scan(rows: Sequence[Row]) -> str:
    """Return a name for what the compiled form depends on: the rows, the compiler, the processor."""
    made_by = [version("hyperscan"), _describe_processor()]
    return hashlib.sha256(json.dumps([made_by, list(rows)]).encode()).hexdigest()


def _describe_processor() -> str:
    with contextlib.suppress(OSError), Path("/proc/cpuinfo").open(encoding="ascii", errors="replace") as file:
        return next((line for line in file if line.startswith(("flags", "Features"))), "")
    return ""


def _find_folder() -> Path:
    """Return the folder of compiled scans (XDG Base Directory Specification)."""
    root = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(root) if root.startswith("/") else Path.home() / ".cache") / "chaffinch" / "scans"


def _read_trusted(path: Path) -> bytes:
    """Return a kept scan.

    Raises:
        OSError: there is none, or somebody else may have written it.
        ValueError: it is not what was written.
    """
    for place in (path.parent.parent, path.parent):
        _check_owner(os.lstat(place), place)
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as file:
        _check_owner(os.fstat(file.fileno()), path)
        content = file.read()
    body, digest = content[:-_DIGEST], content[-_DIGEST:]
    if hashlib.sha256(body).digest() != digest:
        raise ValueError("the kept scan is damaged")
    return body


def _check_owner(status: os.stat_result, place: Path) -> None:
    if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(f"{place} can be written by others")


def _keep(path: Path, body: bytes) -> None:
    path.parent.parent.parent.mkdir(parents=True, exist_ok=True)
    for folder in (
        path.parent.parent,
        path.parent,
    ):  # each by itself: parents=True would make the outer one by umask
        folder.mkdir(exist_ok=True, mode=0o700)
    write_whole(path, body + hashlib.sha256(body).digest(), sync=False)
    kept = sorted(path.parent.glob("*.hs"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in kept[_KEPT:]:
        old.unlink(missing_ok=True)
