"""What passes between a sandboxed worker and whoever asks it: frames on a Unix socket, files beside them.

A frame is its kind (one byte), the length of its content (four bytes, big-endian), the content. Whoever reads says how much
it takes.
"""

from __future__ import annotations

import array
import socket
import struct
import time
from collections.abc import Sequence

MOST_FILES = 64
"""Descriptors beside one frame; Linux takes 253."""
_HEAD = struct.Struct(">cI")
_BUFFER = 1 << 22


class FrameError(Exception):
    """What came is no frame, or a longer one than is taken."""


class Channel:
    """One end of the socket."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            end.setsockopt(socket.SOL_SOCKET, option, _BUFFER)

    def send(self, kind: bytes, content: bytes = b"", *, files: Sequence[int] = ()) -> None:
        """Write a frame.

        Raises:
            OSError: nobody reads any more.
        """
        head = _HEAD.pack(kind, len(content))
        if files:
            socket.send_fds(self._end, [head], list(files))
        else:
            self._end.sendall(head)
        self._end.sendall(content)

    def receive(self, *, most: int, until: float | None = None) -> tuple[bytes, bytes]:
        """Return kind and content of the next frame; descriptors that come with it are not taken.

        Args:
            most: bytes of content that are taken.
            until: moment of `time.monotonic` at which the wait ends.

        Raises:
            EOFError: the other end is closed.
            FrameError: it is longer than that.
            TimeoutError: it is not here at that moment.
        """
        kind, length = _HEAD.unpack(self._take(_HEAD.size, until))
        if length > most:
            raise FrameError(f"a frame of {length} bytes")
        return kind, self._take(length, until)

    def receive_files(self, *, most: int) -> tuple[bytes, bytes, list[int]]:
        """Return kind, content and descriptors of the next frame, for as long as it takes.

        Raises:
            EOFError: the other end is closed.
            FrameError: it is longer than is taken.
        """
        space = socket.CMSG_SPACE(MOST_FILES * array.array("i").itemsize)
        head, ancillary, _, _ = self._end.recvmsg(_HEAD.size, space)
        if not head:
            raise EOFError
        head += self._take(_HEAD.size - len(head), None)
        files = array.array("i")
        for level, kind_of, content in ancillary:
            if level == socket.SOL_SOCKET and kind_of == socket.SCM_RIGHTS:
                files.frombytes(content[: len(content) - len(content) % files.itemsize])
        kind, length = _HEAD.unpack(head)
        if length > most:
            raise FrameError(f"a frame of {length} bytes")
        return kind, self._take(length, None), list(files)

    def _take(self, count: int, until: float | None) -> bytes:
        taken = bytearray(count)
        view, place = memoryview(taken), 0
        while place < count:
            if until is not None:
                left = until - time.monotonic()
                if left <= 0:
                    raise TimeoutError
                self._end.settimeout(left)
            got = self._end.recv_into(view[place:])
            if not got:
                raise EOFError
            place += got
        self._end.settimeout(None)
        return bytes(taken)

    def close(self) -> None:
        """Close this end."""
        self._end.close()
