"""Keep the page where it was approved: before and after the form is sent, no other host is gone to or written to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Mapping
from typing import Any

from playwright.async_api import Error

from chaffinch.pages.hosts import read_host
from chaffinch.pages.inside.tab import Tab

_WRITES = ("XHR", "Fetch", "Ping")


class Fence:
    """Watch every document that the tab asks for, redirects one by one, and stop what leads elsewhere.

    What a script writes to another host is stopped without a word: the page may count its visitors there, or hand the
    log-in to a site that nobody approved, which cannot be told apart.

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
        patterns = [{"urlPattern": "*", "resourceType": kind} for kind in ("Document", *_WRITES)]
        await self._tab.session.send("Fetch.enable", {"patterns": patterns})

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
        elsewhere = url.startswith("http") and read_host(url) not in self._hosts
        with contextlib.suppress(Error):
            if elsewhere and event.get("resourceType") in _WRITES:
                reads = event["request"].get("method") in ("GET", "HEAD", "OPTIONS")
                await self._answer(named, let=reads)
            elif elsewhere and own_frame:
                self.led_to.append(url[:2_000])
                await self._answer(named, let=False)
            else:
                await self._answer(named, let=True)

    async def _answer(self, named: Mapping[str, Any], *, let: bool) -> None:
        if let:
            await self._tab.session.send("Fetch.continueRequest", dict(named))
        else:
            await self._tab.session.send("Fetch.failRequest", {**named, "errorReason": "BlockedByClient"})

    def _note_answer(self, event: Mapping[str, Any]) -> None:
        sends = event.get("type") in ("Document", "XHR", "Fetch")
        if self._counting and sends and len(self.statuses) < 50:
            response = event.get("response", {})
            self.statuses.append((read_host(str(response.get("url", ""))), int(response.get("status", 0))))
