"""Pictures: what the camera or the program wrote into them; what they show is not read (OCR is a later pass)."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

from PIL import ExifTags, Image

from chaffinch.leaks.reading.inside.items import write_document, write_held
from chaffinch.leaks.reading.inside.opening import write_fault
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.state import Reading, Value

_WANTED = {
    "Make": "make", "Model": "model", "Software": "application", "DateTime": "modified", "DateTimeOriginal": "created",
    "Artist": "creator", "Copyright": "copyright", "ImageDescription": "title", "HostComputer": "computer",
    "OffsetTimeOriginal": "zone", "BodySerialNumber": "serial", "LensModel": "lens", "UserComment": "comment",
    "XPAuthor": "creator", "XPTitle": "title",
}  # fmt: skip
_EXIF, _GPS = 0x8769, 0x8825


def read_picture(piece: Piece, reading: Reading) -> Iterator[Value | None]:
    """Yield a picture with its EXIF and text fields, size and form; its pixels are not unpacked."""
    if piece.content is None:
        yield from write_fault(piece, "too-large", kind="picture")
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(piece.content)) as picture:
                form = (picture.format or "picture").lower()
                metadata = _read_metadata(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError, KeyError, TypeError):
        yield write_held(piece, kind="picture", fault="malformed")
        return
    document = write_document(reading, form, metadata=metadata, faults=("no-text",))
    yield write_held(piece, kind="picture", document=document)


def _read_metadata(picture: Image.Image) -> dict[str, str]:
    found = {"width": str(picture.width), "height": str(picture.height)}
    exif = picture.getexif()
    inner = exif.get_ifd(_EXIF)
    for tag, value in (*exif.items(), *inner.items()):
        name = _WANTED.get(ExifTags.TAGS.get(tag, ""))
        if name and name not in found:
            found[name] = _write(value)
    if exif.get_ifd(_GPS):
        found["place"] = _write(dict(exif.get_ifd(_GPS)))
    for key in ("Software", "Author", "Creation Time", "Comment", "Title"):
        if isinstance(value := picture.info.get(key), str):
            found.setdefault(key.lower().replace(" ", "_"), _write(value))
    return found


def _write(value: object) -> str:
    if isinstance(value, bytes):
        charset = "utf-16-le" if b"\0" in value[:2] or value[1:2] == b"\0" else "utf-8"
        value = value.decode(charset, "replace")
    return str(value).replace("\0", "").strip()[:500]
