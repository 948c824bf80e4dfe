"""XML as a small tree that keeps every prefix as it was written, so that what is not changed comes out unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape

from chaffinch.decoys.documents.errors import BrokenTemplateError

MAX_DEPTH = 200
MAX_ELEMENTS = 1_000_000
#: As all three Office programmes write it.
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


@dataclass(slots=True)
class Element:
    """An element with its prefix ("w:t"); comments and processing instructions are left out when it is read."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.tag.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """What stands before the name, its colon included; often nothing."""
        return self.tag[: len(self.tag) - len(self.local)]

    @property
    def elements(self) -> list[Element]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    @property
    def text(self) -> str:
        """The text directly inside."""
        return "".join(child for child in self.children if isinstance(child, str))

    def find(self, local: str) -> Element | None:
        """Return the first child of that name, whatever its prefix."""
        return next((child for child in self.elements if child.local == local), None)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below, in document order."""
        yield self
        for child in self.elements:
            yield from child.walk()

    def get(self, local: str) -> str:
        """Return an attribute by its name without prefix; an empty text if there is none."""
        return next(
            (value for name, value in self.attributes.items() if name.rpartition(":")[2] == local), ""
        )

    def copy(self) -> Element:
        """Return a deep copy."""
        children = [child if isinstance(child, str) else child.copy() for child in self.children]
        return Element(self.tag, dict(self.attributes), children)


def read_markup(untrusted: bytes) -> Element:
    """Parse one part.

    Raises:
        BrokenTemplateError: it is not well formed, nested too deep, too long, or declares a document type (which is where
            entities that expand without end are declared; Office writes none).
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = False
    top = Element("")
    stack, count = [top], 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) > MAX_DEPTH or count > MAX_ELEMENTS:
            raise BrokenTemplateError("bomb", "elements without end")
        element = Element(tag, attributes)
        stack[-1].children.append(element)
        stack.append(element)

    def keep(text: str) -> None:
        stack[-1].children.append(text)

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = keep
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(untrusted, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BrokenTemplateError("markup", str(error)) from error
    return top.elements[0]


def write_markup(element: Element) -> bytes:
    """Write a part as Office does: a declaration, a line break, then everything on one line."""
    pieces: list[str] = []
    _write_element(element, pieces)
    return _DECLARATION + "".join(pieces).encode()


def _refuse_doctype(*_: object) -> NoReturn:
    raise BrokenTemplateError("entities", "a document type is declared")


def _write_element(element: Element, pieces: list[str]) -> None:
    attributes = "".join(
        f' {name}="{escape(value, _IN_ATTRIBUTES)}"' for name, value in element.attributes.items()
    )
    if not element.children:
        pieces.append(f"<{element.tag}{attributes}/>")
        return
    pieces.append(f"<{element.tag}{attributes}>")
    for child in element.children:
        if isinstance(child, str):
            pieces.append(escape(child, {"\r": "&#13;"}))
        else:
            _write_element(child, pieces)
    pieces.append(f"</{element.tag}>")
