"""Workbooks: cells that hold placeholders, rows that are repeated, and what refers to rows further down."""

from __future__ import annotations

import re

from chaffinch.decoys.documents.errors import BrokenTemplateError
from chaffinch.decoys.documents.lines import (
    Filler,
    Row,
    find_table,
    find_table_mark,
    name_field,
    spread_changes,
)
from chaffinch.decoys.documents.markup import Element, write_markup
from chaffinch.decoys.documents.parts import RELATIONS, OfficeFile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRINGS = "xl/sharedStrings.xml"
_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d{1,7})(?::(\$?[A-Z]{1,3}\$?)(\d{1,7}))?(?![\w(!])")
MAX_ROWS = 10_000


class SharedStrings:
    """The strings of a workbook, each once, in the order of their first use, as Excel keeps them."""

    def __init__(self, untrusted: Element | None) -> None:
        self._old = [] if untrusted is None else [one for one in untrusted.elements if one.local == "si"]
        self._new: list[Element | str] = []
        self._places: dict[bytes, int] = {}
        self._count = 0

    def take(self, number: str) -> Element:
        """Return a copy of one of the template's strings.

        Raises:
            BrokenTemplateError: there is none of that number.
        """
        try:
            return self._old[int(number)].copy()
        except (ValueError, IndexError) as error:
            raise BrokenTemplateError("markup", "a cell names a string that is not there") from error

    def keep(self, string: Element) -> int:
        """Add a string; return its number."""
        self._count += 1
        form = write_markup(string)
        if form not in self._places:
            self._places[form] = len(self._new)
            self._new.append(string)
        return self._places[form]

    def write(self, tree: Element) -> None:
        """Put the strings that are used into the part."""
        tree.children = self._new
        tree.attributes |= {"count": str(self._count), "uniqueCount": str(len(self._new))}


def fill_sheets(document: OfficeFile, filler: Filler) -> None:
    """Fill every cell; a cell that is one field with a number becomes a number. Formulas are computed when it is opened.

    Raises:
        BrokenTemplateError: cells or rows have no proper names.
    """
    strings = SharedStrings(document.trees.get(_STRINGS))
    for name in sorted(
        (one for one in document.trees if one.startswith("xl/worksheets/") and "_rels/" not in one),
        key=lambda one: (len(one), one),
    ):
        cells = document.trees[name].find("sheetData")
        if cells is not None:
            _fill_sheet(document.trees[name], cells, strings, filler)
    if _STRINGS not in document.trees:
        document.trees[_STRINGS] = Element("sst", {"xmlns": _MAIN})
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        document.declare(
            _STRINGS, content_type=kind, relation=f"{RELATIONS}/sharedStrings", owner="xl/workbook.xml"
        )
    strings.write(document.trees[_STRINGS])
    calculation = document.trees["xl/workbook.xml"].find("calcPr")
    if calculation is not None:
        calculation.attributes["fullCalcOnLoad"] = "1"


def _fill_sheet(sheet: Element, cells: Element, strings: SharedStrings, filler: Filler) -> None:
    filled: list[Element | str] = []
    moved: list[tuple[int, int]] = []
    shift = 0
    for row in cells.elements:
        number = _read_number(row)
        name = find_table(_read_row(row, strings))
        repeated = list(filler.find_rows(name)) if name else [None]
        if len(repeated) > MAX_ROWS:
            raise BrokenTemplateError("too-large", f"a table of {len(repeated)} rows")
        for place, values in enumerate(repeated):
            copy = row.copy()
            _fill_row(copy, strings, filler, values)
            _renumber(copy, number + shift + place)
            filled.append(copy)
        if name:
            moved.append((number + shift, len(repeated) - 1))
            shift += len(repeated) - 1
    cells.children = filled
    for at, by in moved:
        for element in sheet.walk():
            _move_references(element, at=at, by=by)


def _fill_row(row: Element, strings: SharedStrings, filler: Filler, values: Row | None) -> None:
    for cell in row.elements:
        kind, held = cell.get("t"), cell.find("v")
        if cell.find("f") is not None:
            cell.children = [child for child in cell.elements if child.local != "v"]
            cell.attributes.pop("t", None)
            continue
        if kind not in ("s", "inlineStr"):
            continue
        inline = cell.find("is")
        string = (
            strings.take(held.text if held is not None else "")
            if kind == "s"
            else inline or Element(f"{cell.prefix}is")
        )
        string.tag = f"{cell.prefix}si"
        number = _fill_string(string, filler, values)
        cell.attributes["t"] = "s"
        written = strings.keep(string) if number is None else number
        if number is not None:
            del cell.attributes["t"]
        cell.children = [Element(f"{cell.prefix}v", {}, [repr(written)])]


def _fill_string(string: Element, filler: Filler, row: Row | None) -> int | float | None:
    """Fill one string; return the number that it turned out to be, if it did."""
    pieces = [one for one in string.walk() if one.local == "t"]
    for only_mark in (True, False):
        texts = [piece.text for piece in pieces]
        whole = "".join(texts)
        if "{" not in whole:
            return None
        value = filler.find(name_field(whole), row) if not only_mark and name_field(whole) else None
        if isinstance(value, int | float):
            return value
        changes = find_table_mark(whole) if only_mark else filler.fill(whole, row)
        for piece, text in zip(pieces, spread_changes(texts, changes), strict=True):
            piece.children = [text] if text else []
            if text != text.strip():
                piece.attributes["xml:space"] = "preserve"
    return None


def _read_row(row: Element, strings: SharedStrings) -> str:
    texts: list[str] = []
    for cell in row.elements:
        held, inline = cell.find("v"), cell.find("is")
        string = strings.take(held.text) if cell.get("t") == "s" and held is not None else inline
        if string is not None:
            texts.append("".join(one.text for one in string.walk() if one.local == "t"))
    return "\n".join(texts)


def _read_number(row: Element) -> int:
    number = row.get("r")
    if not number.isdecimal() or not 0 < int(number) <= 1_048_576:
        raise BrokenTemplateError("markup", f"a row is called {number[:20]!r}")
    return int(number)


def _renumber(row: Element, number: int) -> None:
    row.attributes["r"] = str(number)
    for cell in row.elements:
        if reference := cell.get("r"):
            cell.attributes["r"] = f"{reference.rstrip('0123456789')}{number}"


def _move_references(element: Element, *, at: int, by: int) -> None:
    """Move what refers to rows below `at` down by `by`, and stretch what ends there; cells have their new names already."""
    if element.local in ("row", "c"):
        return
    for name in ("ref", "sqref"):
        if name in element.attributes:
            element.attributes[name] = move_references(element.attributes[name], at=at, by=by)
    if element.local in ("f", "formula", "formula1", "formula2") and element.text:
        element.children = [move_references(element.text, at=at, by=by)]


def move_references(text: str, *, at: int, by: int) -> str:
    """Return references or a formula as they are after row `at` has become `by` + 1 rows."""

    def move(found: re.Match[str]) -> str:
        first, last = int(found[2]), int(found[4] or 0)
        begin = f"{found[1]}{first + by if first > at else first}"
        return f"{begin}:{found[3]}{last + by if last >= at else last}" if found[3] else begin

    return _REFERENCE.sub(move, text)
