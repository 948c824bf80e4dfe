"""Inside the sandbox: find a field and a button as a person would, and use mouse and keys."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

from chaffinch.pages.inside.documents import send
from chaffinch.pages.inside.forms import classify_field
from chaffinch.pages.inside.snapshot import Document, Node
from chaffinch.pages.inside.tab import Tab

_SMALLEST = (20.0, 10.0)
_BUTTON_TYPES = ("submit", "button", "image")
_LAST_DELAY = 0.08
"""Seconds after a letter for which none was given: no letter is left out for want of a pause."""
_BACKSPACE = {"key": "Backspace", "code": "Backspace", "windowsVirtualKeyCode": 8}


def find_entry(documents: Sequence[Document], *, kinds: Sequence[str]) -> tuple[Document, Node] | None:
    """Return the field to type into and its document: of the first kind that is there, the first that is shown."""
    entries = [
        (kinds.index(kind), document, node)
        for document in documents
        for node in document.nodes
        if (kind := classify_field(node)) in kinds and _can_be_clicked(node)
    ]
    return min(entries, key=lambda one: one[0])[1:] if entries else None


def find_next_button(document: Document, *, after: Node) -> Node | None:
    """Return the button that sends what was typed: the first one after the field that sends a form, else the first.

    Beside a password there is often another, which shows it.
    """
    buttons = [node for node in document.nodes[after.number + 1 :] if _is_button(node)]
    return next((node for node in buttons if _sends(node)), buttons[0] if buttons else None)


def _sends(node: Node) -> bool:
    kind = node.attributes.get("type", "submit" if node.name == "BUTTON" else "").lower()
    return node.name in ("BUTTON", "INPUT") and kind in ("submit", "image")


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


async def click(tab: Tab, node: Node, *, deadline: float) -> None:
    """Bring the node into view, move to its middle and press.

    Raises:
        TimeoutError, playwright.async_api.Error: the tab did not answer, or the node is gone.
        KeyError, IndexError: it has no place on the page any more.
    """
    named = {"backendNodeId": node.backend}
    await send(tab, "DOM.scrollIntoViewIfNeeded", named, seconds=1.0, deadline=deadline)
    answer = await send(tab, "DOM.getContentQuads", named, seconds=1.0, deadline=deadline)
    quad: Sequence[float] = answer["quads"][0]
    place = {"x": sum(quad[::2]) / 4, "y": sum(quad[1::2]) / 4, "button": "left", "clickCount": 1}
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        event: Mapping[str, Any] = {**place, "type": kind}
        await send(tab, "Input.dispatchMouseEvent", event, seconds=1.0, deadline=deadline)


async def type_text(tab: Tab, text: str, *, delays: Iterable[float], deadline: float) -> None:
    """Press and release a key for each letter, with a pause in seconds after each; `\\b` takes the last one back."""
    for letter, delay in zip(text, chain(delays, repeat(_LAST_DELAY)), strict=False):
        key = _BACKSPACE if letter == "\b" else {"key": letter}
        pressed = {**key, "type": "keyDown", **({} if letter == "\b" else {"text": letter})}
        for event in (pressed, {**key, "type": "keyUp"}):
            await send(tab, "Input.dispatchKeyEvent", event, seconds=1.0, deadline=deadline)
        await asyncio.sleep(delay)


async def press_enter(tab: Tab, *, deadline: float) -> None:
    """Press the enter key, which most forms are sent by."""
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
    for event in ({**key, "type": "keyDown", "text": "\r"}, {**key, "type": "keyUp"}):
        await send(tab, "Input.dispatchKeyEvent", event, seconds=1.0, deadline=deadline)
