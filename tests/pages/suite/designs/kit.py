"""What all designs are made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from html import escape
from string import Template

from PIL import Image
from tests.pages.suite.drawing import (
    Shape,
    draw,
    draw_words,
    make_svg,
    make_svg_body,
    put_side_by_side,
    save_png,
)
from tests.pages.suite.identity import Identity
from tests.pages.suite.page import Resource, WebPage


@dataclass(frozen=True, slots=True)
class Design:
    """A sign-in page of one organisation, and the template it is made from."""

    name: str
    organisation: str
    host: str
    build: Callable[[Identity], WebPage]
    identity: Identity
    translation: Mapping[str, str]  # every sentence of the page in the other language
    logo_mark: str  # id or class of the element that shows the logo
    card_mark: str  # id or class of the element that holds the form
    language: str = "fr"
    face: str = "sans"
    is_dark: bool = False
    is_logo_white: bool = False

    @property
    def blank(self) -> str:
        """Return a plain ground on which both the logo and the card can be read."""
        if self.is_dark:
            return self.identity.colours.ground
        return self.identity.colours.dark if self.is_logo_white else "#ffffff"

    def make_page(self) -> WebPage:
        """Return the genuine page."""
        return self.build(self.identity)


def make_design(
    name: str,
    identity: Identity,
    build: Callable[[Identity], WebPage],
    translation: Mapping[str, str],
    *,
    logo_mark: str,
    card_mark: str,
    language: str = "fr",
    face: str = "sans",
    is_dark: bool = False,
    is_logo_white: bool = False,
) -> Design:
    """Return a design whose own identity is the given one."""
    return Design(
        name,
        identity.name,
        identity.host,
        build,
        identity,
        translation,
        logo_mark,
        card_mark,
        language,
        face,
        is_dark,
        is_logo_white,
    )


def fill(template: str, identity: Identity, **more: str) -> str:
    """Return a template with the words, colours and emblem of an organisation."""
    values = {
        key: escape(value, quote=False)
        for key, value in {
            "name": identity.name,
            "short": identity.short,
            "host": identity.host,
            "slogan": identity.slogan,
            "lead": identity.lead,
            "help": identity.help,
            "mail": identity.mail,
            "news1": identity.news[0],
            "news2": identity.news[1],
            "news3": identity.news[2],
        }.items()
    }
    for colour in fields(identity.colours):
        values[f"c_{colour.name}"] = getattr(identity.colours, colour.name)
    values["emblem"] = make_svg_body(identity.emblem, identity.colours)
    values["white_emblem"] = make_svg_body(identity.emblem, whiten(identity).colours)
    return Template(template).substitute(values, **more)


def whiten(identity: Identity) -> Identity:
    """Return an organisation whose emblem is drawn for a dark ground."""
    return replace(identity, colours=replace(identity.colours, main="#ffffff", dark=identity.colours.pale))


def make_css(template: str, identity: Identity) -> Resource:
    """Return a style sheet."""
    return Resource("text/css", fill(template, identity).encode())


def make_icon_png(identity: Identity) -> Resource:
    """Return the favicon as PNG."""
    return Resource("image/png", save_png(draw(identity.emblem, identity.colours, 32)))


def make_icon_svg(identity: Identity) -> Resource:
    """Return the favicon as SVG."""
    return Resource("image/svg+xml", make_svg(identity.emblem, identity.colours, 32).encode())


def make_logo_png(identity: Identity, *, height: int, face: str, ink: str, words: str = "") -> Resource:
    """Return the emblem with the name beside it."""
    emblem = draw(identity.emblem, identity.colours, height)
    name = draw_words(words or identity.name, face=face, size=round(height * 0.5), colour=ink)
    return Resource("image/png", save_png(put_side_by_side([emblem, name], height // 5)))


def make_emblem_png(identity: Identity, size: int) -> Resource:
    """Return the emblem alone."""
    return Resource("image/png", save_png(draw(identity.emblem, identity.colours, size)))


def make_picture(picture: Image.Image) -> Resource:
    """Return a picture as PNG."""
    return Resource("image/png", save_png(picture))


def disc(x: float, y: float, radius: float, colour: str) -> Shape:
    """Return a full circle."""
    return Shape("disc", (x, y, radius), colour)


def ring(x: float, y: float, radius: float, colour: str, width: float = 6) -> Shape:
    """Return a circle's line."""
    return Shape("ring", (x, y, radius), colour, width)


def polygon(colour: str, *points: float) -> Shape:
    """Return a surface between points."""
    return Shape("polygon", points, colour)


def line(colour: str, width: float, *points: float) -> Shape:
    """Return a line through points."""
    return Shape("line", points, colour, width)
