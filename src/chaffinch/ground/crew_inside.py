"""The program inside a crew's sandbox: bound itself, then answer one request after the other."""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import resource
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from chaffinch.ground.crew_frames import MOST_FILES, Channel

_FLUSH_BYTES = 256_000
_FLUSH_SECONDS = 0.5
_MOST_ASKED = 64_000_000
_BLOCK = 1 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Serve the socket that stands in for standard input until it is closed."""
    end = socket.socket(fileno=os.dup(0))
    channel = Channel(end)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    try:
        order = json.loads(channel.receive(most=_MOST_ASKED)[1])
        setup_input = channel.receive(most=_MOST_ASKED)[1]
        limits = order["limits"]
        _bound(limits)
        function = find_function(order["function"])
        made = find_function(order["setup"])(setup_input) if order["setup"] else None
    except Exception:  # the process's edge: whoever asked is told
        channel.send(b"x", traceback.format_exc()[-4_000:].encode())
        return 1
    channel.send(b"s")
    os.dup2(nothing, 1)  # what a parser prints is nobody's
    os.dup2(nothing, 2)
    gc.freeze()
    work = _Work(channel, function, made, limits)
    while True:
        try:
            _, content, descriptors = channel.receive_files(most=_MOST_ASKED)
        except (EOFError, OSError):
            os._exit(0)  # nothing of it is kept: taking down the interpreter would only take time
        if not work.answer(json.loads(content), descriptors):
            return 1


def find_function(name: str) -> Callable[..., Any]:
    """Return what `package.module:function` names."""
    module, _, attribute = name.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return function


@dataclass(slots=True)
class _Work:
    """What this process does with each request."""

    channel: Channel
    function: Callable[..., Iterator[Any]]
    made: Any
    limits: dict[str, Any]

    def answer(self, envelope: dict[str, Any], descriptors: list[int]) -> bool:
        """Write every value of one answer, and its end; return whether another request may come."""
        send, begun = self.channel.send, time.process_time()
        try:
            self._write_values(envelope, descriptors)
        except MemoryError:
            send(b"m")
            return False
        except _TooLargeError:
            send(b"l")
            return False
        except Exception:  # the process's edge: whoever asked is told, and takes another worker
            send(b"x", traceback.format_exc()[-600:].encode("utf-8", "replace"))
            return False
        grown = _measure_resident() > self.limits["rest_bytes"]
        send(b"e", json.dumps([grown, time.process_time() - begun]).encode())
        return True

    def _write_values(self, envelope: dict[str, Any], descriptors: list[int]) -> None:
        outgoing = _Outgoing(self.channel, self.limits, singly=envelope["singly"])
        files = _open_files(self.channel, envelope, descriptors)
        try:
            _arm(self.limits["seconds"])
            for value in self.function(self.made, envelope["request"], files):
                outgoing.add(value)
                _arm(self.limits["seconds"])
        finally:
            for file in files:
                file.close()
        outgoing.flush()


class _TooLargeError(Exception):
    """A value is longer than is taken."""


class _Outgoing:
    """Values that wait until there are many of them."""

    def __init__(self, channel: Channel, limits: dict[str, Any], *, singly: bool) -> None:
        self._channel, self._singly = channel, singly
        self._most = limits["answer_bytes"]
        self._waiting: list[bytes] = []
        self._size = 0
        self._sent = time.monotonic()

    def add(self, value: Any) -> None:
        """Take one value; None says that work goes on."""
        now = time.monotonic()
        if value is not None:
            encoded = json.dumps(value).encode()
            if len(encoded) > self._most:
                raise _TooLargeError
            self._waiting.append(encoded)
            self._size += len(encoded)
        if self._waiting and (self._singly or self._size > _FLUSH_BYTES or now - self._sent > _FLUSH_SECONDS):
            self.flush()
        elif now - self._sent > _FLUSH_SECONDS:
            self._channel.send(b"t")
            self._sent = now

    def flush(self) -> None:
        if self._waiting:
            self._channel.send(b"a", b"[" + b",".join(self._waiting) + b"]")
            self._waiting, self._size, self._sent = [], 0, time.monotonic()


class _ServedFile(io.RawIOBase):
    """A file whose bytes are asked for."""

    def __init__(self, channel: Channel, number: int, size: int) -> None:
        self._channel, self._number, self._size, self._place = channel, number, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: Any) -> int:
        wanted = max(0, min(len(buffer), self._size - self._place, _BLOCK))
        if not wanted:
            return 0
        self._channel.send(b"r", f"{self._number} {self._place} {wanted}".encode())
        kind, content = self._channel.receive(most=_BLOCK)
        if kind != b"d":
            raise OSError(content.decode(errors="replace"))
        buffer[: len(content)] = content
        self._place += len(content)
        return len(content)


def _open_files(channel: Channel, envelope: dict[str, Any], descriptors: list[int]) -> list[BinaryIO]:
    given = iter(descriptors)
    files: list[BinaryIO] = []
    for number, (size, scratch) in enumerate(zip(envelope["served"], envelope["scratch"], strict=True)):
        if size is not None:
            served = _ServedFile(channel, number, size)
            files.append(cast(BinaryIO, io.BufferedReader(served, _BLOCK)))
        else:
            files.append(os.fdopen(next(given), "r+b" if scratch else "rb", buffering=_BLOCK))
    return files


def _bound(limits: dict[str, Any]) -> None:
    memory = limits["memory_bytes"]
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_AS, (2 * memory + 256_000_000, 2 * memory + 256_000_000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file_bytes"], limits["file_bytes"]))
    resource.setrlimit(resource.RLIMIT_NPROC, (limits["processes"], limits["processes"]))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES + 32, MOST_FILES + 32))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _arm(seconds: float) -> None:
    """Let the kernel end this process once it has worked so long from now."""
    used = time.process_time()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + max(1.0, seconds)) + 1, hard))


def _measure_resident() -> int:
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - a file of the kernel
        return int(file.read().split()[1]) * _PAGE


if __name__ == "__main__":
    sys.exit(main())
