"""Fill an organisation's own template: docx, xlsx, pptx."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chaffinch.decoys.documents.active import check_inactive
from chaffinch.decoys.documents.lines import (
    Fields,
    Filler,
    Phrase,
    Row,
    find_table,
    find_table_mark,
    spread_changes,
)
from chaffinch.decoys.documents.links import NO_LINKS, Links, clear_marks, mark_link, put_links, unmark_link
from chaffinch.decoys.documents.markup import Element, write_markup
from chaffinch.decoys.documents.parts import MAIN, TYPES, OfficeFile, OfficeKind, close_office, open_office
from chaffinch.decoys.documents.properties import Provenance, write_properties
from chaffinch.decoys.documents.sheets import fill_sheets
from chaffinch.decoys.documents.spacing import space_letters
from chaffinch.decoys.documents.traces import drop_revisions, remove_traces

#: Parts that hold no text of the document.
_FIXED = re.compile(
    r"/(?:styles|fontTable|webSettings|numbering|theme\d*|tableStyles|presProps|viewProps|slideMaster\d+|slideLayout\d+|notesMaster\d+)"
    r"\.xml$"
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A document and what it is known by."""

    content: bytes
    text: str
    """Its running text, a line for each paragraph."""
    phrases: tuple[Phrase, ...]
    """The wordings that were chosen."""
    spacing: tuple[int, ...] = ()
    """Layout mark: for each marked paragraph or line, what it differs by (see `spacing` and `layout`)."""
    picture: bytes = b""
    """The first page at 150 dpi (PNG), where it is a PDF: what a print-out is compared with."""


@dataclass(frozen=True, slots=True)
class Fill:
    """How one document is filled."""

    fields: Fields
    provenance: Provenance
    locale: str = "fr_FR"
    links: Links = NO_LINKS
    wording: tuple[int, ...] = ()
    """Which wording each place takes; chance says for what is beyond."""
    spacing: tuple[int, ...] = ()
    """The layout mark; chance says for what is beyond."""


def read_template(untrusted: bytes, kind: OfficeKind) -> OfficeFile:
    """Open a template; call it inside the sandbox where the template is somebody else's (see `sandbox`).

    Raises:
        BrokenTemplateError: it is broken, a bomb, or of another kind.
        ActiveTemplateError: something in it runs or fetches by itself.
    """
    template = open_office(untrusted, kind)
    check_inactive(template)
    _settle_parts(template)
    return template


def fill_template(
    template: bytes | OfficeFile, kind: OfficeKind, fill: Fill, *, chance: random.Random
) -> Filled:
    """Make one document of a template.

    The same template, order and chance give the same bytes.

    Raises:
        BrokenTemplateError, ActiveTemplateError: see `read_template`.
        FieldError: a placeholder has no value, or a link has no place.
    """
    document = read_template(template, kind) if isinstance(template, bytes) else template.copy()
    filler = Filler(
        mark_link(fill.fields, fill.links), pick=choose_by(fill.wording, chance), locale=fill.locale
    )
    remove_traces(document, fill.provenance, chance)
    if kind == "xlsx":
        fill_sheets(document, filler)
    for name in _order_parts(document):
        if name != "xl/sharedStrings.xml":
            _fill_tables(document.trees[name], filler)
            for paragraph in list_paragraphs(document.trees[name]):
                fill_paragraph(paragraph, filler)
    filler.check_filled()
    put_links(document, fill.links)
    clear_marks(document)
    spacing = space_letters(document, fill.spacing, chance) if kind == "docx" else ()
    lines = read_lines_of(document)
    write_properties(document, fill.provenance, words=lines, language=fill.locale[:2])
    return Filled(close_office(document), "\n".join(lines), unmark_phrases(filler.phrases), spacing)


def unmark_phrases(phrases: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """Return phrases as they are read: without a link's marks."""
    return tuple(
        Phrase(
            unmark_link(one.chosen),
            tuple(map(unmark_link, one.others)),
            unmark_link(one.before),
            unmark_link(one.after),
        )
        for one in phrases
    )


def list_places(template: OfficeFile, fields: Fields) -> tuple[int, ...]:
    """Return how many wordings each place of a template has, in the order of `Fill.wording`."""
    document = template.copy()
    filler = Filler(fields, pick=lambda _place, _ways: 0)
    if document.kind == "xlsx":
        fill_sheets(document, filler)
    for name in _order_parts(document):
        if name != "xl/sharedStrings.xml":
            _fill_tables(document.trees[name], filler)
            for paragraph in list_paragraphs(document.trees[name]):
                fill_paragraph(paragraph, filler)
    return tuple(filler.sizes)


def choose_by(wording: Sequence[int], chance: random.Random) -> Callable[[int, int], int]:
    """Return what says which of several wordings a place takes: the mark as far as it goes, then chance."""

    def pick(place: int, ways: int) -> int:
        return wording[place] % ways if place < len(wording) else chance.randrange(ways)

    return pick


def read_lines_of(document: OfficeFile) -> list[str]:
    """Return the text of each paragraph or cell, in reading order."""
    lines: list[str] = []
    for name in _order_parts(document):
        lines += [
            "".join(piece.text for piece in pieces)
            for pieces in map(_list_pieces, list_paragraphs(document.trees[name]))
        ]
    return [line for line in lines if line.strip()]


def list_paragraphs(tree: Element) -> Iterator[Element]:
    """Yield everything that holds running text: paragraphs, a workbook's strings, comments."""
    return (element for element in tree.walk() if element.local in ("p", "si", "text", "is"))


def fill_paragraph(paragraph: Element, filler: Filler, row: Row | None = None, *, bare: bool = False) -> None:
    """Fill one paragraph, whatever runs its placeholders are cut into; `bare` only takes a table's name out."""
    pieces = _list_pieces(paragraph)
    texts = [piece.text for piece in pieces]
    whole = "".join(texts)
    if "{" not in whole:
        return
    changes = find_table_mark(whole) if bare else filler.fill(whole, row)
    for piece, text in zip(pieces, spread_changes(texts, changes), strict=True):
        piece.children = [text] if text else []
        if text != text.strip() and piece.tag != "a:t":
            piece.attributes["xml:space"] = "preserve"


def _settle_parts(template: OfficeFile) -> None:
    """Write parts that are the same in every document (styles, themes, masters) once and for all."""
    for name, tree in list(template.trees.items()):
        kept = name in (MAIN[template.kind], TYPES) or name.endswith(".rels") or not _FIXED.search(name)
        if not kept and not any("{{" in element.text for element in tree.walk()):
            drop_revisions(tree)
            template.others[name] = write_markup(template.trees.pop(name))


def _order_parts(document: OfficeFile) -> list[str]:
    """Return the parts that hold text, the main one first, then as a reader meets them."""
    main = MAIN[document.kind]
    folder = main.partition("/")[0]
    names = [name for name in document.trees if name.startswith(f"{folder}/") and "_rels/" not in name]
    return sorted(names, key=lambda name: (name != main, len(name), name))


def _list_pieces(paragraph: Element) -> list[Element]:
    """Return the pieces of text of a paragraph, not of paragraphs inside it (text boxes) nor of reading aids."""
    pieces: list[Element] = []
    waiting = list(reversed(paragraph.elements))
    while waiting:
        element = waiting.pop()
        if element.local == "t":
            pieces.append(element)
        elif element.local not in ("p", "rPh", "txbxContent"):
            waiting += reversed(element.elements)
    return pieces


def _fill_tables(tree: Element, filler: Filler) -> None:
    """Repeat each table row that names a table, once for each of its rows."""
    for table in [element for element in tree.walk() if element.local == "tbl"]:
        filled: list[Element | str] = []
        for child in table.children:
            name = "" if isinstance(child, str) or child.local != "tr" else find_table(_read_row(child))
            if isinstance(child, str) or not name:
                filled.append(child)
                continue
            for row in filler.find_rows(name):
                copy = child.copy()
                for paragraph in list_paragraphs(copy):
                    fill_paragraph(paragraph, filler, bare=True)
                    fill_paragraph(paragraph, filler, row)
                filled.append(copy)
        table.children = filled


def _read_row(row: Element) -> str:
    return "\n".join("".join(piece.text for piece in _list_pieces(one)) for one in list_paragraphs(row))
