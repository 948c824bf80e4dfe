"""Pages of a scan as grey pictures, one at a time, none larger than is needed to read it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from chaffinch.leaks.reading.inside.state import FaultyError

PAGE_PIXELS = 9_000_000
"""What is read of one page: A4 at 300 dots an inch is 8.7 million; a larger picture is made smaller."""
DECODED_PIXELS = 40_000_000
"""A picture that cannot be unpacked to fewer is too large: in colours it would take half of the memory."""
_DOTS = 200 / 72
"""Dots for a point of a PDF: letters of ten points are then some 14 dots high."""
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, Image.DecompressionBombError)
_FORMS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP")
"""Which the dump reader tells as pictures; Pillow knows others, of which some start programs."""
_JPEG = frozenset({"JPEG", "MPO"})


class Scan(Protocol):
    """Something with pages."""

    count: int

    def draw(self, number: int) -> Image.Image:
        """Return a page (from 0), grey (`L`), of at most `PAGE_PIXELS`.

        Raises:
            FaultyError: it cannot be: `malformed`, `too-large`.
        """


@contextmanager
def open_scan(file: BinaryIO, passwords: Sequence[str]) -> Iterator[Scan]:
    """Open a picture or a PDF.

    Raises:
        FaultyError: it is neither (`no-picture`), `malformed`, or `encrypted`.
    """
    head = file.read(1_024)
    file.seek(0)
    if b"%PDF-" in head:
        pdf = _open_pdf(file, passwords)
        try:
            yield _Paper(pdf, len(pdf))
        finally:
            pdf.close()
        return
    Image.init()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=_FORMS) as picture:
                frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
                yield _Picture(picture, frames)
    except UnidentifiedImageError:
        raise FaultyError("no-picture") from None
    except Image.DecompressionBombError:
        raise FaultyError("too-large") from None
    except _UNREADABLE as fault:
        raise FaultyError("malformed") from fault


def _open_pdf(file: BinaryIO, passwords: Sequence[str]) -> pypdfium2.PdfDocument:
    for password in (None, *passwords):
        try:
            return pypdfium2.PdfDocument(file, password=password)
        except pypdfium2.PdfiumError as fault:
            if "password" not in str(fault).lower():
                raise FaultyError("malformed") from fault
    raise FaultyError("encrypted")


@dataclass(slots=True)
class _Paper:
    """A PDF."""

    pdf: pypdfium2.PdfDocument
    count: int

    def draw(self, number: int) -> Image.Image:
        try:
            page = self.pdf[number]
            try:
                width, height = page.get_size()
                scale = min(_DOTS, math.sqrt(PAGE_PIXELS / max(1.0, width * height)))
                drawn: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
                return drawn.convert("L")
            finally:
                page.close()
        except (pypdfium2.PdfiumError, ValueError) as fault:
            raise FaultyError("malformed") from fault


@dataclass(slots=True)
class _Picture:
    """A picture; of a TIFF each of its pictures is a page."""

    picture: Image.Image
    count: int

    def draw(self, number: int) -> Image.Image:
        try:
            if self.count > 1:
                self.picture.seek(number)
            return self._draw()
        except Image.DecompressionBombError:
            raise FaultyError("too-large") from None
        except _UNREADABLE as fault:
            raise FaultyError("malformed") from fault

    def _draw(self) -> Image.Image:
        picture = self.picture
        share = math.sqrt(PAGE_PIXELS / max(1, picture.width * picture.height))
        if share < 1 and picture.format in _JPEG:
            # a JPEG is unpacked at a half, a quarter or an eighth of its size without the whole
            picture.draft("L", (int(picture.width * share), int(picture.height * share)))
        if picture.width * picture.height > DECODED_PIXELS:
            raise FaultyError("too-large")
        grey = _turn_grey(picture)
        if grey.width * grey.height > PAGE_PIXELS:
            share = math.sqrt(PAGE_PIXELS / (grey.width * grey.height))
            grey = grey.resize((max(1, int(grey.width * share)), max(1, int(grey.height * share))))
        return ImageOps.exif_transpose(grey)


def _turn_grey(picture: Image.Image) -> Image.Image:
    """Return a picture in shades of grey, on white where it is transparent."""
    exif = picture.info.get("exif")
    if picture.mode.startswith("I"):
        grey = picture.point(lambda shade: shade / 256).convert("L")  # 16 bits would be cut off, not divided
    elif "transparency" in picture.info or picture.mode in {"LA", "RGBA", "PA", "La", "RGBa"}:
        seen = picture.convert("RGBA")
        grey = Image.new("L", seen.size, 255)
        grey.paste(seen.convert("L"), mask=seen.getchannel("A"))
    else:
        grey = picture.convert("L")
    if exif:
        grey.info["exif"] = exif
    return grey
