"""The program inside the sandbox: take orders on standard input, visit, write findings to standard output.

    worker.py SOCKET:PORT... -- SPKI_HASH...

It trusts nothing that it does: whatever it writes is checked again outside, and its only way out is the gates.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Error, Playwright, async_playwright

from chaffinch.pages.inside.chromium import Chromium, LaunchFault
from chaffinch.pages.inside.relay import open_relay
from chaffinch.pages.inside.visit import Findings, visit_page
from chaffinch.pages.order import Order, Visit
from chaffinch.pages.wire import pack_message, parse_header, read_length


@dataclass(frozen=True, slots=True)
class Trade:
    """What a worker does with an order."""

    read_order: Callable[[Mapping[str, Any]], Visit]
    carry_out: Callable[..., Awaitable[Findings]]
    """Takes browser and order, and the browser's `version`."""


VISITING = Trade(Order.from_json, visit_page)


async def serve_orders(
    gates: list[str], *, spki_sha256: list[str], answer_pipe: int, trade: Trade = VISITING
) -> None:
    """Open the relays and the browser, then take orders until the house hangs up."""
    relays = [
        await open_relay(path, port=int(port)) for path, _, port in (gate.rpartition(":") for gate in gates)
    ]
    orders = await _open_orders()
    writing = asyncio.Lock()
    async with async_playwright() as playwright:
        chromium = await _launch(playwright, spki_sha256=spki_sha256, answer_pipe=answer_pipe)
        if chromium is None:
            return
        running: set[asyncio.Task[None]] = set()
        while (order := await _read_order(orders, trade=trade)) is not None:
            task = asyncio.create_task(
                _carry_out(order, trade=trade, chromium=chromium, writing=writing, answer_pipe=answer_pipe)
            )
            running.add(task)
            task.add_done_callback(running.discard)
    for relay in relays:
        relay.close()


async def _launch(playwright: Playwright, *, spki_sha256: list[str], answer_pipe: int) -> Chromium | None:
    chromium = Chromium(playwright, spki_sha256=spki_sha256)
    try:
        browser = await chromium.get_browser()
    except (LaunchFault, Error) as fault:
        _write(answer_pipe, pack_message({"number": 0, "fault": str(fault)[:4_000]}))
        return None
    _write(answer_pipe, pack_message({"number": 0, "version": browser.version}))
    return chromium


async def _carry_out(
    order: Visit, *, trade: Trade, chromium: Chromium, writing: asyncio.Lock, answer_pipe: int
) -> None:
    kills = chromium.kills
    try:
        browser = await chromium.get_browser()
        findings = await trade.carry_out(browser, order, version=chromium.version)
        values: dict[str, Any] = findings.values
        pieces = findings.pieces
        if chromium.kills > kills and values.get("stopped") == "crashed":
            values["stopped"] = "neighbour"
        elif findings.stuck:
            await chromium.kill()
    except Exception as fault:
        values, pieces = {"stopped": "crashed", "cause": f"{type(fault).__name__}: {fault}"[:300]}, {}
        await chromium.kill()
    message = pack_message({**values, "number": order.number}, pieces=pieces)
    async with writing:
        await asyncio.to_thread(_write, answer_pipe, message)


async def _open_orders() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def _read_order(orders: asyncio.StreamReader, *, trade: Trade) -> Visit | None:
    try:
        length = read_length(await orders.readexactly(4))
        return trade.read_order(parse_header(await orders.readexactly(length)))
    except asyncio.IncompleteReadError:
        return None


def _write(pipe: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(pipe, view) :]


def main(arguments: list[str], *, trade: Trade = VISITING) -> None:
    """Keep standard output for the answers alone, then serve."""
    answer_pipe = os.dup(1)
    os.dup2(2, 1)
    split = arguments.index("--")
    gates, hashes = arguments[:split], arguments[split + 1 :]
    asyncio.run(serve_orders(gates, spki_sha256=hashes, answer_pipe=answer_pipe, trade=trade))


if __name__ == "__main__":
    main(sys.argv[1:])
