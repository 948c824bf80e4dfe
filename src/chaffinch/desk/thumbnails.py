"""Small pictures for lists and mails."""

from __future__ import annotations

import io

from PIL import Image

_WIDTH, _HEIGHT = 640, 400


def make_thumbnail(window_png: bytes) -> bytes:
    """Return a JPEG of at most 640 × 400 pixels (about 40 KB) of a window picture that our own browser made."""
    with Image.open(io.BytesIO(window_png), formats=["PNG"]) as picture:
        if picture.width * picture.height > 50_000_000:
            raise ValueError("picture too large for a thumbnail")
        small = picture.convert("RGB")
        small.thumbnail((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS)
    for quality in (85, 75, 60, 45):
        stream = io.BytesIO()
        small.save(stream, "JPEG", quality=quality, optimize=True, progressive=True)
        if stream.tell() <= 48_000:
            break
    return stream.getvalue()
