"""Office files, PDF and pictures as they hang on mail: each with a text of its own, all with the same heavy filling.

The filling is what makes 15 GB; making new bytes for it would measure the generator. What a reader reads (text, metadata,
the head of a picture) differs from file to file.
"""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache
from xml.sax.saxutils import escape

from PIL import Image

_SIZES = (40_000, 100_000, 200_000, 330_000, 540_000, 1_060_000, 2_650_000)
_WEIGHTS = (14, 20, 18, 16, 14, 12, 6)
"""About 400 KB on average, as in 2017: 26,500 attachments in 15 GB."""
_KINDS = ("docx", "xlsx", "pdf", "jpg")
_MOMENT = (2027, 4, 1, 12, 0, 0)
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
}
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>{author}</dc:creator>'
    "<cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
)
_KINDS_XML = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
_STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'


def make_file(chance: random.Random, *, text: str, author: str) -> tuple[str, str, bytes]:
    """Return a file's ending, type and bytes."""
    kind = chance.choices(_KINDS, (35, 20, 30, 15))[0]
    size = chance.choices(_SIZES, _WEIGHTS)[0]
    day, minute = (
        f"2027-{chance.randint(1, 4):02}-{chance.randint(1, 28):02}",
        chance.randint(8 * 60, 19 * 60),
    )
    moment = f"{day}T{minute // 60:02}:{minute % 60:02}:00Z"
    if kind == "pdf":
        return kind, _TYPES[kind], _make_pdf(text, author=author, size=size)
    if kind == "jpg":
        return kind, _TYPES[kind], _make_picture(text, size=size)
    return kind, _TYPES[kind], _make_office(kind, text, author=author, moment=moment, size=size)


@cache
def _fill(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def _make_office(kind: str, text: str, *, author: str, moment: str, size: int) -> bytes:
    paragraphs = [escape(line) for line in text.splitlines() if line]
    if kind == "docx":
        part = "word/document.xml"
        content = _WORD.format("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in paragraphs))
    else:
        part = "xl/sharedStrings.xml"
        content = _STRINGS.format("".join(f"<si><t>{line}</t></si>" for line in paragraphs))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, member in (
            ("[Content_Types].xml", _KINDS_XML),
            ("docProps/core.xml", _CORE.format(author=escape(author), moment=moment)),
            (part, content),
        ):
            package.writestr(zipfile.ZipInfo(name, _MOMENT), member, zipfile.ZIP_DEFLATED, 1)
        folder = "word" if kind == "docx" else "xl"
        package.writestr(zipfile.ZipInfo(f"{folder}/media/image1.jpeg", _MOMENT), _fill(size))
    return made.getvalue()


def _make_pdf(text: str, *, author: str, size: int) -> bytes:
    lines = [line.translate({ord(sign): f"\\{sign}" for sign in "\\()"}) for line in text.splitlines()]
    drawn = "BT /F1 11 Tf 14 TL 50 780 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    content = drawn.encode("cp1252", "replace")
    filling = _fill(size)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Author (%s) /Producer (Aurore) >>" % author.encode("cp1252", "replace"),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(filling), filling),
    ]
    made = bytearray(b"%PDF-1.5\n")
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(made)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
    made += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(parts) + 1,
        start,
    )
    return bytes(made)


def _make_picture(text: str, *, size: int) -> bytes:
    base = _draw_noise(size)
    comment = text.encode()[:200]
    return base[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + base[2:]


@cache
def _draw_noise(size: int) -> bytes:
    side = max(16, round((size / 1.1) ** 0.5))
    noise = Image.frombytes("L", (side, side), random.Random(size).randbytes(side * side))
    made = io.BytesIO()
    noise.save(made, "JPEG", quality=90)
    return made.getvalue()
