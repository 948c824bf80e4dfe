"""The body of an answer: unpacked within a limit, kept in memory or written to a file that appears whole."""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

_GZIP_FORMAT = 31
_PIECE = 1 << 20
_Value = TypeVar("_Value")


class BodyError(Exception):
    """The body is too large or not what its headers say.

    Attributes:
        code: too-large or bad-body.
    """

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


class Unpacked:
    """Take the pieces of a body; a gzip bomb ends at the limit."""

    def __init__(self, *, limit_bytes: int, file: BinaryIO | None = None) -> None:
        self._limit = limit_bytes
        self._file = file
        self.reset()

    def reset(self) -> None:
        """Forget what an attempt that failed has left."""
        self._pieces: list[bytes] = []
        self._size = 0
        self._gzip: zlib._Decompress | None = None
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()

    def begin(self, encoding: str, *, length: str) -> None:
        """Prepare for a body with these headers.

        Raises:
            BodyError: it is packed otherwise than was asked for, or says itself that it is too large.
        """
        self.reset()
        if encoding.strip().lower() in ("gzip", "x-gzip"):
            self._gzip = zlib.decompressobj(_GZIP_FORMAT)
        elif encoding.strip().lower() not in ("", "identity"):
            raise BodyError("bad-body", f"it is packed as {encoding[:40]!r}, which was not asked for")
        if length.isascii() and length.isdigit() and int(length[:20]) > self._limit:
            raise BodyError("too-large", f"it holds more than {self._limit} bytes")

    def add(self, piece: bytes) -> None:
        """Take a piece.

        Raises:
            BodyError: that is too much, or it cannot be unpacked.
        """
        if self._gzip is None:
            self._keep(piece)
            return
        fed = piece
        while fed:
            if self._gzip.eof:
                raise BodyError("bad-body", "something follows the packed body")
            try:
                self._keep(self._gzip.decompress(fed, _PIECE))
            except zlib.error as fault:
                raise BodyError("bad-body", str(fault)) from fault
            fed = self._gzip.unconsumed_tail or self._gzip.unused_data

    def end(self) -> bytes:
        """Return the body; empty when it went to a file.

        Raises:
            BodyError: its packed form is cut short.
        """
        if self._gzip is not None and not self._gzip.eof:
            raise BodyError("bad-body", "its packed form is cut short")
        return b"".join(self._pieces)

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            raise BodyError("too-large", f"it holds more than {self._limit} bytes")
        if self._file is None:
            self._pieces.append(piece)
        else:
            self._file.write(piece)


def fill_file(path: Path, write: Callable[[BinaryIO], _Value], *, keep: Callable[[_Value], bool]) -> _Value:
    """Write beside the path, then put it in its place if it is to be kept; leave nothing behind otherwise."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(number, "w+b") as file:
            value = write(file)
            file.flush()
            os.fsync(file.fileno())
        if keep(value):
            fresh.replace(path)
        return value
    finally:
        fresh.unlink(missing_ok=True)
