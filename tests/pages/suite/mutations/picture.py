"""Copies that are a picture of the page, and copies seen through a filter."""

from __future__ import annotations

import io

from PIL import Image, ImageFilter
from tests.pages.suite.designs import Design
from tests.pages.suite.drawing import save_jpeg, save_png
from tests.pages.suite.markup import Element, read_html
from tests.pages.suite.mutations.kit import (
    Apply,
    Mutation,
    add_css,
    get_layout,
    get_title,
    make_data_uri,
    make_document,
)
from tests.pages.suite.page import Resource, WebPage

OPAQUE = "background:#fff;border:1px solid #999;"
CLEAR = "background:transparent;border:0;"


def open_picture(picture: bytes) -> Image.Image:
    """Return the screenshot."""
    return Image.open(io.BytesIO(picture)).convert("RGB")


def lay_form(design: Design, look: str) -> str:
    """Return real fields that stand where the picture shows the fields."""
    parts = []
    for field in get_layout(design).fields:
        box = field.box
        place = f"position:absolute;left:{box.x}px;top:{box.y}px;width:{box.width}px;height:{box.height}px;"
        if field.kind == "submit":
            parts.append(f'<button style="{place}{CLEAR}" aria-label="OK"></button>')
        else:
            parts.append(
                f'<input type="{field.kind}" name="{field.name}" style="{place}{look}box-sizing:border-box;'
                'padding:0 12px;font-size:15px">'
            )
    return f'<form method="post" action="/next.php">{"".join(parts)}</form>'


def recompress(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a bad JPEG with real fields over it."""
    small = open_picture(picture).resize((1024, 640), Image.Resampling.BILINEAR)
    jpeg = save_jpeg(small, 24)
    css = "body{margin:0;background:url(/bg.jpg) 0 0/1280px 800px no-repeat;height:800px;position:relative}"
    return WebPage(
        make_document(get_title(page), css, lay_form(design, OPAQUE)),
        {"/bg.jpg": Resource("image/jpeg", jpeg)},
    )


def slice_picture(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return sixteen pieces of the picture in a table, with real fields over them."""
    whole = open_picture(picture)
    resources, rows = {}, []
    for row in range(4):
        cells = []
        for column in range(4):
            piece = whole.crop((column * 320, row * 200, column * 320 + 320, row * 200 + 200))
            path = f"/images/index_{row * 4 + column + 1:02}.png"
            resources[path] = Resource("image/png", save_png(piece))
            cells.append(f'<td><img src="{path}" width="320" height="200" alt=""></td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    css = "body{margin:0}table{border-spacing:0}td{padding:0}img{display:block}"
    body = f'<table width="1280"><tbody>{"".join(rows)}</tbody></table>{lay_form(design, OPAQUE)}'
    return WebPage(make_document(get_title(page), css, body), resources)


def paint_on_canvas(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a canvas on which a script paints the whole page, with clear fields over it."""
    script = (
        'const i=new Image();i.onload=()=>document.getElementById("c").getContext("2d").drawImage(i,0,0);'
        f'i.src="{make_data_uri("image/png", picture)}"'
    )
    body = f'<canvas id="c" width="1280" height="800"></canvas>{lay_form(design, CLEAR)}<script>{script}</script>'
    return WebPage(make_document("", "body{margin:0;overflow:hidden}canvas{display:block}", body), {})


def blur_behind(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the form alone, before a blurred picture of the page."""
    jpeg = save_jpeg(open_picture(picture).filter(ImageFilter.GaussianBlur(9)), 70)
    root = read_html(page.html)
    card = root.find(design.card_mark)
    card.add_style(
        "position:fixed!important;left:50%;top:50%;right:auto;bottom:auto;transform:translate(-50%,-50%);margin:0;"
        f"width:{min(get_layout(design).card.width, 620)}px;padding:26px;box-sizing:border-box;"
        f"background:{design.identity.colours.ground};box-shadow:0 0 60px rgba(0,0,0,.6)"
    )
    body = root.find("body")
    body.children = [card]
    body.add_style(
        "background:#888 url(/shot.jpg) center/cover no-repeat;min-height:100vh;margin:0;max-width:none"
    )
    html = "<!doctype html>\n" + root.write_inside()
    return WebPage(html, {**page.resources, "/shot.jpg": Resource("image/jpeg", jpeg)})


def crop_and_scroll(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page whose top is cut off, and which opens a little way down."""
    cut = add_css(page, "html{min-height:1300px}body{position:relative;top:-80px;margin-bottom:0}")
    root = read_html(cut.html)
    root.find("body").children.append(Element("script", {}, ["addEventListener('load',()=>scrollTo(0,40))"]))
    return WebPage("<!doctype html>\n" + root.write_inside(), page.resources)


def with_css(css: str) -> Apply:
    """Return a mutation that only adds a style sheet."""

    def apply(page: WebPage, design: Design, picture: bytes) -> WebPage:
        return add_css(page, css)

    return apply


MUTATIONS = (
    Mutation("zoomed", "picture", with_css("html{zoom:1.3}")),
    Mutation("shrunk", "picture", with_css("html{zoom:.75}")),
    Mutation("recompressed", "picture", recompress),
    Mutation("sliced", "picture", slice_picture),
    Mutation("canvas", "picture", paint_on_canvas),
    Mutation("blurred-behind", "picture", blur_behind),
    Mutation("cropped-and-scrolled", "picture", crop_and_scroll),
    Mutation(
        "inverted",
        "picture",
        with_css(":where(html){background:#fff}html{filter:invert(1)}body{min-height:100vh}"),
    ),
    Mutation("greyscale", "picture", with_css("html{filter:grayscale(1)}")),
    Mutation("rotated", "picture", with_css("body{transform:rotate(1.5deg) skewX(.7deg)}")),
    Mutation("faded", "picture", with_css("body{filter:contrast(.7) brightness(1.15)}")),
)
