"""What all guests are made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from PIL import Image
from tests.pages.suite.designs import Design
from tests.pages.suite.drawing import draw, make_svg, save_png
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import Resource, WebPage


@dataclass(frozen=True, slots=True)
class Site:
    """Whose page it is."""

    name: str
    host: str
    colour: str
    css: str
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Guest:
    """A page of somebody else's site that shows one of our organisations."""

    kind: str
    design: str
    """Name of the design whose organisation is shown."""
    site: Site
    title: str
    body: str
    resources: Mapping[str, Resource] = field(default_factory=dict)

    @property
    def page(self) -> WebPage:
        """Return the page, with the site's own icon."""
        icon = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" '
            f'fill="{self.site.colour}"/><path d="M8 22 16 8l8 14z" fill="#fff"/></svg>'
        )
        html = (
            f'<!doctype html>\n<html lang="{self.site.language}"><head><meta charset="utf-8"><title>{self.title}</title>'
            f'<link rel="icon" href="/favicon.svg"><style>*{{box-sizing:border-box}}body{{margin:0}}{self.site.css}</style></head>'
            f"<body>{self.body}</body></html>"
        )
        return WebPage(html, {"/favicon.svg": Resource("image/svg+xml", icon.encode()), **self.resources})


@dataclass(frozen=True, slots=True)
class Words:
    """What a design's organisation says of itself, fit for HTML."""

    name: str
    short: str
    slogan: str
    host: str
    path: str
    """The name as it stands in an address."""


def quote(design: Design) -> Words:
    """Return an organisation's words."""
    own = design.identity
    path = own.host.split(".")[-2]
    return Words(escape(own.name), escape(own.short), escape(own.slogan), own.host, path)


def show(identity: Identity, size: int) -> str:
    """Return an emblem as SVG."""
    return make_svg(identity.emblem, identity.colours, size)


def make_tile(identity: Identity, size: int, ground: str = "#ffffff") -> Resource:
    """Return an emblem as a square PNG on a ground, as other people's sites keep it."""
    tile = Image.new("RGBA", (size, size), ground)
    inner = round(size * 0.8)
    tile.alpha_composite(draw(identity.emblem, identity.colours, inner), ((size - inner) // 2,) * 2)
    return Resource("image/png", save_png(tile))
