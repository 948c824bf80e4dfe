"""Inside the sandbox: type an invented address where a page asks for a name first, go on once, and look.

Only where a person ordered it (`Profile.typed`); never a password, never more than one step, and only while the page
still stands at the site that was ordered.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import asdict
from itertools import repeat
from typing import Any

from playwright.async_api import Error

from chaffinch.pages.capture import Scene
from chaffinch.pages.hosts import find_site, read_host
from chaffinch.pages.inside.behaviour import list_changes, read_moment, settle, take_picture
from chaffinch.pages.inside.documents import read_documents
from chaffinch.pages.inside.hands import click, find_entry, find_next_button, press_enter, type_text
from chaffinch.pages.inside.snapshot import Document, Node
from chaffinch.pages.inside.tab import Tab
from chaffinch.pages.order import Order

_NAMES = ("email", "text", "tel")
_SECONDS_A_KEY, _SECONDS_TO_ANSWER = 0.02, 4.0
_LEAST_SECONDS = 4.0


async def take_step(
    tab: Tab, *, order: Order, documents: Sequence[Document], deadline: float
) -> list[dict[str, Any]]:
    """Return what the page became after one step, as `behaviour.provoke` says it; nothing where no step was taken.

    The tab's notes say why: `step-password` (it asks for a password at once), `step-elsewhere` (it has led to another
    site), `step-no-field`.
    """
    scene = read_moment(documents, order=order)
    entry = find_entry(documents, kinds=_NAMES)
    if scene.asks_password:
        tab.notes.add("step-password")
    elif find_site(read_host(tab.url)) != find_site(read_host(order.url)):
        tab.notes.add("step-elsewhere")
    elif entry is None or deadline - time.monotonic() < _LEAST_SECONDS:
        tab.notes.add("step-no-field")
    else:
        with contextlib.suppress(Error, TimeoutError, KeyError, IndexError):
            return await _go_on(tab, *entry, order=order, deadline=deadline)
    return []


async def _go_on(
    tab: Tab, document: Document, entry: Node, *, order: Order, deadline: float
) -> list[dict[str, Any]]:
    url = tab.url
    await click(tab, entry, deadline=deadline)
    await type_text(tab, order.profile.typed, delays=repeat(_SECONDS_A_KEY), deadline=deadline)
    before = read_moment(await read_documents(tab, deadline=deadline), order=order)
    await press_enter(tab, deadline=deadline)
    change = await _wait_for_answer(tab, before=before, url=url, order=order, deadline=deadline)
    button = find_next_button(document, after=entry)
    if change is None and button is not None:
        await click(tab, button, deadline=deadline)
        change = await _wait_for_answer(tab, before=before, url=url, order=order, deadline=deadline)
    return [change] if change else []


async def _wait_for_answer(
    tab: Tab, *, before: Scene, url: str, order: Order, deadline: float
) -> dict[str, Any] | None:
    """Return what is new, once it has come to rest; None where nothing came in time."""
    until = min(deadline - 1.0, time.monotonic() + _SECONDS_TO_ANSWER)
    while time.monotonic() < until and not tab.stopped and not tab.besieged:
        await asyncio.sleep(0.3)
        await settle(tab)
        seen = await read_documents(tab, deadline=deadline)
        after = read_moment(seen, order=order)
        changed = list_changes(before, after) + (["address"] if tab.url != url else [])
        if seen and changed and not tab.moving:
            await asyncio.sleep(0.3)  # what comes with the answer: a form that slides in, a picture
            after = read_moment(await read_documents(tab, deadline=deadline), order=order)
            return {
                "trigger": "step", "changed": sorted(set(changed)), "url": tab.url, "scene": asdict(after),
                "window_png": await take_picture(tab),
            }  # fmt: skip
    return None
