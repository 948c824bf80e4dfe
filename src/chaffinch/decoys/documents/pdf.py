"""PDFs: a plain text set by typst, then rewritten so that nothing in the file names what made it.

What stays is the way in which typst arranges objects and names fonts: somebody who compares PDFs byte by byte can tell that
it was not Word that wrote this one. Nothing else in it says so.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Literal

import typst

from chaffinch.decoys.documents.blocks import Block, fill_blocks, parse_blocks
from chaffinch.decoys.documents.errors import FieldError, RenderError
from chaffinch.decoys.documents.filling import Fill, Filled, choose_by, unmark_phrases
from chaffinch.decoys.documents.lines import Filler
from chaffinch.decoys.documents.links import mark_link, unmark_link
from chaffinch.decoys.documents.look import Look
from chaffinch.decoys.documents.pdf_objects import rewrite_pdf

#: The layout mark's steps, in tenths of a point: what a gap between two blocks has more or less; 0.6 dots at 150 dpi.
STEPS = (-3, 0, 3)
RESOLUTION = 150


def fill_pdf(template: str, fill: Fill, *, look: Look, chance: random.Random) -> Filled:
    """Make one PDF of a plain text (see `blocks`).

    Raises:
        BrokenTemplateError, FieldError: as for other templates.
        RenderError: typst cannot set it.
    """
    filler = Filler(
        mark_link(fill.fields, fill.links), pick=choose_by(fill.wording, chance), locale=fill.locale
    )
    blocks = fill_blocks(parse_blocks(template), filler)
    if fill.links.beacon:
        raise FieldError(
            "A PDF can hold no remote picture.", todo="Give a link, and {{link}} in the template."
        )
    spacing = tuple(
        fill.spacing[place] if place < len(fill.spacing) else chance.choice(STEPS)
        for place in range(sum(1 for _ in _group_blocks(blocks)))
    )
    text = "\n".join(block.text for block in blocks)
    if fill.links.target and unmark_link(text) == text:
        raise FieldError("The link has no place.", ("link",), todo="Write {{link}} in the template.")
    order = _write_order(blocks, look, spacing=spacing, locale=fill.locale, target=fill.links.target)
    untouched = _compile(order, form="pdf", at=fill.provenance.created)[0]
    content = rewrite_pdf(untouched, fill.provenance, language=fill.locale.replace("_", "-"), chance=chance)
    picture = _compile(order, form="png", at=fill.provenance.created)[0]
    return Filled(content, unmark_link(text), unmark_phrases(filler.phrases), spacing, picture)


def list_fonts() -> frozenset[str]:
    """Return the families that are installed; typst's own, which name it, are not among them."""
    return frozenset(_load_fonts().families())


def _compile(order: str, *, form: Literal["pdf", "png"], at: datetime) -> list[bytes]:
    try:
        made = _load_compiler().compile(
            _load_page(),
            format=form,
            ppi=RESOLUTION,
            sys_inputs={"order": order},
            pdf_standards=["1.7"] if form == "pdf" else [],
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        raise RenderError("The PDF could not be made.", why=str(error)) from error
    return [made] if isinstance(made, bytes) else list(made or ())


@cache
def _load_compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=_load_fonts())


@cache
def _load_page() -> bytes:
    return files("chaffinch.decoys.documents").joinpath("page.typ").read_bytes()


@cache
def _load_fonts() -> typst.Fonts:
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)
    if not fonts.families():
        raise RenderError(
            "No font is installed.",
            why="A PDF in typst's own fonts names typst.",
            todo="apt install fonts-liberation",
        )
    return fonts


def _write_order(
    blocks: Sequence[Block], look: Look, *, spacing: Sequence[int], locale: str, target: str
) -> str:
    groups = []
    for (kind, rows), step in zip(_group_blocks(blocks), spacing, strict=True):
        above = look.gap * (1.6 if kind == "heading" else 1.0) + step / 10
        group = {"kind": kind, "cells": rows[0], "above": above}
        if kind == "table":
            columns = max(len(row) for row in rows)
            padded = [[*row, *[""] * (columns - len(row))] for row in rows]
            group |= {"rows": padded, "columns": columns}
        groups.append(group)
    return json.dumps({"blocks": groups, "look": asdict(look), "language": locale[:2], "target": target})


def _group_blocks(blocks: Sequence[Block]) -> list[tuple[str, list[list[str]]]]:
    """Put a table's rows together; every other block stands alone."""
    groups: list[tuple[str, list[list[str]]]] = []
    for block in blocks:
        if block.kind == "row" and groups and groups[-1][0] == "table":
            groups[-1][1].append([*block.cells])
        else:
            kind = "table" if block.kind in ("head", "row") else block.kind
            groups.append((kind, [[*block.cells]]))
    return groups
