"""Inside the sandbox: keep what went over the wire, and what the page said and tried, while it is looked at."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import secrets
import time
from typing import Any

from playwright.async_api import BrowserContext, ConsoleMessage, Error, Request

from chaffinch.pages.inside.tricks import write_watching_script
from chaffinch.pages.wire import LARGEST_BODIES, MOST_CONSOLE, MOST_EXCHANGES

_LARGEST_BODY = 8_000_000
_LONGEST_LINE, _LONGEST_HEADER = 500, 4_000
_SECONDS_A_BODY = 1.0
_UNKEPT = ("media", "websocket", "eventsource", "ping")


class Recorder:
    """Listen to one context from before its first request."""

    def __init__(self) -> None:
        self.console: list[str] = []
        self.tried: set[str] = set()
        self._mark = secrets.token_hex(8)
        self._finished: list[Request] = []
        self._collected = 0

    async def watch(self, context: BrowserContext) -> None:
        """Subscribe, and have every document watched for what it tries."""
        context.on("requestfinished", self._note_request)
        context.on("console", self._note_console)
        await context.add_init_script(write_watching_script(self._mark))

    async def collect(self, *, deadline: float) -> tuple[list[dict[str, Any]], bytes]:
        """Return the exchanges since the last call as plain JSON values, and the kept bodies one after another.

        An exchange's "start" and "size" say where in the second its body stands.
        """
        exchanges: list[dict[str, Any]] = []
        bodies = bytearray()
        finished, self._finished = self._finished, []
        self._collected += len(finished)
        for request in finished:
            with contextlib.suppress(Error, TimeoutError):
                exchange, body = await self._read(
                    request, deadline=deadline, left=LARGEST_BODIES - len(bodies)
                )
                exchanges.append({**exchange, "start": len(bodies), "size": len(body)})
                bodies += body
        return exchanges, bytes(bodies)

    async def _read(self, request: Request, *, deadline: float, left: int) -> tuple[dict[str, Any], bytes]:
        seconds = min(_SECONDS_A_BODY, deadline - time.monotonic())
        response = await asyncio.wait_for(request.response(), timeout=max(0.01, seconds))
        if response is None:
            raise TimeoutError
        body = b""
        length = response.headers.get("content-length", "")
        small = not length.isdigit() or int(length) <= _LARGEST_BODY
        if small and request.resource_type not in _UNKEPT and not 300 <= response.status < 400:
            with contextlib.suppress(Error, TimeoutError):
                body = await asyncio.wait_for(response.body(), timeout=max(0.01, seconds))
        body = b"" if len(body) > min(_LARGEST_BODY, left) else body
        return {
            "url": request.url[:8_192],
            "method": request.method[:20],
            "kind": request.resource_type,
            "status": response.status,
            "mime": response.headers.get("content-type", "")[:200],
            "request_headers": _list_headers(request.headers),
            "headers": _list_headers(response.headers),
            "sha256": hashlib.sha256(body).hexdigest() if body else "",
        }, body

    def _note_request(self, request: Request) -> None:
        if self._collected + len(self._finished) < MOST_EXCHANGES and not request.url.startswith(
            ("data:", "blob:")
        ):
            self._finished.append(request)

    def _note_console(self, message: ConsoleMessage) -> None:
        text = message.text[:_LONGEST_LINE]
        if text.startswith(self._mark):
            if len(self.tried) < 20:
                self.tried.add(text.removeprefix(f"{self._mark} ")[:20])
        elif len(self.console) < MOST_CONSOLE:
            self.console.append(f"{message.type}: {text}")


def _list_headers(headers: dict[str, str]) -> list[list[str]]:
    return [[name[:200], value[:_LONGEST_HEADER]] for name, value in list(headers.items())[:100]]
