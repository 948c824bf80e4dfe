"""Where a verb writes what others must not read: a new file of its owner's alone, or standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from chaffinch.errors import UsageError


@contextmanager
def open_private(path: Path | None) -> Iterator[TextIO]:
    """Open a new file that only its owner can read, or standard output where none is named.

    Raises:
        UsageError: there is a file already, or it cannot be written.
    """
    if path is None:
        yield sys.stdout
        return
    with os.fdopen(_make_private(path), "w", encoding="utf-8") as stream:
        yield stream


def write_private(path: Path | None, content: bytes) -> None:
    """Write bytes as they are into such a file, or to standard output.

    Raises:
        UsageError: there is a file already, or it cannot be written.
    """
    if path is None:
        sys.stdout.buffer.write(content)
        return
    with os.fdopen(_make_private(path), "wb") as stream:
        stream.write(content)


def _make_private(path: Path) -> int:
    """Make a file that was not there; return its descriptor."""
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError(
            f"{path} exists already.", todo="Name a new file; what is of decoys is never overwritten."
        ) from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written.", why=str(error), todo="Name a new file.") from error
