"""HTML as a tree that can be changed and written again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
RAW = frozenset({"script", "style"})


@dataclass(slots=True)
class Element:
    """A tag with its attributes and what stands inside it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """Yield this element and those below it, in document order."""
        yield self
        for child in list(self.children):
            if isinstance(child, Element):
                yield from child.walk()

    def find(self, mark: str) -> Element:
        """Return the first element whose tag, id or one of whose classes is the mark."""
        for element in self.walk():
            classes = element.attributes.get("class", "").split()
            if mark in {element.tag, element.attributes.get("id"), *classes}:
                return element
        raise LookupError(mark)

    def find_parent(self, wanted: Element) -> Element:
        """Return the element that holds another."""
        for element in self.walk():
            if any(child is wanted for child in element.children):
                return element
        raise LookupError(wanted.tag)

    def replace(self, old: Element, new: list[Element | str]) -> None:
        """Put other nodes where an element below this one stands."""
        parent = self.find_parent(old)
        place = next(number for number, child in enumerate(parent.children) if child is old)
        parent.children[place : place + 1] = new

    def add_style(self, attribute: str) -> None:
        """Append declarations to the style attribute."""
        before = self.attributes.get("style", "")
        self.attributes["style"] = f"{before};{attribute}" if before else attribute

    def write(self) -> str:
        """Return the HTML of this element and what it holds."""
        attributes = "".join(
            f' {name}="{escape(value)}"' if value else f" {name}" for name, value in self.attributes.items()
        )
        if self.tag in VOID:
            return f"<{self.tag}{attributes}>"
        inside = self.write_inside()
        return f"<{self.tag}{attributes}>{inside}</{self.tag}>"

    def write_inside(self) -> str:
        """Return the HTML of what this element holds."""
        return "".join(
            child.write()
            if isinstance(child, Element)
            else child
            if self.tag in RAW
            else escape(child, quote=False)
            for child in self.children
        )


class Reader(HTMLParser):
    """Builds the tree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open[-1].tag == tag, f"</{tag}> where </{self.open[-1].tag}> was awaited"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_html(html: str) -> Element:
    """Return the tree of well-formed HTML; the doctype is left out."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def read_part(html: str) -> list[Element | str]:
    """Return the nodes of a piece of HTML."""
    return read_html(html).children


def write_html(root: Element) -> str:
    """Return a whole document."""
    return "<!doctype html>\n" + root.write_inside()


def walk_texts(top: Element) -> Iterator[tuple[Element, int, str]]:
    """Yield the holder, place and words of each visible text below an element."""
    for element in top.walk():
        if element.tag in {*RAW, "title", "svg", "option"}:
            continue
        for place, child in enumerate(element.children):
            if isinstance(child, str) and child.strip():
                yield element, place, child
