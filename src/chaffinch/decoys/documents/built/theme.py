"""What the three kinds share: the theme, content types, relations, and the package around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chaffinch.decoys.documents.look import Look
from chaffinch.decoys.documents.package import write_package

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ACCENTS = ("4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47")


def pack_template(parts: Mapping[str, str], *, types: Mapping[str, str], main: str) -> bytes:
    """Return the template's bytes.

    Args:
        parts: XML without its declaration, by name.
        types: content types of those that have their own.
        main: the part that the package opens with.
    """
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items()
    )
    whole = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": write_relations([("officeDocument", main)]),
        **parts,
    }
    return write_package({name: (HEAD + text).encode() for name, text in whole.items()})


def write_relations(entries: Sequence[tuple[str, str]]) -> str:
    """Write relations of (kind, target), numbered from rId1."""
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(entries, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def write_theme(look: Look, *, name: str) -> str:
    """Write the theme: the look's font and colour in the places where Office keeps them."""
    system = (
        '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1>'
        '<a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    )
    colours = (
        f'{system}<a:dk2><a:srgbClr val="{look.colour}"/></a:dk2><a:lt2><a:srgbClr val="E7E6E6"/></a:lt2>'
    )
    colours += "".join(
        f'<a:accent{place}><a:srgbClr val="{colour}"/></a:accent{place}>'
        for place, colour in enumerate(_ACCENTS, 1)
    )
    colours += (
        '<a:hlink><a:srgbClr val="0563C1"/></a:hlink><a:folHlink><a:srgbClr val="954F72"/></a:folHlink>'
    )
    font = f'<a:latin typeface="{look.font}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(
        f'<a:ln w="{width}" cap="flat" cmpd="sng" algn="ctr">{fill}<a:prstDash val="solid"/>'
        f'<a:miter lim="800000"/></a:ln>'
        for width in (6350, 12700, 19050)
    )
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'<a:theme xmlns:a="{_DRAWING}" name="{name}"><a:themeElements><a:clrScheme name="Office">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Office"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Office"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements><a:objectDefaults/><a:extraClrSchemeLst/></a:theme>"
    )
