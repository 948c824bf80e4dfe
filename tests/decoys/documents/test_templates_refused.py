"""A template that runs, fetches, or is made to harm its reader is refused by name."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import pytest
from tests.decoys.documents.made import (
    PROVENANCE,
    S,
    make_docx,
    make_pptx,
    make_xlsx,
    pack,
    paragraph,
    parts_of,
    relations,
)

from chaffinch.decoys.documents.errors import ActiveTemplateError, BrokenTemplateError
from chaffinch.decoys.documents.filling import Fill, fill_template, read_template

ROW = '<row r="1"><c r="A1"><f>{}</f></c></row>'
RUN = "<w:r>{}</w:r>"


def field(*pieces: str) -> str:
    inside = "".join(RUN.format(f"<w:instrText>{piece}</w:instrText>") for piece in pieces)
    begin, separate, end = (
        RUN.format(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end")
    )
    return f"<w:p>{begin}{inside}{separate}{end}</w:p>"


def external(kind: str, target: str, where: str = "word/_rels/document.xml.rels") -> dict[str, str]:
    return {where: relations((kind, target), external=True)}


ACTIVE = {
    "a macro project": ("docx", make_docx("", **{"word/vbaProject.bin": b"x"}), "macros"),
    "a macro's type": ("docx", pack({**parts_of("docx"), "word/document.xml": "<d/>", "[Content_Types].xml":
        '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'}), "macros"),
    "an old macro sheet": ("xlsx", make_xlsx("", [], **{"xl/macrosheets/sheet1.xml": "<m/>"}), "macros"),
    "an ActiveX control": ("docx", make_docx("", **{"word/activeX/activeX1.xml": "<ax/>"}), "activex"),
    "an OLE object": ("docx", make_docx("", **{"word/embeddings/oleObject1.bin": b"x"}), "ole"),
    "an OLE object under a picture's name": ("docx", make_docx("<w:p><w:r><w:object/></w:r></w:p>"), "ole"),
    "an unknown file": ("docx", make_docx("", **{"word/media/tool.dat": b"MZ"}), "ole"),
    "an attached template": ("docx", make_docx("", **external("attachedTemplate", "https://x.test/a.dotm")), "external"),
    "a remote picture": ("docx", make_docx("", **external("image", "https://x.test/a.png")), "external"),
    "a link to a share": ("docx", make_docx("", **external("hyperlink", "file://x.test/a")), "external"),
    "a frame": ("docx", make_docx("", **external("frame", "https://x.test/")), "external"),
    "a chunk of HTML": ("docx", make_docx('<w:altChunk r:id="rId1"/>'), "external"),
    "DDE": ("docx", make_docx(field(" DDEAUTO c:\\\\x ")), "field"),
    "DDE cut into runs": ("docx", make_docx(field(" DD", "EA", "UTO x")), "field"),
    "DDE made by another field": ("docx", make_docx(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>' + field("QUOTE 68 68 69") + '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'), "field"),
    "a simple field that includes": ("docx", make_docx('<w:p><w:fldSimple w:instr="INCLUDETEXT x"/></w:p>'), "field"),
    "a link field to a file": ("docx", make_docx(field('HYPERLINK "file:///x"')), "external"),
    "a mail merge": ("docx", make_docx("", **{"word/settings.xml": "<s><mailMerge/></s>"}), "data-source"),
    "a DDE formula": ("xlsx", make_xlsx(ROW.format("cmd|'/c calc'!A1"), []), "formula"),
    "a web formula": ("xlsx", make_xlsx(ROW.format("WEBSERVICE(A1)"), []), "formula"),
    "a formula of another workbook": ("xlsx", make_xlsx(ROW.format("[1]S!A1"), []), "formula"),
    "a name that opens": ("xlsx", make_xlsx("", [], **{"xl/workbook.xml":
        f'<workbook {S}><definedNames><definedName name="_xlnm.Auto_Open">S!A1</definedName></definedNames></workbook>'}), "formula"),
    "another workbook": ("xlsx", make_xlsx("", [], **{"xl/externalLinks/externalLink1.xml": "<e/>"}), "data-source"),
    "a query": ("xlsx", make_xlsx("", [], **{"xl/connections.xml": "<c/>"}), "data-source"),
    "a programme behind a shape": ("pptx", make_pptx('<a:hlinkClick action="ppaction://program"/>'), "action"),
    "a macro behind a shape": ("pptx", make_pptx('<a:hlinkClick action="ppaction://macro?name=x"/>'), "action"),
    "a script in a drawing": ("pptx", make_pptx("", **{"ppt/media/i.svg": '<svg onload="x()"/>'}), "script"),
}  # fmt: skip


@pytest.mark.parametrize("what", ACTIVE)
def test_what_runs_or_fetches_is_refused(what: str) -> None:
    kind, template, code = ACTIVE[what]
    with pytest.raises(ActiveTemplateError) as caught:
        read_template(template, kind)  # type: ignore[arg-type]
    assert caught.value.code == code and caught.value.exit_code == 3


def test_plain_fields_links_and_formulas_are_not() -> None:
    links = {"word/_rels/document.xml.rels": relations(("hyperlink", "https://aurore.test/"), external=True)}
    body = (
        field(" PAGE ")
        + field("TOC \\o ")
        + field('HYPERLINK "https://aurore.test/"')
        + '<w:fldSimple w:instr=" DATE "/>'
    )
    read_template(make_docx(body, **links), "docx")
    read_template(make_xlsx(ROW.format("IF(A2&gt;1,SUM(B2:B9),&quot;&quot;)"), []), "xlsx")
    read_template(make_pptx('<a:hlinkClick action="ppaction://hlinksldjump"/>'), "pptx")


def entity(text: str) -> bytes:
    return make_docx("", **{"word/document.xml": text.encode()})


BILLION = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]><x>&j;</x>"  # fmt: skip
BROKEN = {
    "nothing": (b"", "zip"),
    "a text": (b"PK\x03\x04 nothing more", "zip"),
    "half a template": (make_docx("")[:900], "zip"),
    "a billion laughs": (entity(BILLION), "entities"),
    "a file outside": (entity('<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'), "entities"),
    "elements without end": (entity("<a>" * 5000 + "</a>" * 5000), "bomb"),
    "no XML": (entity("<a><b></a>"), "markup"),
    "an encoding that is not there": (entity('<?xml version="1.0" encoding="utf-99"?><a/>'), "markup"),
    "a way out": (pack({**parts_of("docx"), "word/document.xml": "<d/>", "../../etc/cron.d/x.xml": "<d/>"}), "path"),
    "an absolute name": (pack({**parts_of("docx"), "word/document.xml": "<d/>", "/x.xml": "<d/>"}), "path"),
    "a relation that leads out": (make_docx("", **{"word/_rels/document.xml.rels": relations(("image", "../../../x.png"))}), "path"),
    "another kind": (make_xlsx("", []), "missing-part"),
    "a bomb": (make_docx("", **{"word/media/a.png": bytes(30_000_000)}), "bomb"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_or_hostile_is_refused(what: str) -> None:
    template, code = BROKEN[what]
    with pytest.raises(BrokenTemplateError) as caught:
        read_template(template, "docx")
    assert caught.value.code == code


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused() -> None:
    stream = io.BytesIO(make_docx(""))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("WORD/document.xml", "<d/>")
    with pytest.raises(BrokenTemplateError, match="path"):
        read_template(stream.getvalue(), "docx")


def test_a_size_that_lies_is_refused() -> None:
    template = bytearray(make_docx("<w:p/>" * 2000))
    place = template.rfind(b"word/document.xml") - 46
    struct.pack_into("<L", template, place + 24, 4_000_000_000)
    with pytest.raises(BrokenTemplateError):
        read_template(bytes(template), "docx")


def test_any_damage_gives_a_template_or_a_named_error() -> None:
    template = make_docx(paragraph("Bonjour {{name}}"))
    chance = random.Random(5)
    for _ in range(400):
        damaged = bytearray(template)
        for _ in range(chance.randrange(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            fill_template(bytes(damaged), "docx", Fill({"name": "Inès"}, PROVENANCE), chance=chance)
        except (BrokenTemplateError, ActiveTemplateError):
            continue
