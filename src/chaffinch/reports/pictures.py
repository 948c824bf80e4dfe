"""Bound the pictures that go into a mail or a PDF."""

from __future__ import annotations

import io

from PIL import Image

#: Pixels: twice the width at which the mail shows it, for sharp screens.
WIDTH, HEIGHT = 1072, 670
#: A picture within these bounds is not made anew.
_BYTES_KEPT = 90_000
_QUALITY = 78
#: More pixels than any capture of ours has (1,280 × 16,000).
_PIXELS_READ = 25_000_000


def bound_picture(untrusted_picture: bytes) -> bytes:
    """Return a JPEG of at most WIDTH × HEIGHT pixels, cut below; empty when it is no picture at all."""
    if not untrusted_picture:
        return b""
    try:
        with Image.open(io.BytesIO(untrusted_picture), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > _PIXELS_READ:
                return b""
            fits = opened.format == "JPEG" and opened.width <= WIDTH and opened.height <= HEIGHT
            picture = opened.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    if fits and len(untrusted_picture) <= _BYTES_KEPT:
        return untrusted_picture
    return _shrink(picture)


def _shrink(picture: Image.Image) -> bytes:
    width = min(WIDTH, picture.width)
    height = max(1, round(picture.height * width / picture.width))
    smaller = picture.resize((width, height), Image.Resampling.LANCZOS).crop(
        (0, 0, width, min(height, HEIGHT))
    )
    written = io.BytesIO()
    smaller.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()
