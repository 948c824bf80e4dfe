"""How an installation's own examples look: drawn from its seed, so that two installations' documents are not alike."""

from __future__ import annotations

import random
from dataclasses import dataclass

#: Fonts that offices have, and the free ones of the same widths, in which a PDF is set here.
_FONTS = (
    ("Calibri", "Carlito"), ("Arial", "Liberation Sans"), ("Times New Roman", "Liberation Serif"),
    ("Cambria", "Caladea"), ("Verdana", "DejaVu Sans"),
)  # fmt: skip
_COLOURS = ("1F3864", "2F5496", "404040", "7B2C3B", "1E5C4A", "4A3B6B", "000000", "833C0B")


@dataclass(frozen=True, slots=True)
class Look:
    """A house style."""

    font: str
    free_font: str
    size: float
    """Of the text, in points."""
    title: float
    heading: float
    colour: str
    """Of title and headings: six hexadecimal digits."""
    margins: tuple[float, float]
    """Left and right, top and bottom; in centimetres."""
    gap: float
    """Between paragraphs, in points."""
    leading: float
    """From line to line, in ems."""


def draw_look(chance: random.Random, *, fonts: frozenset[str] = frozenset()) -> Look:
    """Draw a house style; where `fonts` names what is installed, one that can be set with them."""
    able = [pair for pair in _FONTS if not fonts or pair[1] in fonts or pair[0] in fonts]
    font, free = chance.choice(able or _FONTS)
    size = chance.choice((10.0, 10.5, 11.0, 11.0, 12.0))
    return Look(
        font=font,
        free_font=font if font in fonts else free,
        size=size,
        title=size + chance.choice((4.0, 6.0, 8.0)),
        heading=size + chance.choice((1.0, 2.0, 3.0)),
        colour=chance.choice(_COLOURS),
        margins=(chance.choice((2.0, 2.2, 2.5)), chance.choice((1.8, 2.0, 2.5))),
        gap=chance.choice((6.0, 7.0, 8.0)),
        leading=chance.choice((1.2, 1.25, 1.3)),
    )
