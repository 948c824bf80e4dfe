"""Small drawings in a box of 100 by 100, which become SVG or PNG alike."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

FONTS = "/usr/share/fonts/truetype"
FACES = {
    "sans": f"{FONTS}/liberation/LiberationSans-Regular.ttf",
    "sans-bold": f"{FONTS}/liberation/LiberationSans-Bold.ttf",
    "serif": f"{FONTS}/liberation/LiberationSerif-Regular.ttf",
    "serif-bold": f"{FONTS}/liberation/LiberationSerif-Bold.ttf",
    "dejavu": f"{FONTS}/dejavu/DejaVuSans.ttf",
    "dejavu-bold": f"{FONTS}/dejavu/DejaVuSans-Bold.ttf",
}
FINENESS = 4  # pictures are drawn this many times larger, then reduced


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one organisation, as #rrggbb."""

    main: str
    dark: str
    accent: str
    pale: str
    ground: str = "#ffffff"
    ink: str = "#22262b"

    def resolve(self, role: str) -> str:
        """Return the colour of a role; white, and colours written out, stand for themselves."""
        if role.startswith("#"):
            return role
        return "#ffffff" if role == "white" else str(getattr(self, role))


@dataclass(frozen=True, slots=True)
class Shape:
    """One stroke or surface. Discs and rings: centre and radius; others: x, y, x, y and so on."""

    kind: str  # disc, ring, polygon, line
    points: tuple[float, ...]
    colour: str
    width: float = 6


Drawing = tuple[Shape, ...]


def pair_up(points: tuple[float, ...]) -> list[tuple[float, float]]:
    """Return x, y, x, y as pairs."""
    return list(zip(points[::2], points[1::2], strict=True))


def make_svg_body(drawing: Drawing, colours: Colours) -> str:
    """Return the elements inside an <svg viewBox='0 0 100 100'>."""
    parts = []
    for shape in drawing:
        colour = colours.resolve(shape.colour)
        if shape.kind in {"disc", "ring"}:
            x, y, radius = shape.points
            paint = (
                f'fill="{colour}"'
                if shape.kind == "disc"
                else f'fill="none" stroke="{colour}" stroke-width="{shape.width:g}"'
            )
            parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" {paint}/>')
        else:
            way = " ".join(f"{x:g},{y:g}" for x, y in pair_up(shape.points))
            if shape.kind == "polygon":
                parts.append(f'<polygon points="{way}" fill="{colour}"/>')
            else:
                parts.append(
                    f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="{shape.width:g}" '
                    'stroke-linecap="round" stroke-linejoin="round"/>'
                )
    return "".join(parts)


def make_svg(drawing: Drawing, colours: Colours, size: int) -> str:
    """Return a whole SVG element."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="{size}" height="{size}">'
        f"{make_svg_body(drawing, colours)}</svg>"
    )


def draw(drawing: Drawing, colours: Colours, size: int) -> Image.Image:
    """Return the drawing as a transparent picture of size by size."""
    scale = size * FINENESS / 100
    picture = Image.new("RGBA", (size * FINENESS, size * FINENESS))
    pen = ImageDraw.Draw(picture)
    for shape in drawing:
        colour = colours.resolve(shape.colour)
        points = tuple(value * scale for value in shape.points)
        width = round(shape.width * scale)
        if shape.kind == "disc":
            pen.circle((points[0], points[1]), points[2], fill=colour)
        elif shape.kind == "ring":
            pen.circle((points[0], points[1]), points[2] + width / 2, outline=colour, width=width)
        elif shape.kind == "polygon":
            pen.polygon(pair_up(points), fill=colour)
        else:
            pen.line(pair_up(points), fill=colour, width=width, joint="curve")
            for x, y in pair_up(points):
                pen.circle((x, y), width / 2, fill=colour)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


@lru_cache(maxsize=64)
def load_face(face: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font of Debian's."""
    return ImageFont.truetype(FACES[face], size)


def draw_words(words: str, *, face: str, size: int, colour: str) -> Image.Image:
    """Return one line of text as a transparent picture, as high as 1.25 times the size."""
    font = load_face(face, size)
    picture = Image.new("RGBA", (max(1, round(font.getlength(words))), round(size * 1.25)))
    ImageDraw.Draw(picture).text((0, size * 0.98), words, font=font, fill=colour, anchor="ls")
    return picture


def put_side_by_side(pictures: list[Image.Image], gap: int) -> Image.Image:
    """Return the pictures in a row, centred on one line."""
    height = max(picture.height for picture in pictures)
    row = Image.new("RGBA", (sum(p.width for p in pictures) + gap * (len(pictures) - 1), height))
    x = 0
    for picture in pictures:
        row.alpha_composite(picture, (x, (height - picture.height) // 2))
        x += picture.width + gap
    return row


def save_png(picture: Image.Image) -> bytes:
    """Return a picture as PNG."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def save_jpeg(picture: Image.Image, quality: int) -> bytes:
    """Return a picture as JPEG."""
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
