"""Changes of the logo, the icon and the colours."""

from __future__ import annotations

import colorsys
import random
from dataclasses import fields, replace
from html import escape
from math import cos, pi, sin

from tests.pages.suite.designs import Design
from tests.pages.suite.designs.kit import whiten
from tests.pages.suite.drawing import Colours, Drawing, Shape, make_svg_body
from tests.pages.suite.markup import Element, read_part
from tests.pages.suite.mutations.kit import (
    Mutation,
    add_css,
    change_tree,
    fix_logo_size,
    get_layout,
    is_word_mark,
)
from tests.pages.suite.page import WebPage


def move_logo(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page with its logo in the lower right corner."""

    def change(root: Element) -> None:
        logo = root.find(design.logo_mark)
        fix_logo_size(logo, design, "position:fixed;right:28px;bottom:28px;left:auto;top:auto;margin:0")
        root.replace(logo, [])
        root.find("body").children.append(logo)

    return change_tree(page, change)


def remove_logo(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page without its logo."""
    return change_tree(page, lambda root: root.replace(root.find(design.logo_mark), []))


def coarsen(drawing: Drawing, chance: random.Random) -> Drawing:
    """Return a drawing made again by an unsteady hand: discs with corners, lines beside their place."""

    def shake(value: float) -> float:
        return value + chance.uniform(-5, 5)

    coarse = []
    for shape in drawing:
        if shape.kind == "disc":
            x, y, radius = shape.points
            corners = [
                part
                for step in range(7)
                for part in (
                    shake(x + radius * cos(step * 2 * pi / 7)),
                    shake(y + radius * sin(step * 2 * pi / 7)),
                )
            ]
            coarse.append(Shape("polygon", tuple(corners), shape.colour))
        elif shape.kind == "ring":
            x, y, radius = shape.points
            coarse.append(Shape("ring", (shake(x), shake(y), radius * 0.9), shape.colour, shape.width * 1.4))
        else:
            coarse.append(
                replace(shape, points=tuple(shake(v) for v in shape.points), width=shape.width * 1.3)
            )
    return tuple(coarse)


def redraw_logo(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page with a crude drawing in the place of its logo."""
    own = whiten(design.identity) if design.is_logo_white else design.identity
    box = get_layout(design).logo
    drawing = make_svg_body(coarsen(own.emblem, random.Random(design.name)), turn_hues(own.colours, 0.03))

    def change(root: Element) -> None:
        logo = root.find(design.logo_mark)
        if is_word_mark(design):
            logo.add_style(
                "font-family:'Liberation Mono',monospace;font-weight:400;letter-spacing:1px;text-transform:uppercase"
            )
            return
        height = box.height
        inside = f'<svg x="0" y="0" width="{height}" height="{height}" viewBox="0 0 100 100">{drawing}</svg>'
        if box.width > box.height * 1.7:
            room = box.width - height * 1.2
            ink = "#ffffff" if design.is_logo_white else own.colours.dark
            inside += (
                f'<text x="{height * 1.2:g}" y="{height * 0.66:g}" font-family="Liberation Serif" font-size="{height * 0.46:g}" '
                f'textlength="{room:g}" lengthadjust="spacingAndGlyphs" fill="{ink}">{escape(own.name)}</text>'
            )
        redrawn = (
            f'<svg width="{box.width}" height="{height}" viewBox="0 0 {box.width} {height}">{inside}</svg>'
        )
        root.replace(logo, read_part(redrawn))

    return change_tree(page, change)


def remove_icon_and_title(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page without a favicon and with a title that says nothing."""

    def change(root: Element) -> None:
        root.find("title").children = ["Login"]
        for element in list(root.walk()):
            if "icon" in element.attributes.get("rel", ""):
                root.replace(element, [])

    return change_tree(page, change)


def turn_hues(colours: Colours, by: float) -> Colours:
    """Return the colours with other hues."""

    def turn(colour: str) -> str:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        hue, light, depth = colorsys.rgb_to_hls(red, green, blue)
        return "#" + "".join(
            f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb((hue + by) % 1, light, depth)
        )

    return Colours(**{field.name: turn(getattr(colours, field.name)) for field in fields(colours)})


def recolour(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page, logo and all, in colours a third of the circle away."""
    return design.build(replace(design.identity, colours=turn_hues(design.identity.colours, 0.34)))


def change_theme(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page dark, or light if it was dark; pictures and buttons stay."""
    ground, card, words, edge = ("#ffffff", "#eef1f5", "#1d2530", "#b6c0cc") if design.is_dark else ("#14171d", "#1e232c", "#dfe3e9", "#434c5a")  # fmt: skip
    mark, mark_logo = design.card_mark, design.logo_mark
    css = (
        f"html,body{{background:{ground}!important}}"
        f"body *:not(svg):not(svg *):not(img):not(input):not(button):not(.btn-block){{background:transparent!important;"
        f"color:{words}!important;border-color:{edge}!important;box-shadow:none!important;text-shadow:none!important}}"
        f"body *:after{{background:{edge}!important}}"
        f"body input:not([type=submit]),body select{{background:{ground}!important;color:{words}!important;border:1px solid {edge}!important}}"
        f"body .{mark}.{mark}.{mark}:not(b):not(i):not(u),body #{mark}#{mark}:not(b):not(i):not(u){{background:{card}!important}}"
    )
    if not design.is_logo_white:
        css += f"body img.{mark_logo}.{mark_logo},body #{mark_logo} img{{background:#f4f4f4!important;border-radius:6px}}"
    return add_css(page, css)


def restyle(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page in another taste: other letters, corners, spaces and button."""
    face = (
        "'Liberation Sans Narrow','Liberation Sans'"
        if design.face == "serif"
        else "'DejaVu Serif','Liberation Serif'"
    )
    css = (
        f"body,body *{{font-family:{face},serif!important;letter-spacing:.3px;line-height:1.7}}"
        "input{border-radius:0!important;border:2px dashed #888!important;background:#fffbea!important;color:#222!important}"
        "button,input[type=submit]{border-radius:30px!important;background:#7a3e9d!important;color:#fff!important;border:0!important}"
        "h1,h2,h3{font-style:italic;font-weight:400!important}p{margin-top:14px!important;margin-bottom:14px!important}"
        f".{design.card_mark},#{design.card_mark}{{border-radius:22px!important;border:3px solid #7a3e9d!important;padding:38px!important}}"
    )
    return add_css(page, css)


MUTATIONS = (
    Mutation("logo-moved", "identity", move_logo),
    Mutation("logo-removed", "identity", remove_logo),
    Mutation("logo-redrawn", "identity", redraw_logo),
    Mutation("icon-and-title-removed", "identity", remove_icon_and_title),
    Mutation("recoloured", "style", recolour),
    Mutation("other-theme", "style", change_theme),
    Mutation("restyled", "style", restyle),
)
