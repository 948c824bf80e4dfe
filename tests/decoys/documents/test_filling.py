"""An organisation's own template is filled wherever its placeholders stand, and by whatever pieces they are cut."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.decoys.documents.made import (
    PROVENANCE,
    make_docx,
    make_pptx,
    make_xlsx,
    pack,
    paragraph,
    read_parts,
    relations,
)

from chaffinch.decoys.documents.errors import FieldError
from chaffinch.decoys.documents.filling import Fill, fill_template, list_places, read_template
from chaffinch.decoys.documents.lines import Fields, Row, apply_changes, spread_changes
from chaffinch.decoys.documents.links import Links
from chaffinch.decoys.documents.parts import OfficeKind, open_office
from chaffinch.decoys.documents.sheets import move_references
from chaffinch.decoys.documents.spacing import read_spacing

ITEMS: list[Row] = [{"what": "Tables & bancs", "price": 12.5}, {"what": "Café <moulu>", "price": 1234.0}]


def fill(
    template: bytes,
    kind: OfficeKind,
    fields: Fields,
    *,
    wording: tuple[int, ...] = (),
    links: Links | None = None,
) -> bytes:
    order = Fill(fields, PROVENANCE, wording=wording, links=links or Links())
    return fill_template(template, kind, order, chance=random.Random(3)).content


def test_a_placeholder_cut_into_runs_is_found_and_keeps_the_first_runs_looks() -> None:
    body = '<w:p><w:r><w:t>Bonjour {</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>{na</w:t></w:r>'
    body += "<w:r><w:t>me}</w:t></w:r><w:r><w:t>}, à demain.</w:t></w:r></w:p>"
    text = read_parts(fill(make_docx(body), "docx", {"name": "Inès"}))["word/document.xml"].decode()
    assert "".join(re.findall(r"<w:t[^>]*>([^<]*)", text)) == "Bonjour Inès, à demain."
    assert "<w:b/>" in text and 'w:proofErr w:type="spellStart"' in text


def test_headers_text_boxes_and_footnotes_are_filled() -> None:
    header = f'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{paragraph("{{name}}")}</w:hdr>'
    box = f"<w:p><w:r><w:t>{{{{name}}}}</w:t></w:r><w:r><w:pict><w:txbxContent>{paragraph('{{room}}')}</w:txbxContent></w:pict></w:r></w:p>"
    parts = read_parts(
        fill(make_docx(box, **{"word/header1.xml": header}), "docx", {"name": "Inès", "room": "B12"})
    )
    assert "Inès" in parts["word/header1.xml"].decode()
    assert "B12" in parts["word/document.xml"].decode() and "Inès" in parts["word/document.xml"].decode()


def test_a_table_row_is_repeated_and_what_is_not_text_stays_text() -> None:
    row = f"<w:tr><w:tc>{paragraph('{{table:items}}{{what}}')}</w:tc><w:tc>{paragraph('{{price}} €, {{who}}')}</w:tc></w:tr>"
    template = make_docx(f"<w:tbl><w:tr><w:tc>{paragraph('Quoi')}</w:tc></w:tr>{row}</w:tbl><w:p/>")
    text = read_parts(fill(template, "docx", {"items": ITEMS, "who": "Inès"}))["word/document.xml"].decode()
    assert text.count("<w:tr>") == 3 and "{{" not in text
    assert "Tables &amp; bancs" in text and "Café &lt;moulu&gt;" in text and "1\u202f234,00 €, Inès" in text


def test_what_has_no_value_is_named_and_nothing_is_made() -> None:
    with pytest.raises(FieldError) as caught:
        fill(
            make_docx(paragraph("{{name}} {{ room }}") + paragraph("{{table:items}}")),
            "docx",
            {"name": "Inès"},
        )
    assert caught.value.names == ("room",)


def test_numbers_become_numbers_rows_move_and_formulas_stretch() -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="3" t="s"><v>2</v></c></row>'
    rows += '<row r="3"><c r="B3"><f>SUM(B2:B2)</f><v>0</v></c></row>'
    template = make_xlsx(
        rows,
        ["{{title}}", "{{table:items}}{{what}}", "{{price}}"],
        after='<mergeCells count="1"><mergeCell ref="A3:B3"/></mergeCells>',
    )
    parts = read_parts(
        fill(template, "xlsx", {"title": "Budget", "items": [*ITEMS, {"what": "Eau", "price": 7}]})
    )
    sheet, strings = parts["xl/worksheets/sheet1.xml"].decode(), parts["xl/sharedStrings.xml"].decode()
    assert '<c r="B3" s="3"><v>1234.0</v></c>' in sheet and '<c r="B4" s="3"><v>7</v></c>' in sheet
    assert '<c r="B5"><f>SUM(B2:B4)</f></c>' in sheet and 'ref="A5:B5"' in sheet
    assert re.findall("<t>([^<]*)</t>", strings) == [
        "Budget",
        "Tables &amp; bancs",
        "Café &lt;moulu&gt;",
        "Eau",
    ]
    assert 'count="4" uniqueCount="4"' in strings


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("A9", "A11"),
        ("$B$5", "$B$7"),
        ("B2:B4", "B2:B6"),
        ("A1:C3", "A1:C3"),
        ("LOG10(A1)+SUM(A4:A5)", "LOG10(A1)+SUM(A4:A7)"),
    ],
)
def test_references_below_a_repeated_row_move(text: str, moved: str) -> None:
    assert move_references(text, at=4, by=2) == moved


def test_slides_are_filled_with_their_tables() -> None:
    cells = "<a:tc><a:txBody><a:p><a:r><a:t>{{table:items}}{{what}}</a:t></a:r></a:p></a:txBody></a:tc>"
    shapes = f"<p:sp><p:txBody><a:p><a:r><a:t>{{{{ti</a:t></a:r><a:r><a:t>tle}}}}</a:t></a:r></a:p></p:txBody></p:sp><a:tbl><a:tr>{cells}</a:tr></a:tbl>"
    slide = read_parts(fill(make_pptx(shapes), "pptx", {"title": "Salles", "items": ITEMS}))[
        "ppt/slides/slide1.xml"
    ].decode()
    assert re.findall("<a:t>([^<]*)</a:t>", slide) == ["Salles", "Tables &amp; bancs", "Café &lt;moulu&gt;"]


def test_a_wording_is_the_one_that_the_mark_says_and_is_told_with_its_surroundings() -> None:
    template = make_docx(
        paragraph("Il faut {penser à |ne pas oublier }{{", "what}}", ", {vite|bientôt|sans tarder}.")
    )
    assert list_places(read_template(template, "docx"), {}) == (2, 3)
    filled = fill_template(
        template, "docx", Fill({"what": "l'eau"}, PROVENANCE, wording=(1, 2)), chance=random.Random(1)
    )
    assert filled.text == "Il faut ne pas oublier l'eau, sans tarder."
    first, second = filled.phrases
    assert (first.chosen, first.others, first.before, first.after) == (
        "ne pas oublier ", ("penser à ",), "Il faut ", "l'eau, sans tarder."
    )  # fmt: skip
    assert (second.chosen, second.before) == ("sans tarder", "Il faut ne pas oublier l'eau, ")


def test_letters_set_apart_are_read_from_a_copy_of_the_file() -> None:
    long = "Les clefs de la salle sont à rendre à l'accueil avant le départ."
    template = make_docx("".join(paragraph(long[:20], long[20:]) for _ in range(4)) + paragraph("court"))
    filled = fill_template(
        template, "docx", Fill({}, PROVENANCE, spacing=(1, -1, 0, 1)), chance=random.Random(1)
    )
    assert filled.spacing == (1, -1, 0, 1) == read_spacing(open_office(filled.content, "docx"))


def test_a_beacon_is_a_remote_picture_and_nothing_else_leads_outside() -> None:
    links = Links(beacon="https://depot.aurore.test/logo/7f.png", target="https://depot.aurore.test/d/7f")
    parts = read_parts(
        fill(make_docx(paragraph("Voir {{link}} avant lundi.")), "docx", {"link": "le dossier"}, links=links)
    )
    body, rels = parts["word/document.xml"].decode(), parts["word/_rels/document.xml.rels"].decode()
    assert 'Target="https://depot.aurore.test/logo/7f.png" TargetMode="External"' in rels and "/image" in rels
    assert re.search(r'<a:blip [^>]*r:link="rId1"/>', body) and "r:embed" not in body
    assert re.search(r'<w:hyperlink [^>]*r:id="rId2"[^>]*><w:r><w:t[^>]*>le dossier</w:t>', body)
    plain = read_parts(fill(make_docx(paragraph("Rien.")), "docx", {}))
    assert not any(b"External" in content for content in plain.values())


def test_a_workbook_without_shared_strings_gets_some() -> None:
    sheet = '<row r="1"><c r="A1" t="inlineStr"><is><t>{{name}}</t></is></c></row>'
    bare = make_xlsx(sheet, [])
    parts = read_parts(bare)
    del parts["xl/sharedStrings.xml"]
    parts["xl/_rels/workbook.xml.rels"] = relations(("worksheet", "worksheets/sheet1.xml")).encode()
    made = read_parts(fill(pack({**parts}), "xlsx", {"name": "Inès"}))
    assert "<si><t>Inès</t></si>" in made["xl/sharedStrings.xml"].decode()
    assert b'Target="sharedStrings.xml"' in made["xl/_rels/workbook.xml.rels"]
    assert b"/xl/sharedStrings.xml" in made["[Content_Types].xml"]


def test_only_the_place_of_the_link_becomes_one() -> None:
    template = make_docx(paragraph("Rangé dans le dossier commun.") + paragraph("Voir {{link}}."))
    links = Links(target="https://depot.aurore.test/d/7f")
    text = read_parts(fill(template, "docx", {"link": "le dossier"}, links=links))[
        "word/document.xml"
    ].decode()
    assert text.count("<w:hyperlink") == 1 and text.index("<w:hyperlink") > text.index("commun")
    assert "\ue000" not in text and "\ue001" not in text


def test_links_of_sheets_and_slides_stand_where_the_field_is() -> None:
    links = Links(target="https://depot.aurore.test/d/7f")
    sheet = make_xlsx(
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', ["{{link}}"], after='<pageMargins left="0.7"/>'
    )
    parts = read_parts(fill(sheet, "xlsx", {"link": "dossier"}, links=links))
    assert re.search(
        r'<hyperlinks><hyperlink ref="A1"[^>]*r:id="rId1"/></hyperlinks><pageMargins',
        parts["xl/worksheets/sheet1.xml"].decode(),
    )
    assert b"/d/7f" in parts["xl/worksheets/_rels/sheet1.xml.rels"]
    slides = make_pptx(
        "<p:sp><a:p><a:r><a:t>Voir {{link}}</a:t></a:r></a:p></p:sp>",
        **{"ppt/slides/_rels/slide1.xml.rels": relations()},
    )
    parts = read_parts(fill(slides, "pptx", {"link": "dossier"}, links=links))
    assert re.search(r"<a:hlinkClick [^>]*/></a:rPr><a:t>dossier", parts["ppt/slides/slide1.xml"].decode())
    for kind, template in (("xlsx", sheet), ("pptx", slides)):
        with pytest.raises(FieldError):
            fill(template, kind, {"link": "dossier"}, links=Links(beacon="https://depot.aurore.test/x.png"))  # type: ignore[arg-type]
    with pytest.raises(FieldError):
        fill(make_docx(paragraph("Rien.")), "docx", {"link": "dossier"}, links=links)
    with pytest.raises(FieldError):
        Links(beacon="file://host/share")


@given(
    st.text("ab{}|é ", max_size=60),
    st.lists(st.integers(1, 9), max_size=8),
    st.lists(st.integers(0, 60), max_size=8),
)
def test_changes_of_a_whole_text_are_the_same_made_in_its_pieces(
    text: str, cuts: list[int], places: list[int]
) -> None:
    pieces, rest = [], text
    for cut in cuts:
        pieces.append(rest[:cut])
        rest = rest[cut:]
    ends = sorted({min(place, len(text)) for place in places})
    changes = [(begin, end, f"<{begin}>") for begin, end in zip(ends[::2], ends[1::2], strict=False)]
    assert "".join(spread_changes([*pieces, rest], changes)) == apply_changes(text, changes)
