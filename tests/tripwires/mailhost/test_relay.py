"""Bytes are carried both ways, and who neither sends nor takes is let go."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from chaffinch.tripwires.mailhost.inside import relay
from chaffinch.tripwires.mailhost.inside.relay import Streams, join_streams

Visit = Callable[[Streams, Streams], Awaitable[None]]


def carry(visit: Visit, *, idle_seconds: float) -> float:
    """Join a client with a server, let `visit` use both ends; return the seconds that the joining lasted."""
    lasted: list[float] = []

    async def run() -> None:
        arrived: asyncio.Queue[Streams] = asyncio.Queue()
        done = asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await arrived.put((reader, writer))
            await done.wait()
            writer.close()

        async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there: Streams = await asyncio.open_connection(*inner.sockets[0].getsockname())
            begun = time.monotonic()
            await join_streams((reader, writer), there, idle_seconds=idle_seconds)
            lasted.append(time.monotonic() - begun)

        async with (
            asyncio.timeout(30),
            await asyncio.start_server(serve, "127.0.0.1", 0) as inner,
            await asyncio.start_server(pass_on, "127.0.0.1", 0) as outer,
        ):
            client: Streams = await asyncio.open_connection(*outer.sockets[0].getsockname())
            server = await arrived.get()
            await visit(client, server)
            client[1].close()
            server[1].close()
            done.set()
            while not lasted:
                await asyncio.sleep(0.01)

    asyncio.run(run())
    return lasted[0]


def test_what_is_said_arrives_both_ways_and_an_end_is_passed_on() -> None:
    async def talk(client: Streams, server: Streams) -> None:
        client[1].write(b"a" * 300_000)
        assert await server[0].readexactly(300_000) == b"a" * 300_000
        server[1].write(b"bye")
        server[1].write_eof()
        assert await client[0].read() == b"bye"

    carry(talk, idle_seconds=60)


def test_silence_ends_it_and_one_side_alone_keeps_it_open() -> None:
    async def whisper(client: Streams, server: Streams) -> None:
        for _ in range(6):
            server[1].write(b".")
            await asyncio.sleep(0.2)
        assert await client[0].read() == b"." * 6

    assert carry(whisper, idle_seconds=0.6) >= 1.2


def test_a_client_that_takes_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "_WRITE_SECONDS", 0.5)

    async def flood(_client: Streams, server: Streams) -> None:
        with pytest.raises(OSError):
            while True:
                server[1].write(b"x" * 1_000_000)
                await server[1].drain()

    carry(flood, idle_seconds=60)
