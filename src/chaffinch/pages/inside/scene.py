"""Read from a snapshot what a page shows beside its picture: structure, logo, links, a window drawn inside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlencode, urljoin

from chaffinch.pages.capture import Box, Scene
from chaffinch.pages.hosts import read_host
from chaffinch.pages.inside.forms import find_forms
from chaffinch.pages.inside.snapshot import Document, Node

MOST_OUTLINE, MOST_LINKS, LONGEST_TOKEN = 1_500, 300, 80
_LINKED = ("http:", "https:", "sgnl:", "tg:", "whatsapp:", "tsdevice:")
"""Schemes of addresses that matter: the web's, and those by which a messenger's device is linked."""
_UNSEEN = ("HTML", "BODY", "SCRIPT", "STYLE", "BR", "#DOCUMENT", "HEAD")
_DRAWN = ("IMG", "SVG", "CANVAS", "OBJECT", "PICTURE")
_BRAND = re.compile(r"logo|brand|marque|wordmark", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?", re.IGNORECASE)
_ENTRIES = ("INPUT", "IFRAME", "TEXTAREA")
_BAR_PIXELS = 140
"""The address bar of a drawn window stands that near to its upper edge."""
_MOST_CLIMBED, _MOST_CLIMBED_HIDDEN = 12, 6
_MOST_HIDDEN = 30
_NO_TEXT = ("SCRIPT", "STYLE", "NOSCRIPT", "TITLE", "TEMPLATE")


def read_scene(documents: Sequence[Document], *, width: int, height: int) -> Scene:
    """Return the scene of these documents, the page's own first, in a window of this size."""
    page = documents[0] if documents else None
    return Scene(
        title=page.title[:1_000] if page else "",
        visible_text="\n".join(document.text for document in documents),
        forms=find_forms(documents),
        outline=tuple(_list_outline(documents))[:MOST_OUTLINE],
        logo=find_logo(documents, width=width, height=height),
        links=tuple(dict.fromkeys(_list_links(documents)))[:MOST_LINKS],
        drawn_window=find_drawn_window(page, width=width, height=height) if page else "",
    )


def _list_outline(documents: Iterable[Document]) -> Iterator[str]:
    for document in documents:
        for node in document.nodes:
            if node.bounds is None or node.name.startswith(("#", ":")) or node.name in _UNSEEN:
                continue
            marks = "".join(f"#{one}" for one in node.attributes.get("id", "").split()[:1])
            marks += "".join(f".{one}" for one in node.attributes.get("class", "").split()[:3])
            yield re.sub(r"\d+", "", f"{node.name.lower()}{marks}")[:LONGEST_TOKEN]


def _list_links(documents: Iterable[Document]) -> Iterator[str]:
    for document in documents:
        hidden = _collect_hidden(document)
        for node in document.nodes:
            name = {"A": "href", "AREA": "href", "FORM": "action", "BUTTON": "formaction"}.get(node.name)
            untrusted = node.attributes.get(name, "").strip() if name else ""
            if not untrusted or untrusted.startswith("#"):
                continue
            try:
                link = urljoin(document.base or document.url, untrusted)
            except ValueError:
                continue
            if link.startswith(_LINKED):
                asked = urlencode(hidden.get(node.number, ()))
                yield (f"{link}{'&' if '?' in link else '?'}{asked}" if asked else link)[:2_000]


def _collect_hidden(document: Document) -> dict[int, list[tuple[str, str]]]:
    """Return what each form sends along without asking, by the form's number."""
    hidden: dict[int, list[tuple[str, str]]] = {}
    for node in document.nodes:
        if node.name == "INPUT" and node.attributes.get("type", "").lower() == "hidden":
            form = next((above.number for above in document.walk_up(node) if above.name == "FORM"), -1)
            pairs = hidden.setdefault(form, [])
            if len(pairs) < _MOST_HIDDEN:
                pairs.append((node.attributes.get("name", "")[:80], node.attributes.get("value", "")[:300]))
    return hidden


def find_logo(documents: Iterable[Document], *, width: int, height: int) -> Box | None:
    """Return where the logo probably stands: drawn or named so, high up, of a logo's size."""
    found: list[tuple[float, Box]] = []
    for document in documents:
        for node in document.nodes:
            box = _read_box(node, width=width, height=height)
            score = _score_logo(node, document=document) if box else 0.0
            if box is not None and score > 0:
                found.append((score - box.y / height + min(1.0, box.width * box.height / 20_000), box))
        if found:
            break  # a frame's places are not those of the window
    return max(found, key=lambda one: one[0])[1] if found else None


def _read_box(node: Node, *, width: int, height: int) -> Box | None:
    if node.bounds is None or node.name.startswith("#"):
        return None
    left, top, wide, high = node.bounds
    fits = left >= 0 and top >= 0 and left + wide <= width and top + high <= height
    of_size = 16 <= wide <= 700 and 14 <= high <= 300 and wide * high <= 120_000
    return Box(int(left), int(top), int(wide), int(high)) if fits and of_size else None


def _score_logo(node: Node, *, document: Document) -> float:
    named = ("id", "class", "alt", "src", "aria-label", "title")
    near = [node, *_climb(node, document=document, most=2)]
    words = " ".join(one.attributes.get(name, "")[:200] for one in near for name in named)
    drawn = node.name in _DRAWN or "url(" in (node.styles or {}).get("background-image", "")
    branded = _BRAND.search(words) is not None
    if branded:
        return 3.0 if drawn else 2.0
    return 1.0 if drawn and node.bounds is not None and min(node.bounds[2:]) >= 24 else 0.0


def _climb(node: Node, *, document: Document, most: int) -> list[Node]:
    above = document.walk_up(node)
    return [one for _, one in zip(range(most), above, strict=False) if one.name not in _UNSEEN]


def find_icon(documents: Sequence[Document]) -> str:
    """Return the address of the page's icon as it names it; empty where it names none."""
    for node in documents[0].nodes if documents else ():
        if node.name == "LINK" and "icon" in node.attributes.get("rel", "").lower().split():
            return node.attributes.get("href", "")
    return ""


def find_drawn_window(document: Document, *, width: int, height: int) -> str:
    """Return the address that a window drawn inside the page shows in its bar; empty without one.

    Such a window (browser in the browser, mr.d0x 2022) is a box smaller than the page with an address of another host
    near its upper edge and something to fill in, or a frame, below.
    """
    here = read_host(document.url)
    entries = [node for node in document.nodes if node.name in _ENTRIES and node.bounds is not None]
    for node in document.nodes:
        address = _read_shown_address(node, document=document)
        if not address or _read_shown_host(address) in ("", here):
            continue
        for above in _climb(node, document=document, most=_MOST_CLIMBED):
            if _is_window(above, bar=node, width=width, height=height) and any(
                _is_below(entry, bar=node, window=above) for entry in entries
            ):
                return address[:300]
    return _find_hidden_window(document, here=here)


def _find_hidden_window(document: Document, *, here: str) -> str:
    """Return the address in a window that waits unseen for a click: text and a password field, neither laid out."""
    waiting = {
        above.number: True
        for node in document.nodes
        if node.name == "INPUT" and node.bounds is None and node.attributes.get("type") == "password"
        for above in _climb(node, document=document, most=_MOST_CLIMBED_HIDDEN)
    }
    if not waiting:
        return ""
    for node in document.nodes:
        if node.name != "#TEXT" or node.bounds is not None or "." not in node.value or len(node.value) > 300:
            continue
        match = _ADDRESS.fullmatch(node.value.strip())
        above = _climb(node, document=document, most=_MOST_CLIMBED_HIDDEN)
        if (
            match
            and above
            and above[0].name not in _NO_TEXT
            and _read_shown_host(match.group()) not in ("", here)
        ):
            if any(one.number in waiting and one.bounds is None for one in above):
                return match.group()[:300]
    return ""


def _read_shown_address(node: Node, *, document: Document) -> str:
    """Return the address that a text or a field shows, pieces of one line joined."""
    if node.name == "INPUT" and ("readonly" in node.attributes or "disabled" in node.attributes):
        text = node.attributes.get("value", "")
    elif node.name == "#TEXT" and node.bounds is not None and "." in node.value and len(node.value) < 300:
        line = [one for one in _list_neighbours(node, document=document) if one.name == "#TEXT"]
        text = "".join(one.value for one in line if one.bounds is not None)
    else:
        return ""
    match = _ADDRESS.search(text.strip())
    whole = match is not None and len(match.group()) >= 0.7 * len(text.strip())
    return match.group() if match is not None and whole else ""


def _list_neighbours(node: Node, *, document: Document) -> list[Node]:
    """Return what stands below the node's parent or grandparent, while that is one short line."""
    chosen = [node]
    for above in _climb(node, document=document, most=3):
        inside, below = {above.number}, []
        for one in document.nodes[above.number + 1 : above.number + 40]:
            if one.parent in inside:
                inside.add(one.number)
                below.append(one)
        if above.bounds is None or above.bounds[3] > 60:
            break
        chosen = below
    return chosen


def _is_window(node: Node, *, bar: Node, width: int, height: int) -> bool:
    if node.bounds is None or bar.bounds is None:
        return False
    _, top, wide, high = node.bounds
    smaller = wide < 0.97 * width or high < 0.9 * height
    return wide >= 240 and high >= 180 and smaller and 0 <= bar.bounds[1] - top <= _BAR_PIXELS


def _is_below(entry: Node, *, bar: Node, window: Node) -> bool:
    if entry is bar or entry.bounds is None or bar.bounds is None or window.bounds is None:
        return False
    left, top, wide, high = window.bounds
    inside = left - 1 <= entry.bounds[0] <= left + wide and entry.bounds[1] <= top + high + 1
    return inside and entry.bounds[1] >= bar.bounds[1] + bar.bounds[3] - 2


def _read_shown_host(address: str) -> str:
    """Return the host of an address as people write it, with or without its scheme."""
    return read_host(address if "//" in address else f"//{address}")
