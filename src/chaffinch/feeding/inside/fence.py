"""Keep the page where it was approved: before and after the form is sent, no other host is gone to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Mapping
from typing import Any

from playwright.async_api import Error

from chaffinch.pages.hosts import read_host
from chaffinch.pages.inside.tab import Tab


class Fence:
    """Watch every document that the tab asks for, redirects one by one, and stop what leads elsewhere.

    Attributes:
        led_to: addresses of other hosts that the page led to, in order; none was opened.
        statuses: of the documents and of what scripts sent, since `begin`; host and HTTP status.
    """

    def __init__(self, tab: Tab, *, hosts: Collection[str]) -> None:
        self.led_to: list[str] = []
        self.statuses: list[tuple[str, int]] = []
        self._tab = tab
        self._hosts = frozenset(hosts)
        self._counting = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def build(self) -> None:
        """Have Chromium ask before it opens a document."""
        self._tab.session.on("Fetch.requestPaused", self._start)
        self._tab.session.on("Network.responseReceived", self._note_answer)
        await self._tab.session.send(
            "Fetch.enable", {"patterns": [{"urlPattern": "*", "resourceType": "Document"}]}
        )

    def begin(self) -> None:
        """Count answers from here on: the form is about to be sent."""
        self._counting = True

    def _start(self, event: Mapping[str, Any]) -> None:
        task = asyncio.ensure_future(self._decide(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _decide(self, event: Mapping[str, Any]) -> None:
        url, named = str(event["request"]["url"]), {"requestId": event["requestId"]}
        own_frame = event.get("frameId") == self._tab.main_frame
        with contextlib.suppress(Error):
            if own_frame and url.startswith("http") and read_host(url) not in self._hosts:
                self.led_to.append(url[:2_000])
                await self._tab.session.send("Fetch.failRequest", {**named, "errorReason": "BlockedByClient"})
            else:
                await self._tab.session.send("Fetch.continueRequest", named)

    def _note_answer(self, event: Mapping[str, Any]) -> None:
        sends = event.get("type") in ("Document", "XHR", "Fetch")
        if self._counting and sends and len(self.statuses) < 50:
            response = event.get("response", {})
            self.statuses.append((read_host(str(response.get("url", ""))), int(response.get("status", 0))))
