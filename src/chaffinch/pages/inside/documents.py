"""Inside the sandbox: read every document of a tab, its frames included, from the browser's side."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from typing import Any

from playwright.async_api import Error

from chaffinch.pages.inside.snapshot import STYLES, Document, read_snapshot
from chaffinch.pages.inside.tab import Tab

_MOST_FRAMES = 20


async def send(
    tab: Tab, method: str, arguments: Mapping[str, Any], *, seconds: float, deadline: float
) -> dict[str, Any]:
    """Send a command of the Chrome DevTools Protocol to the tab and wait that long for its answer.

    Raises:
        TimeoutError: none came, or the deadline (by the monotonic clock) passed.
        playwright.async_api.Error: Chromium refused it.
    """
    left = min(seconds, deadline - time.monotonic())
    sent = tab.session.send(method, dict(arguments))
    answer: dict[str, Any] = await asyncio.wait_for(sent, timeout=max(0.05, left))
    return answer


async def read_documents(tab: Tab, *, deadline: float) -> list[Document]:
    """Read the page's own process, then frames that Chromium keeps in processes of their own."""
    asked = {"computedStyles": list(STYLES), "includePaintOrder": False, "includeDOMRects": False}
    own = await send(tab, "DOMSnapshot.captureSnapshot", asked, seconds=6.0, deadline=deadline)
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
