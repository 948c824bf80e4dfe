"""Dumps for tests, composed of what they hold, and their items by path."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from chaffinch.ground.crew import CrewLimits
from chaffinch.leaks.chunk import Chunk
from chaffinch.leaks.prints import DocumentPrint, ItemPrint
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
    scratch: str = "/var/tmp",
) -> list[ItemPrint]:
    """Return every item of a dump, in order."""
    order = ReadingOrder(
        str(source), keys=keys, passwords=passwords, limits=limits or ReadingLimits(), scratch=scratch
    )
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


def make_tar(files: dict[str, bytes], *, mode: str = "w") -> bytes:
    """Return a tar; `mode` as `tarfile.open` takes it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def box_messages(*messages: bytes) -> bytes:
    """Return an mbox of messages."""
    line = b"From camille.roy@mouvement-aurore.test Tue Mar  2 08:30:00 2027\n"
    return b"".join(line + message.replace(b"\r\n", b"\n") + b"\n" for message in messages)


def list_ranges(chunks: list[Chunk]) -> list[tuple[int, int]]:
    """Return where chunks begin and end."""
    return [(chunk.start, chunk.end) for chunk in chunks]


class Shelf:
    """Files that one reader reads, each when it is laid there."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._reader = DumpReader(ReadingOrder(str(folder), passwords=("faux", "sésame")))

    def read_file(self, name: str, content: bytes) -> list[ItemPrint]:
        """Return the items of a file; their paths begin with its name."""
        self._count += 1
        place = f"{self._count}/{name}"
        write_files(self._folder, {place: content})
        found = list(self._reader.read_chunk(Chunk(0, (place,))))
        cut = len(f"{self._count}/")
        return [replace(item, where=replace(item.where, path=item.where.path[cut:])) for item in found]

    def read_document(self, name: str, content: bytes) -> DocumentPrint:
        """Return the document of a file that is one item."""
        (item,) = self.read_file(name, content)
        assert item.document is not None, item.fault
        assert item.where.sha256 == hashlib.sha256(content).hexdigest()
        return item.document

    def close(self) -> None:
        """End the reader."""
        self._reader.close()
