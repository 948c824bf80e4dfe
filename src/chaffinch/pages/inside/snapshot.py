"""Read Chromium's own picture of a document (`DOMSnapshot.captureSnapshot`).

It comes from the browser's side, so no page script can change what is read; it holds closed shadow trees, frames of
the same process, computed styles and the text as it was laid out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

STYLES = ("-webkit-text-security", "visibility", "font-family", "background-image", "position", "opacity")
"""Computed styles to ask for, in this order."""
_LONGEST_TEXT = 200_000


@dataclass(slots=True)
class Node:
    """One element or text of a document."""

    number: int
    parent: int
    name: str
    """Upper case; #text for text."""
    attributes: dict[str, str] = field(default_factory=dict)
    value: str = ""
    backend: int = 0
    """Chromium's own number of the node, by which it is found again; 0 where it stands in a process of its own."""
    shadow: str = ""
    """open, closed or user-agent where the node stands in such a shadow tree."""
    styles: dict[str, str] | None = None
    """None where the node is not laid out."""
    bounds: tuple[float, float, float, float] | None = None
    """Left, top, width, height in pixels of its document; None where the node is not laid out."""


@dataclass(slots=True)
class Document:
    """One document: the page's own, or a frame's."""

    url: str
    base: str
    title: str
    nodes: list[Node]
    text: str
    framed: bool

    def walk_up(self, node: Node) -> Iterator[Node]:
        """Yield the node's ancestors, nearest first."""
        seen = 0
        while 0 <= node.parent < len(self.nodes) and seen < 10_000:
            node = self.nodes[node.parent]
            seen += 1
            yield node


def read_snapshot(untrusted_snapshot: Mapping[str, Any], *, framed: bool = False) -> list[Document]:
    """Return the documents of a snapshot; the first is the page's own unless `framed`.

    Raises:
        KeyError, IndexError, TypeError, ValueError: it is not a snapshot; the page's process may have been taken over.
    """
    strings: Sequence[str] = untrusted_snapshot["strings"]
    return [
        _read_document(document, strings=strings, framed=framed or number > 0, foreign=framed)
        for number, document in enumerate(untrusted_snapshot["documents"])
    ]


def _read_document(
    document: Mapping[str, Any], *, strings: Sequence[str], framed: bool, foreign: bool
) -> Document:
    nodes = _read_nodes(document["nodes"], strings=strings, foreign=foreign)
    layout = document["layout"]
    for node_number, styles, bounds in zip(
        layout["nodeIndex"], layout["styles"], layout["bounds"], strict=True
    ):
        left, top, width, height = (float(number) for number in bounds)
        nodes[node_number].bounds = (left, top, width, height)
        if len(styles) == len(STYLES):
            nodes[node_number].styles = {
                name: _say(strings, number) for name, number in zip(STYLES, styles, strict=True)
            }
    return Document(
        url=_say(strings, document["documentURL"]),
        base=_say(strings, document["baseURL"]),
        title=_say(strings, document["title"]),
        nodes=nodes,
        text=_read_text(layout, nodes=nodes, strings=strings),
        framed=framed,
    )


def _say(strings: Sequence[str], number: int) -> str:
    return strings[number] if number >= 0 else ""


def _read_nodes(untrusted_nodes: Mapping[str, Any], *, strings: Sequence[str], foreign: bool) -> list[Node]:
    nodes = [
        Node(number, parent, _say(strings, name).upper(), value=_say(strings, value))
        for number, (parent, name, value) in enumerate(
            zip(
                untrusted_nodes["parentIndex"],
                untrusted_nodes["nodeName"],
                untrusted_nodes["nodeValue"],
                strict=True,
            )
        )
    ]
    for node, backend in zip(
        nodes, () if foreign else untrusted_nodes.get("backendNodeId", ()), strict=False
    ):
        node.backend = int(backend)
    for node, pairs in zip(nodes, untrusted_nodes["attributes"], strict=True):
        said = [_say(strings, number) for number in pairs]
        node.attributes = dict(zip((name.lower() for name in said[::2]), said[1::2], strict=False))
    roots = untrusted_nodes.get("shadowRootType", {"index": [], "value": []})
    for number, kind in zip(roots["index"], roots["value"], strict=True):
        nodes[number].shadow = _say(strings, kind)
    return nodes


def _read_text(layout: Mapping[str, Any], *, nodes: list[Node], strings: Sequence[str]) -> str:
    """Return the text that is laid out and visible, pieces of one line joined by a space."""
    pieces: list[str] = []
    last_line, length = -1.0, 0
    for node_number, text_number, bounds in zip(
        layout["nodeIndex"], layout["text"], layout["bounds"], strict=True
    ):
        text = _say(strings, text_number).strip()
        styles = nodes[node_number].styles or {}
        if not text or styles.get("visibility", "visible") != "visible" or length > _LONGEST_TEXT:
            continue
        middle = bounds[1] + bounds[3] / 2
        pieces += [" " if abs(middle - last_line) < 4 else "\n", text]
        last_line, length = middle, length + len(text)
    return "".join(pieces).strip()[:_LONGEST_TEXT]
