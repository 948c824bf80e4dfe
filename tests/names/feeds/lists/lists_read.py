"""A list written down and read, whole or in parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chaffinch.names.feeds.feed import Checkpoint, Chunk
from chaffinch.names.feeds.lists import ListFeed

KEY = b"a key of the installation's own."


def go_on() -> bool:
    return False


def read(feed: ListFeed, checkpoint: Checkpoint | None = None) -> list[Chunk]:
    """Read to the end, and see that every chunk keeps the contract."""
    chunks = list(feed.read(checkpoint, stop=go_on))
    for chunk in chunks:
        assert len(chunk.names) <= 10_000
        assert len(chunk.faults) <= 100
        assert len(chunk.places) == len(chunk.names)
        assert json.loads(json.dumps(chunk.checkpoint)) == chunk.checkpoint
    return chunks


def read_text(folder: Path, content: str | bytes, **options: Any) -> Chunk:
    """Write a small list and return its only chunk."""
    path = folder / "list"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (chunk,) = read(ListFeed(path, **options))
    return chunk


def names(chunks: list[Chunk]) -> list[bytes]:
    return [name for chunk in chunks for name in chunk.names]


def places(chunks: list[Chunk]) -> list[int]:
    return [place for chunk in chunks for place in chunk.places]


def faults(chunks: list[Chunk] | Chunk) -> list[tuple[str, str]]:
    """Return code and place of each fault."""
    several = [chunks] if isinstance(chunks, Chunk) else chunks
    return [(fault.code, fault.where) for chunk in several for fault in chunk.faults]


def read_killed(feed: ListFeed, *, after: int) -> Iterator[Chunk]:
    """Yield the stored chunks of readings that each end, killed, after some chunks."""
    checkpoint: Checkpoint | None = None
    while True:
        reading = feed.read(checkpoint, stop=go_on)
        for count, chunk in enumerate(reading, 1):
            yield chunk
            checkpoint = chunk.checkpoint
            if chunk.checkpoint.get("ended"):
                return
            if count == after:
                break
        reading.close()  # type: ignore[attr-defined]
