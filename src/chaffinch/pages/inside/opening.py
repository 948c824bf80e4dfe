"""Inside the sandbox: open an address as somebody, and wait until the page is there."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error

from chaffinch.pages.inside.documents import read_documents
from chaffinch.pages.inside.forms import find_forms
from chaffinch.pages.inside.tab import Tab
from chaffinch.pages.order import Visit
from chaffinch.pages.profile import HTML_TYPES

_SPARSE_LETTERS, _SPARSE_SECONDS = 60, 3.0
"""A page with less text and no field is given that long to send the visitor on."""


async def open_context(
    browser: Browser, *, order: Visit, version: str, scripts: bool = True
) -> BrowserContext:
    """Return an empty context that knows the gate as its only way out, and gives no permission."""
    profile = order.profile
    return await browser.new_context(
        viewport={"width": profile.width, "height": profile.height},
        screen={"width": profile.width, "height": profile.screen_height or profile.height},
        locale=profile.locale,
        timezone_id=profile.timezone,
        user_agent=profile.make_user_agent(version),
        is_mobile=profile.mobile,
        has_touch=profile.mobile,
        proxy={"server": f"http://127.0.0.1:{order.proxy_port}"},
        accept_downloads=False,
        service_workers="block",
        ignore_https_errors=True,
        java_script_enabled=scripts,
        permissions=[],
    )


async def open_tab(context: BrowserContext, *, order: Visit, version: str) -> Tab:
    """Return a tab that says what its visitor says, watched before its first request."""
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    profile = order.profile
    seeming = {
        "userAgent": profile.make_user_agent(version), "userAgentMetadata": profile.make_hints(version),
        "platform": profile.platform, "acceptLanguage": profile.languages,
    }  # fmt: skip
    await session.send("Emulation.setUserAgentOverride", seeming)
    tree = await session.send("Page.getFrameTree")
    tab = Tab(page, session, main_frame=tree["frameTree"]["frame"]["id"], limits=order.limits)
    await tab.watch(context)
    return tab


async def load_page(tab: Tab, *, order: Visit, until: float) -> None:
    """Go to the address and wait until the page is quiet, a limit stops it, or its time is over."""
    target = {"url": order.profile.make_address(order.url), "transitionType": "link"}
    if order.profile.referrer:
        target["referrer"] = order.profile.referrer
    going = asyncio.ensure_future(tab.session.send("Page.navigate", target))
    try:
        while time.monotonic() < until and not tab.stopped and not tab.besieged:
            if going.done():
                _note_arrival(tab, going.result())
                if tab.error or (tab.is_quiet() and not await _promises_more(tab)):
                    return
            await asyncio.sleep(0.05)
        if not tab.stopped and not tab.besieged:
            if not tab.loaded_at:
                tab.stopped = "timeout"
            await tab.freeze()
    finally:
        if not going.done():
            going.cancel()
        with contextlib.suppress(Error, asyncio.CancelledError):
            await going


def _note_arrival(tab: Tab, answer: Mapping[str, Any]) -> None:
    if answer.get("isDownload"):
        tab.notes.add("download")
    if answer.get("errorText") and not tab.error and len(tab.trail.steps) < 2:
        tab.error = str(answer["errorText"])


async def _promises_more(tab: Tab) -> bool:
    """Return whether the page shows next to nothing and may still send the visitor on."""
    waited = time.monotonic() - tab.loaded_at > _SPARSE_SECONDS
    if waited or tab.answer.get("mimeType") not in HTML_TYPES or tab.answer.get("status", 0) >= 400:
        return False
    await asyncio.sleep(0.2)
    with contextlib.suppress(Error, TimeoutError):
        documents = await read_documents(tab, deadline=time.monotonic() + 1.0)
        return sum(len(one.text) for one in documents) < _SPARSE_LETTERS and not find_forms(documents)
    return False
