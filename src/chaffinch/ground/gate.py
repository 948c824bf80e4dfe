"""One door out: an HTTP proxy on a unix socket that carries one visit at a time and keeps its log.

The browser on the other side has no network of its own, so what is not carried here does not leave. Understood are
CONNECT (TLS and WebSockets) and absolute-form plain HTTP (RFC 9112, 3.2.2 and 3.2.3); nothing else is answered.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from chaffinch.ground.egress import Refusal, Upstream, Way
from chaffinch.ground.upstream import Streams, open_way

FindWay = Callable[[str, int], Awaitable[Way | Refusal]]

_LARGEST_HEAD = 65_536
_CHUNK = 65_536
_LONGEST_LOG = 5_000
_HOP_HEADERS = (b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization")


@dataclass(frozen=True, slots=True)
class Passage:
    """One connection that was asked for, and what became of it."""

    host: str
    port: int
    address: str
    """IP address that was connected to; empty when none was, or when an upstream resolved the name."""
    outcome: str
    """ok, connection, egress, refused-address, not-found, too-many-connections."""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Visit:
    """What one visit may still do, and what it did."""

    bytes_left: int
    connections_left: int
    upstream: Upstream | None
    passages: list[Passage] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    too_large: bool = False


class Gate:
    """Serve one visit after another; between visits every connection is refused."""

    def __init__(self, *, find_way: FindWay) -> None:
        self._find_way = find_way
        self._visit: _Visit | None = None

    def begin(self, *, received_bytes: int, connections: int, upstream: Upstream | None) -> None:
        """Let a visit through, within its limits."""
        self._visit = _Visit(received_bytes, connections, upstream)

    async def end(self) -> tuple[tuple[Passage, ...], bool]:
        """Close every connection; return the visit's log, and whether it was cut for its size."""
        visit, self._visit = self._visit, None
        if visit is None:
            return (), False
        await _cancel(visit.tasks)
        return tuple(visit.passages), visit.too_large

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection that the browser opened."""
        visit, task = self._visit, asyncio.current_task()
        try:
            if visit is not None and task is not None:
                visit.tasks.add(task)
                task.add_done_callback(visit.tasks.discard)
                await self._carry(reader, writer, visit=visit)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            pass  # the browser or the site broke its side off; the log holds what matters
        except asyncio.CancelledError:
            pass  # the visit ended; swallowing is right because the task ends here
        finally:
            writer.close()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, visit: _Visit
    ) -> None:
        untrusted_head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), timeout=20)
        method, target, _ = untrusted_head.split(b"\r\n", 1)[0].split(b" ", 2)
        tunnel = method == b"CONNECT"
        parts = urlsplit(f"//{target.decode('ascii')}" if tunnel else target.decode("latin-1"))
        host, port = parts.hostname or "", parts.port or (443 if tunnel else 80)
        if not tunnel and parts.scheme != "http":
            raise ValueError("not a proxy request")
        site = await self._open(host, port, visit=visit)
        if site is None:
            if tunnel:
                writer.write(b"HTTP/1.1 502 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                await writer.drain()
            return
        try:
            if tunnel:
                writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            else:
                site[1].write(_rewrite_request(untrusted_head, host_part=parts.netloc))
            await _join((reader, writer), site, visit=visit, plain=not tunnel)
        finally:
            site[1].close()

    async def _open(self, host: str, port: int, *, visit: _Visit) -> Streams | None:
        if visit.connections_left <= 0 or len(visit.passages) >= _LONGEST_LOG:
            _note(visit, Passage(host, port, "", "too-many-connections"))
            return None
        visit.connections_left -= 1
        way = await self._find_way(host, port)
        if isinstance(way, Refusal):
            _note(visit, Passage(host, port, "", way.code, way.params))
            return None
        try:
            site, address = await open_way(way, upstream=visit.upstream)
        except (OSError, TimeoutError) as fault:
            _note(visit, Passage(host, port, "", "connection", {"cause": _name_fault(fault)}))
            return None
        _note(visit, Passage(host, port, address, "ok", {"via": way.via}))
        return site


def _note(visit: _Visit, passage: Passage) -> None:
    if len(visit.passages) < _LONGEST_LOG:
        visit.passages.append(passage)


def _name_fault(fault: Exception) -> str:
    if isinstance(fault, ConnectionRefusedError):
        return "refused"
    if isinstance(fault, TimeoutError):
        return "timeout"
    return "upstream" if type(fault).__name__ == "UpstreamFault" else "unreachable"


def _rewrite_request(head: bytes, *, host_part: str) -> bytes:
    """Turn an absolute-form request into what the site expects, closed after one answer."""
    first, *lines = head[:-4].split(b"\r\n")
    method, target, version = first.split(b" ", 2)
    path = target.split(b"/", 3)[3:]
    query_only = target.partition(b"?")[2] if not path and b"?" in target else b""
    origin = b"/" + (path[0] if path else b"?" + query_only if query_only else b"")
    kept = [line for line in lines if line.partition(b":")[0].strip().lower() not in (*_HOP_HEADERS, b"host")]
    host = b"Host: " + host_part.rpartition("@")[2].encode("latin-1")
    return (
        b"\r\n".join([b" ".join((method, origin, version)), host, *kept, b"Connection: close"]) + b"\r\n\r\n"
    )


async def _join(browser: Streams, site: Streams, *, visit: _Visit, plain: bool) -> None:
    """Copy both ways until one side ends; what comes from the site counts against the visit."""
    upward = asyncio.create_task(_pump(browser[0], site[1]))
    downward = asyncio.create_task(_pump_back(site[0], browser[1], visit=visit, plain=plain))
    try:
        await downward
    finally:
        await _cancel({upward, downward})


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await source.read(_CHUNK):
            sink.write(chunk)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()


async def _pump_back(
    source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, visit: _Visit, plain: bool
) -> None:
    if plain:
        while True:
            untrusted_head = await source.readuntil(b"\r\n\r\n")
            sink.write(_close_after(untrusted_head))
            if untrusted_head.split(b" ", 2)[1:2] not in ([b"100"], [b"102"], [b"103"]):
                break
    while chunk := await source.read(_CHUNK):
        visit.bytes_left -= len(chunk)
        if visit.bytes_left < 0:
            visit.too_large = True
            for task in visit.tasks:
                task.cancel()
            return
        sink.write(chunk)
        await sink.drain()


def _close_after(head: bytes) -> bytes:
    """Make the browser drop the connection after this answer: its next request may be for another site."""
    first, *lines = head[:-4].split(b"\r\n")
    kept = [line for line in lines if line.partition(b":")[0].strip().lower() not in _HOP_HEADERS]
    return b"\r\n".join([first, *kept, b"Connection: close"]) + b"\r\n\r\n"


async def _cancel(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=2)
