"""Where fields and logos stand in the window; run this file again when a design has changed.

.venv/bin/python -m tests.pages.suite.layout
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Route, sync_playwright
from tests.pages.suite.designs import list_designs
from tests.pages.suite.page import WebPage

KEPT = Path(__file__).with_name("layout.json")
MEASURE = """marks => {
  const box = e => { const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height].map(Math.round) };
  const find = mark => document.getElementById(mark) || document.getElementsByClassName(mark)[0] || document.querySelector(mark);
  const fields = [...document.querySelectorAll('input,button')].filter(e => !['hidden', 'checkbox'].includes(e.type));
  return { logo: box(find(marks[0])), card: box(find(marks[1])),
           fields: fields.map(e => [e.type, e.name, ...box(e)]) } }"""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the window."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Field:
    """A field or button, and where it stands."""

    kind: str
    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class Layout:
    """What was measured on one design."""

    logo: Box
    card: Box
    fields: tuple[Field, ...]


@cache
def load_layouts() -> Mapping[str, Layout]:
    """Return the layouts by the name of the design."""
    return {
        name: Layout(
            Box(*found["logo"]),
            Box(*found["card"]),
            tuple(Field(kind, called, Box(*box)) for kind, called, *box in found["fields"]),
        )
        for name, found in json.loads(KEPT.read_text()).items()
    }


def make_answer(page: WebPage) -> Callable[[Route], None]:
    """Return what serves a page and its resources without a server."""

    def answer(route: Route) -> None:
        resource = page.resources.get(urlsplit(route.request.url).path)
        if resource is None:
            route.fulfill(body=page.html, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(body=resource.content, content_type=resource.kind)

    return answer


def measure() -> dict[str, Any]:
    """Return the layout of every design as Chromium lays it out."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/lib/chromium/chromium", chromium_sandbox=False
        )
        for design in list_designs():
            page = design.make_page()
            tab = browser.new_page(viewport={"width": 1280, "height": 800})
            tab.route("**/*", make_answer(page))
            tab.goto(f"https://{design.host}/")
            found[design.name] = tab.evaluate(MEASURE, [design.logo_mark, design.card_mark])
            tab.close()
        browser.close()
    return found


if __name__ == "__main__":
    rows = [f" {json.dumps(name)}: {json.dumps(found)}" for name, found in measure().items()]
    KEPT.write_text("{\n" + ",\n".join(rows) + "\n}\n")
