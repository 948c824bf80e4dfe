"""What all mutations are made with."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape

from tests.pages.suite.designs import Design
from tests.pages.suite.layout import Layout, load_layouts
from tests.pages.suite.markup import Element, read_html, write_html
from tests.pages.suite.page import Resource, WebPage

Apply = Callable[[WebPage, Design, bytes], WebPage]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One thing that phishers do to a page they copy."""

    name: str
    group: str
    apply: Apply


def change_tree(page: WebPage, change: Callable[[Element], None]) -> WebPage:
    """Return a page whose tree was changed in place."""
    root = read_html(page.html)
    change(root)
    return replace(page, html=write_html(root))


def add_css(page: WebPage, css: str) -> WebPage:
    """Return a page with a style sheet more, which comes last."""
    return change_tree(page, lambda root: root.find("head").children.append(Element("style", {}, [css])))


def make_document(title: str, css: str, body: str, *, language: str = "fr") -> str:
    """Return a document written anew."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{css}</style></head><body>{body}</body></html>"
    )


def make_data_uri(kind: str, content: bytes) -> str:
    """Return content as a data: address."""
    return f"data:{kind};base64,{b64encode(content).decode()}"


def inline_resources(page: WebPage) -> WebPage:
    """Return a page that asks its host for nothing more."""

    def inline_urls(css: str) -> str:
        def put(found: re.Match[str]) -> str:
            resource = page.resources.get(found[1])
            return f"url({make_data_uri(resource.kind, resource.content)})" if resource else found[0]

        return re.sub(r"url\((/[^)]*)\)", put, css)

    def change(root: Element) -> None:
        for element in list(root.walk()):
            link = element.attributes.get("src") or element.attributes.get("href") or ""
            resource = page.resources.get(link)
            if element.tag == "style":
                element.children = [inline_urls(str(child)) for child in element.children]
            elif resource and resource.kind == "text/css":
                root.replace(element, [Element("style", {}, [inline_urls(resource.content.decode())])])
            elif resource:
                name = "src" if "src" in element.attributes else "href"
                element.attributes[name] = make_data_uri(resource.kind, resource.content)

    return WebPage(change_tree(page, change).html, {})


def change_css(page: WebPage, change: Callable[[str], str]) -> WebPage:
    """Return a page whose style sheets, inside and beside it, were rewritten."""

    def change_styles(root: Element) -> None:
        for element in root.walk():
            if element.tag == "style":
                element.children = [change(str(child)) for child in element.children]

    resources = {
        path: Resource(resource.kind, change(resource.content.decode()).encode())
        if resource.kind == "text/css"
        else resource
        for path, resource in page.resources.items()
    }
    return WebPage(change_tree(page, change_styles).html, resources)


def get_layout(design: Design) -> Layout:
    """Return where the fields and the logo of a design stand."""
    return load_layouts()[design.name]


def is_word_mark(design: Design) -> bool:
    """Tell whether the logo is a word of text."""
    logo = design.make_page()
    return read_html(logo.html).find(design.logo_mark).tag in {"h1", "div"} and design.logo_mark != "logo-box"


def fix_logo_size(logo: Element, design: Design, more: str = "") -> None:
    """Let a logo keep its size wherever it is put."""
    box = get_layout(design).logo
    size = "" if is_word_mark(design) else f"width:{box.width}px;height:{box.height}px;"
    logo.add_style(f"{size}max-width:none;flex:none;{more}")


def get_title(page: WebPage) -> str:
    """Return the title of a page."""
    return read_html(page.html).find("title").write_inside()


def say(design: Design, french: str, english: str) -> str:
    """Return a sentence in the language of the design."""
    return english if design.language == "en" else french
