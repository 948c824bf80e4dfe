"""Lines as bytes, from a file, standard input, gzip, xz or zstd: long, broken or endless as they may be."""

from __future__ import annotations

import lzma
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import zstandard

from chaffinch.errors import ChaffinchError

#: A longer line is cut here.
MAX_LINE = 16_384

_BLOCK = 1 << 18
#: zlib's code for "with a gzip header".
_GZIP_FORMAT = 31
#: zstd makes at most 128 KB of three bytes: what one bite may become stays below 50 MB.
_ZSTD_BITE = 1024
_MAGIC = {b"\x1f\x8b": "gzip", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
_SUFFIXES = {".gz": "gzip", ".xz": "xz", ".zst": "zstd"}
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError)


class StreamError(ChaffinchError):
    """A file cannot be opened, or ends before its end; the lines before that were delivered."""


class CutLine(bytes):
    """The beginning of a line that is longer than `MAX_LINE`."""


def read_lines(source: str | Path, *, on_read: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """Yield the lines of a source without their ends (LF or CRLF), in bounded memory.

    Args:
        source: a path, or "-" for standard input; compression is told by the first bytes.
        on_read: is called with the number of (compressed) bytes read since the last call.

    Yields:
        Each line; one that is too long as a `CutLine`, its rest dropped. NUL bytes are kept.

    Raises:
        StreamError: when the source cannot be opened; and, after all lines that could be read, when its
            compressed form is damaged or truncated.
    """
    with open_source(source) as file:
        yield from _split_lines(unpack_blocks(file, str(source), on_read))


def read_blocks(source: str | Path, *, on_read: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """Yield the same lines as `read_lines`, by the block: newline-joined, without the last newline.

    Args:
        source: a path, or "-" for standard input.
        on_read: as for `read_lines`.

    Raises:
        StreamError: as `read_lines` does.
    """
    with open_source(source) as file:
        yield from _join_whole_lines(unpack_blocks(file, str(source), on_read))


def measure_source(source: str | Path) -> int | None:
    """Return a source's size on disk in bytes; None for standard input and what has none."""
    if str(source) == "-":
        return None
    path = Path(source)
    return path.stat().st_size if path.is_file() else None


@contextmanager
def open_source(source: str | Path) -> Iterator[BinaryIO]:
    """Open a path, or standard input for "-".

    Raises:
        StreamError: it cannot be opened.
    """
    if str(source) == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(source).open("rb")  # noqa: SIM115 -- closed below; only the opening itself may fail here
    except OSError as error:
        raise StreamError(f"{source} cannot be opened", why=str(error), todo="Check the path.") from error
    with file:
        yield file


class _Counted:
    """A file that gives back its first bytes and reports how much of it was read."""

    def __init__(self, file: BinaryIO, on_read: Callable[[int], None] | None) -> None:
        self._file = file
        self._on_read = on_read
        self._head = b""

    def peek(self, size: int) -> bytes:
        """Return the first bytes without taking them."""
        while len(self._head) < size and (block := self._file.read(size - len(self._head))):
            self._head += block
        return self._head

    def read(self, size: int = -1) -> bytes:
        if self._head:
            block, self._head = self._head, b""
        else:
            block = self._file.read1(size) if hasattr(self._file, "read1") else self._file.read(size)
        if self._on_read:
            self._on_read(len(block))
        return block


def unpack_blocks(file: BinaryIO, name: str, on_read: Callable[[int], None] | None) -> Iterator[bytes]:
    """Yield a file's bytes, unpacked, in blocks that end anywhere.

    Args:
        file: open at its beginning.
        name: for errors; its suffix must fit what the first bytes say.
        on_read: is called with the number of (compressed) bytes read since the last call.

    Raises:
        StreamError: its compressed form is damaged or truncated; the blocks before were yielded.
    """
    counted = _Counted(file, on_read)
    head = counted.peek(6)
    form = next((form for magic, form in _MAGIC.items() if head.startswith(magic)), "plain")
    expected = _SUFFIXES.get(Path(name).suffix.lower(), form)
    if form != expected:
        raise StreamError(
            f"{name} is not a {expected} file",
            why="Its first bytes are others.",
            todo="Fetch it again, or rename it.",
        )
    readers = {"plain": _read_plain, "gzip": _read_gzip, "xz": _read_xz, "zstd": _read_zstd}
    try:
        yield from readers[form](counted)
    except _BROKEN as error:
        raise StreamError(
            f"{name} is damaged or cut short",
            why=f"{str(error) or type(error).__name__} ({form}).",
            todo="The lines before that place were read. Fetch the file again for the rest.",
        ) from error


def _read_plain(counted: _Counted) -> Iterator[bytes]:
    while block := counted.read(_BLOCK):
        yield block


def _read_gzip(counted: _Counted) -> Iterator[bytes]:
    stream, fed = zlib.decompressobj(_GZIP_FORMAT), b""
    while True:
        if stream.eof:
            fed = stream.unused_data.lstrip(b"\0") or counted.read(_BLOCK)
            if not fed:
                return
            stream = zlib.decompressobj(_GZIP_FORMAT)
        else:
            fed = stream.unconsumed_tail or counted.read(_BLOCK)
        block = stream.decompress(fed, _BLOCK)
        if block:
            yield block
        elif not fed and not stream.eof:
            raise EOFError("the file ends within its compressed data")


def _read_xz(counted: _Counted) -> Iterator[bytes]:
    stream = lzma.LZMADecompressor()
    fed = b""
    while True:
        if stream.eof:
            fed = stream.unused_data.lstrip(b"\0") or counted.read(_BLOCK)
            if not fed:
                return
            stream = lzma.LZMADecompressor()
        elif stream.needs_input:
            fed = counted.read(_BLOCK)
            if not fed:
                raise EOFError("the file ends within its compressed data")
        if block := stream.decompress(fed, _BLOCK):
            yield block
        fed = b""


def _read_zstd(counted: _Counted) -> Iterator[bytes]:
    context = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    stream, fed = context.decompressobj(), False
    while compressed := counted.read(_BLOCK):
        for place in range(0, len(compressed), _ZSTD_BITE):
            bite = compressed[place : place + _ZSTD_BITE]
            while bite:
                if stream.eof:
                    stream = context.decompressobj()
                if block := stream.decompress(bite):
                    yield block
                bite = stream.unused_data if stream.eof else b""
        fed = True
    if fed and not stream.eof:
        raise EOFError("the file ends within its compressed data")


def _split_lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Split blocks at newlines; what is kept of an unfinished line is bounded.

    When the blocks end in an error, the unfinished line before it is not delivered: it may be half a name.
    """
    rest, cut = b"", False
    for block in blocks:
        first, newline, remaining = block.partition(b"\n")
        if not newline:
            cut = cut or len(rest) + len(first) > MAX_LINE + 1
            rest = (rest + first)[: MAX_LINE + 1]
            continue
        yield _finish_line(rest + first, cut=cut)
        lines = remaining.split(b"\n")
        rest, cut = lines.pop(), False
        if b"\r" in remaining or len(remaining) > MAX_LINE:
            lines = [_finish_line(line) for line in lines]
        yield from lines
        cut = len(rest) > MAX_LINE + 1
        rest = rest[: MAX_LINE + 1]
    if rest:
        yield _finish_line(rest, cut=cut)


def _join_whole_lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield blocks that end where a line ends; an unfinished line before an error is not delivered."""
    rest, cut = b"", False
    for block in blocks:
        whole, newline, remaining = block.rpartition(b"\n")
        if not newline:
            cut = cut or len(rest) + len(block) > MAX_LINE + 1
            rest = (rest + block)[: MAX_LINE + 1]
            continue
        if cut:  # what was kept of the first line is its beginning only
            _, newline, whole = whole.partition(b"\n")
            whole = rest[:MAX_LINE] + newline + whole
        else:
            whole = rest + whole
        yield b"\n".join(map(_finish_line, whole.split(b"\n"))) if b"\r" in whole else whole
        cut = len(remaining) > MAX_LINE + 1
        rest = remaining[: MAX_LINE + 1]
    if rest:
        yield _finish_line(rest, cut=cut)


def _finish_line(line: bytes, *, cut: bool = False) -> bytes:
    """Take off the carriage return; cut what is too long."""
    if cut or len(line) - line.endswith(b"\r") > MAX_LINE:
        return CutLine(line[:MAX_LINE])
    return line.removesuffix(b"\r")
