"""Inside the sandbox: one tab of Chromium, what it reports while it loads, and how it is made to stop."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Dialog, Error, Page, Request

from chaffinch.pages.capture import Limits
from chaffinch.pages.inside.chain import Trail

_MOST_DIALOGS = 8
_MOST_POPUPS = 8
_SETTLE_SECONDS = 0.6
"""After loading: forms built late and scripts that send the visitor on take that long."""
_CALM_SECONDS = 0.3
_BUSY_SECONDS = 3.0
"""After loading, a page that never stops asking for more is looked at anyway."""


class Tab:
    """Watch one tab: its way, its answers, its tricks, and the limits it passes."""

    def __init__(self, page: Page, session: CDPSession, *, main_frame: str, limits: Limits) -> None:
        self.page = page
        self.session = session
        self.main_frame = main_frame
        self.trail = Trail(main_frame=main_frame)
        self.notes: set[str] = set()
        self.dialogs: list[str] = []
        self.stopped = ""
        """Code of the limit that stopped it; empty while none has."""
        self.error = ""
        """Net error of the main document, as Chromium names it."""
        self.besieged = False
        """It opens one dialog after another; no command reaches a script that waits for one."""
        self.answer: Mapping[str, Any] = {}
        self.security: Mapping[str, Any] = {}
        self.hosts: set[str] = set()
        self.loaded_at = 0.0
        self.frozen = False
        """Its scripts were stopped from outside."""
        self._shown: tuple[float, Mapping[str, Any]] = (0.0, {})
        """When the document that is on screen had loaded, and its answer, while another is asked for."""
        self._limits = limits
        self._bytes = self._requests = self._running = self._dialogs = self._popups = 0
        self._last_activity = time.monotonic()
        self._tasks: set[asyncio.Task[None]] = set()

    async def watch(self, context: BrowserContext) -> None:
        """Subscribe to everything, before the first request."""
        on = self.session.on
        on("Page.frameScheduledNavigation", self.trail.note_announced)
        on("Page.frameRequestedNavigation", self.trail.note_announced)
        on("Page.frameClearedScheduledNavigation", self.trail.note_cleared)
        on("Page.loadEventFired", self._note_load)
        on("Page.windowOpen", lambda _: self._note_popup(None))
        on("Network.requestWillBeSent", self._note_navigation)
        on("Network.responseReceived", self._note_answer)
        on("Network.loadingFailed", self._note_failure)
        on("Network.dataReceived", self._note_data)
        on("Security.visibleSecurityStateChanged", self._note_security)
        context.on("request", self._note_request)
        context.on("requestfinished", self._note_end)
        context.on("requestfailed", self._note_end)
        context.on("response", lambda response: self._note_host(response.url))
        context.on("page", self._note_popup)
        context.on("dialog", self._note_dialog)
        self.page.on("download", lambda _: self.notes.add("download"))
        self.page.on("crash", lambda _: self._stop("crashed"))
        await self.session.send("Page.enable")
        await self.session.send("Network.enable", {"maxTotalBufferSize": 1, "maxResourceBufferSize": 1})
        await self.session.send("Security.enable")

    def is_quiet(self) -> bool:
        """Return whether the page has loaded and nothing more is to be expected."""
        now = time.monotonic()
        if not self.loaded_at or now - self.loaded_at < self.trail.pending_seconds:
            return False
        calm = self._running <= 0 and now - self._last_activity > _CALM_SECONDS
        return now - self.loaded_at > _SETTLE_SECONDS and (calm or now - self.loaded_at > _BUSY_SECONDS)

    @property
    def url(self) -> str:
        """Address that the tab shows now."""
        return self.page.url

    @property
    def moving(self) -> bool:
        """Whether the page has asked for another in its place, which has not loaded yet."""
        return not self.loaded_at

    async def freeze(self) -> None:
        """Stop loading and scripts, a running one too, so that what is there can be looked at."""
        self.frozen = True
        for method, arguments in (
            ("Runtime.terminateExecution", {}),
            ("Emulation.setScriptExecutionDisabled", {"value": True}),
            ("Page.stopLoading", {}),
        ):
            with contextlib.suppress(Error, TimeoutError):
                await asyncio.wait_for(self.session.send(method, arguments), timeout=1.0)

    async def close_stragglers(self) -> None:
        """Wait for what the events started."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1.0)

    def _stop(self, code: str) -> None:
        if not self.stopped:
            self.stopped = code
            self._start(self._cut_off())

    async def _cut_off(self) -> None:
        with contextlib.suppress(Error):
            await self.page.context.set_offline(True)
        await self.freeze()

    def _start(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _note_load(self, _: object) -> None:
        self.loaded_at = time.monotonic()

    def _note_navigation(self, event: Mapping[str, Any]) -> None:
        if self.trail.note_request(event):
            if self.loaded_at:
                self._shown = (self.loaded_at, self.answer)
            self.loaded_at, self.answer, self.error = 0.0, {}, ""
            if len(self.trail.steps) > self._limits.hops:
                self._stop("too-many-redirects")

    def _note_answer(self, event: Mapping[str, Any]) -> None:
        if self.trail.note_response(event):
            self.answer = event.get("response", {})

    def _note_failure(self, event: Mapping[str, Any]) -> None:
        if not self.trail.is_current(event):
            return
        self.error = str(event.get("errorText", ""))
        if self.error == "net::ERR_ABORTED" and self._shown[0] and self.trail.step_back():
            self.error = ""
            self.loaded_at, self.answer = self._shown

    def _note_data(self, event: Mapping[str, Any]) -> None:
        self._last_activity = time.monotonic()
        self._bytes += int(event.get("dataLength", 0))
        if self._bytes > self._limits.response_bytes:
            self._stop("too-large")

    def _note_security(self, event: Mapping[str, Any]) -> None:
        state = event.get("visibleSecurityState", {})
        self.security = state.get("certificateSecurityState") or {}

    def _note_request(self, _: Request) -> None:
        self._last_activity = time.monotonic()
        self._requests += 1
        self._running += 1
        if self._requests > self._limits.requests:
            self._stop("too-many-requests")

    def _note_end(self, _: Request) -> None:
        self._last_activity = time.monotonic()
        self._running -= 1

    def _note_host(self, url: str) -> None:
        if len(self.hosts) < 1_000:
            self.hosts.add(url[:2_000])

    def _note_popup(self, popup: Page | None) -> None:
        if popup is self.page:
            return
        self.notes.add("popup")
        self._popups += 1
        if popup is not None:
            self._start(_close_popup(popup))
        if self._popups == _MOST_POPUPS:
            self._start(self.freeze())

    def _note_dialog(self, dialog: Dialog) -> None:
        self.notes.add("beforeunload" if dialog.type == "beforeunload" else "dialog")
        self.dialogs.append(f"{dialog.type}: {dialog.message[:300]}")
        self._dialogs += 1
        self.besieged = self._dialogs >= _MOST_DIALOGS
        self._start(_dismiss(dialog))


async def _close_popup(popup: Page) -> None:
    with contextlib.suppress(Error):
        await popup.close(run_before_unload=False)


async def _dismiss(dialog: Dialog) -> None:
    with contextlib.suppress(Error):
        await dialog.dismiss()
