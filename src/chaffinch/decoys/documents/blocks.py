"""A plain text as a document: what our own examples, and templates for PDFs, are written in.

`# ` begins the title, `## ` a heading, `- ` a bullet, `|` a table's row (the first of a table is its head); every other line
is a paragraph. Placeholders and alternatives are those of all templates (see `lines`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from chaffinch.decoys.documents.errors import BrokenTemplateError
from chaffinch.decoys.documents.lines import Filler, Row, apply_changes, find_table, find_table_mark

MAX_LINES = 5_000
BlockKind = Literal["title", "heading", "text", "bullet", "head", "row"]
_MARKS: tuple[tuple[str, BlockKind], ...] = (("## ", "heading"), ("# ", "title"), ("- ", "bullet"))


@dataclass(frozen=True, slots=True)
class Block:
    """A line of a document."""

    kind: BlockKind
    cells: tuple[str, ...]
    """One for everything but a table's row."""

    @property
    def text(self) -> str:
        """All of it, cells apart."""
        return " ".join(self.cells)


def parse_blocks(text: str) -> tuple[Block, ...]:
    """Read a plain text.

    Raises:
        BrokenTemplateError: it is empty or has more than 5,000 lines.
    """
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines()]
    if not any(lines) or len(lines) > MAX_LINES:
        raise BrokenTemplateError(
            "too-large" if any(lines) else "kind", "a text of 1 to 5,000 lines is needed"
        )
    blocks: list[Block] = []
    in_table = False
    for line in lines:
        if line.startswith("|"):
            cells = tuple(_cut_cells(line.strip("|")))
            blocks.append(Block("row" if in_table else "head", cells))
            in_table = True
            continue
        in_table = False
        if line:
            mark, kind = next(((mark, kind) for mark, kind in _MARKS if line.startswith(mark)), ("", "text"))
            blocks.append(Block(kind, (line[len(mark) :],)))
    return tuple(blocks)


def fill_blocks(blocks: tuple[Block, ...], filler: Filler) -> tuple[Block, ...]:
    """Fill all blocks; a row that names a table is repeated.

    Raises:
        FieldError: a placeholder has no value.
    """
    filled: list[Block] = []
    for block in blocks:
        name = find_table(block.text) if block.kind == "row" else ""
        bare = replace(block, cells=tuple(apply_changes(cell, find_table_mark(cell)) for cell in block.cells))
        for row in filler.find_rows(name) if name else (None,):
            filled.append(replace(block, cells=tuple(_fill_cells(bare, filler, row))))
    filler.check_filled()
    return tuple(filled)


def _fill_cells(block: Block, filler: Filler, row: Row | None) -> Iterator[str]:
    for cell in block.cells:
        yield apply_changes(cell, filler.fill(cell, row)).strip()


def _cut_cells(line: str) -> Iterator[str]:
    """Cut a row at the bars that do not stand between braces."""
    depth, begin = 0, 0
    for place, letter in enumerate(line):
        depth += (letter == "{") - (letter == "}")
        if letter == "|" and depth <= 0:
            yield line[begin:place].strip()
            begin = place + 1
    yield line[begin:].strip()
