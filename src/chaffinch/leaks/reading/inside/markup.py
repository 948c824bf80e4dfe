"""Text of office markup: WordprocessingML, DrawingML, SpreadsheetML, OpenDocument."""

from __future__ import annotations

from xml.etree import ElementTree

from chaffinch.leaks.reading.inside.state import FaultyError
from chaffinch.mail.charsets import clean_text

_TEXT = {"t", "delText", "instrText"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "line-break": "\n", "noBreakHyphen": "-"}
_PARAGRAPHS = {"p", "h", "row", "si", "comment"}
_CELLS = {"tc", "table-cell"}
_UNSEEN = {"delText", "instrText", "tracked-changes", "AlternateContent.Fallback"}
_MOST_REPEATED = 1_000


def read_tree(untrusted: bytes) -> ElementTree.Element:
    """Return XML as a tree.

    Raises:
        FaultyError: it is none, or declares entities of its own (no office program writes any).
    """
    if b"<!DOCTYPE" in untrusted[:100_000] or b"<!ENTITY" in untrusted[:100_000]:
        raise FaultyError("malformed")
    try:
        return ElementTree.fromstring(untrusted)  # noqa: S314 - inside the sandbox; expat bounds what entities make
    except (ElementTree.ParseError, ValueError, LookupError) as fault:
        raise FaultyError("malformed") from fault


def read_body(tree: ElementTree.Element) -> str:
    """Return what a reader sees, a line for each paragraph; text that was deleted with changes tracked is left out."""
    out: list[str] = []
    # an explicit stack: hostile files nest deeper than Python does
    stack: list[tuple[ElementTree.Element, bool]] = [(tree, False)]
    while stack:
        one, leaving = stack.pop()
        name = str(one.tag).rpartition("}")[2]
        if leaving:
            if name in _PARAGRAPHS:
                out.append("\n")
            elif name in _CELLS:
                out.append("\t")
            if one.tail and _is_open(one):
                out.append(one.tail)
            continue
        if name in _UNSEEN or name == "Fallback":
            continue
        stack.append((one, True))
        if name in _BREAKS:
            out.append(_BREAKS[name])
        elif name == "s" and _is_open(one):
            out.append(" ")
        elif one.text and (name in _TEXT or _is_open(one)):
            out.append(one.text)
        stack.extend((child, False) for child in reversed(one))
    lines = (line.strip() for line in "".join(out).split("\n"))
    return clean_text("\n".join(line for line in lines if line))


def _is_open(one: ElementTree.Element) -> bool:
    """Return whether it is of OpenDocument's text: there words stand between the tags as well."""
    return "opendocument:xmlns:text" in str(one.tag)


def read_shared(tree: ElementTree.Element) -> list[str]:
    """Return the strings that a workbook's cells point to."""
    return ["".join(part.text or "" for part in one.iter() if str(part.tag).endswith("}t")) for one in tree]


def read_cells(tree: ElementTree.Element, shared: list[str]) -> str:
    """Return the rows of a sheet, cells apart by tabs, formulas by their values."""
    lines: list[str] = []
    for row in tree.iter():
        if not str(row.tag).endswith("}row"):
            continue
        cells = [_read_cell(cell, shared) for cell in row]
        if line := "\t".join(cell for cell in cells if cell):
            lines.append(line)
    return clean_text("\n".join(lines))


def _read_cell(cell: ElementTree.Element, shared: list[str]) -> str:
    kind, value = cell.get("t"), ""
    for one in cell:
        name = str(one.tag).rpartition("}")[2]
        if name == "v":
            value = one.text or ""
        elif name == "is":
            return "".join(one.itertext())
    if kind == "s" and value.isdecimal() and int(value[:9]) < len(shared):
        return shared[int(value[:9])]
    return value
