"""Pictures for the pages: QR codes as SVG, a sign-in page as a PNG, a browser's window as a PNG."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont


def draw_qr(text: str, *, side: int = 240) -> str:
    """Return the QR code of a text as an SVG element, with its quiet zone."""
    modules = np.asarray(cv2.QRCodeEncoder.create().encode(text))
    height, width = modules.shape
    squares = "".join(f"M{x} {y}h1v1h-1z" for y in range(height) for x in range(width) if modules[y, x] == 0)
    return (
        f'<svg width={side} height={side} viewBox="-4 -4 {width + 8} {height + 8}" shape-rendering=crispEdges>'
        f'<path fill=#fff d="M-4-4h{width + 8}v{height + 8}h-{width + 8}z"/><path d="{squares}"/></svg>'
    )


def draw_qr_picture(text: str, *, scale: int = 6) -> str:
    """Return the QR code of a text as a data: address of a PNG."""
    modules = np.pad(np.asarray(cv2.QRCodeEncoder.create().encode(text)), 4, constant_values=255)
    return _address(Image.fromarray(np.kron(modules, np.ones((scale, scale), np.uint8)).astype(np.uint8)))


def draw_sign_in_picture() -> str:
    """Return a picture of a sign-in page, 1000 by 640, fields at (350, 235) and (350, 325)."""
    image, pen = _open_sheet("#e9eef4")
    pen.rectangle((300, 90, 700, 480), fill="#ffffff", outline="#c3ccd6")
    pen.text((350, 120), "Webmail", font=ImageFont.load_default(34), fill="#173a5e")
    for top, word in ((235, "E-mail"), (325, "Password")):
        pen.text((350, top - 28), word, font=ImageFont.load_default(18), fill="#333333")
        pen.rectangle((350, top, 650, top + 40), fill="#ffffff", outline="#8a97a6")
    pen.rectangle((350, 400, 650, 440), fill="#173a5e")
    pen.text((465, 408), "Sign in", font=ImageFont.load_default(20), fill="#ffffff")
    return _address(image)


def draw_window_picture() -> str:
    """Return a picture of a browser's window on a documentation page, as a tutorial shows it."""
    image, pen = _open_sheet("#ffffff")
    pen.rectangle((0, 0, 999, 639), outline="#777777")
    pen.rectangle((0, 0, 1000, 44), fill="#dee1e6")
    pen.rounded_rectangle((12, 8, 260, 44), 8, fill="#ffffff")
    pen.text((26, 16), "Settings - Handbook", font=ImageFont.load_default(17), fill="#222222")
    pen.rounded_rectangle((110, 52, 960, 84), 16, fill="#f1f3f4")
    pen.text(
        (130, 57),
        "https://handbook.harbour-press.example/settings",
        font=ImageFont.load_default(17),
        fill="#222222",
    )
    pen.text((60, 130), "Settings", font=ImageFont.load_default(40), fill="#111111")
    for row in range(6):
        pen.text((60, 210 + row * 55), f"Option {row + 1}", font=ImageFont.load_default(22), fill="#444444")
        pen.rounded_rectangle(
            (700, 212 + row * 55, 750, 236 + row * 55), 12, fill="#2fa36b" if row % 2 else "#bbbbbb"
        )
    return _address(image)


def _open_sheet(colour: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Return an empty picture and a pen for it."""
    image = Image.new("RGB", (1000, 640), colour)
    return image, ImageDraw.Draw(image)


def _address(image: Image.Image) -> str:
    """Return a picture as a data: address."""
    file = BytesIO()
    image.save(file, "PNG")
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"
