"""The mark in the layout of a PDF: gaps between blocks, 0.3 pt more or less, read from a picture of the page.

Line-shift coding (Brassil, Low, Maxemchuk, O'Gorman, "Electronic marking and identification techniques to discourage
document copying", IEEE JSAC 13(8), 1995), here with the centre of gravity of each line and the original at hand. It is meant
to survive printing, scanning, a change of scale and a slight turn: only the lines' places relative to one another count.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from chaffinch.decoys.documents.errors import BrokenTemplateError
from chaffinch.ground.isolate import IsolationLimits, run_isolated

MAX_PIXELS = 60_000_000
#: Fewer lines could be those of any page.
FEWEST_LINES = 8
#: Points between where lines are and where they should be (root mean square): below, it is that document.
NEAR = 0.09
#: The next document must fit this many times worse.
APART = 1.6
_POINTS_A_DOT = 72 / 150
#: How much of the lines must fall on lines of the document, and how near, in dots.
_MATCHED, _TOLERANCE = 0.85, 4.0
_TURNS = np.linspace(-0.02, 0.02, 41)
_STRIPS = 12
_LIMITS = IsolationLimits(seconds=30.0, memory_bytes=1_500_000_000)

Profile = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Laid:
    """A document of ours, as far as its layout knows it."""

    id: str
    lines: tuple[float, ...]
    """Where the lines of its first page are, in dots of 150 dpi."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A document of ours whose lines lie as those of a picture do."""

    id: str
    off: float
    """How far lines are from where they should be: root mean square, in points."""
    lines: int
    """How many lines were compared."""
    sure: bool
    """The fit is near, and no other document's comes close."""


def measure_page(untrusted_picture: bytes, *, turned: bool = True) -> list[float]:
    """Return where the lines of a page are, in dots from its top; turned straight first if it may be `turned`.

    Called in the sandbox for pictures that come from outside (`read_layout`), directly for our own.

    Raises:
        BrokenTemplateError: it is no picture, or one of more than 60 million dots.
    """
    try:
        with Image.open(io.BytesIO(untrusted_picture), formats=("PNG", "JPEG", "TIFF")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise BrokenTemplateError("too-large", f"{picture.width} × {picture.height} dots")
            grey = np.asarray(picture.convert("L"), dtype=np.float64)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BrokenTemplateError("kind", "no picture that can be read") from error
    ink = np.clip(np.median(grey) - grey - 24, 0, None)
    return _find_lines(_sum_rows(ink) if turned else ink.sum(axis=1))


def read_layout(untrusted_picture: bytes, laid: Iterable[Laid]) -> tuple[Placed, ...]:
    """Return the documents whose lines lie as in a picture of a page, or of a part of it, the nearest first.

    Raises:
        IsolationError: the picture could not be read in the sandbox.
    """
    untrusted = run_isolated(f"{__name__}:measure_page", untrusted_picture, limits=_LIMITS)
    return match_lines(_check_lines(untrusted), laid)


def match_lines(lines: Sequence[float], laid: Iterable[Laid]) -> tuple[Placed, ...]:
    """Compare measured lines with those of each document, wherever on the page they begin and at any scale."""
    if len(lines) < FEWEST_LINES:
        return ()
    fits = sorted((fit, one.id) for one in laid if (fit := _fit_lines(lines, one.lines)) is not None)
    next_best = [off for off, _ in fits[1:2]] or [float("inf")]
    return tuple(
        Placed(name, round(off, 4), len(lines), place == 0 and off <= NEAR and next_best[0] >= APART * off)
        for place, (off, name) in enumerate(fits)
    )


def _fit_lines(lines: Sequence[float], own: Sequence[float]) -> float | None:
    """Return the least root mean square distance in points over all ways to lay the lines on the document's; None if too few
    fall on any.

    A way is told by where the first and the last line fall; a line that falls on none (a speck, a stamp) or is missing (too
    pale) is left out.
    """
    seen, known = np.asarray(lines), np.asarray(own)
    needed = max(FEWEST_LINES, round(_MATCHED * len(seen)))
    best: float | None = None
    for first in range(len(known)):
        for last in range(first + needed - 1, len(known)):
            scale = (known[last] - known[first]) / (seen[-1] - seen[0])
            off = _measure_fit(known[first] + scale * (seen - seen[0]), known, needed=needed)
            if off is not None and (best is None or off < best):
                best = off
    return best


def _measure_fit(laid: Profile, known: Profile, *, needed: int) -> float | None:
    nearest = known[np.abs(known[None, :] - laid[:, None]).argmin(axis=1)]
    falls = np.abs(nearest - laid) < _TOLERANCE
    if falls.sum() < needed:
        return None
    laid, nearest = laid[falls] - laid[falls].mean(), nearest[falls] - nearest[falls].mean()
    scale = float(laid @ nearest / (laid @ laid))
    return float(np.sqrt(np.mean((scale * laid - nearest) ** 2))) * _POINTS_A_DOT


def _sum_rows(ink: Profile) -> Profile:
    """Return the ink of each row of dots, the page turned by as much as makes lines and gaps differ most."""
    height, width = ink.shape
    edges = np.linspace(0, width, _STRIPS + 1).astype(int)
    strips = [ink[:, begin:end].sum(axis=1) for begin, end in pairwise(edges)]
    centres = (edges[:-1] + edges[1:]) / 2 - width / 2
    rows = np.arange(height, dtype=np.float64)

    def turn(slope: float) -> Profile:
        moved = [
            np.interp(rows + slope * centre, rows, strip)
            for centre, strip in zip(centres, strips, strict=True)
        ]
        total: Profile = np.sum(moved, axis=0)
        return total

    straight = max(_TURNS, key=lambda slope: float(np.sum(np.diff(turn(slope)) ** 2)))
    finer = straight + np.linspace(-0.001, 0.001, 21)
    return turn(max(finer, key=lambda slope: float(np.sum(np.diff(turn(slope)) ** 2))))


def _find_lines(profile: Profile) -> list[float]:
    """Return the centre of gravity of each band of ink."""
    if not profile.size or profile.max() <= 0:
        return []
    # A line's body is where the ink is over an eighth of a full line's: letters without their tails and accents.
    foot = float(np.percentile(profile[profile > 0], 95)) / 8
    body = np.clip(profile - foot, 0, None)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], body > 0, [0])).astype(int)))
    lines: list[float] = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        band = body[begin:end]
        if end - begin >= 3 and band.max() > foot:
            lines.append(float((np.arange(begin, end) * band).sum() / band.sum()))
    return lines


def _check_lines(untrusted: Any) -> list[float]:
    if not isinstance(untrusted, list) or len(untrusted) > 10_000:
        raise BrokenTemplateError("kind", "no places of lines came out of the sandbox")
    lines = [float(one) for one in untrusted if isinstance(one, int | float)]
    if len(lines) != len(untrusted) or not np.isfinite(lines).all():
        raise BrokenTemplateError("kind", "no places of lines came out of the sandbox")
    return lines
