"""Inside the sandbox: loopback ports for Chromium, each joined to the unix socket of one gate outside."""

from __future__ import annotations

import asyncio
import contextlib

LOOPBACK = "127.0.0.1"
_CHUNK = 65_536


async def open_relay(socket_path: str, *, port: int) -> asyncio.Server:
    """Listen on a loopback port and carry every connection to the unix socket."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            gate_reader, gate_writer = await asyncio.open_unix_connection(socket_path)
            await asyncio.gather(_pump(reader, gate_writer), _pump(gate_reader, writer))
            gate_writer.close()
        writer.close()

    return await asyncio.start_server(carry, LOOPBACK, port)


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await source.read(_CHUNK):
            sink.write(chunk)
            await sink.drain()
        if sink.can_write_eof():
            sink.write_eof()
