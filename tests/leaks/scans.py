"""Pictures of texts, as a scanner or a screen shot makes them; and whether Tesseract is here to read them."""

from __future__ import annotations

import io
import struct
import textwrap
import zlib

import pytest
from PIL import Image, ImageDraw, ImageFont

from chaffinch.errors import UsageError
from chaffinch.leaks.reading.tesseract import OcrEngine, find_engine

_FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
TEXT = (
    "Le conseil de campagne se réunira mardi prochain à dix heures dans la grande salle de la mairie. Nous y parlerons du "
    "budget des affiches et du calendrier des déplacements en Bretagne. Merci d'apporter les devis signés et la liste des "
    "bénévoles qui ont accepté de tenir les bureaux de vote le dimanche."
)


def find_installed() -> OcrEngine | None:
    """Return the engine; None where it, or one of its two languages, is not installed."""
    try:
        engine = find_engine()
    except UsageError:
        return None
    return engine if engine.languages == "fra+eng" else None


needs_tesseract = pytest.mark.skipif(
    find_installed() is None,
    reason="Tesseract is not installed (apt-get install tesseract-ocr tesseract-ocr-fra)",
)


def draw_text(text: str = TEXT, *, width: int = 1_000, height: int = 500, points: int = 20) -> Image.Image:
    """Return a grey picture of a text, black on white."""
    picture = Image.new("L", (width, height), 255)
    font = ImageFont.truetype(_FONT, points)
    lines = [
        one for line in text.splitlines() for one in textwrap.wrap(line, int(width / points * 1.5)) or [""]
    ]
    ImageDraw.Draw(picture).multiline_text((40, 40), "\n".join(lines), font=font, fill=0, spacing=8)
    return picture


def save_picture(picture: Image.Image, form: str = "PNG", **more: object) -> bytes:
    """Return the bytes of a picture in a form that Pillow writes."""
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def make_scan(text: str = TEXT, form: str = "PNG") -> bytes:
    """Return a scan of a text: PNG, JPEG, TIFF, PDF, …"""
    return save_picture(draw_text(text), form)


def make_bomb(side: int = 60_000) -> bytes:
    """Return a PNG of some kilobytes that unpacks to `side` x `side` points (RFC 2083)."""
    row = b"\0" + bytes(side // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row * 1_000) for _ in range(side // 1_000)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    )
