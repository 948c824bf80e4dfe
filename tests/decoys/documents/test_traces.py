"""Every part of every document that is made is opened, and none of the fingerprints of decoys.md is in it."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image, PngImagePlugin
from tests.decoys.documents.made import (
    PROVENANCE,
    W,
    make_docx,
    make_pptx,
    make_xlsx,
    paragraph,
    parts_of,
    read_parts,
    relations,
)

from chaffinch.decoys.documents.filling import Fill, fill_template
from chaffinch.decoys.documents.parts import OfficeKind
from chaffinch.decoys.documents.traces import clean_picture

FINGERPRINTS = re.compile(
    rb"python|docx-|Steve Canny|openpyxl|xlsxwriter|reportlab|weasyprint|typst|libreoffice|zipfile|Colleague|2013-12-23|jdoe|C:\\Users"
    rb"|chaffinch",
    re.I,
)


def picture(kind: str) -> bytes:
    stream = io.BytesIO()
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "jdoe")
    exif = Image.Exif()
    exif[0x013B] = "jdoe"
    Image.new("RGB", (8, 8), "red").save(stream, kind, pnginfo=text, exif=exif)
    return stream.getvalue()


def settings(rsid: str) -> str:
    return f'<w:settings {W}><w:rsids><w:rsidRoot w:val="{rsid}"/><w:rsid w:val="{rsid}"/></w:rsids><w:documentProtection w:edit="readOnly"/></w:settings>'


def templates() -> Iterator[tuple[OfficeKind, bytes]]:
    rels = relations(
        ("image", "media/image1.png"), ("customXml", "../customXml/item1.xml"), ("settings", "settings.xml")
    )
    body = paragraph("Bonjour {{name}}").replace("<w:p>", '<w:p w:rsidR="00AB12CD" w:rsidRPr="00AB12CD">')
    body += '<w:p><w:ins w:author="jdoe" w:id="1"><w:r><w:t>Vu</w:t></w:r></w:ins></w:p>'
    more: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": rels,
        "word/settings.xml": settings("00AB12CD"),
        "word/media/image1.png": picture("PNG"),
        "word/people.xml": f'<w:people {W}><w:person w:author="jdoe"/></w:people>',
        "word/comments.xml": f'<w:comments {W}><w:comment w:author="jdoe" w:initials="jd">{paragraph("vu")}</w:comment></w:comments>',
        "docProps/custom.xml": "<Properties><property name='Colleague'/></Properties>",
        "docProps/thumbnail.jpeg": picture("JPEG"),
        "customXml/item1.xml": "<x>jdoe</x>",
        "_rels/.rels": str(parts_of("docx")["_rels/.rels"]).replace(
            "</Relationships>",
            '<Relationship Id="rId9" Type="x/custom-properties" Target="docProps/custom.xml"/>'
            '<Relationship Id="rId8" Type="x/thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>',
        ),
    }
    yield "docx", make_docx(body, **more)
    sheet = '<row r="1"><c r="A1" t="inlineStr"><is><t>{{name}}</t></is></c></row>'
    path = r'<x:absPath xmlns:x="x" url="C:\Users\jdoe\"/>'
    more = {
        "xl/comments1.xml": "<comments><authors><author>jdoe</author></authors></comments>",
        "xl/printerSettings/printerSettings1.bin": b"\\\\jdoe\\printer",
        "xl/workbook.xml": f'<workbook><mc:AlternateContent xmlns:mc="m"><mc:Choice>{path}</mc:Choice></mc:AlternateContent></workbook>',
    }
    yield "xlsx", make_xlsx(sheet, [], after="", **more)
    more = {
        "ppt/commentAuthors.xml": '<p:cmAuthorLst><p:cmAuthor id="0" name="jdoe" initials="jd"/></p:cmAuthorLst>',
        "ppt/media/image1.jpeg": picture("JPEG"),
    }
    yield "pptx", make_pptx("<p:sp><a:p><a:r><a:t>{{name}}</a:t></a:r></a:p></p:sp>", **more)


TEMPLATES = list(templates())


def make(kind: OfficeKind, template: bytes, chance: int = 1) -> bytes:
    return fill_template(
        template, kind, Fill({"name": "Inès"}, PROVENANCE), chance=random.Random(chance)
    ).content


@pytest.mark.parametrize(("kind", "template"), TEMPLATES)
def test_no_part_tells_of_a_library_a_colleague_or_a_machine(kind: OfficeKind, template: bytes) -> None:
    assert any(FINGERPRINTS.search(content) for content in read_parts(template).values())
    document = make(kind, template)
    for name, content in read_parts(document).items():
        found = FINGERPRINTS.search(name.encode() + b"\n" + content)
        assert not found, f"{found} in {name}"
    assert not FINGERPRINTS.search(document)


@pytest.mark.parametrize(("kind", "template"), TEMPLATES)
def test_nothing_refers_to_what_was_dropped(kind: OfficeKind, template: bytes) -> None:
    parts = read_parts(make(kind, template))
    for gone in ("custom", "thumbnail", "people", "printerSettings"):
        assert not [name for name in parts if gone in name]
        assert gone.encode() not in parts["_rels/.rels"] + parts["[Content_Types].xml"]
    named = re.findall(rb'PartName="/([^"]+)"', parts["[Content_Types].xml"])
    assert {name.decode() for name in named} <= set(parts)


def test_properties_say_what_was_ordered() -> None:
    parts = read_parts(make(*TEMPLATES[0]))
    core, app = parts["docProps/core.xml"].decode(), parts["docProps/app.xml"].decode()
    assert (
        "<dc:creator>Maïwenn Le Goff</dc:creator>" in core
        and "<cp:lastModifiedBy>Tanguy Kerbrat</cp:lastModifiedBy>" in core
    )
    assert (
        "2026-02-03T08:41:00Z" in core
        and "2026-02-05T16:02:00Z" in core
        and "<cp:revision>4</cp:revision>" in core
    )
    assert "<Application>Microsoft Office Word</Application>" in app and "<TotalTime>37</TotalTime>" in app
    assert "<Company>Mouvement Aurore</Company>" in app and "<AppVersion>16.0000</AppVersion>" in app
    assert "<Words>4</Words>" in app
    assert (
        "Maïwenn Le Goff" in parts["word/comments.xml"].decode()
        and 'w:initials="MLG"' in parts["word/comments.xml"].decode()
    )


def test_revision_ids_are_new_in_each_document_and_agree_within_it() -> None:
    kind, template = TEMPLATES[0]
    first, second = (read_parts(make(kind, template, chance)) for chance in (1, 2))
    ids = set(re.findall(rb'w:rsid\w*="(\w{8})"', first["word/document.xml"]))
    assert len(ids) == 1 and b"00AB12CD" not in ids
    assert (
        next(iter(ids)) in first["word/settings.xml"] and next(iter(ids)) not in second["word/settings.xml"]
    )


@pytest.mark.parametrize(("kind", "template"), TEMPLATES)
def test_the_zip_is_as_word_writes_it(kind: OfficeKind, template: bytes) -> None:
    document = make(kind, template)
    assert document.startswith(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00\x21\x00")
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries[:2]] == ["[Content_Types].xml", "_rels/.rels"]
    assert [entry.filename for entry in entries[-2:]] == ["docProps/core.xml", "docProps/app.xml"]
    for entry in entries:
        stored = entry.filename.endswith((".png", ".jpeg"))
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert (entry.create_system, entry.create_version, entry.external_attr, entry.extra) == (
            0,
            45,
            0,
            b"",
        )
        assert (entry.extract_version, entry.flag_bits) == ((10, 0) if stored else (20, 6))
    (extra,) = struct.unpack_from("<H", document, 28)
    assert document[30 + 19 :][:8] == b"\x20\xa2\x04\x02\x28\xa0\x00\x02" and extra == 0x208


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures_keep_their_picture_and_lose_their_story(kind: str) -> None:
    untouched = picture(kind)
    cleaned = clean_picture(untouched)
    assert b"jdoe" in untouched and b"jdoe" not in cleaned
    with Image.open(io.BytesIO(untouched)) as before, Image.open(io.BytesIO(cleaned)) as after:
        assert before.tobytes() == after.tobytes() and not after.getexif()


def test_a_damaged_picture_does_no_harm() -> None:
    chance = random.Random(4)
    for kind in ("PNG", "JPEG"):
        whole = picture(kind)
        for _ in range(200):
            damaged = bytearray(whole[: chance.randrange(2, len(whole))])
            damaged[chance.randrange(2, len(damaged) + 1) - 1] = chance.randrange(256)
            assert len(clean_picture(bytes(damaged))) <= len(damaged) + 12
    assert zlib.crc32(clean_picture(b"GIF89a")) == zlib.crc32(b"GIF89a")
