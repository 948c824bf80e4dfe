"""Files into a stream: a tar whose first member says what it is and whose last one holds every hash, packed with zstd."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import zstandard

from chaffinch.desk.backup.errors import BackupError
from chaffinch.desk.backup.manifest import HASHES, HEAD, Head, Kept, write_hashes

_LEVEL = 3


class Packer:
    """Puts files into the stream, each with its hash."""

    def __init__(self, tar: tarfile.TarFile, *, head: Head, on_read: Callable[[int], None]) -> None:
        """Begin with the head.

        Args:
            tar: open for writing as a stream.
            head: of the backup.
            on_read: told how many bytes were read of each file.
        """
        self._tar, self._at, self._on_read = tar, head.made_at, on_read
        self.kept: dict[str, Kept] = {}
        self.add_bytes(HEAD, head.write())

    def add_bytes(self, name: str, content: bytes) -> None:
        """Put something in that stands in no file."""
        self._add(name, io.BytesIO(content), len(content), self._at.timestamp())

    def add_file(self, name: str, path: Path) -> bool:
        """Put a file in, as long as it was when it was opened: what is appended meanwhile belongs to the next backup.

        Returns:
            False where it is gone.

        Raises:
            BackupError: it was cut while it was read, or cannot be read.
        """
        try:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                self._add(name, file, status.st_size, status.st_mtime)
        except FileNotFoundError:
            return False
        return True

    def finish(self) -> None:
        """End with the hashes."""
        self.add_bytes(HASHES, write_hashes(self.kept))

    def _add(self, name: str, file: BinaryIO, size: int, changed: float) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, int(changed), 0o600
        hashed = _Hashed(file, size=size, on_read=self._on_read)
        try:
            self._tar.addfile(member, hashed)
        except OSError as fault:
            if not hashed.is_cut:
                raise
            raise BackupError(
                f"{name} was cut while it was read.",
                todo="Make the backup once more, when nobody works on it.",
            ) from fault
        self.kept[name] = Kept(size, hashed.hexdigest())


class _Hashed:
    """Reads so much of a file and hashes it on the way."""

    def __init__(self, file: BinaryIO, *, size: int, on_read: Callable[[int], None]) -> None:
        self._file, self._left, self._on_read = file, size, on_read
        self._hash = hashlib.sha256()
        self.is_cut = False

    def read(self, size: int = -1) -> bytes:
        wanted = min(size, self._left) if size >= 0 else self._left
        block = self._file.read(wanted)
        self.is_cut = len(block) < wanted
        self._left -= len(block)
        self._hash.update(block)
        self._on_read(len(block))
        return block

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def open_packer(stream: BinaryIO, *, head: Head, on_read: Callable[[int], None]) -> Iterator[Packer]:
    """Open a packer on a stream; once the block has ended well the stream holds a whole backup.

    Args:
        stream: written from its beginning to its end.
        head: of the backup.
        on_read: told how many bytes were read of each file.
    """
    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    with (
        compressor.stream_writer(stream, closefd=False) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT, encoding="utf-8") as tar,
    ):
        packer = Packer(tar, head=head, on_read=on_read)
        yield packer
        packer.finish()
