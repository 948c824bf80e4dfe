"""Inside the sandbox: open the page, see that it is the one that was approved, type, send once, and look at the answer."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from playwright.async_api import Browser, Error

from chaffinch.feeding.inside.fence import Fence
from chaffinch.feeding.inside.typing import draw_keys
from chaffinch.feeding.order import FillOrder
from chaffinch.pages.capture import Scene
from chaffinch.pages.hosts import read_host
from chaffinch.pages.inside.behaviour import read_moment, settle, take_picture
from chaffinch.pages.inside.documents import read_documents
from chaffinch.pages.inside.hands import click, find_entry, find_next_button, press_enter, type_text
from chaffinch.pages.inside.opening import load_page, open_context, open_tab
from chaffinch.pages.inside.snapshot import Document, Node
from chaffinch.pages.inside.tab import Tab
from chaffinch.pages.inside.visit import Findings
from chaffinch.pages.words import CHALLENGE

_NAMES, _CODES = ("email", "text", "tel"), ("one-time-code", "text", "tel")
_LOADING_SHARE = 0.35
_SECONDS_TO_ANSWER, _SECONDS_TO_CLOSE = 12.0, 3.0
_PRESSES_ENTER = 0.5
_SHORT_PAGE = 4_000


@dataclass(slots=True)
class _Filling:
    """One form as it is filled in."""

    tab: Tab
    order: FillOrder
    fence: Fence
    rng: Random
    deadline: float
    typed: list[str] = field(default_factory=list)
    """name, password, code: what has been typed."""
    sent: list[str] = field(default_factory=list)
    """name, password, code: what has been sent, or may have been."""


class _NotTheApprovedPage(Exception):
    """The page is not, or no longer, what two people approved. The message is a code."""


async def fill_page(browser: Browser, order: FillOrder, *, version: str) -> Findings:
    """Fill the form in once and bring back what came of it; never raises for what a page does.

    Values: `stage` (opened, changed, challenge, led-elsewhere, visited, answered), `typed`, `sent`, `statuses`, `led_to`,
    `before` and `after` (scenes), `url`, `error`, `status`. Pieces: `window_png` before, `after_0` after.
    """
    findings = Findings(values={"stage": "opened", "typed": [], "sent": []})
    deadline = time.monotonic() + max(2.0, order.limits.seconds - _SECONDS_TO_CLOSE)
    context = await open_context(browser, order=order, version=version)
    tab: Tab | None = None
    filling: _Filling | None = None
    try:
        tab = await open_tab(context, order=order, version=version)
        fence = Fence(tab, hosts=order.hosts)
        await fence.build()
        filling = _Filling(tab, order, fence, Random(order.rhythm.seed), deadline)  # noqa: S311 -- how somebody types
        await load_page(
            tab, order=order, until=time.monotonic() + (deadline - time.monotonic()) * _LOADING_SHARE
        )
        await _fill(filling, findings)
    except _NotTheApprovedPage as fault:
        findings.values["stage"] = str(fault)
    except (Error, TimeoutError, KeyError, IndexError) as fault:
        findings.values["cause"] = f"{type(fault).__name__}: {fault}"[:300]
    finally:
        if filling is not None:
            findings.values |= {"typed": filling.typed, "sent": filling.sent}
            findings.values |= {"statuses": filling.fence.statuses, "led_to": filling.fence.led_to[:10]}
        if tab is not None:
            findings.values |= {"url": tab.url, "error": tab.error, "stopped": tab.stopped}
            findings.values["status"] = int(tab.answer.get("status", 0))
            await tab.close_stragglers()
        try:
            await asyncio.wait_for(context.close(), timeout=_SECONDS_TO_CLOSE)
        except (Error, TimeoutError):
            findings.stuck = True
    return findings


async def _fill(filling: _Filling, findings: Findings) -> None:
    tab, order = filling.tab, filling.order
    if tab.error or tab.stopped:
        raise _NotTheApprovedPage("led-elsewhere" if filling.fence.led_to else "opened")
    documents = await read_documents(tab, deadline=filling.deadline)
    before = read_moment(documents, order=order)
    findings.values["before"] = asdict(before)
    findings.pieces["window_png"] = await take_picture(tab)
    _check_page(before, filling)
    kinds = tuple(sorted(set(before.entry_kinds)))
    if kinds != order.kinds:
        raise _NotTheApprovedPage("changed")
    two_steps = "password" not in kinds
    await asyncio.sleep(order.rhythm.look)
    if not order.types:
        findings.values["stage"] = "visited"
        return
    entry = find_entry(documents, kinds=_NAMES)
    if entry is not None:
        await _type_into(filling, entry, order.address, what="name")
    elif two_steps:
        raise _NotTheApprovedPage("changed")
    if two_steps:
        await _send(filling, entry, what=["name"])
        documents = await _wait_for_kind(filling, "password", before=before)
    password = find_entry(documents, kinds=("password",))
    if password is None:
        raise _NotTheApprovedPage("changed")
    await _type_into(filling, password, order.password, what="password")
    before = read_moment(await read_documents(tab, deadline=filling.deadline), order=order)
    await _send(filling, password, what=["name", "password"])
    await _look_at_answer(filling, findings, before=before)


async def _look_at_answer(filling: _Filling, findings: Findings, *, before: Scene) -> None:
    """Wait for the answer; a one-time code that is asked for is given wrong, once."""
    documents, after = await _wait_for_answer(filling, before=before)
    if (
        "one-time-code" in after.entry_kinds
        and "password" not in after.entry_kinds
        and not filling.fence.led_to
    ):
        _check_page(after, filling)
        entry = find_entry(documents, kinds=_CODES)
        if entry is not None:
            await _type_into(filling, entry, filling.order.code, what="code")
            await _send(filling, entry, what=["code"])
            findings.values["asked_code"] = True
            documents, after = await _wait_for_answer(filling, before=after)
    findings.values |= {"stage": "answered", "after": asdict(after)}
    findings.pieces["after_0"] = await take_picture(filling.tab)


def _check_page(scene: Scene, filling: _Filling) -> None:
    """Raise unless the page stands, and sends, where it was approved."""
    if filling.fence.led_to or read_host(filling.tab.url) not in filling.order.hosts:
        raise _NotTheApprovedPage("led-elsewhere")
    if (
        filling.tab.url.startswith("https:")
        and _hash_certificate(filling.tab) not in filling.order.certificates
    ):
        raise _NotTheApprovedPage("led-elsewhere")
    if len(scene.visible_text) < _SHORT_PAGE and CHALLENGE.search(f"{scene.title}\n{scene.visible_text}"):
        raise _NotTheApprovedPage("challenge")
    targets = {read_host(form.action) for form in scene.forms if form.entries and form.action}
    if targets - set(filling.order.hosts):
        raise _NotTheApprovedPage("changed")


def _hash_certificate(tab: Tab) -> str:
    """Return SHA-256 of the server's own certificate, hex; empty where Chromium tells none."""
    chain = tab.security.get("certificate") or [""]
    return hashlib.sha256(base64.b64decode(str(chain[0]))).hexdigest() if chain[0] else ""


async def _type_into(filling: _Filling, entry: tuple[Document, Node], text: str, *, what: str) -> None:
    await click(filling.tab, entry[1], deadline=filling.deadline)
    await _select_all(filling.tab)
    filling.typed.append(what)
    keys, delays = draw_keys(text, rhythm=filling.order.rhythm, rng=filling.rng)
    await type_text(filling.tab, keys, delays=delays, deadline=filling.deadline)


async def _select_all(tab: Tab) -> None:
    """What a page has put into the field, as from the lure's token, is written over."""
    key: dict[str, Any] = {"key": "a", "code": "KeyA", "windowsVirtualKeyCode": 65, "modifiers": 2}
    for event in ({**key, "type": "rawKeyDown", "commands": ["selectAll"]}, {**key, "type": "keyUp"}):
        await asyncio.wait_for(tab.session.send("Input.dispatchKeyEvent", event), timeout=1.0)


async def _send(filling: _Filling, entry: tuple[Document, Node] | None, *, what: Sequence[str]) -> None:
    """Press enter, or the button behind the field: one of the two, and once."""
    filling.sent += [one for one in what if one not in filling.sent]
    filling.fence.begin()
    button = find_next_button(entry[0], after=entry[1]) if entry else None
    if button is None or filling.rng.random() < _PRESSES_ENTER:
        await press_enter(filling.tab, deadline=filling.deadline)
    else:
        await click(filling.tab, button, deadline=filling.deadline)


async def _wait_for_kind(filling: _Filling, kind: str, *, before: Scene) -> list[Document]:
    """Return the documents once such a field is shown; the page must still be the approved one."""
    documents: list[Document] = []
    until = min(filling.deadline - 2.0, time.monotonic() + _SECONDS_TO_ANSWER)
    while time.monotonic() < until and not filling.fence.led_to:
        documents, scene = await _look(filling)
        if kind in scene.entry_kinds:
            _check_page(scene, filling)
            return documents
    raise _NotTheApprovedPage("led-elsewhere" if filling.fence.led_to else "changed")


async def _wait_for_answer(filling: _Filling, *, before: Scene) -> tuple[list[Document], Scene]:
    """Return what the page shows when it has come to rest after something was sent."""
    until = min(filling.deadline - 1.0, time.monotonic() + _SECONDS_TO_ANSWER)
    counted = len(filling.fence.statuses)
    documents, scene = await _look(filling)
    while time.monotonic() < until and not filling.fence.led_to:
        answered = len(filling.fence.statuses) > counted
        answered |= bool(documents) and scene.visible_text != before.visible_text
        if answered and not filling.tab.moving:
            await asyncio.sleep(0.6)  # what comes with the answer: a message, another page after a moment
            return await _look(filling)
        documents, scene = await _look(filling)
    return documents, scene


async def _look(filling: _Filling) -> tuple[list[Document], Scene]:
    await asyncio.sleep(0.3)
    await settle(filling.tab)
    with contextlib.suppress(Error, TimeoutError):
        documents = await read_documents(filling.tab, deadline=filling.deadline)
        return documents, read_moment(documents, order=filling.order)
    return [], Scene("", "")
