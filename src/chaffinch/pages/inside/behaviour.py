"""Inside the sandbox: look away from a page, move over it, let time pass, and see what it turns into.

In a browser without a screen a second tab in front fires nothing. A minimised window fires a trusted `blur`; a hidden
page is played to its scripts, since nothing hides one; ten minutes pass in a fraction of a second by Chromium's own
virtual time, which timers and clocks of the page follow.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any

from playwright.async_api import Error

from chaffinch.pages.capture import Scene, Trigger
from chaffinch.pages.inside.documents import read_documents
from chaffinch.pages.inside.scene import find_icon, read_scene
from chaffinch.pages.inside.snapshot import Document
from chaffinch.pages.inside.tab import Tab
from chaffinch.pages.order import Order, Visit

_VIRTUAL_MILLISECONDS = 600_000
_WHILE_LOADING, _LOADING_MILLISECONDS = "pauseIfNetworkFetchesPending", 3_000
"""Time stands still while the page waits for an answer, so that what it goes to can arrive."""
_MOST_SECONDS_OF_TIMER = 1.5
_SECONDS_TO_REACT = 0.06
_SECONDS_TO_GO_ELSEWHERE = 2.5
_LEAST_SECONDS = 4.0
"""With less time left nothing is provoked."""
_ALIKE = 0.8
_CODE = re.compile(r"(?=.*\d)[A-Z0-9]{3,5}[-–]?[A-Z0-9]{3,5}")
_HIDE = """(hidden => {
  Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
  Object.defineProperty(document, 'visibilityState',
    {configurable: true, get: () => hidden ? 'hidden' : 'visible'});
  document.dispatchEvent(new Event('visibilitychange', {bubbles: true}));
  window.dispatchEvent(new Event(hidden ? 'pagehide' : 'pageshow'));
})(%s)"""


async def provoke(
    tab: Tab, *, order: Order, documents: Sequence[Document], deadline: float
) -> list[dict[str, Any]]:
    """Return what the page became, a plain JSON value for each change, the picture by "window_png" as bytes."""
    changes: list[dict[str, Any]] = []
    before, icon, url = read_moment(documents, order=order), find_icon(documents), tab.url
    for trigger, act in _ACTIONS:
        if deadline - time.monotonic() < _LEAST_SECONDS or tab.stopped or tab.besieged:
            break
        with contextlib.suppress(Error, TimeoutError):
            await act(tab)
            await settle(tab)
            seen = await read_documents(tab, deadline=min(deadline, time.monotonic() + 3.0))
            after = read_moment(seen, order=order)
            changed = list_changes(before, after)
            changed += ["address"] if tab.url != url else []
            changed += ["icon"] if find_icon(seen) != icon else []
            if seen and changed:
                picture = await take_picture(tab) if set(changed) - {"title", "icon"} else b""
                changes.append({
                    "trigger": trigger, "changed": sorted(changed), "url": tab.url, "scene": asdict(after),
                    "window_png": picture,
                })  # fmt: skip
                before, icon, url = after, find_icon(seen), tab.url
    return changes


def list_changes(before: Scene, after: Scene) -> list[str]:
    """Return the codes of what is different."""
    changed = ["title"] if before.title != after.title else []
    here, there = set(before.visible_text.split()), set(after.visible_text.split())
    coded = any(_CODE.fullmatch(word) for word in there - here)  # a code that comes late is all that changes
    if coded or len(here & there) < _ALIKE * len(here | there):
        changed.append("text")
    if sorted(before.entry_kinds) != sorted(after.entry_kinds):
        changed.append("form")
    return changed


def read_moment(documents: Sequence[Document], *, order: Visit) -> Scene:
    """Return what the documents show in the window that was ordered."""
    return read_scene(documents, width=order.profile.width, height=order.profile.height)


async def settle(tab: Tab) -> None:
    """Give the page a moment; a page that goes elsewhere gets the time to arrive."""
    await asyncio.sleep(_SECONDS_TO_REACT)
    until = time.monotonic() + _SECONDS_TO_GO_ELSEWHERE
    while tab.moving and time.monotonic() < until and not tab.stopped:
        await asyncio.sleep(0.05)


async def take_picture(tab: Tab) -> bytes:
    """Return the window as it is now, PNG."""
    sent = tab.session.send("Page.captureScreenshot", {"format": "png"})
    picture = await asyncio.wait_for(sent, timeout=3.0)
    return base64.b64decode(picture["data"])


async def _look_away(tab: Tab) -> None:
    await tab.session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    await _set_window(tab, "minimized")
    await _set_window(tab, "normal")


async def _hide(tab: Tab) -> None:
    await _tell_hidden(tab, hidden=True)
    await _tell_hidden(tab, hidden=False)


async def _set_window(tab: Tab, state: str) -> None:
    window = await tab.session.send("Browser.getWindowForTarget")
    bounds = {"windowId": window["windowId"], "bounds": {"windowState": state}}
    await tab.session.send("Browser.setWindowBounds", bounds)


async def _tell_hidden(tab: Tab, *, hidden: bool) -> None:
    expression = _HIDE % ("true" if hidden else "false")
    sent = tab.session.send("Runtime.evaluate", {"expression": expression, "timeout": 500})
    await asyncio.wait_for(sent, timeout=1.0)


async def _move(tab: Tab) -> None:
    path = [(120 + 40 * step, 90 + 25 * step) for step in range(11)]
    for x, y in (*path, (640, 2), (640, -5)):  # one after another: moves within one frame become one
        event = {"type": "mouseMoved", "x": x, "y": y}
        await asyncio.wait_for(tab.session.send("Input.dispatchMouseEvent", event), timeout=1.0)
    for distance in (300, 900):
        wheel = {"type": "mouseWheel", "x": 640, "y": 380, "deltaX": 0, "deltaY": distance}
        await asyncio.wait_for(tab.session.send("Input.dispatchMouseEvent", wheel), timeout=1.0)


async def _let_time_pass(tab: Tab) -> None:
    passed = asyncio.Event()
    tab.session.on("Emulation.virtualTimeBudgetExpired", lambda _: passed.set())
    for policy, milliseconds in (("advance", _VIRTUAL_MILLISECONDS), (_WHILE_LOADING, _LOADING_MILLISECONDS)):
        passed.clear()
        await tab.session.send("Emulation.setVirtualTimePolicy", {"policy": policy, "budget": milliseconds})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(passed.wait(), timeout=_MOST_SECONDS_OF_TIMER)


async def _stay_away(tab: Tab) -> None:
    """Let time pass while the window is away and the page hidden, which some wait for; then come back."""
    await _set_window(tab, "minimized")
    await _tell_hidden(tab, hidden=True)
    await _let_time_pass(tab)
    await _set_window(tab, "normal")
    await _tell_hidden(tab, hidden=False)


_ACTIONS: tuple[tuple[Trigger, Callable[[Tab], Awaitable[None]]], ...] = (
    ("blur", _look_away),
    ("visibility", _hide),
    ("mouse", _move),
    ("timer", _let_time_pass),
    ("away", _stay_away),
)
"""The last two cannot be undone: from then on the page lives in its own time."""
