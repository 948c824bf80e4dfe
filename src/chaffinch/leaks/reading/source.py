"""Where a dump lies: a folder, a file, or what fsspec reaches; listed in one order, read in parts, never written."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from chaffinch.errors import ChaffinchError, UsageError
from chaffinch.ground.crew import ServedFile


class SourceError(ChaffinchError):
    """The dump cannot be read at all."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One entry of a dump."""

    path: str
    """Relative, with `/`; bytes that are no UTF-8 as half surrogates (os.fsdecode)."""
    size: int = 0
    modified_ns: int = 0
    """Nanoseconds since 1970, 0 where it is not known."""
    fault: str = ""
    """`link`, `not-a-file` or `unreadable`: it is not opened."""


class Source(Protocol):
    """A dump's files."""

    is_file: bool
    """Whether it is one file, not a folder."""

    def list_files(self) -> Iterator[SourceFile]:
        """Yield every file in the order of the bytes of its path: the same order each time."""

    def describe_file(self, path: str) -> SourceFile:
        """Return what is known of one of its files."""

    def open_file(self, path: str) -> BinaryIO:
        """Open a file for reading at any place.

        Raises:
            OSError: it cannot be.
        """

    def hand_in(self, path: str) -> tuple[int | ServedFile, int]:
        """Return what a sandboxed worker is given in the file's stead, and its size; `release` takes it back.

        Raises:
            OSError: it cannot be opened.
        """

    def release(self, given: int | ServedFile) -> None:
        """Close what was handed in."""


def open_source(name: str) -> Source:
    """Return the source of a path or URL.

    Raises:
        SourceError: there is nothing.
        UsageError: the URL is none that is read here.
    """
    if "://" not in name:
        return FolderSource(Path(name))
    if name.startswith("file://"):
        return FolderSource(Path(name.removeprefix("file://")))
    if "::" in name:
        raise UsageError(
            f"{name} is a chain of URLs",
            why="each link of it would be opened outside the sandbox",
            todo="name the archive itself; what is in it is read",
        )
    return RemoteSource(name)


class FolderSource:
    """A folder of this machine, or one file; links are told and not followed."""

    def __init__(self, root: Path) -> None:
        try:
            state = root.stat()
        except OSError as fault:
            raise SourceError(f"{root} cannot be read", why=str(fault), todo="check the path") from fault
        self._alone = "" if stat.S_ISDIR(state.st_mode) else root.name
        self._folder = root.parent if self._alone else root
        self.is_file = bool(self._alone)

    def list_files(self) -> Iterator[SourceFile]:
        """Yield every file; a folder that cannot be entered is one entry with its fault."""
        if self._alone:
            yield self.describe_file(self._alone)
        else:
            yield from self._list_folder("")

    def _list_folder(self, inside: str) -> Iterator[SourceFile]:
        try:
            with os.scandir(self._folder / inside) as entries:
                found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError:
            yield SourceFile(inside.rstrip("/") or ".", fault="unreadable")
            return
        # a folder's name sorts with its stroke: so files come in the order of the bytes of their whole paths
        for name, is_folder in sorted(found, key=lambda one: os.fsencode(one[0]) + (b"/" if one[1] else b"")):
            if is_folder:
                yield from self._list_folder(f"{inside}{name}/")
            else:
                yield self.describe_file(f"{inside}{name}")

    def describe_file(self, path: str) -> SourceFile:
        """Return size, time and fault of a path."""
        try:
            state = (self._folder / path).lstat()
        except OSError:
            return SourceFile(path, fault="unreadable")
        fault = "" if stat.S_ISREG(state.st_mode) else "link" if stat.S_ISLNK(state.st_mode) else "not-a-file"
        if fault == "link" and path == self._alone:
            state, fault = (self._folder / path).stat(), ""  # whoever named it meant what it leads to
        return SourceFile(path, state.st_size, state.st_mtime_ns, fault)

    def _open(self, path: str) -> int:
        follow = 0 if path == self._alone else os.O_NOFOLLOW
        descriptor = os.open(self._folder / path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | follow)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(f"{path} is no ordinary file")
        return descriptor

    def open_file(self, path: str) -> BinaryIO:
        """Open a file; one that became a link since it was listed is refused."""
        return os.fdopen(self._open(path), "rb")

    def hand_in(self, path: str) -> tuple[int | ServedFile, int]:
        """Return a descriptor that can only be read."""
        descriptor = self._open(path)
        return descriptor, os.fstat(descriptor).st_size

    def release(self, given: int | ServedFile) -> None:
        """Close the descriptor."""
        if isinstance(given, int):
            os.close(given)


class RemoteSource:
    """What fsspec reaches; it is opened out here, and the worker asks for its bytes."""

    def __init__(self, url: str) -> None:
        import fsspec

        try:
            self._system, self._root = fsspec.core.url_to_fs(url)
            self.is_file = not self._system.isdir(self._root)
            if self.is_file:
                self._system.info(self._root)
        except (OSError, ValueError, ImportError) as fault:
            raise SourceError(
                f"{url} cannot be read",
                why=str(fault),
                todo="check the URL, and that its fsspec driver is installed",
            ) from fault
        self._open_files: dict[int, Any] = {}

    def _place(self, path: str) -> str:
        if self.is_file:
            return cast(str, self._root)
        return f"{str(self._root).rstrip('/')}/{path}"

    def list_files(self) -> Iterator[SourceFile]:
        """Yield every file."""
        if self.is_file:
            name = str(self._root).rstrip("/").rpartition("/")[2]
            yield SourceFile(name, int(self._system.info(self._root).get("size") or 0))
            return
        prefix = str(self._root).strip("/")
        found = {
            str(path).strip("/").removeprefix(prefix).lstrip("/"): int(about.get("size") or 0)
            for path, about in self._system.find(self._root, detail=True).items()
        }
        for path in sorted(found, key=os.fsencode):
            yield SourceFile(path, found[path])

    def describe_file(self, path: str) -> SourceFile:
        """Return its size, or that it cannot be read."""
        try:
            return SourceFile(path, int(self._system.info(self._place(path)).get("size") or 0))
        except (OSError, ValueError):
            return SourceFile(path, fault="unreadable")

    def open_file(self, path: str) -> BinaryIO:
        """Open a file, read ahead by its driver."""
        return cast(BinaryIO, self._system.open(self._place(path), "rb"))

    def hand_in(self, path: str) -> tuple[int | ServedFile, int]:
        """Return a file that is read through us."""
        file = self.open_file(path)
        size = file.seek(0, os.SEEK_END)

        def read(offset: int, count: int) -> bytes:
            file.seek(offset)
            return file.read(count)

        served = ServedFile(size, read)
        self._open_files[id(served)] = file
        return served, size

    def release(self, given: int | ServedFile) -> None:
        """Close the file behind it."""
        if file := self._open_files.pop(id(given), None):
            file.close()
