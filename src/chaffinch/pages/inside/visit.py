"""Inside the sandbox: one visit, from an empty context to its findings, within its time."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, Error

from chaffinch.pages.inside.forms import find_forms
from chaffinch.pages.inside.snapshot import STYLES, Document, read_snapshot
from chaffinch.pages.inside.tab import Tab
from chaffinch.pages.profile import HTML_TYPES
from chaffinch.pages.sandbox.order import Order

_LOADING_SHARE = 0.6
"""Of the time goes to loading; the rest is for looking."""
_SPARSE_LETTERS, _SPARSE_SECONDS = 60, 3.0
"""A page with less text and no field is given that long to send the visitor on."""
_SECONDS_TO_CLOSE = 3.0
_SEEN = ("title", "forms", "page_height")
_LARGEST_DOM = 20_000_000
_WIDEST_PAGE = 2_560
_MOST_FRAMES = 20


@dataclass(slots=True)
class Findings:
    """What one visit brings back: values for the header, and pieces of bytes."""

    values: dict[str, Any] = field(default_factory=dict)
    pieces: dict[str, bytes] = field(default_factory=dict)
    stuck: bool = False
    """The tab did not close: the browser must be started again."""


async def visit_page(browser: Browser, order: Order, *, user_agent: str) -> Findings:
    """Open the address in a context of its own and bring back what is there.

    A page whose scripts let nobody look at it (a loop of dialogs, a document of millions of nodes) is opened once
    more without scripts. Never raises for what a page does: the findings carry the code of what happened.
    """
    deadline = time.monotonic() + max(2.0, order.limits.seconds - _SECONDS_TO_CLOSE)
    findings = await _visit_once(browser, order, user_agent=user_agent, scripts=True, deadline=deadline)
    hidden = not findings.pieces and findings.values.get("stopped") in ("timeout", "crashed")
    if hidden and findings.values.get("status") and deadline - time.monotonic() > 3:
        with contextlib.suppress(Error):  # the browser itself has died of the first look
            plain = await _visit_once(browser, order, user_agent=user_agent, scripts=False, deadline=deadline)
            findings.pieces = plain.pieces
            findings.values |= {name: plain.values[name] for name in _SEEN if name in plain.values}
            findings.stuck |= plain.stuck
    return findings


async def _visit_once(
    browser: Browser, order: Order, *, user_agent: str, scripts: bool, deadline: float
) -> Findings:
    findings = Findings()
    context = await browser.new_context(
        viewport={"width": order.profile.width, "height": order.profile.height},
        locale=order.profile.locale,
        timezone_id=order.profile.timezone,
        user_agent=user_agent,
        proxy={"server": f"http://127.0.0.1:{order.proxy_port}"},
        accept_downloads=False,
        service_workers="block",
        ignore_https_errors=True,
        java_script_enabled=scripts,
        permissions=[],
    )
    tab: Tab | None = None
    try:
        tab = await _open_tab(context, order=order)
        begun = time.monotonic()
        await _load(tab, order=order, until=begun + (deadline - begun) * _LOADING_SHARE)
        await _look(tab, order=order, findings=findings, deadline=deadline)
    except (Error, TimeoutError) as fault:
        findings.values.setdefault("stopped", "timeout" if _is_timeout(fault, tab) else "crashed")
        findings.values.setdefault("cause", str(fault)[:300])
    finally:
        if tab is not None:
            findings.values |= _say_tab(tab, stopped=findings.values.get("stopped", ""))
            await tab.close_stragglers()
        try:
            await asyncio.wait_for(context.close(), timeout=_SECONDS_TO_CLOSE)
        except (Error, TimeoutError):
            findings.stuck = True
    return findings


def _is_timeout(fault: Exception, tab: Tab | None) -> bool:
    return isinstance(fault, TimeoutError) or (tab is not None and tab.besieged)


async def _open_tab(context: BrowserContext, *, order: Order) -> Tab:
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    tree = await session.send("Page.getFrameTree")
    tab = Tab(page, session, main_frame=tree["frameTree"]["frame"]["id"], limits=order.limits)
    await tab.watch(context)
    return tab


async def _load(tab: Tab, *, order: Order, until: float) -> None:
    """Go to the address and wait until the page is quiet, a limit stops it, or its time is over."""
    going = asyncio.ensure_future(tab.session.send("Page.navigate", {"url": order.url}))
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
        documents = await _read_documents(tab, deadline=time.monotonic() + 1.0)
        return sum(len(one.text) for one in documents) < _SPARSE_LETTERS and not find_forms(documents)
    return False


async def _look(tab: Tab, *, order: Order, findings: Findings, deadline: float) -> None:
    """Take pictures, text and forms; a page that keeps its process busy is frozen first, then looked at."""
    if tab.error or (tab.stopped and not tab.answer):
        return
    window = await _picture_window(tab, deadline=deadline)
    findings.pieces["window_png"] = window
    documents = await _read_documents(tab, deadline=deadline)
    if documents:
        findings.values["title"] = documents[0].title[:1_000]
        findings.values["forms"] = [asdict(form) for form in find_forms(documents)]
        findings.pieces["text"] = "\n".join(document.text for document in documents).encode()[:400_000]
    root = await _send(tab, "DOM.getDocument", {"depth": 0}, seconds=3.0, deadline=deadline)
    outer = {"nodeId": root["root"]["nodeId"], "includeShadowDOM": True}
    dom = await _send(tab, "DOM.getOuterHTML", outer, seconds=5.0, deadline=deadline)
    findings.pieces["dom"] = dom["outerHTML"].encode(errors="replace")[:_LARGEST_DOM]
    findings.pieces["page_png"] = await _picture_page(tab, order=order, findings=findings, deadline=deadline)


async def _picture_window(tab: Tab, *, deadline: float) -> bytes:
    asked = {"format": "png"}
    try:
        patience = 1.5 if tab.besieged else 4.0
        picture = await _send(tab, "Page.captureScreenshot", asked, seconds=patience, deadline=deadline)
    except TimeoutError:
        if tab.besieged:
            raise
        tab.stopped = tab.stopped or "timeout"
        await tab.freeze()
        picture = await _send(tab, "Page.captureScreenshot", asked, seconds=3.0, deadline=deadline)
    return base64.b64decode(picture["data"])


async def _send(
    tab: Tab, method: str, arguments: Mapping[str, Any], *, seconds: float, deadline: float
) -> dict[str, Any]:
    left = min(seconds, deadline - time.monotonic())
    answer: dict[str, Any] = await asyncio.wait_for(
        tab.session.send(method, dict(arguments)), timeout=max(0.05, left)
    )
    return answer


async def _read_documents(tab: Tab, *, deadline: float) -> list[Document]:
    """Read the page's own process, then frames that Chromium keeps in processes of their own."""
    asked = {"computedStyles": list(STYLES), "includePaintOrder": False, "includeDOMRects": False}
    own = await _send(tab, "DOMSnapshot.captureSnapshot", asked, seconds=6.0, deadline=deadline)
    documents = _read_safely(own, framed=False)
    for frame in tab.page.frames[1:_MOST_FRAMES]:
        with contextlib.suppress(Error, TimeoutError):  # it shares the page's process, or has just gone
            session = await asyncio.wait_for(tab.page.context.new_cdp_session(frame), timeout=1.0)
            sent = session.send("DOMSnapshot.captureSnapshot", asked)
            documents += _read_safely(await asyncio.wait_for(sent, timeout=2.0), framed=True)
    return documents


def _read_safely(untrusted_snapshot: Mapping[str, Any], *, framed: bool) -> list[Document]:
    """Return no document where the page's process, taken over, answered with nonsense."""
    try:
        return read_snapshot(untrusted_snapshot, framed=framed)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return []


async def _picture_page(tab: Tab, *, order: Order, findings: Findings, deadline: float) -> bytes:
    metrics = await _send(tab, "Page.getLayoutMetrics", {}, seconds=2.0, deadline=deadline)
    size = metrics["cssContentSize"]
    height, width = int(size["height"]), int(size["width"])
    findings.values["page_height"] = height
    if height <= order.profile.height and width <= order.profile.width:
        return findings.pieces["window_png"]
    clip = {
        "x": 0,
        "y": 0,
        "width": max(1, min(width, _WIDEST_PAGE)),
        "height": max(1, min(height, order.limits.page_height)),
        "scale": 1,
    }
    asked = {"format": "png", "clip": clip, "captureBeyondViewport": True}
    picture = await _send(tab, "Page.captureScreenshot", asked, seconds=8.0, deadline=deadline)
    return base64.b64decode(picture["data"])


def _say_tab(tab: Tab, *, stopped: str) -> dict[str, Any]:
    """Return what the tab noted, as plain JSON values."""
    answer = tab.answer
    headers = [[str(name), str(value)] for name, value in answer.get("headers", {}).items()]
    chain = tab.security.get("certificate") or []
    return {
        "stopped": tab.stopped or stopped,
        "error": tab.error,
        "status": int(answer.get("status", 0)),
        "mime": str(answer.get("mimeType", "")),
        "headers": headers[:200],
        "url": tab.trail.steps[-1].url if tab.trail.steps else "",
        "steps": [[step.url, step.reason, step.status] for step in tab.trail.steps[:200]],
        "certificate": str(chain[0])[:20_000] if chain else "",
        "certificate_problem": str(tab.security.get("certificateNetworkError", ""))[:100],
        "resources": sorted(tab.hosts),
        "notes": sorted(tab.notes),
    }
