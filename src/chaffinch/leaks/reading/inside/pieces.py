"""A piece of a dump: a file, a member, an attachment, a message; its bytes come from anywhere."""

from __future__ import annotations

import errno
import hashlib
import io
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from chaffinch.leaks.reading.inside.state import FaultyError, Reading, Value
from chaffinch.leaks.reading.mbox import Readable

HEAD = 8_192
BLOCK = 1 << 20


@dataclass(slots=True)
class Piece:
    """Something that may be an item or hold items."""

    path: str
    """As it is shown, and known."""
    name: str
    """The last part of it, as it stands: forms are told by it, too."""
    stream: Readable
    """At its beginning."""
    size: int = -1
    """-1 where it is not known before the end."""
    content: bytes | None = None
    """Where it is held already."""
    sha256: str = ""
    """Where it is known already, of `content`."""
    seekable: bool = False
    depth: int = 0
    """Of containers around it."""
    is_attachment: bool = False
    """Then it is an item itself, too, though it may hold others."""
    start: int = 0
    end: int = 0
    """Where it is cut (see `leaks.chunk.Chunk`); 0 and 0 for the whole."""
    first: int = 1
    """Number of the first message in the part."""
    resume: Any = None
    """Where reading begins again, as `Reading.at` said it."""

    @property
    def file(self) -> BinaryIO:
        """Return its bytes as a file in which one may go to and fro.

        Raises:
            FaultyError: it is a stream.
        """
        if self.content is not None:
            return io.BytesIO(self.content)
        if not self.seekable:
            raise FaultyError("too-large")
        file = cast(BinaryIO, self.stream)
        file.seek(0)
        return file

    def peek(self) -> bytes:
        """Return its first bytes, and take none."""
        if self.content is not None:
            return self.content[:HEAD]
        if self.seekable:
            file = self.file
            head = file.read(HEAD)
            file.seek(0)
            return head
        stream = cast(Peeked, self.stream)
        return stream.peek(HEAD)


class Peeked:
    """A stream that can show its first bytes before it gives them."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._head = b""

    def peek(self, size: int) -> bytes:
        """Return so many bytes, fewer at the end, and keep them."""
        while len(self._head) < size and (more := self._stream.read(size - len(self._head))):
            self._head += more
        return self._head[:size]

    def read(self, size: int = -1) -> bytes:
        if self._head:
            taken = self._head if size < 0 else self._head[:size]
            self._head = self._head[len(taken) :]
            return taken
        return self._stream.read(BLOCK if size < 0 else size)


class Metered:
    """A stream of unpacked bytes, each of them counted."""

    def __init__(self, stream: Readable, reading: Reading) -> None:
        self._stream, self._reading = stream, reading

    def read(self, size: int = -1) -> bytes:
        content = self._stream.read(size)
        self._reading.take(len(content))
        return content


def hold_piece(piece: Piece, reading: Reading) -> None:
    """Take a piece's bytes into memory where they are not too many; else its beginning stays ahead of its stream."""
    if piece.content is not None or (piece.seekable and piece.size > reading.limits.item_bytes):
        return
    if piece.seekable:
        cast(BinaryIO, piece.stream).seek(0)
    most = reading.limits.item_bytes
    blocks: list[bytes] = []
    held = 0
    while held <= most and (block := piece.stream.read(min(BLOCK, most + 1 - held))):
        blocks.append(block)
        held += len(block)
    content = b"".join(blocks)
    if held <= most:
        piece.content, piece.size = content, held
    elif not piece.seekable:
        piece.stream = Peeked(_Chained(content, piece.stream))


def write_scratch(piece: Piece, scratch: BinaryIO) -> Iterator[Value | None]:
    """Write a stream to a file, and let the piece be read from there.

    Raises:
        FaultyError: it is longer than may be written (`too-large`), or there is no room (`no-room`).
    """
    size = yield from copy_stream(piece.stream, scratch)
    piece.stream, piece.seekable, piece.size = scratch, True, size


def copy_stream(stream: Readable, scratch: BinaryIO) -> Generator[Value | None, None, int]:
    """Write a stream to a file that stands at its beginning afterwards, and return its size.

    Raises:
        FaultyError: it is longer than may be written (`too-large`), or there is no room (`no-room`).
    """
    scratch.seek(0)
    scratch.truncate(0)  # a worker that was ended may have left something
    size = 0
    try:
        while block := stream.read(BLOCK):
            scratch.write(block)
            size += len(block)
            if not size % (64 * BLOCK):
                yield None
        scratch.flush()
    except OSError as fault:
        raise FaultyError("no-room" if fault.errno == errno.ENOSPC else "too-large") from fault
    scratch.seek(0)
    return size


class _Chained:
    """Bytes that were taken already, then the rest of their stream."""

    def __init__(self, content: bytes, stream: Readable) -> None:
        self._taken, self._stream = io.BytesIO(content), stream

    def read(self, size: int = -1) -> bytes:
        return self._taken.read(size) or self._stream.read(size)


def hash_piece(piece: Piece) -> Generator[Value | None, None, tuple[str, int]]:
    """Return SHA-256 and size of a piece; yield signs of life meanwhile. Of a stream, what was read already is missing."""
    if piece.content is not None:
        return piece.sha256 or hashlib.sha256(piece.content).hexdigest(), len(piece.content)
    if piece.seekable:
        cast(BinaryIO, piece.stream).seek(0)
    digest, size = hashlib.sha256(), 0
    while block := piece.stream.read(BLOCK):
        digest.update(block)
        size += len(block)
        if not size % (64 * BLOCK):
            yield None
    return digest.hexdigest(), size
