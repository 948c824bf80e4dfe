"""Changes of how the page is put together, most of which nobody sees."""

from __future__ import annotations

import json
import random
import re
from base64 import b64encode
from html import escape
from typing import Any

from tests.pages.suite.designs import Design
from tests.pages.suite.markup import Element, read_html, read_part, write_html
from tests.pages.suite.mutations.kit import (
    Mutation,
    change_css,
    change_tree,
    fix_logo_size,
    get_layout,
    get_title,
    inline_resources,
    make_document,
    say,
)
from tests.pages.suite.page import WebPage

DECODE = "new TextDecoder().decode(Uint8Array.from(atob('{}'),c=>c.charCodeAt(0)))"
BUILD = """const put=(at,n)=>{{if(typeof n=='string'){{at.append(n);return}}const[t,a,c,s]=n,
e=s?document.createElementNS('http://www.w3.org/2000/svg',t):document.createElement(t);
for(const k in a)e.setAttribute(k,a[k]);for(const x of c)put(e,x);at.append(e)}};
const[h,b]=JSON.parse({data});document.head.replaceChildren();for(const x of h)put(document.head,x);
for(const k in b[1])document.body.setAttribute(k,b[1][k]);for(const x of b[2])put(document.body,x)"""
NARROW = (
    "display:block!important;width:auto!important;margin:0!important;min-height:0!important;"
    "padding-left:12px!important;padding-right:12px!important"
)
CASED = {"viewbox": "viewBox"}


def encode(words: str) -> str:
    """Return a script expression that yields the words."""
    return DECODE.format(b64encode(words.encode()).decode())


def keep_exact(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page as it is."""
    return page


def inline_all(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page in one file."""
    return inline_resources(page)


def write_by_script(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a script that writes the whole page from an encoded string."""
    script = f"<script>document.open();document.write({encode(page.html)});document.close()</script>"
    return WebPage(
        f'<!doctype html>\n<html><head><meta charset="utf-8">{script}</head><body></body></html>',
        page.resources,
    )


def pack(node: Element | str, *, is_drawing: bool = False) -> Any:
    """Return a node as lists, which a script builds again."""
    if isinstance(node, str):
        return node
    drawing = is_drawing or node.tag == "svg"
    attributes = {CASED.get(name, name): value for name, value in node.attributes.items()}
    return [node.tag, attributes, [pack(child, is_drawing=drawing) for child in node.children], int(drawing)]


def build_by_script(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a script that creates every element by itself."""
    root = read_html(page.html)
    tree = [[pack(child) for child in root.find("head").children], pack(root.find("body"))]
    script = BUILD.format(data=encode(json.dumps(tree, ensure_ascii=False)))
    return WebPage(make_document("", "", f"<script>{script}</script>"), page.resources)


def hide_in_shadow(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page all of which stands in a closed shadow tree."""
    inlined = change_css(
        inline_resources(page), lambda css: re.sub(r"(?<![\w.#-])(html|body)(?=[\s{,])", r".as-\1", css)
    )
    root = read_html(inlined.html)
    body = root.find("body")
    styles = "".join(element.write() for element in root.walk() if element.tag == "style")
    classes = f"as-body {body.attributes.get('class', '')}".strip()
    styles += "<style>.as-html{display:flow-root;min-height:100vh}.as-body{min-height:100vh}</style>"
    inside = f'{styles}<div class="as-html"><div class="{classes}">{body.write_inside()}</div></div>'
    script = f"document.getElementById('app').attachShadow({{mode:'closed'}}).innerHTML={encode(inside)}"
    html = make_document(get_title(page), "body{margin:0}", f'<div id="app"></div><script>{script}</script>')
    return WebPage(html, {})


def put_in_frame(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page that is nothing but a frame with the copy."""
    frame = f'<iframe srcdoc="{escape(page.html)}"></iframe>'
    css = "body{margin:0}iframe{position:fixed;inset:0;width:100%;height:100%;border:0}"
    return WebPage(make_document("", css, frame), page.resources)


def draw_browser(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return another page over which a drawn window shows the copy under the genuine address."""
    css = (
        "body{margin:0;background:#e9e4da;font:17px/1.6 'Liberation Serif',serif}.story{padding:30px 60px;columns:2}"
        ".win{position:absolute;left:140px;top:50px;width:1000px;height:700px;background:#fff;border-radius:10px;"
        "overflow:hidden;box-shadow:0 20px 70px rgba(0,0,0,.55);font:14px 'Liberation Sans'}"
        ".bar{height:34px;background:#dee1e6;display:flex;align-items:center;gap:8px;padding:0 14px}.bar i{width:12px;"
        "height:12px;border-radius:50%;background:#aaa}.url{height:38px;background:#fff;padding:5px 14px;box-sizing:border-box;"
        "border-bottom:1px solid #ccc}.url span{display:block;background:#f1f3f4;border-radius:14px;padding:5px 14px}"
        "iframe{border:0;width:1250px;height:785px;transform:scale(.8);transform-origin:0 0}"
    )
    story = say(
        design,
        "Le document partagé s’ouvrira après la connexion. ",
        "The shared document opens once you have signed in. ",
    )
    body = (
        f'<div class="story"><h1>{say(design, "Document partagé", "Shared document")}</h1><p>{story * 12}</p></div>'
        f'<div class="win"><div class="bar"><i></i><i></i><i></i>{escape(get_title(page))}</div>'
        f'<div class="url"><span>🔒 https://{design.host}/</span></div><iframe srcdoc="{escape(page.html)}"></iframe></div>'
    )
    return WebPage(
        make_document(say(design, "Document partagé", "Shared document"), css, body), page.resources
    )


def add_banner(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page under a band that says the session has ended."""
    words = say(
        design,
        "Votre session a expiré. Reconnectez-vous pour continuer.",
        "Your session has expired. Sign in again to go on.",
    )
    look = "position:absolute;left:0;right:0;top:-58px;height:58px;line-height:58px;text-align:center;background:#fff3cd;color:#664d03;font:bold 17px/58px 'Liberation Sans'"

    def change(root: Element) -> None:
        body = root.find("body")
        body.add_style("position:relative;top:58px")
        body.children.insert(0, Element("div", {"style": look}, [words]))

    return change_tree(page, change)


def take_part(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the form and the logo alone, on a blank page."""
    root = read_html(page.html)
    body, logo, card = root.find("body"), root.find(design.logo_mark), root.find(design.card_mark)
    if not any(element is logo for element in card.walk()):
        fix_logo_size(logo, design, "display:block;margin:50px auto 20px;text-align:center")
        body.children = [logo, card]
    else:
        body.children = [card]
    card.add_style(
        f"position:static;margin:20px auto;width:{get_layout(design).card.width}px;box-sizing:border-box;padding-top:20px"
    )
    body.add_style(f"display:block;background:{design.blank}")
    root.find("html").add_style(f"background:{design.blank}")
    return WebPage(write_html(root), page.resources)


def reorder(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page whose blocks follow each other the other way round, the logo below the form."""

    def change(root: Element) -> None:
        logo, card = root.find(design.logo_mark), root.find(design.card_mark)
        holder = root.find_parent(card)
        was_inside = any(element is logo for element in card.walk())
        holder.children.reverse()
        card.add_style("margin-top:12px!important;margin-bottom:12px!important")
        fix_logo_size(logo, design, "display:block;margin:18px auto")
        root.replace(logo, [])
        if was_inside:
            card.children.append(logo)
        else:
            place = next(number for number, child in enumerate(holder.children) if child is card)
            holder.children.insert(place + 1, logo)

    return change_tree(page, change)


def squeeze(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return the page as one narrow column."""

    def change(root: Element) -> None:
        body, card = root.find("body"), root.find(design.card_mark)
        around = root.find_parent(card)
        while around is not body and around.tag != "root":
            around.add_style(NARROW)
            for beside in around.children:
                if isinstance(beside, Element) and beside.tag in {"div", "section", "aside"}:
                    beside.add_style("width:auto!important;margin-left:0!important;margin-right:0!important")
            around = root.find_parent(around)
        card.add_style("position:relative!important;inset:auto!important;margin:0 auto!important")
        for block in body.children:
            if isinstance(block, Element):
                block.add_style("height:auto!important;min-height:60px")
        body.add_style(
            "display:block!important;position:relative;max-width:480px;margin:0 auto!important;overflow-x:hidden"
        )
        css = "body *{max-width:100%!important;grid-template-columns:1fr!important;box-sizing:border-box}body img{height:auto!important}h1,h2,.titre{font-size:24px!important}"
        root.find("head").children.append(Element("style", {}, [css]))

    return change_tree(page, change)


def rename(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page whose classes and ids are random letters."""
    chance = random.Random(design.name)
    root = read_html(page.html)
    names: dict[str, str] = {}

    def give(old: str) -> str:
        return names.setdefault(old, "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=9)))

    for element in root.walk():
        for key in ("class", "id", "for"):
            if key in element.attributes:
                element.attributes[key] = " ".join(give(word) for word in element.attributes[key].split())

    def change(css: str) -> str:
        return re.sub(
            r"([.#])([A-Za-z][\w-]*)(?=[^;}]*\{)", lambda found: found[1] + names.get(found[2], found[2]), css
        )

    return change_css(WebPage(write_html(root), page.resources), change)


def wrap_deeply(page: WebPage, design: Design, picture: bytes) -> WebPage:
    """Return a page with layers of empty boxes around and between its blocks."""

    def change(root: Element) -> None:
        body = root.find("body")
        for element in list(body.walk()):
            if element.tag in {"p", "label", "h1", "h2", "h3", "a", "button"}:
                element.children = [Element("span", {}, [Element("span", {"data-k": "0"}, element.children)])]
        body.children += read_part("<div hidden><div><section></section><ul><li></li></ul></div></div>" * 6)

    return change_tree(page, change)


MUTATIONS = (
    Mutation("exact", "structure", keep_exact),
    Mutation("inlined", "structure", inline_all),
    Mutation("written-by-script", "structure", write_by_script),
    Mutation("built-by-script", "structure", build_by_script),
    Mutation("closed-shadow", "structure", hide_in_shadow),
    Mutation("framed", "structure", put_in_frame),
    Mutation("browser-in-browser", "structure", draw_browser),
    Mutation("banner", "structure", add_banner),
    Mutation("partial", "structure", take_part),
    Mutation("reordered", "structure", reorder),
    Mutation("narrow", "structure", squeeze),
    Mutation("random-names", "structure", rename),
    Mutation("deeply-wrapped", "structure", wrap_deeply),
)
