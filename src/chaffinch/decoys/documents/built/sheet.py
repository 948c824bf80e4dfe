"""A workbook of a plain text: every block a row, a table's cells in columns."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from chaffinch.decoys.documents.blocks import Block
from chaffinch.decoys.documents.built.theme import OFFICE, pack_template, write_relations, write_theme
from chaffinch.decoys.documents.look import Look

_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_SML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = {
    "xl/workbook.xml": f"{_SML}.sheet.main+xml",
    "xl/worksheets/sheet1.xml": f"{_SML}.worksheet+xml",
    "xl/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "xl/styles.xml": f"{_SML}.styles+xml",
    "xl/sharedStrings.xml": f"{_SML}.sharedStrings+xml",
}
#: Which cell format (of `_write_styles`) a block takes.
_FORMATS = {"title": 1, "heading": 2, "head": 3, "row": 4, "text": 0, "bullet": 0}


def build_xlsx(blocks: Sequence[Block], look: Look, *, locale: str) -> bytes:
    """Return a workbook of one sheet, its placeholders in its shared strings."""
    strings: list[str] = []
    rows: list[str] = []
    for number, block in enumerate(blocks, 1):
        cells = ""
        for place, text in enumerate(block.cells):
            reference, style = f"{chr(65 + place)}{number}", _FORMATS[block.kind]
            styled = f' s="{style}"' if style else ""
            cells += f'<c r="{reference}"{styled} t="s"><v>{len(strings)}</v></c>'
            strings.append(text)
        rows.append(f'<row r="{number}">{cells}</row>')
    columns = max(len(block.cells) for block in blocks)
    french = locale.startswith("fr")
    related = [
        ("worksheet", "worksheets/sheet1.xml"),
        ("theme", "theme/theme1.xml"),
        ("styles", "styles.xml"),
    ]
    parts = {
        "xl/workbook.xml": f'<workbook {_S} xmlns:r="{OFFICE}"><workbookPr defaultThemeVersion="166925"/><bookViews>'
        '<workbookView xWindow="0" yWindow="0" windowWidth="23040" windowHeight="9192"/></bookViews><sheets>'
        f'<sheet name="{"Feuil1" if french else "Sheet1"}" sheetId="1" r:id="rId1"/></sheets>'
        f'<calcPr calcId="191029"/></workbook>',
        "xl/_rels/workbook.xml.rels": write_relations([*related, ("sharedStrings", "sharedStrings.xml")]),
        "xl/worksheets/sheet1.xml": f'<worksheet {_S}><dimension ref="A1:{chr(64 + columns)}{len(blocks)}"/><sheetViews>'
        '<sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
        '<sheetFormatPr baseColWidth="10" defaultRowHeight="14.4"/>'
        f'<cols><col min="1" max="1" width="34" customWidth="1"/>'
        f'<col min="2" max="{max(2, columns)}" width="18" customWidth="1"/>'
        f"</cols><sheetData>{''.join(rows)}</sheetData>"
        f'<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" '
        'footer="0.3"/></worksheet>',
        "xl/theme/theme1.xml": write_theme(look, name="Thème Office" if french else "Office Theme"),
        "xl/styles.xml": _write_styles(look),
        "xl/sharedStrings.xml": f'<sst {_S} count="{len(strings)}" uniqueCount="{len(strings)}">'
        + "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
        + "</sst>",
    }
    return pack_template(parts, types=_TYPES, main="xl/workbook.xml")


def _write_styles(look: Look) -> str:
    def font(size: float, *, strong: bool) -> str:
        colour = f'<color rgb="FF{look.colour}"/>' if strong else '<color theme="1"/>'
        return (
            f'<font>{"<b/>" if strong else ""}<sz val="{size:g}"/>{colour}<name val="{look.font}"/>'
            '<family val="2"/></font>'
        )

    fonts = font(look.size, strong=False) + font(look.title, strong=True) + font(look.heading, strong=True)
    fonts += font(look.size, strong=True)
    thin = "".join(
        f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom")
    )
    formats = [(0, 0, 0), (0, 1, 0), (0, 2, 0), (0, 3, 1), (3, 0, 1)]
    cells = "".join(
        f'<xf numFmtId="{number}" fontId="{letters}" fillId="0" borderId="{border}" xfId="0" applyNumberFormat="1" '
        'applyFont="1" applyBorder="1"/>'
        for number, letters, border in formats
    )
    return (
        f'<styleSheet {_S}><fonts count="4">{fonts}</fonts><fills count="2"><fill>'
        f'<patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border><left/><right/>'
        "<top/><bottom/>"
        f"<diagonal/></border><border>{thin}<diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}">{cells}</cellXfs><cellStyles count="1">'
        f'<cellStyle name="Normal" xfId="0" builtinId="0"/>'
        '</cellStyles><dxfs count="0"/><tableStyles count="0" defaultTableStyle="TableStyleMedium2" '
        'defaultPivotStyle="PivotStyleLight16"/></styleSheet>'
    )
