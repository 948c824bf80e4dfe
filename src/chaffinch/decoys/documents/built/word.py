"""A docx of a plain text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from chaffinch.decoys.documents.blocks import Block
from chaffinch.decoys.documents.built.theme import OFFICE, pack_template, write_relations, write_theme
from chaffinch.decoys.documents.look import Look

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = {
    "word/document.xml": f"{_WML}.document.main+xml",
    "word/styles.xml": f"{_WML}.styles+xml",
    "word/settings.xml": f"{_WML}.settings+xml",
    "word/webSettings.xml": f"{_WML}.webSettings+xml",
    "word/fontTable.xml": f"{_WML}.fontTable+xml",
    "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
}
_STYLES = {
    "title": "Titre",
    "heading": "Titre1",
    "bullet": "Paragraphedeliste",
    "text": "",
    "head": "",
    "row": "",
}
#: The ids of styles are in the language of the Word that made them.
_ENGLISH = {"Titre": "Title", "Titre1": "Heading1", "Paragraphedeliste": "ListParagraph"}
_RSID = "00A41F7C"
_TWIPS = 567


def build_docx(blocks: Sequence[Block], look: Look, *, locale: str) -> bytes:
    """Return a docx with styles, theme and settings, its placeholders in it."""
    body = "".join(
        _write_table([*group]) if tabular else "".join(map(_write_paragraph, group))
        for tabular, group in groupby(blocks, key=lambda block: block.kind in ("head", "row"))
    )
    if not locale.startswith("fr"):
        body = _name_in_english(body)
    across, down = (round(side * _TWIPS) for side in look.margins)
    section = (
        f'<w:sectPr w:rsidR="{_RSID}"><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{down}" w:right="{across}" '
        f'w:bottom="{down}" w:left="{across}" w:header="708" w:footer="708" w:gutter="0"/><w:cols w:space="708"/>'
        '<w:docGrid w:linePitch="360"/></w:sectPr>'
    )
    related = [("styles", "styles.xml"), ("settings", "settings.xml"), ("webSettings", "webSettings.xml")]
    related += [("fontTable", "fontTable.xml"), ("theme", "theme/theme1.xml")]
    parts = {
        "word/document.xml": f'<w:document xmlns:r="{OFFICE}" {_W}><w:body>{body}{section}</w:body></w:document>',
        "word/_rels/document.xml.rels": write_relations(related),
        "word/theme/theme1.xml": write_theme(
            look, name="Thème Office" if locale.startswith("fr") else "Office Theme"
        ),
        "word/settings.xml": _write_settings(locale),
        "word/styles.xml": _write_styles(look, locale),
        "word/webSettings.xml": f"<w:webSettings {_W}><w:optimizeForBrowser/><w:allowPNG/></w:webSettings>",
        "word/fontTable.xml": f'<w:fonts {_W}><w:font w:name="{look.font}"><w:charset w:val="00"/></w:font></w:fonts>',
    }
    return pack_template(parts, types=_TYPES, main="word/document.xml")


def _write_paragraph(block: Block) -> str:
    style = f'<w:pPr><w:pStyle w:val="{_STYLES[block.kind]}"/></w:pPr>' if _STYLES[block.kind] else ""
    text = f"• {block.cells[0]}" if block.kind == "bullet" else block.cells[0]
    return (
        f'<w:p w:rsidR="{_RSID}" w:rsidRDefault="{_RSID}">{style}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>'
    )


def _write_table(rows: Sequence[Block]) -> str:
    columns = max(len(row.cells) for row in rows)
    width = 9_000 // columns
    grid = f'<w:gridCol w:w="{width}"/>' * columns
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    inside = "".join(_write_row(row, columns=columns, width=width) for row in rows)
    looks = (
        f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblLook w:val="04A0"/></w:tblPr>'
    )
    return f"<w:tbl>{looks}<w:tblGrid>{grid}</w:tblGrid>{inside}</w:tbl>"


def _write_row(row: Block, *, columns: int, width: int) -> str:
    bold = "<w:rPr><w:b/></w:rPr>" if row.kind == "head" else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p w:rsidR="{_RSID}" w:rsidRDefault="{_RSID}">'
        f'<w:pPr><w:spacing w:after="40"/></w:pPr><w:r>{bold}<w:t>{escape(cell)}</w:t></w:r></w:p></w:tc>'
        for cell in (*row.cells, *[""] * (columns - len(row.cells)))
    )
    return f'<w:tr w:rsidR="{_RSID}">{cells}</w:tr>'


def _write_settings(locale: str) -> str:
    compatibility = (
        "<w:compat>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat>"
    )
    return (
        f'<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/><w:hyphenationZone w:val="425"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/>{compatibility}<w:rsids><w:rsidRoot w:val="{_RSID}"/>'
        f'<w:rsid w:val="{_RSID}"/></w:rsids><w:themeFontLang w:val="{locale.replace("_", "-")}"/>'
        f'<w:decimalSymbol w:val="{"." if locale.startswith("en") else ","}"/>'
        f'<w:listSeparator w:val="{"," if locale.startswith("en") else ";"}"/></w:settings>'
    )


def _write_styles(look: Look, locale: str) -> str:
    fonts = '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>'
    text = round(look.size * 2)
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="{text}"/><w:szCs w:val="{text}"/>'
        f'<w:lang w:val="{locale.replace("_", "-")}" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>"
        f'<w:spacing w:after="{round(look.gap * 20)}" w:line="{round(look.leading * 216)}" w:lineRule="auto"/>'
        f"</w:pPr></w:pPrDefault>"
        "</w:docDefaults>"
    )
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    for style, name, size in (("Titre", "Title", look.title), ("Titre1", "heading 1", look.heading)):
        styles += (
            f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
            f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/>'
            f'<w:color w:val="{look.colour}"/>'
            f'<w:sz w:val="{round(size * 2)}"/></w:rPr></w:style>'
        )
    styles += (
        '<w:style w:type="paragraph" w:styleId="Paragraphedeliste"><w:name w:val="List Paragraph"/>'
        '<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:ind w:left="720"/><w:contextualSpacing/></w:pPr></w:style>'
    )
    whole = f"<w:styles {_W}>{defaults}{styles}</w:styles>"
    return whole if locale.startswith("fr") else _name_in_english(whole)


def _name_in_english(markup: str) -> str:
    """Return markup whose styles bear the ids of an English Word."""
    for french, english in _ENGLISH.items():
        markup = markup.replace(f'"{french}"', f'"{english}"')
    return markup
