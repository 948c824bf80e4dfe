"""Inside the sandbox: type an invented address where a page asks for a name first, go on once, and look.

Only where a person ordered it (`Profile.typed`); never a password, never more than one step, and only while the page
still stands at the site that was ordered.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from playwright.async_api import Error

from chaffinch.pages.capture import Scene
from chaffinch.pages.hosts import find_site, read_host
from chaffinch.pages.inside.behaviour import list_changes, read_moment, settle, take_picture
from chaffinch.pages.inside.documents import read_documents, send
from chaffinch.pages.inside.forms import classify_field
from chaffinch.pages.inside.snapshot import Document, Node
from chaffinch.pages.inside.tab import Tab
from chaffinch.pages.order import Order

_NAMES = ("email", "text", "tel")
_SMALLEST = (20.0, 10.0)
_SECONDS_A_KEY = 0.02
_SECONDS_TO_ANSWER = 4.0
_LEAST_SECONDS = 4.0
_BUTTON_TYPES = ("submit", "button", "image")


async def take_step(
    tab: Tab, *, order: Order, documents: Sequence[Document], deadline: float
) -> list[dict[str, Any]]:
    """Return what the page became after one step, as `behaviour.provoke` says it; nothing where no step was taken.

    The tab's notes say why: `step-password` (it asks for a password at once), `step-elsewhere` (it has led to another
    site), `step-no-field`.
    """
    scene = read_moment(documents, order=order)
    entry = find_name_entry(documents)
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


def find_name_entry(documents: Sequence[Document]) -> tuple[Document, Node] | None:
    """Return the field for the visitor's name or address and its document: one for an address before any other."""
    entries = [
        (_NAMES.index(kind), document, node)
        for document in documents
        for node in document.nodes
        if (kind := classify_field(node)) in _NAMES and _can_be_clicked(node)
    ]
    return min(entries, key=lambda one: one[0])[1:] if entries else None


def find_next_button(document: Document, *, after: Node) -> Node | None:
    """Return the first button that stands after the field and can be clicked."""
    return next((node for node in document.nodes[after.number + 1 :] if _is_button(node)), None)


def _is_button(node: Node) -> bool:
    kind = node.attributes.get("type", "submit").lower()
    named = node.name == "BUTTON" or node.attributes.get("role") == "button"
    return (named or (node.name == "INPUT" and kind in _BUTTON_TYPES)) and _can_be_clicked(node)


def _can_be_clicked(node: Node) -> bool:
    shown = (node.styles or {}).get("visibility", "visible") == "visible"
    return (
        shown
        and node.backend > 0
        and node.bounds is not None
        and node.bounds[2] >= _SMALLEST[0]
        and node.bounds[3] >= _SMALLEST[1]
    )


async def _go_on(
    tab: Tab, document: Document, entry: Node, *, order: Order, deadline: float
) -> list[dict[str, Any]]:
    url = tab.url
    await _click(tab, entry, deadline=deadline)
    await _type(tab, order.profile.typed, deadline=deadline)
    before = read_moment(await read_documents(tab, deadline=deadline), order=order)
    await _press_enter(tab, deadline=deadline)
    change = await _wait_for_answer(tab, before=before, url=url, order=order, deadline=deadline)
    button = find_next_button(document, after=entry)
    if change is None and button is not None:
        await _click(tab, button, deadline=deadline)
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


async def _click(tab: Tab, node: Node, *, deadline: float) -> None:
    named = {"backendNodeId": node.backend}
    await send(tab, "DOM.scrollIntoViewIfNeeded", named, seconds=1.0, deadline=deadline)
    answer = await send(tab, "DOM.getContentQuads", named, seconds=1.0, deadline=deadline)
    quad: Sequence[float] = answer["quads"][0]
    place = {"x": sum(quad[::2]) / 4, "y": sum(quad[1::2]) / 4, "button": "left", "clickCount": 1}
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        event: Mapping[str, Any] = {**place, "type": kind}
        await send(tab, "Input.dispatchMouseEvent", event, seconds=1.0, deadline=deadline)


async def _type(tab: Tab, text: str, *, deadline: float) -> None:
    for letter in text:
        for event in ({"type": "keyDown", "text": letter, "key": letter}, {"type": "keyUp", "key": letter}):
            await send(tab, "Input.dispatchKeyEvent", event, seconds=1.0, deadline=deadline)
        await asyncio.sleep(_SECONDS_A_KEY)


async def _press_enter(tab: Tab, *, deadline: float) -> None:
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    for event in ({**key, "type": "keyDown", "text": "\r"}, {**key, "type": "keyUp"}):
        await send(tab, "Input.dispatchKeyEvent", event, seconds=1.0, deadline=deadline)
