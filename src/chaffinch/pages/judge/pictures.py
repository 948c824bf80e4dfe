"""Find one picture in another: SIFT points, matched, and kept where one shift and zoom explains them.

Hashes of whole pictures fail on zoom, banners and dark themes and rank strangers of the same template closer than
copies (docs/reference/pages.md); points that agree on one transformation do not.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from chaffinch.errors import UsageError
from chaffinch.pages.capture import Box
from chaffinch.pages.verdict import Pair

MOST_PIXELS = 64_000_000
_WIDTH, _TALLEST = 1_280, 1_600
_MOST_POINTS = 1_500
_RATIO = 0.75
"""Lowe's ratio test (IJCV 2004)."""
_REPROJECTION_PIXELS = 4.0
_LEAST_INLIERS = 12
_CLEAR_SHARE = 0.3
"""From there on nobody looks for the negative."""
_CELL = 40
_FEWEST_CELLS = 10
"""A picture of fewer inhabited cells is too empty to be wholly found."""
_DRAWN_PAIRS, _MOST_MISSING = 120, 8
_PNG_START = b"\x89PNG\r\n\x1a\n"

_LARGEST_FILE = 100_000_000

Gray = NDArray[np.uint8]


class PictureError(UsageError):
    """The file is no picture that can be compared."""


@dataclass(frozen=True, slots=True)
class PictureMatch:
    """How much of a reference stands in a picture."""

    share: float
    """0 to 1: part of the reference's inhabited cells that were found, in one place and one size."""
    points: int
    part: float = 0.0
    """0 to 1: part of the picture's own inhabited cells that were found in the reference."""
    here: Box | None = None
    """Around the matched points, in the picture's own pixels."""
    there: Box | None = None
    pairs: tuple[Pair, ...] = ()
    """Some of the points that match, for a drawing."""
    missing: tuple[Box, ...] = ()
    """What of the reference was not found, largest first, in the reference's own pixels."""


NO_MATCH = PictureMatch(0.0, 0)


@dataclass(frozen=True, slots=True)
class _Points:
    """The points of one picture, and how much it was shrunk before they were sought."""

    places: NDArray[np.float32]
    descriptions: NDArray[np.float32]
    scale: float


def decode_picture(untrusted_png: bytes) -> Gray | None:
    """Return the picture in grey; None when it is no PNG, broken, or larger than may be unpacked."""
    if len(untrusted_png) < 33 or not untrusted_png.startswith(_PNG_START):
        return None
    width, height = struct.unpack(">II", untrusted_png[16:24])
    if not 0 < width * height <= MOST_PIXELS:
        return None
    try:
        picture = cv2.imdecode(np.frombuffer(untrusted_png, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error:
        return None
    return None if picture is None else np.asarray(picture, dtype=np.uint8)


def read_picture_file(path: Path) -> bytes:
    """Return the bytes of a PNG file that may be unpacked.

    Raises:
        PictureError: it is no PNG, is broken, or is too large.
    """
    with path.open("rb") as stream:
        content = stream.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE or decode_picture(content) is None:
        raise PictureError(
            f"{path} is not a picture that can be compared",
            why=f"it is no PNG, is broken, or has more than {MOST_PIXELS // 1_000_000} million pixels",
            todo="give a PNG picture of the page, or an evidence bundle",
        )
    return content


def is_blank(png: bytes) -> bool:
    """Return whether the picture shows next to nothing: fewer than 1 pixel in 500 differs from its ground."""
    picture = decode_picture(png)
    if picture is None:
        return True
    ground = int(np.bincount(picture.ravel(), minlength=256).argmax())
    return float(np.mean(np.abs(picture.astype(np.int16) - ground) > 12)) < 0.002


def match_pictures(here: bytes, *, there: bytes) -> PictureMatch:
    """Return how much of the reference `there` stands in the picture `here`, or in its negative.

    Points of a picture with inverted colours are described the other way round, so it is looked at once more.
    """
    found_there = _find_points(there)
    if found_there is None:
        return NO_MATCH
    match = _match_points(_find_points(here), found_there)
    if match.share >= _CLEAR_SHARE:
        return match
    return max(
        match, _match_points(_find_points(here, inverted=True), found_there), key=lambda one: one.share
    )


def _match_points(found_here: _Points | None, found_there: _Points) -> PictureMatch:
    pairs = _pair_points(found_here, found_there) if found_here is not None else []
    if found_here is None or len(pairs) < _LEAST_INLIERS:
        return NO_MATCH
    places_there = found_there.places[[pair[1] for pair in pairs]]
    places_here = found_here.places[[pair[0] for pair in pairs]]
    kept = _agree(places_there, places_here)
    if kept is None:
        return NO_MATCH
    return PictureMatch(
        share=_share_cells(places_there[kept], of=found_there.places),
        points=int(kept.sum()),
        part=_share_cells(places_here[kept], of=found_here.places),
        here=_frame(places_here[kept], scale=found_here.scale),
        there=_frame(places_there[kept], scale=found_there.scale),
        pairs=_choose_pairs(places_here[kept] / found_here.scale, places_there[kept] / found_there.scale),
        missing=_list_missing(places_there[kept], of=found_there),
    )


@lru_cache(maxsize=32)
def _find_points(png: bytes, *, inverted: bool = False) -> _Points | None:
    picture = decode_picture(png)
    if picture is None:
        return None
    scale = min(1.0, _WIDTH / picture.shape[1])
    size = (round(picture.shape[1] * scale), max(1, round(picture.shape[0] * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)[:_TALLEST]
    small = cv2.bitwise_not(small) if inverted else small
    places, descriptions = cv2.SIFT.create(nfeatures=_MOST_POINTS).detectAndCompute(small, None)
    if descriptions is None or len(places) < _LEAST_INLIERS:
        return None
    return _Points(np.array([place.pt for place in places], np.float32), np.asarray(descriptions), scale)


def _pair_points(here: _Points, there: _Points) -> list[tuple[int, int]]:
    """Pair each point of the reference with its nearest, where that is clearly nearer than the second."""
    candidates = cv2.BFMatcher(cv2.NORM_L2).knnMatch(there.descriptions, here.descriptions, k=2)
    return [
        (best.trainIdx, best.queryIdx)
        for best, second in (pair for pair in candidates if len(pair) == 2)
        if best.distance < _RATIO * second.distance
    ]


def _agree(there: NDArray[np.float32], here: NDArray[np.float32]) -> NDArray[np.bool_] | None:
    """Return which pairs one shift and zoom explains; None for too few or an absurd zoom."""
    transformation, inliers = cv2.estimateAffinePartial2D(
        there, here, method=cv2.RANSAC, ransacReprojThreshold=_REPROJECTION_PIXELS
    )
    if transformation is None or inliers is None:
        return None
    zoom = float(np.hypot(transformation[0, 0], transformation[1, 0]))
    turned = abs(float(np.arctan2(transformation[1, 0], transformation[0, 0])))
    kept = inliers.ravel().astype(bool)
    if kept.sum() < _LEAST_INLIERS or not 0.25 < zoom < 4 or turned > 0.1:
        return None
    return kept


def _share_cells(places: NDArray[np.float32], *, of: NDArray[np.float32]) -> float:
    """Return the share of the inhabited cells of all places in which one of these stands."""
    inhabited = _list_cells(of, least=2)
    return len(_list_cells(places, least=1) & inhabited) / max(_FEWEST_CELLS, len(inhabited))


def _list_cells(places: NDArray[np.float32], *, least: int) -> set[tuple[int, int]]:
    cells, counts = np.unique((places // _CELL).astype(int), axis=0, return_counts=True)
    return {(int(x), int(y)) for (x, y), count in zip(cells, counts, strict=True) if count >= least}


def _choose_pairs(here: NDArray[np.float32], there: NDArray[np.float32]) -> tuple[Pair, ...]:
    """Return up to 120 pairs, taken evenly from top to bottom."""
    order = np.argsort(there[:, 1])
    chosen = order[np.linspace(0, len(order) - 1, min(len(order), _DRAWN_PAIRS)).astype(int)]
    return tuple(
        (int(here[one][0]), int(here[one][1]), int(there[one][0]), int(there[one][1])) for one in chosen
    )


def _list_missing(found: NDArray[np.float32], *, of: _Points) -> tuple[Box, ...]:
    """Return boxes around neighbouring inhabited cells of the reference in which nothing was found."""
    left = _list_cells(of.places, least=2) - _list_cells(found, least=1)
    groups: list[set[tuple[int, int]]] = []
    while left:
        group, front = set(), {left.pop()}
        while front:
            group |= front
            front = {(x + dx, y + dy) for x, y in front for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & left
            left -= front
        groups.append(group)
    largest = sorted(groups, key=len, reverse=True)[:_MOST_MISSING]
    return tuple(_frame_cells(group, scale=of.scale) for group in largest)


def _frame_cells(cells: set[tuple[int, int]], *, scale: float) -> Box:
    left, top = min(x for x, _ in cells), min(y for _, y in cells)
    wide, high = max(x for x, _ in cells) - left + 1, max(y for _, y in cells) - top + 1
    return Box(*(round(number * _CELL / scale) for number in (left, top, wide, high)))


def _frame(places: NDArray[np.float32], *, scale: float) -> Box:
    left, top = places.min(axis=0) / scale
    right, bottom = places.max(axis=0) / scale
    return Box(int(left), int(top), max(1, int(right - left)), max(1, int(bottom - top)))
