"""Take what Dovecot posts over HTTP: reports of its auth policy hook and events of its exporter. Answers always the same.

The answer lets everything pass and says nothing: a message in it would be shown to the intruder.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

Tell = Callable[[str, dict[str, Any]], None]
"""Takes the kind and the fields of what is told to the outside."""
_LARGEST_HEAD = 16_384
_LARGEST_BODY = 65_536
_ANSWER = json.dumps({"status": 0, "msg": ""}).encode()
_REPLY = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + str(len(_ANSWER)).encode()
) + (b"\r\n\r\n" + _ANSWER)


class Hook:
    """A web server for Dovecot alone, on the sandbox's loopback."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's requests."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path, length = _read_head(head)
                body = await reader.readexactly(length)
                self._take(path, body)
                writer.write(_REPLY)
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, OSError):
            pass  # Dovecot ends connections as it likes, and opens others
        finally:
            writer.close()

    def _take(self, path: str, body: bytes) -> None:
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            return
        if not isinstance(said, dict):
            return
        if path.startswith("/policy"):
            if "command=report" in path:
                self._tell("report", said)
        elif path.startswith("/read"):
            self._tell("read", said)


def _read_head(head: bytes) -> tuple[str, int]:
    """Return path and length of the body.

    Raises:
        ValueError: the head is none, or the body is longer than taken.
    """
    lines = head.decode("latin-1").split("\r\n")
    _method, path, _version = lines[0].split(" ")
    length = 0
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
    if len(head) > _LARGEST_HEAD or not 0 <= length <= _LARGEST_BODY:
        raise ValueError("larger than taken")
    return path, length
