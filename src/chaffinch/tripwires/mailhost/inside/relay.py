"""Carry bytes between two connections, in both directions, until one ends or nothing moves for long."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field

CHUNK = 65_536
_WRITE_SECONDS = 120.0
"""A client that takes nothing for so long is let go."""

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(slots=True)
class _Pulse:
    """When a byte last moved."""

    at: float = field(default_factory=time.monotonic)


async def join_streams(one: Streams, other: Streams, *, idle_seconds: float) -> None:
    """Carry both ways; return when both ends are closed, or nothing moved for so long."""
    pulse = _Pulse()
    tasks = [
        asyncio.create_task(_carry(one[0], other[1], pulse, idle_seconds)),
        asyncio.create_task(_carry(other[0], one[1], pulse, idle_seconds)),
    ]
    try:
        # When one side has ended, the other gets a moment to say its last.
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait(tasks, timeout=5)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in (one[1], other[1]):
            writer.close()


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pulse: _Pulse, idle_seconds: float
) -> None:
    with contextlib.suppress(OSError):
        while True:
            left = idle_seconds - (time.monotonic() - pulse.at)
            if left <= 0:
                return
            try:
                chunk = await asyncio.wait_for(reader.read(CHUNK), timeout=left)
            except TimeoutError:
                continue  # the other direction may have moved
            if not chunk:
                with contextlib.suppress(NotImplementedError):
                    writer.write_eof()
                return
            pulse.at = time.monotonic()
            writer.write(chunk)
            await asyncio.wait_for(writer.drain(), timeout=_WRITE_SECONDS)
            pulse.at = time.monotonic()
