"""A presentation of a plain text: every heading begins a slide."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from chaffinch.decoys.documents.blocks import Block
from chaffinch.decoys.documents.built.theme import OFFICE, pack_template, write_relations, write_theme
from chaffinch.decoys.documents.look import Look

_P = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{OFFICE}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_PML = "application/vnd.openxmlformats-officedocument.presentationml"
_TREE = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
_EMPTY = f"<p:cSld><p:spTree>{_TREE}</p:spTree></p:cSld>"
_MAP = '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" ' + " ".join(
    f'accent{n}="accent{n}"' for n in range(1, 7)
)
_COLOURS = f'{_MAP} hlink="hlink" folHlink="folHlink"/>'
_WIDTH, _LEFT, _ROW = 10_900_000, 640_000, 370_000


def build_pptx(blocks: Sequence[Block], look: Look, *, locale: str) -> bytes:
    """Return a wide presentation, its placeholders on its slides."""
    slides = _cut_slides(blocks)
    related = [("slideMaster", "slideMasters/slideMaster1.xml")]
    related += [("slide", f"slides/slide{number}.xml") for number in range(1, len(slides) + 1)]
    related += [("theme", "theme/theme1.xml")]
    listed = "".join(
        f'<p:sldId id="{255 + number}" r:id="rId{number + 1}"/>' for number in range(1, len(slides) + 1)
    )
    parts = {
        "ppt/presentation.xml": f'<p:presentation {_P} saveSubsetFonts="1"><p:sldMasterIdLst>'
        f'<p:sldMasterId id="2147483648" '
        f'r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst>{listed}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/>'
        '<p:notesSz cx="6858000" cy="9144000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": write_relations(related),
        "ppt/slideMasters/slideMaster1.xml": f"<p:sldMaster {_P}>{_EMPTY}{_COLOURS}<p:sldLayoutIdLst><p:sldLayoutId "
        'id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>',
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": write_relations(
            [("slideLayout", "../slideLayouts/slideLayout1.xml"), ("theme", "../theme/theme1.xml")]
        ),
        "ppt/slideLayouts/slideLayout1.xml": f'<p:sldLayout {_P} type="blank" preserve="1">{_EMPTY}<p:clrMapOvr>'
        "<a:masterClrMapping/></p:clrMapOvr></p:sldLayout>",
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": write_relations(
            [("slideMaster", "../slideMasters/slideMaster1.xml")]
        ),
        "ppt/theme/theme1.xml": write_theme(
            look, name="Thème Office" if locale.startswith("fr") else "Office Theme"
        ),
    }
    types = {
        "ppt/presentation.xml": f"{_PML}.presentation.main+xml",
        "ppt/slideMasters/slideMaster1.xml": f"{_PML}.slideMaster+xml",
        "ppt/slideLayouts/slideLayout1.xml": f"{_PML}.slideLayout+xml",
        "ppt/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    }
    for number, slide in enumerate(slides, 1):
        name = f"ppt/slides/slide{number}.xml"
        parts[name] = _write_slide(slide, look, language=locale.replace("_", "-"))
        parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = write_relations(
            [("slideLayout", "../slideLayouts/slideLayout1.xml")]
        )
        types[name] = f"{_PML}.slide+xml"
    return pack_template(parts, types=types, main="ppt/presentation.xml")


def _cut_slides(blocks: Sequence[Block]) -> list[list[Block]]:
    slides: list[list[Block]] = []
    for block in blocks:
        if not slides or block.kind in ("title", "heading"):
            slides.append([])
        slides[-1].append(block)
    return slides


def _write_slide(blocks: Sequence[Block], look: Look, *, language: str) -> str:
    rows = [block for block in blocks if block.kind in ("head", "row")]
    texts = [block for block in blocks if block.kind not in ("head", "row")]
    inside = "".join(_write_paragraph(block, look, language) for block in texts)
    shown = "ZoneTexte 1" if language.startswith("fr") else "TextBox 1"
    height = 4_000_000 if rows else 5_600_000
    shapes = (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{shown}"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{_LEFT}" y="500000"/><a:ext cx="{_WIDTH}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        f'</a:prstGeom></p:spPr><p:txBody><a:bodyPr wrap="square"><a:normAutofit/></a:bodyPr>'
        f"<a:lstStyle/>{inside}</p:txBody></p:sp>"
    )
    shapes += _write_table(rows, language, top=500_000 + height // 2) if rows else ""
    return (
        f"<p:sld {_P}><p:cSld><p:spTree>{_TREE}{shapes}</p:spTree></p:cSld><p:clrMapOvr>"
        "<a:masterClrMapping/></p:clrMapOvr></p:sld>"
    )


def _write_paragraph(block: Block, look: Look, language: str) -> str:
    large = block.kind in ("title", "heading")
    colour = f'<a:solidFill><a:srgbClr val="{look.colour}"/></a:solidFill>' if large else ""
    size = round((look.title if large else look.size) * 160)
    text = f"• {block.cells[0]}" if block.kind == "bullet" else block.cells[0]
    bold = ' b="1"' if large else ""
    looks = f'<a:rPr lang="{language}" sz="{size}"{bold} dirty="0">{colour}</a:rPr>'
    return f"<a:p><a:r>{looks}<a:t>{escape(text)}</a:t></a:r></a:p>"


def _write_table(rows: Sequence[Block], language: str, *, top: int) -> str:
    shown = "Tableau 2" if language.startswith("fr") else "Table 2"
    columns = max(len(row.cells) for row in rows)
    grid = f'<a:gridCol w="{_WIDTH // columns}"/>' * columns
    inside = ""
    for row in rows:
        cells = "".join(
            f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="{language}" sz="1400" dirty="0"/>'
            f"<a:t>{escape(cell)}</a:t></a:r></a:p></a:txBody><a:tcPr/></a:tc>"
            for cell in (*row.cells, *[""] * (columns - len(row.cells)))
        )
        inside += f'<a:tr h="{_ROW}">{cells}</a:tr>'
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="3" name="{shown}"/><p:cNvGraphicFramePr/><p:nvPr/>'
        f'</p:nvGraphicFramePr><p:xfrm><a:off x="{_LEFT}" y="{top}"/>'
        f'<a:ext cx="{_WIDTH}" cy="{_ROW * len(rows)}"/></p:xfrm>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl>'
        '<a:tblPr firstRow="1"/>'
        f"<a:tblGrid>{grid}</a:tblGrid>{inside}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
