"""The layout mark of a docx: letters of some paragraphs a twentieth of a point wider or narrower apart than the template's.

No eye sees 0.05 pt; a line of seventy letters is 3.5 pt longer or shorter by it. The mark stays when a file's properties,
names and dates are rewritten, and when text is copied with its looks. It is not in a plain-text copy: the wording is.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from chaffinch.decoys.documents.markup import Element
from chaffinch.decoys.documents.parts import MAIN, OfficeFile

#: Twentieths of a point, what `w:spacing` counts in (ECMA-376 part 1, 17.3.2.35).
STEPS = (-1, 0, 1)
_SHORTEST = 30
#: What may stand before `spacing` in a run's properties (the order of CT_RPr, 17.3.2.28).
_BEFORE = frozenset(
    {"rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss",
     "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color"}
)  # fmt: skip


def space_letters(document: OfficeFile, spacing: Sequence[int], chance: random.Random) -> tuple[int, ...]:
    """Set the letters of the body's longer paragraphs apart; return by how much, a number for each paragraph.

    Args:
        document: a docx.
        spacing: steps of a twentieth of a point, as far as they go.
        chance: says for the rest.
    """
    taken: list[int] = []
    for place, runs in enumerate(_list_marked(document)):
        step = spacing[place] if place < len(spacing) else chance.choice(STEPS)
        taken.append(step)
        for run in runs if step else ():
            _set_spacing(run, step)
    return tuple(taken)


def read_spacing(document: OfficeFile) -> tuple[int, ...]:
    """Return what `space_letters` set, a number for each of the body's longer paragraphs, from a copy of the file."""
    steps: list[int] = []
    for runs in _list_marked(document):
        found = [_read_step(run) for run in runs]
        steps.append(max(set(found), key=found.count))
    return tuple(steps)


def _list_marked(document: OfficeFile) -> Iterator[list[Element]]:
    body = document.trees[MAIN["docx"]].find("body")
    for paragraph in body.elements if body is not None else ():
        if paragraph.local != "p":
            continue
        runs = [run for run in paragraph.elements if run.local == "r" and run.find("t") is not None]
        if sum(len(piece.text) for run in runs for piece in run.elements if piece.local == "t") >= _SHORTEST:
            yield runs


def _set_spacing(run: Element, step: int) -> None:
    looks = run.find("rPr")
    if looks is None:
        looks = Element(f"{run.prefix}rPr")
        run.children.insert(0, looks)
    value = {f"{run.prefix}val": str(step)}
    own = looks.find("spacing")
    if own is not None:
        held = own.get("val")
        own.attributes = {f"{run.prefix}val": str(int(held) + step if held.lstrip("-").isdecimal() else step)}
        return
    place = sum(child.local in _BEFORE for child in looks.elements)
    looks.children.insert(place, Element(f"{run.prefix}spacing", value))


def _read_step(run: Element) -> int:
    looks = run.find("rPr")
    own = looks.find("spacing") if looks is not None else None
    held = own.get("val") if own is not None else "0"
    return int(held) if held.lstrip("-").isdecimal() else 0
