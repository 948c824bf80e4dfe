"""A list's file, opened at a place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chaffinch.ground.streams import StreamError, open_source, unpack_blocks

OnRead = Callable[[int], None]
HEAD_BYTES = 1 << 16
"""What formats are told by."""
_FINGERPRINT_BYTES = 4_096
_BLOCK = 1 << 18
_PACKED = (b"\x1f\x8b", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")


@dataclass(frozen=True, slots=True)
class Opened:
    """A list that is being read."""

    head: bytes
    """Its first bytes, unpacked, as far as they can be."""
    blocks: Iterator[bytes]
    """From its first byte on, those of `head` included."""


@contextmanager
def open_list(source: str | Path, *, on_read: OnRead | None = None) -> Iterator[Opened]:
    """Open a list at its beginning.

    Args:
        source: a path, or "-".
        on_read: is told of the bytes read since it was told last, as they lie on the disk.

    Raises:
        StreamError: it cannot be opened; later, from the blocks, it is damaged.
    """
    with open_source(source) as file:
        blocks = unpack_blocks(file, str(source), on_read)
        head, fault = b"", None
        try:
            while len(head) < HEAD_BYTES and (block := next(blocks, None)) is not None:
                head += block
        except StreamError as error:
            fault = error
        yield Opened(head[:HEAD_BYTES], _chain(head, fault, blocks))


@contextmanager
def open_at(
    source: str | Path, offset: int, *, ending: int, on_read: OnRead | None = None
) -> Iterator[tuple[bytes, Iterator[bytes]]]:
    """Open a list's file at an offset; yield the bytes before it, at most `ending`, and the blocks from there on.

    A file that is not packed is not read up to there; what is packed is unpacked and dropped.

    Raises:
        StreamError: it cannot be opened, or is damaged before that place.
    """
    with open_source(source) as file:
        if file.read(6).startswith(_PACKED):
            file.seek(0)
            yield _pass_over(unpack_blocks(file, str(source), on_read), offset, ending=ending)
        else:
            file.seek(max(0, offset - ending))
            before = file.read(min(offset, ending))
            yield before, _count(iter(lambda: file.read(_BLOCK), b""), offset, on_read)


def _count(blocks: Iterator[bytes], offset: int, on_read: OnRead | None) -> Iterator[bytes]:
    """Tell of what was passed over, then of each block."""
    read = offset
    for block in blocks:
        if on_read is not None:
            on_read(read + len(block))
        read = 0
        yield block


def fingerprint(head: bytes, length: int = _FINGERPRINT_BYTES) -> str:
    """Return what tells two lists apart by their beginnings."""
    used = head[:length]
    return f"{len(used)}:{hashlib.sha256(used).hexdigest()[:48]}"


def is_same(head: bytes, known: str) -> bool:
    """Return whether a list still begins with what a fingerprint was made of."""
    length = known.partition(":")[0]
    return (
        length.isascii()
        and length.isdigit()
        and 0 < int(length) <= HEAD_BYTES
        and fingerprint(head, int(length)) == known
    )


def _chain(head: bytes, fault: StreamError | None, blocks: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    if fault is not None:
        raise fault
    yield from blocks


def _pass_over(blocks: Iterator[bytes], offset: int, *, ending: int) -> tuple[bytes, Iterator[bytes]]:
    before, read = b"", 0
    for block in blocks:
        read += len(block)
        if read >= offset:
            split = len(block) - (read - offset)
            rest = block[split:]
            return (before + block[:split])[-ending:] if ending else b"", _chain(rest, None, blocks)
        before = (before + block)[-ending:] if ending else b""
    return b"", iter(())
