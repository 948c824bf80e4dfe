"""Inside the sandbox: what a capture keeps beside the pictures: the page as one file, its icon, cookies, storage."""

from __future__ import annotations

import base64
import contextlib
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.async_api import Error

from chaffinch.pages.inside.documents import send
from chaffinch.pages.inside.scene import find_icon
from chaffinch.pages.inside.snapshot import Document
from chaffinch.pages.inside.tab import Tab

_LARGEST_MHTML, _LARGEST_ICON = 20_000_000, 500_000
_MOST_COOKIES, _MOST_STORED, _LONGEST_VALUE = 100, 100, 2_000
_CHUNK = 65_536


async def keep_page(tab: Tab, *, deadline: float) -> bytes:
    """Return the page with its pictures as one MHTML file; empty where Chromium cannot write one."""
    with contextlib.suppress(Error, TimeoutError):
        kept = await send(tab, "Page.captureSnapshot", {"format": "mhtml"}, seconds=4.0, deadline=deadline)
        content = str(kept["data"]).encode()
        return content if len(content) <= _LARGEST_MHTML else b""
    return b""


async def keep_icon(tab: Tab, *, documents: Sequence[Document], deadline: float) -> bytes:
    """Return the icon that the page names, or the one at /favicon.ico, fetched through the visit's own way out."""
    named = find_icon(documents)
    if named.startswith("data:"):
        return _decode_data_url(named)
    if not documents or urlsplit(documents[0].url).scheme not in ("http", "https"):
        return b""
    with contextlib.suppress(Error, TimeoutError, ValueError, KeyError):
        url = urljoin(documents[0].base or documents[0].url, named or "/favicon.ico")
        options = {"disableCache": False, "includeCredentials": False}
        asked = {"frameId": tab.main_frame, "url": url, "options": options}
        loaded = await send(tab, "Network.loadNetworkResource", asked, seconds=2.0, deadline=deadline)
        resource = loaded["resource"]
        if resource.get("success") and int(resource.get("httpStatusCode", 0)) == 200:
            return await _read_stream(tab, str(resource["stream"]), deadline=deadline)
    return b""


async def keep_storage(tab: Tab, *, documents: Sequence[Document], deadline: float) -> dict[str, Any]:
    """Return cookies and the page's own storage, as plain JSON values."""
    kept: dict[str, Any] = {"cookies": [], "storage": []}
    with contextlib.suppress(Error, TimeoutError):
        cookies = await send(tab, "Network.getCookies", {}, seconds=1.0, deadline=deadline)
        kept["cookies"] = cookies["cookies"][:_MOST_COOKIES]
    if not documents:
        return kept
    parts = urlsplit(documents[0].url)
    for local, name in ((True, "local"), (False, "session")):
        storage = {"securityOrigin": f"{parts.scheme}://{parts.netloc}", "isLocalStorage": local}
        with contextlib.suppress(Error, TimeoutError):
            found = await send(
                tab, "DOMStorage.getDOMStorageItems", {"storageId": storage}, seconds=1.0, deadline=deadline
            )
            entries = found["entries"][:_MOST_STORED]
            kept["storage"] += [[name, key[:200], value[:_LONGEST_VALUE]] for key, value in entries]
    return kept


async def _read_stream(tab: Tab, handle: str, *, deadline: float) -> bytes:
    content = b""
    try:
        while len(content) <= _LARGEST_ICON and time.monotonic() < deadline:
            asked = {"handle": handle, "size": _CHUNK}
            part = await send(tab, "IO.read", asked, seconds=1.0, deadline=deadline)
            data = str(part["data"])
            content += base64.b64decode(data) if part.get("base64Encoded") else data.encode("latin-1")
            if part["eof"]:
                return content if len(content) <= _LARGEST_ICON else b""
        return b""
    finally:
        with contextlib.suppress(Error, TimeoutError):
            await send(tab, "IO.close", {"handle": handle}, seconds=0.5, deadline=time.monotonic() + 0.5)


def _decode_data_url(url: str) -> bytes:
    head, _, body = url[: _LARGEST_ICON * 2].partition(",")
    try:
        return base64.b64decode(body, validate=False) if head.endswith(";base64") else body.encode()
    except ValueError:
        return b""
