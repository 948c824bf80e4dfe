"""The objects of a PDF that we made ourselves, written again with other properties (ISO 32000-1, 7.5, 14.3, 14.4)."""

from __future__ import annotations

import random
import re
from datetime import datetime
from xml.sax.saxutils import escape

from chaffinch.decoys.documents.errors import RenderError
from chaffinch.decoys.documents.properties import Provenance

_OBJECT = re.compile(rb"(\d+) 0 obj\r?\n")
_TRAILER = re.compile(rb"trailer\s*<<.*?/Size (\d+)/Root (\d+) 0 R/Info (\d+) 0 R", re.S)
_ROLES = re.compile(rb"/RoleMap<<[^<>]*>>")
#: The roles that Word names in every tagged PDF, whether it has such parts or not.
_WORD_ROLES = (
    b"/RoleMap<</Footnote/Note/Endnote/Note/Textbox/Sect/Header/Sect/Footer/Sect/InlineShape/Sect/Annotation/Sect/Artifact/Sect"
    b"/Workbook/Document/Worksheet/Part/Macrosheet/Part/Chartsheet/Part/Dialogsheet/Part/Slide/Part/Chart/Sect/Diagram/Figure>>"
)
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="3.1-701">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""  xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer></rdf:Description>
<rdf:Description rdf:about=""  xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator></rdf:Description>
<rdf:Description rdf:about=""  xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{producer}</xmp:CreatorTool><xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate></rdf:Description>
<rdf:Description rdf:about=""  xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">
<xmpMM:DocumentID>uuid:{id}</xmpMM:DocumentID><xmpMM:InstanceID>uuid:{id}</xmpMM:InstanceID></rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def rewrite_pdf(untouched: bytes, provenance: Provenance, *, language: str, chance: random.Random) -> bytes:
    """Return the PDF with the ordered title, author, producer, times and ids, and no others.

    Args:
        untouched: what typst made: one body, one table of places, no object streams.
        provenance: what it says of itself; the time of saving is the PDF's own.
        language: such as fr-FR.
        chance: draws the ids.

    Raises:
        RenderError: typst writes PDFs in another way than the one known here.
    """
    trailer = _TRAILER.search(untouched, untouched.rfind(b"trailer"))
    objects = _read_objects(untouched)
    if trailer is None or len(objects) != int(trailer[1]) - 1:
        raise RenderError("The PDF could not be made.", why="typst's files have another form than expected")
    root, about = int(trailer[2]), int(trailer[3])
    metadata = re.search(rb"/Metadata (\d+) 0 R", objects[root])
    if metadata is None:
        raise RenderError("The PDF could not be made.", why="typst's files have another form than expected")
    name = f"{chance.getrandbits(128):032X}"
    objects = {
        number: _ROLES.sub(_WORD_ROLES, body) if b"/StructTreeRoot" in body else body
        for number, body in objects.items()
    }
    objects[root] = objects[root].replace(b"/Suspects false", b"")
    objects[root] = re.sub(rb"/Lang\([^)]*\)", f"/Lang({language})".encode(), objects[root])
    objects[about] = _write_about(provenance)
    objects[int(metadata[1])] = _write_metadata(provenance, name)
    return _write_objects(objects, root=root, about=about, name=name)


def _read_objects(untouched: bytes) -> dict[int, bytes]:
    """Return the objects by number, found by the table at the end, so that no stream is taken for one."""
    start = untouched.rfind(b"\nxref")
    places = [int(entry[:10]) for entry in re.findall(rb"\d{10} \d{5} n", untouched[start:])]
    objects: dict[int, bytes] = {}
    ends = sorted([*places, start + 1])
    for place in places:
        end = next(end for end in ends if end > place)
        found = _OBJECT.match(untouched, place)
        if found is not None:
            objects[int(found[1])] = (
                untouched[found.end() : end].rstrip().removesuffix(b"endobj").rstrip(b"\r\n")
            )
    return objects


def _write_objects(objects: dict[int, bytes], *, root: int, about: int, name: str) -> bytes:
    body = bytearray(b"%PDF-1.7\r\n%\xb5\xb5\xb5\xb5\r\n")
    places: dict[int, int] = {}
    for number, content in sorted(objects.items()):
        places[number] = len(body)
        body += f"{number} 0 obj\r\n".encode() + content + b"\r\nendobj\r\n"
    start, size = len(body), len(objects) + 1
    body += f"xref\r\n0 {size}\r\n0000000000 65535 f\r\n".encode()
    for number in sorted(objects):
        body += f"{places[number]:010d} 00000 n\r\n".encode()
    told = f"trailer\r\n<</Size {size}/Root {root} 0 R/Info {about} 0 R/ID[<{name}><{name}>] >>\r\n"
    return bytes(body) + f"{told}startxref\r\n{start}\r\n%%EOF".encode()


def _write_about(provenance: Provenance) -> bytes:
    texts = [("Title", provenance.title), ("Author", provenance.author), ("Creator", provenance.producer)]
    moment = _say_moment(provenance.modified)
    written = b"".join(b"/" + key.encode() + _write_text(text) for key, text in texts if text)
    dates = f"/CreationDate(D:{moment})/ModDate(D:{moment})".encode()
    return b"<<" + written + dates + b"/Producer" + _write_text(provenance.producer) + b">>"


def _write_text(text: str) -> bytes:
    """Write a text string in UTF-16 with its mark, brackets and backslashes escaped (7.3.4.2, 7.9.2.2)."""
    raw = b"\xfe\xff" + text.encode("utf-16-be", "replace")
    return (
        b"("
        + re.sub(rb"([()\\\r])", lambda found: b"\\r" if found[1] == b"\r" else b"\\" + found[1], raw)
        + b")"
    )


def _write_metadata(provenance: Provenance, name: str) -> bytes:
    parts = (name[:8], name[8:12], name[12:16], name[16:20], name[20:])
    told = _XMP.format(
        producer=escape(provenance.producer),
        title=escape(provenance.title),
        author=escape(provenance.author),
        at=provenance.modified.isoformat(timespec="seconds"),
        id="-".join(parts),
    ).encode()
    return (
        f"<</Type/Metadata/Subtype/XML/Length {len(told)}>>\r\nstream\r\n".encode() + told + b"\r\nendstream"
    )


def _say_moment(moment: datetime) -> str:
    """Write a moment as 7.9.4 has it: 20260205160244+01'00'."""
    zone = moment.strftime("%z")
    return f"{moment.strftime('%Y%m%d%H%M%S')}{zone[:3]}'{zone[3:5]}'"
