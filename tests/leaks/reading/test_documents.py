"""Office files, PDF, pictures: what they say, who made them with what, and the hashes of their parts."""

from __future__ import annotations

import hashlib
import io
import struct
from typing import Any

import pikepdf
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tests.leaks.reading.compounds import make_compound, make_presentation, make_word, make_workbook
from tests.leaks.reading.dumps import Shelf, by_path, make_zip

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:creator>Camille Roy</dc:creator>'
    "<cp:lastModifiedBy>Рошка Георгий</cp:lastModifiedBy><cp:revision>4</cp:revision>"
    "<dcterms:created>2017-03-27T18:01:00Z</dcterms:created></cp:coreProperties>"
).encode()
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Excel'
    "</Application><AppVersion>14.0300</AppVersion><Company>Эврика</Company></Properties>"
).encode()


def make_package(main: str, parts: dict[str, str | bytes]) -> bytes:
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "docProps/core.xml": CORE,
        "docProps/app.xml": APP,
    }
    return make_zip(
        {name: text.encode() if isinstance(text, str) else text for name, text in {**whole, **parts}.items()}
    )


def test_a_word_file_says_its_text_its_makers_and_its_parts(shelf: Shelf) -> None:
    body = (
        f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>Le </w:t></w:r><w:r><w:t>budget &amp; le reste</w:t></w:r></w:p>'
        "<w:p><w:del><w:r><w:delText>caché</w:delText></w:r></w:del><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"
        "</w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>1 200</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    )
    settings = f'<w:settings xmlns:w="{WORD}"><w:rsids><w:rsidRoot w:val="00A1B2C3"/><w:rsid w:val="00d4e5f6"/></w:rsids></w:settings>'
    content = make_package(
        "docx",
        {
            "word/document.xml": body,
            "word/settings.xml": settings,
            "word/styles.xml": '<w:styles><w:lang w:val="ru-RU"/></w:styles>',
            "word/footer1.xml": f'<w:ftr xmlns:w="{WORD}"><w:p><w:t>page</w:t></w:p></w:ftr>',
            "word/media/image1.png": b"\x89PNG",
        },
    )
    document = shelf.read_document("a.docx", content)
    assert document.form == "docx"
    assert document.text.split("\n") == ["Le budget & le reste", "a\tb", "c", "1 200", "page"]
    assert document.metadata["last_modified_by"] == "Рошка Георгий"
    assert document.metadata["company"] == "Эврика"
    assert document.metadata["app_version"] == "14.0300"
    assert document.metadata["ids"] == "00A1B2C3 00D4E5F6"
    assert document.metadata["language"] == "ru-RU"
    assert document.parts["word/media/image1.png"] == hashlib.sha256(b"\x89PNG").hexdigest()
    assert document.faults == ()


def test_another_prefix_for_words_markup_hides_nothing(shelf: Shelf) -> None:
    body = f'<x:document xmlns:x="{WORD}"><x:p><x:r><x:t>vu</x:t></x:r></x:p></x:document>'
    assert shelf.read_document("a.docx", make_package("docx", {"word/document.xml": body})).text == "vu"


def test_a_workbook_says_the_values_of_its_cells_row_by_row(shelf: Shelf) -> None:
    shared = f'<sst xmlns="{SHEET}"><si><t>Poste</t></si><si><r><t>Mon</t></r><r><t>tant</t></r></si></sst>'
    sheet = (
        f'<worksheet xmlns="{SHEET}"><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="inlineStr"><is>'
        '<t>Salle</t></is></c><c><f>SUM(A1)</f><v>1200.5</v></c><c t="s"><v>99</v></c></row></sheetData></worksheet>'
    )
    parts: dict[str, str | bytes] = {
        "xl/workbook.xml": "<workbook/>", "xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": sheet,
        "xl/worksheets/sheet10.xml": sheet.replace("Salle", "dix"), "xl/worksheets/sheet2.xml": sheet.replace("Salle", "deux"),
    }  # fmt: skip
    document = shelf.read_document("a.xlsx", make_package("xlsx", parts))
    rows = document.text.split("\n")
    assert rows[:2] == ["Poste\tMontant", "Salle\t1200.5\t99"]
    assert [row.partition("\t")[0] for row in rows[1::2]] == ["Salle", "deux", "dix"]
    assert document.metadata["application"] == "Microsoft Excel"


def test_slides_come_in_the_order_of_their_numbers(shelf: Shelf) -> None:
    slides: dict[str, str | bytes] = {
        f"ppt/slides/slide{number}.xml": f'<p xmlns:a="{DRAWING}"><a:p><a:r><a:t>{number}</a:t></a:r></a:p></p>'
        for number in (1, 2, 10)
    }
    document = shelf.read_document("a.pptx", make_package("pptx", {"ppt/presentation.xml": "<p/>", **slides}))
    assert document.text.split("\n") == ["1", "2", "10"]


@pytest.mark.parametrize(("kind", "form"), [("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp")])
def test_open_documents_are_read_too(shelf: Shelf, kind: str, form: str) -> None:
    names = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
    content = f"<a {names}><text:h>Titre</text:h><text:p>Le <text:span>budget</text:span><text:s/>est<text:line-break/>là.</text:p></a>"
    meta = f"<a {names}><meta:initial-creator>Camille</meta:initial-creator><meta:generator>LibreOffice/7.4</meta:generator></a>"
    files = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
        "content.xml": content.encode(), "meta.xml": meta.encode(),
    }  # fmt: skip
    document = shelf.read_document("a.bin", make_zip(files))
    assert (document.form, document.text) == (form, "Titre\nLe budget est\nlà.")
    assert (document.metadata["creator"], document.metadata["application"]) == ("Camille", "LibreOffice/7.4")


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>',
        "<a>" * 200_000 + "</a>" * 200_000,
        "<a",
        "",
    ],
)
def test_broken_and_hostile_markup_is_a_fault_of_the_document_only(shelf: Shelf, body: str) -> None:
    document = shelf.read_document("a.docx", make_package("docx", {"word/document.xml": body}))
    assert document.text == ""
    assert document.metadata["creator"] == "Camille Roy"


def summarise(**properties: tuple[int, str]) -> bytes:
    """Return a stream of properties (MS-OLEPS) of texts."""
    values, entries, at = b"", b"", 8 + 8 * (len(properties) + 1)
    for number, raw in [
        (1, struct.pack("<IhH", 2, 1252, 0)),
        *((n, _text(t)) for n, t in properties.values()),
    ]:
        entries += struct.pack("<II", number, at + len(values))
        values += raw
    section = struct.pack("<II", 8 + len(entries) + len(values), len(properties) + 1) + entries + values
    form = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
    return struct.pack("<HHI16xI", 0xFFFE, 0, 0, 1) + form + struct.pack("<I", 48) + section


def _text(text: str) -> bytes:
    raw = text.encode("cp1252") + b"\0"
    return struct.pack("<II", 30, len(raw)) + raw.ljust(-(-len(raw) // 4) * 4, b"\0")


def test_a_word_file_of_before_2007_says_its_text_without_its_field_codes(shelf: Shelf) -> None:
    tree = make_word("suite \x13 HYPERLINK x \x14lien\x15\rà 1 200 €\r" + "x" * 5_000, narrow="Début é\r")
    content = make_compound(
        {**tree, "\x05SummaryInformation": summarise(a=(4, "Camille Roy"), b=(18, "Microsoft Word 9.0"))}
    )
    document = shelf.read_document("a.doc", content)
    assert document.form == "doc"
    assert document.text.split("\n")[:3] == ["Début é", "suite lien", "à 1 200 €"]
    assert document.metadata["creator"] == "Camille Roy"
    assert document.metadata["application"] == "Microsoft Word 9.0"
    assert set(document.parts) == {"WordDocument", "1Table", "\x05SummaryInformation"}


@pytest.mark.parametrize("split_at", [0, 13, 24, 32])
def test_a_workbook_of_before_2007_says_texts_and_numbers(shelf: Shelf, split_at: int) -> None:
    document = shelf.read_document(
        "a.xls", make_compound(make_workbook(["Poste", "Montant été"], split_at=split_at))
    )
    assert document.text.split("\n") == ["Poste\tMontant été", "1234.5\t42\t99", "7\t8"]


def test_a_presentation_of_before_2007_says_its_texts(shelf: Shelf) -> None:
    document = shelf.read_document("a.ppt", make_compound(make_presentation("Titre\rSous-titre")))
    assert document.text == "Titre\nSous-titre\ncafé"


@pytest.mark.parametrize("kind", ["docx", "doc", "xls", "pdf"])
def test_an_encrypted_file_is_told(shelf: Shelf, kind: str) -> None:
    flags = bytearray(make_word("secret")["WordDocument"])  # type: ignore[arg-type]
    flags[11] |= 1
    content = {
        "docx": make_compound({"EncryptedPackage": b"x" * 100, "EncryptionInfo": b"y"}),
        "doc": make_compound({"WordDocument": bytes(flags), "1Table": b""}),
        "xls": make_compound({"Workbook": struct.pack("<HH", 0x002F, 0)}),
        "pdf": make_pdf("secret", encryption=pikepdf.Encryption(owner="o", user="unbekannt")),
    }[kind]
    (item,) = shelf.read_file(f"a.{kind}", content)
    assert item.fault == "encrypted"


def test_a_password_that_is_known_opens_it(shelf: Shelf) -> None:
    content = make_pdf("secret", encryption=pikepdf.Encryption(owner="o", user="sésame"))
    assert shelf.read_document("a.pdf", content).text.strip() == "secret"


def make_pdf(text: str, **options: Any) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(b"BT /F1 12 Tf 72 720 Td (" + text.encode() + b") Tj ET" if text else b"")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["xmpMM:DocumentID"] = "uuid:1234"
        xmp["xmp:CreatorTool"] = "PScript5.dll"
    pdf.docinfo["/Author"] = "Camille Roy"
    pdf.docinfo["/Producer"] = "Acrobat Distiller 11.0 (Windows)"
    out = io.BytesIO()
    pdf.save(out, static_id=True, **options)
    return out.getvalue()


def test_a_pdf_says_its_text_and_its_properties(shelf: Shelf) -> None:
    document = shelf.read_document("a.pdf", make_pdf("Le budget"))
    assert document.text.strip() == "Le budget"
    assert document.metadata["creator"] == "Camille Roy"
    assert document.metadata["document_id"] == "uuid:1234"
    assert document.metadata["application"] == "PScript5.dll"
    assert document.metadata["revision"] == "1"
    assert len(document.metadata["ids"].split()) == 2


def test_a_scanned_pdf_and_a_picture_are_told_to_have_no_text(shelf: Shelf) -> None:
    picture = io.BytesIO()
    image = Image.new("RGB", (32, 16))
    exif = image.getexif()
    exif[0x010F], exif[0x0131], exif[0x0132] = "Canon", "GIMP 2.10", "2017:03:27 18:01:00"
    image.save(picture, "jpeg", exif=exif)
    note = PngInfo()
    note.add_text("Author", "Camille")
    drawn = io.BytesIO()
    image.save(drawn, "png", pnginfo=note)
    files = {"a.pdf": make_pdf(""), "b.jpg": picture.getvalue(), "c.png": drawn.getvalue()}
    documents = [shelf.read_document(name, content) for name, content in files.items()]
    assert all("no-text" in document.faults for document in documents)
    assert documents[1].metadata == {
        "width": "32", "height": "16", "make": "Canon", "application": "GIMP 2.10", "modified": "2017:03:27 18:01:00",
    }  # fmt: skip
    assert documents[2].metadata["author"] == "Camille"


def test_rtf_says_its_text_and_who_wrote_it(shelf: Shelf) -> None:
    content = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\author Camille Roy}{\operator X}}{\*\generator Riched20 10.0;}"
        rb"\pard Le budget de l\'e9t\'e9 \u8364? 1 200\par {\b gras}\line \{fin\}\par {\*\secret rien}}"
    )
    document = shelf.read_document("a.rtf", content)
    assert document.text == "Le budget de l\u2019été € 1 200\ngras\n{fin}".replace("\u2019", "")
    assert document.metadata == {
        "creator": "Camille Roy",
        "last_modified_by": "X",
        "application": "Riched20 10.0",
    }


def test_the_embedded_files_of_a_package_are_items_of_their_own(shelf: Shelf) -> None:
    inner = make_package(
        "docx", {"word/document.xml": f'<w:d xmlns:w="{WORD}"><w:p><w:t>dedans</w:t></w:p></w:d>'}
    )
    outer = make_package(
        "pptx",
        {"ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": "<p/>", "ppt/embeddings/a.docx": inner},
    )
    items = by_path(shelf.read_file("a.pptx", outer))
    assert list(items) == ["a.pptx", "a.pptx!/ppt/embeddings/a.docx"]
    document = items["a.pptx!/ppt/embeddings/a.docx"].document
    assert document is not None and document.text == "dedans"
