"""A folder, such as a file server's share: written whole or not at all, dated as the document says."""

from __future__ import annotations

import errno
import os
from datetime import datetime
from pathlib import Path

from chaffinch.decoys.places.errors import PlaceError

_CODES = {errno.ENOSPC: "full", errno.EDQUOT: "full"}


def put_file(folder: Path, name: str, content: bytes, *, dated: datetime) -> Path:
    """Write a file and return where it stands; the same bytes may be there already.

    Args:
        folder: made where it is missing.
        name: of the file, without a folder.
        content: all of it.
        dated: aware; what the file system is to say of its last change.

    Raises:
        PlaceError: another file has this name, or it cannot be written.
    """
    path = folder / Path(name).name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_new(path, content, dated=dated)
        elif path.read_bytes() != content:
            raise PlaceError("taken", str(path), why="Another file has this name.")
    except OSError as error:
        code = "full" if error.errno in _CODES else "cannot-write"
        raise PlaceError(code, str(path), why=str(error)) from error  # type: ignore[arg-type]  # one of two
    return path


def _write_new(path: Path, content: bytes, *, dated: datetime) -> None:
    draft = path.with_name(f".~{path.name}")
    try:
        draft.write_bytes(content)
        os.utime(draft, (dated.timestamp(), dated.timestamp()))
        # Nothing that came meanwhile is overwritten.
        os.link(draft, path)
    except FileExistsError as error:
        raise PlaceError("taken", str(path), why="Another file has this name.") from error
    finally:
        draft.unlink(missing_ok=True)
