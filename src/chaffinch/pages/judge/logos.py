"""Find a reference's logo in a picture, and compare two icons."""

from __future__ import annotations

import io
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from chaffinch.pages.capture import Box
from chaffinch.pages.judge.pictures import Gray, decode_picture

_MARGIN = 8
_LEAST_POINTS, _LEAST_AGREEING = 6, 5
_RATIO = 0.8
_REPROJECTION_PIXELS = 3.0
_MOST_POINTS = 4_000
_TALLEST = 1_600
_ICON = 16
_LARGEST_ICON_PIXELS = 1_048_576


def match_logo(here: bytes, *, there: bytes, logo: Box | None) -> tuple[float, Box | None]:
    """Return how much of the reference's logo stands in the picture, 0 to 1, and where.

    Args:
        here: the picture, PNG.
        there: the reference's window, PNG.
        logo: where its logo stands in it; None gives 0.
    """
    if logo is None:
        return 0.0, None
    wanted, found = _describe_logo(there, logo), _describe_page(here)
    if wanted is None or found is None or len(wanted[0]) < _LEAST_POINTS:
        return 0.0, None
    pairs = _pair(wanted[1], found[1])
    if len(pairs) < _LEAST_AGREEING:
        return 0.0, None
    from_there = wanted[0][[one for one, _ in pairs]]
    from_here = found[0][[other for _, other in pairs]]
    transformation, inliers = cv2.estimateAffinePartial2D(
        from_there, from_here, method=cv2.RANSAC, ransacReprojThreshold=_REPROJECTION_PIXELS
    )
    if transformation is None or inliers is None:
        return 0.0, None
    zoom = float(np.hypot(transformation[0, 0], transformation[1, 0]))
    kept = inliers.ravel().astype(bool)
    spread = _measure_spread(from_there[kept], of=wanted[0])
    if kept.sum() < _LEAST_AGREEING or not 0.3 < zoom < 4 or spread < 0.3:
        return 0.0, None
    share = float(kept.sum()) / len(wanted[0])
    return min(1.0, share), _place(logo, np.asarray(transformation, np.float64))


def _place(logo: Box, transformation: NDArray[np.float64]) -> Box:
    """Return where the transformation puts the logo; its points were counted from the crop's corner."""
    corners = np.array([[0, 0], [logo.width + 2 * _MARGIN, logo.height + 2 * _MARGIN]], np.float64)
    placed = corners @ transformation[:, :2].T + transformation[:, 2]
    (left, top), (right, bottom) = placed.min(axis=0), placed.max(axis=0)
    return Box(max(0, int(left)), max(0, int(top)), max(1, int(right - left)), max(1, int(bottom - top)))


def _measure_spread(points: NDArray[np.float32], *, of: NDArray[np.float32]) -> float:
    """Return how much of the logo's extent the points cover: a few in one corner are no logo."""
    if len(points) < 2:
        return 0.0
    whole = np.maximum(of.max(axis=0) - of.min(axis=0), 1.0)
    return float(((points.max(axis=0) - points.min(axis=0)) / whole).min())


def _pair(wanted: NDArray[np.float32], found: NDArray[np.float32]) -> list[tuple[int, int]]:
    candidates = cv2.BFMatcher(cv2.NORM_L2).knnMatch(wanted, found, k=2)
    return [
        (pair[0].queryIdx, pair[0].trainIdx)
        for pair in candidates
        if len(pair) == 2 and pair[0].distance < _RATIO * pair[1].distance
    ]


_Described = tuple[NDArray[np.float32], NDArray[np.float32]]


def _describe(picture: Gray) -> _Described | None:
    detector = cv2.SIFT.create(nfeatures=_MOST_POINTS, contrastThreshold=0.02)
    places, descriptions = detector.detectAndCompute(picture, None)
    if descriptions is None:
        return None
    return np.array([place.pt for place in places], np.float32), np.asarray(descriptions, np.float32)


@lru_cache(maxsize=8)
def _describe_page(png: bytes) -> _Described | None:
    picture = decode_picture(png)
    return None if picture is None else _describe(picture[:_TALLEST])


@lru_cache(maxsize=64)
def _describe_logo(png: bytes, logo: Box) -> _Described | None:
    picture = decode_picture(png)
    if picture is None:
        return None
    top, left = max(0, logo.y - _MARGIN), max(0, logo.x - _MARGIN)
    crop = picture[top : logo.y + logo.height + _MARGIN, left : logo.x + logo.width + _MARGIN]
    return _describe(np.ascontiguousarray(crop)) if crop.size else None


def match_icons(here: bytes, there: bytes) -> float:
    """Return how alike two icons are: 1 the same file, near 1 the same drawing, 0 another or none."""
    if not here or not there:
        return 0.0
    if here == there:
        return 1.0
    first, second = _read_icon(here), _read_icon(there)
    if first is None or second is None or first.std() < 8 or second.std() < 8:
        return 0.0
    apart = float(np.abs(first.astype(np.int16) - second.astype(np.int16)).mean())
    return max(0.0, 1.0 - apart / 24)


def _read_icon(untrusted_icon: bytes) -> NDArray[np.uint8] | None:
    """Return the icon in grey on white, 16 pixels wide and high; None for what is no small picture."""
    try:
        with Image.open(io.BytesIO(untrusted_icon), formats=("PNG", "ICO", "GIF", "JPEG", "WEBP")) as icon:
            if icon.width * icon.height > _LARGEST_ICON_PIXELS:
                return None
            shown = icon.convert("RGBA")
            ground = Image.new("RGBA", shown.size, "white")
            flat = Image.alpha_composite(ground, shown).convert("L").resize((_ICON, _ICON))
            return np.asarray(flat, dtype=np.uint8)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
