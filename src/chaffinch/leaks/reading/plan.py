"""Cut a dump into chunks: many small files together, mailboxes between two messages, zips anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from chaffinch.leaks.chunk import Chunk
from chaffinch.leaks.reading.mbox import find_messages, is_separator
from chaffinch.leaks.reading.source import Source, SourceFile, open_source

CHUNK_BYTES = 64_000_000
CHUNK_FILES = 2_000
_HEAD = 4_096


def plan_chunks(source: str, *, chunk_bytes: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Yield the chunks of a dump, the same each time; a large mailbox is looked through for its messages' beginnings.

    Args:
        source: a folder, a file, or a URL that fsspec knows.
        chunk_bytes: about so many bytes in one chunk.

    Raises:
        SourceError: there is nothing to read.
    """
    opened = open_source(source)
    number, waiting, size = 0, list[str](), 0
    for file in opened.list_files():
        if waiting and file.size > chunk_bytes:  # before it is looked through: that may take a while
            yield Chunk(number, tuple(waiting), size=size)
            number, waiting, size = number + 1, [], 0
        parts = _cut_file(opened, file, chunk_bytes)
        first = next(parts, None)
        if waiting and (first or size + file.size > chunk_bytes or len(waiting) >= CHUNK_FILES):
            yield Chunk(number, tuple(waiting), size=size)
            number, waiting, size = number + 1, [], 0
        if first is None:
            waiting.append(file.path)
            size += file.size
            continue
        for start, end, message in _chain(first, parts):
            yield Chunk(number, (file.path,), start=start, end=end, size=end - start, first=message)
            number += 1
    if waiting:
        yield Chunk(number, tuple(waiting), size=size)


def _chain(
    first: tuple[int, int, int], rest: Iterator[tuple[int, int, int]]
) -> Iterator[tuple[int, int, int]]:
    yield first
    yield from rest


def _cut_file(source: Source, file: SourceFile, chunk_bytes: int) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and the number of its first message of each part; nothing for a file that is not cut."""
    if file.fault or file.size <= chunk_bytes:
        return
    try:
        with source.open_file(file.path) as opened:
            head = opened.read(_HEAD)
            opened.seek(0)
            if head.startswith(b"PK\x03\x04"):
                for start in range(0, file.size, chunk_bytes):
                    yield start, min(file.size, start + chunk_bytes), 1
            elif head.startswith(b"From ") and is_separator(head, 0):
                yield from _cut_box(opened, file.size, chunk_bytes)
    except OSError:
        return  # whoever reads it tells why


def _cut_box(file: BinaryIO, size: int, chunk_bytes: int) -> Iterator[tuple[int, int, int]]:
    start, first = 0, 1
    for message, offset in enumerate(find_messages(file), 1):
        if offset - start >= chunk_bytes:
            yield start, offset, first
            start, first = offset, message
    yield start, size, first
