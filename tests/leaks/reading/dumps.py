"""Dumps for tests, composed of what they hold, and their items by path."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from chaffinch.ground.crew import CrewLimits
from chaffinch.leaks.chunk import Chunk
from chaffinch.leaks.prints import ItemPrint
from chaffinch.leaks.reading.order import ReadingLimits, ReadingOrder
from chaffinch.leaks.reading.plan import plan_chunks
from chaffinch.leaks.reading.reader import DumpReader


def read_dump(
    source: Path | str,
    *,
    chunk_bytes: int = 64_000_000,
    limits: ReadingLimits | None = None,
    crew: CrewLimits | None = None,
    keys: bytes = b"",
    passwords: tuple[str, ...] = (),
) -> list[ItemPrint]:
    """Return every item of a dump, in order."""
    order = ReadingOrder(str(source), keys=keys, passwords=passwords, limits=limits or ReadingLimits())
    with DumpReader(order, limits=crew) as reader:
        return [
            item
            for chunk in plan_chunks(str(source), chunk_bytes=chunk_bytes)
            for item in reader.read_chunk(chunk)
        ]


def by_path(items: list[ItemPrint]) -> dict[str, ItemPrint]:
    """Return items by their paths; each path is there once."""
    found = {item.where.path: item for item in items}
    assert len(found) == len(items)
    return found


def write_files(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def make_zip(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def box_messages(*messages: bytes) -> bytes:
    """Return an mbox of messages."""
    line = b"From camille.roy@mouvement-aurore.test Tue Mar  2 08:30:00 2027\n"
    return b"".join(line + message.replace(b"\r\n", b"\n") + b"\n" for message in messages)


def list_ranges(chunks: list[Chunk]) -> list[tuple[int, int]]:
    """Return where chunks begin and end."""
    return [(chunk.start, chunk.end) for chunk in chunks]
