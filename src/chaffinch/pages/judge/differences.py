"""Where two pictures of one page differ: cells whose light changed, joined into a few boxes."""

from __future__ import annotations

import cv2
import numpy as np

from chaffinch.pages.capture import Box
from chaffinch.pages.judge.pictures import Gray, decode_picture

_CELL = 32
_SHADES = 10.0
"""Grey levels of 255 by which a cell's pixels differ on the average; compression and smoothing of letters stay below."""
MOST_BOXES = 12


def list_differences(here: bytes, *, before: bytes) -> tuple[Box, ...]:
    """Return where the picture differs from the one before, in its own pixels, the largest first.

    Args:
        here: the picture, PNG.
        before: the same window at an earlier time, PNG; what one of the two shows beyond the other's edge differs.
    """
    ours, theirs = decode_picture(here), decode_picture(before)
    if ours is None or theirs is None:
        return ()
    height, width = ours.shape
    apart = cv2.absdiff(ours, _fit(theirs, height=height, width=width, fill=ours))
    whole = cv2.copyMakeBorder(apart, 0, -height % _CELL, 0, -width % _CELL, cv2.BORDER_REPLICATE)
    cells = cv2.resize(
        whole, (whole.shape[1] // _CELL, whole.shape[0] // _CELL), interpolation=cv2.INTER_AREA
    )
    # Neighbours that touch by a corner belong together, and so do those one cell apart: a line of text has gaps.
    changed = cv2.dilate((cells > _SHADES).astype(np.uint8), np.ones((3, 3), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(changed, connectivity=8)
    boxes = [_frame(x, y, x + w, y + h, width=width, height=height) for x, y, w, h, _ in found[1:].tolist()]
    return tuple(sorted(boxes, key=lambda box: -box.width * box.height)[:MOST_BOXES])


def _fit(picture: Gray, *, height: int, width: int, fill: Gray) -> Gray:
    """Return the picture in the other's size; what it lacks is the other's negative, so that it differs."""
    fitted = np.where(fill > 127, 0, 255).astype(np.uint8)
    common = picture[:height, :width]
    fitted[: common.shape[0], : common.shape[1]] = common
    return fitted


def _frame(left: int, top: int, right: int, bottom: int, *, width: int, height: int) -> Box:
    """Return a box of cells, without the margin that joined them, in pixels."""
    x, y = (left + (left > 0)) * _CELL, (top + (top > 0)) * _CELL
    end_x = width if right * _CELL >= width else (right - 1) * _CELL
    end_y = height if bottom * _CELL >= height else (bottom - 1) * _CELL
    return Box(x, y, max(_CELL, end_x - x), max(_CELL, end_y - y))
