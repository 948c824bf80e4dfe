"""Inside the sandbox: one visit, from an empty context to its findings, within its time."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from playwright.async_api import Browser, Error

from chaffinch.pages.inside.behaviour import provoke
from chaffinch.pages.inside.documents import read_documents, send
from chaffinch.pages.inside.keepsakes import keep_icon, keep_page, keep_storage
from chaffinch.pages.inside.opening import load_page, open_context, open_tab
from chaffinch.pages.inside.recorder import Recorder
from chaffinch.pages.inside.scene import read_scene
from chaffinch.pages.inside.snapshot import Document
from chaffinch.pages.inside.step import take_step
from chaffinch.pages.inside.tab import Tab
from chaffinch.pages.order import Order
from chaffinch.pages.profile import HTML_TYPES

_LOADING_SHARE = 0.6
"""Of the time goes to loading; the rest is for looking."""
_SECONDS_TO_CLOSE = 3.0
_SEEN = ("scene", "page_height")
_LARGEST_DOM = 20_000_000
_WIDEST_PAGE = 2_560


@dataclass(slots=True)
class Findings:
    """What one visit brings back: values for the header, and pieces of bytes."""

    values: dict[str, Any] = field(default_factory=dict)
    pieces: dict[str, bytes] = field(default_factory=dict)
    stuck: bool = False
    """The tab did not close: the browser must be started again."""


async def visit_page(browser: Browser, order: Order, *, version: str) -> Findings:
    """Open the address in a context of its own and bring back what is there.

    A page whose scripts let nobody look at it (a loop of dialogs, a document of millions of nodes) is opened once
    more without scripts. Never raises for what a page does: the findings carry the code of what happened.
    """
    deadline = time.monotonic() + max(2.0, order.limits.seconds - _SECONDS_TO_CLOSE)
    findings = await _visit_once(browser, order, version=version, scripts=True, deadline=deadline)
    hidden = not findings.pieces and findings.values.get("stopped") in ("timeout", "crashed")
    if hidden and findings.values.get("status") and deadline - time.monotonic() > 3:
        with contextlib.suppress(Error):  # the browser itself has died of the first look
            plain = await _visit_once(browser, order, version=version, scripts=False, deadline=deadline)
            findings.pieces = plain.pieces
            findings.values |= {name: plain.values[name] for name in _SEEN if name in plain.values}
            findings.stuck |= plain.stuck
    return findings


async def _visit_once(
    browser: Browser, order: Order, *, version: str, scripts: bool, deadline: float
) -> Findings:
    findings, recorder = Findings(), Recorder()
    context = await open_context(browser, order=order, version=version, scripts=scripts)
    tab: Tab | None = None
    try:
        await recorder.watch(context)
        tab = await open_tab(context, order=order, version=version)
        begun = time.monotonic()
        await load_page(tab, order=order, until=begun + (deadline - begun) * _LOADING_SHARE)
        await _look(tab, order=order, findings=findings, recorder=recorder, deadline=deadline)
    except (Error, TimeoutError) as fault:
        findings.values.setdefault("stopped", "timeout" if _is_timeout(fault, tab) else "crashed")
        findings.values.setdefault("cause", str(fault)[:300])
    finally:
        if tab is not None:
            if "changes" not in findings.values:
                findings.values |= _say_tab(tab, stopped=findings.values.get("stopped", ""))
            findings.values["console"] = recorder.console
            findings.values["notes"] = sorted({*tab.notes, *recorder.tried})
            await tab.close_stragglers()
        try:
            await asyncio.wait_for(context.close(), timeout=_SECONDS_TO_CLOSE)
        except (Error, TimeoutError):
            findings.stuck = True
    return findings


def _is_timeout(fault: Exception, tab: Tab | None) -> bool:
    return isinstance(fault, TimeoutError) or (tab is not None and tab.besieged)


async def _look(tab: Tab, *, order: Order, findings: Findings, recorder: Recorder, deadline: float) -> None:
    """Take pictures, text and forms; a page that keeps its process busy is frozen first, then looked at.

    What stands first matters most: whatever the page does later, it has been seen.
    """
    if tab.error or (tab.stopped and not tab.answer):
        return
    pieces, values = findings.pieces, findings.values
    pieces["window_png"] = await _picture_window(tab, deadline=deadline)
    documents = await read_documents(tab, deadline=deadline)
    if documents:
        scene = read_scene(documents, width=order.profile.width, height=order.profile.height)
        values["scene"] = asdict(scene)
        pieces["text"] = scene.visible_text.encode()[:400_000]
    root = await send(tab, "DOM.getDocument", {"depth": 0}, seconds=3.0, deadline=deadline)
    outer = {"nodeId": root["root"]["nodeId"], "includeShadowDOM": True}
    dom = await send(tab, "DOM.getOuterHTML", outer, seconds=5.0, deadline=deadline)
    pieces["dom"] = dom["outerHTML"].encode(errors="replace")[:_LARGEST_DOM]
    pieces["page_png"] = await _picture_page(tab, order=order, findings=findings, deadline=deadline)
    values["exchanges"], pieces["bodies"] = await recorder.collect(deadline=deadline)
    pieces["favicon"] = await keep_icon(tab, documents=documents, deadline=deadline)
    values |= await keep_storage(tab, documents=documents, deadline=deadline)
    pieces["mhtml"] = await keep_page(tab, deadline=deadline)
    values |= _say_tab(tab, stopped="")  # what the page does from here on is told apart
    values["changes"] = []
    for number, change in enumerate(await _provoke(tab, order=order, documents=documents, deadline=deadline)):
        pieces[f"after_{number}"] = change.pop("window_png")
        values["changes"].append(change)
    if order.profile.typed:
        await _add_exchanges(findings, recorder=recorder, deadline=deadline)


async def _provoke(
    tab: Tab, *, order: Order, documents: list[Document], deadline: float
) -> list[dict[str, Any]]:
    """Look away from a page that is whole and calm, or take the step that was ordered.

    One that was stopped or frozen shows nothing more.
    """
    if tab.stopped or tab.besieged or tab.frozen or tab.answer.get("mimeType") not in HTML_TYPES:
        return []
    act = take_step if order.profile.typed else provoke
    return await act(tab, order=order, documents=documents, deadline=deadline)


async def _add_exchanges(findings: Findings, *, recorder: Recorder, deadline: float) -> None:
    """Put what the step loaded behind what the page loaded."""
    later, bodies = await recorder.collect(deadline=deadline)
    begun = len(findings.pieces["bodies"])
    findings.values["exchanges"] += [{**one, "start": begun + one["start"]} for one in later]
    findings.pieces["bodies"] += bodies


async def _picture_window(tab: Tab, *, deadline: float) -> bytes:
    asked = {"format": "png"}
    try:
        patience = 1.5 if tab.besieged else 4.0
        picture = await send(tab, "Page.captureScreenshot", asked, seconds=patience, deadline=deadline)
    except TimeoutError:
        if tab.besieged:
            raise
        tab.stopped = tab.stopped or "timeout"
        await tab.freeze()
        picture = await send(tab, "Page.captureScreenshot", asked, seconds=3.0, deadline=deadline)
    return base64.b64decode(picture["data"])


async def _picture_page(tab: Tab, *, order: Order, findings: Findings, deadline: float) -> bytes:
    metrics = await send(tab, "Page.getLayoutMetrics", {}, seconds=2.0, deadline=deadline)
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
    picture = await send(tab, "Page.captureScreenshot", asked, seconds=8.0, deadline=deadline)
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
        "certificates": [str(one)[:20_000] for one in chain[:10]],
        "certificate_problem": str(tab.security.get("certificateNetworkError", ""))[:100],
        "resources": sorted(tab.hosts),
        "dialogs": tab.dialogs[:10],
    }
