"""A stream of files back into a folder, every name and every hash checked; nothing in it is believed."""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO

import zstandard

from chaffinch.desk.backup.manifest import (
    HASHES,
    HEAD,
    LARGEST_HASHES,
    LARGEST_HEAD,
    Head,
    Kept,
    check_name,
    parse_hashes,
    refuse_file,
)

_BLOCK = 1 << 18
_LARGEST_WINDOW = 1 << 27
_LONGEST_NAME = 4_096


class _Member(tarfile.TarInfo):
    """A member that is a file or the long name of one; links, devices, sparse files and the rest are none of a backup's."""

    # Through it every header goes, also where a Debian release has patched what stands before it.
    def _proc_member(self, untrusted_tar: tarfile.TarFile) -> tarfile.TarInfo:
        is_name = self.type == tarfile.GNUTYPE_LONGNAME and self.size <= _LONGEST_NAME
        if self.type != tarfile.REGTYPE and not is_name:
            raise refuse_file(f"it holds {self.name[:200]!r}, which is no plain file")
        # an entry point that the type stubs leave out
        read: tarfile.TarInfo = super()._proc_member(untrusted_tar)  # type: ignore[misc]
        return read


def unpack_stream(
    untrusted_stream: BinaryIO,
    folder: Path,
    *,
    check: Callable[[Head], None],
    on_write: Callable[[int], None],
) -> Head:
    """Write the files of a backup below an empty folder, each for its owner alone.

    Args:
        untrusted_stream: decrypted; read to its end.
        folder: exists and is empty; on an error something may stand in it.
        check: told the head before anything is written; what it raises ends it.
        on_write: told how many bytes were written.

    Returns:
        The head.

    Raises:
        DamagedBackupError: it is not whole, was changed, or holds what no backup holds.
        OSError: the disk does not take it.
    """
    reader = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).stream_reader(
        untrusted_stream, closefd=False
    )
    try:
        with tarfile.open(fileobj=reader, mode="r|", tarinfo=_Member, encoding="utf-8") as tar:
            head = _unpack(tar, folder, check=check, on_write=on_write)
        # To the very end: only there does age say that nothing was cut off.
        while untrusted_stream.read(_BLOCK):
            pass
    except (tarfile.TarError, zstandard.ZstdError, EOFError, UnicodeError, ValueError) as fault:
        raise refuse_file(str(fault) or type(fault).__name__) from fault
    return head


def _unpack(
    tar: tarfile.TarFile, folder: Path, *, check: Callable[[Head], None], on_write: Callable[[int], None]
) -> Head:
    found: dict[str, Kept] = {}
    head: Head | None = None
    for member in tar:
        content = tar.extractfile(member)
        assert content is not None  # noqa: S101 -- of a file it never is, and others were refused
        if head is None:
            head, found[HEAD] = _read_head(member, content)
            check(head)
        elif member.name == HASHES:
            _compare(found, parse_hashes(_read_small(member, content, most=LARGEST_HASHES)))
            if tar.next() is not None:
                raise refuse_file("something follows the list of hashes")
            return head
        else:
            name = check_name(member.name, head=head)
            if name in found:
                raise refuse_file(f"it holds {name[:200]!r} twice")
            found[name] = _write_file(content, folder / name, on_write=on_write)
    raise refuse_file("it is cut short")


def _read_head(member: tarfile.TarInfo, content: IO[bytes]) -> tuple[Head, Kept]:
    if member.name != HEAD:
        raise refuse_file("it does not begin with its head")
    untrusted_head = _read_small(member, content, most=LARGEST_HEAD)
    return Head.parse(untrusted_head), Kept(len(untrusted_head), hashlib.sha256(untrusted_head).hexdigest())


def _read_small(member: tarfile.TarInfo, content: IO[bytes], *, most: int) -> bytes:
    if member.size > most:
        raise refuse_file(f"its {member.name} is too large")
    return content.read()


def _write_file(content: IO[bytes], path: Path, *, on_write: Callable[[int], None]) -> Kept:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    hashed, size = hashlib.sha256(), 0
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(file, "wb") as stream:
        while block := content.read(_BLOCK):
            stream.write(block)
            hashed.update(block)
            size += len(block)
            on_write(len(block))
    return Kept(size, hashed.hexdigest())


def _compare(found: dict[str, Kept], promised: dict[str, Kept]) -> None:
    for name in sorted(found.keys() | promised.keys()):
        if name not in found:
            raise refuse_file(f"{name[:200]} is missing")
        if name not in promised:
            raise refuse_file(f"{name[:200]} is not of it")
        if found[name] != promised[name]:
            raise refuse_file(f"{name[:200]} was changed")
