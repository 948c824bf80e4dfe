"""A link or a remote picture that tells the user's own host that a document was opened. Nothing in it runs.

Word fetches a remote picture when a document is opened for editing, not in Protected View, in which it opens whatever
came by mail or from the web; LibreOffice asks first, or does not fetch. A beacon's silence means nothing; its ring does.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from chaffinch.decoys.documents.errors import FieldError
from chaffinch.decoys.documents.lines import Fields
from chaffinch.decoys.documents.markup import Element
from chaffinch.decoys.documents.parts import MAIN, RELATIONS, OfficeFile

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
#: Where `hyperlinks` stands in a sheet: before the first of these that there is (ECMA-376 part 1, 18.3.1.99).
_AFTER_LINKS = (
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches",
    "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "tableParts", "extLst",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses on the user's own host; both may be left empty."""

    beacon: str = ""
    """A picture that is fetched when a docx is opened."""
    target: str = ""
    """Where the text of the field `link` leads."""

    def __post_init__(self) -> None:
        for address in (self.beacon, self.target):
            if address and (
                urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname
            ):
                raise FieldError(
                    f"{address!r} is no address of the web.", todo="Give an https address on a host of yours."
                )


NO_LINKS = Links()


def put_links(document: OfficeFile, links: Links, *, fields: Fields) -> None:
    """Put the beacon into a docx, and the link under the text of the field `link`.

    Raises:
        FieldError: the document has no place for one.
    """
    if links.beacon:
        if document.kind != "docx":
            raise FieldError(
                "Only a docx can hold a remote picture.",
                todo="Give a link instead, and {{link}} in the template.",
            )
        _put_picture(document, links.beacon)
    if links.target:
        text = fields.get("link")
        place = {"docx": _link_run, "pptx": _link_run, "xlsx": _link_cell}[document.kind]
        if not isinstance(text, str) or not any(
            place(document, name, text, links.target) for name in list(document.trees)
        ):
            raise FieldError(
                "The link has no place.",
                ("link",),
                todo="Write {{link}} in the template, and give `link` a text.",
            )


def _put_picture(document: OfficeFile, address: str) -> None:
    """Append a picture of one pixel to the last paragraph of the body, by relation (`r:link`): nothing of it is inside."""
    main = MAIN["docx"]
    body = document.trees[main].find("body")
    paragraphs = [] if body is None else [one for one in body.elements if one.local == "p"]
    if not paragraphs:
        raise FieldError("The template has no paragraph for the beacon.")
    last = paragraphs[-1]
    numbers = [one.get("id") for one in document.trees[main].walk() if one.local == "docPr"]
    number = str(1 + max((int(one) for one in numbers if one.isdecimal()), default=0))
    relation = document.relate(main, kind="image", target=address)
    last.children.append(_draw_picture(last.prefix, relation, number))


def _draw_picture(prefix: str, relation: str, number: str) -> Element:
    picture, drawing = f"{_DRAWING}/picture", f"{_DRAWING}/main"
    size = {"cx": "9525", "cy": "9525"}
    properties = [Element("pic:cNvPr", {"id": number, "name": ""}), Element("pic:cNvPicPr")]
    blip = Element("a:blip", {"xmlns:r": RELATIONS, "r:link": relation})
    transform = Element("a:xfrm", {}, [Element("a:off", {"x": "0", "y": "0"}), Element("a:ext", dict(size))])
    shape = [transform, Element("a:prstGeom", {"prst": "rect"}, [Element("a:avLst")])]
    filled = [
        Element("pic:nvPicPr", {}, [*properties]),
        Element("pic:blipFill", {}, [blip, Element("a:stretch", {}, [Element("a:fillRect")])]),
        Element("pic:spPr", {}, [*shape]),
    ]
    graphic = Element(
        "a:graphicData", {"uri": picture}, [Element("pic:pic", {"xmlns:pic": picture}, [*filled])]
    )
    inline = [
        Element("wp:extent", dict(size)),
        Element("wp:docPr", {"id": number, "name": f"Image {number}"}),
        Element("a:graphic", {"xmlns:a": drawing}, [graphic]),
    ]
    attributes = {
        "xmlns:wp": f"{_DRAWING}/wordprocessingDrawing",
        "distT": "0",
        "distB": "0",
        "distL": "0",
        "distR": "0",
    }
    return Element(
        f"{prefix}r", {}, [Element(f"{prefix}drawing", {}, [Element("wp:inline", attributes, [*inline])])]
    )


def _link_run(document: OfficeFile, name: str, text: str, target: str) -> bool:
    """Make the run that holds a text a link: w:hyperlink around it, or a:hlinkClick in its properties."""
    for paragraph in document.trees[name].walk():
        if paragraph.local != "p":
            continue
        for place, run in enumerate(paragraph.children):
            if (
                isinstance(run, str)
                or run.local != "r"
                or (held := run.find("t")) is None
                or text not in held.text
            ):
                continue
            before, _, after = held.text.partition(text)
            linked = _cut_run(run, text)
            relation = document.relate(name, kind="hyperlink", target=target)
            attributes = {"xmlns:r": RELATIONS, "r:id": relation}
            if document.kind == "docx":
                linked = Element(
                    f"{run.prefix}hyperlink", {**attributes, f"{run.prefix}history": "1"}, [linked]
                )
            else:
                looks = linked.find("rPr") or Element(f"{run.prefix}rPr")
                looks.children.append(Element("a:hlinkClick", attributes))
                linked.children = [looks, *(child for child in linked.elements if child.local != "rPr")]
            cut = [_cut_run(run, before), linked, _cut_run(run, after)]
            kept = [one for one, told in zip(cut, (before, text, after), strict=True) if told]
            paragraph.children[place : place + 1] = kept
            return True
    return False


def _cut_run(run: Element, text: str) -> Element:
    copy = run.copy()
    held = copy.find("t")
    assert held is not None  # noqa: S101 -- the caller found it
    held.children = [text]
    if text != text.strip() and held.tag != "a:t":
        held.attributes["xml:space"] = "preserve"
    return copy


def _link_cell(document: OfficeFile, name: str, text: str, target: str) -> bool:
    sheet, strings = document.trees[name], document.trees.get("xl/sharedStrings.xml")
    if not name.startswith("xl/worksheets/") or "_rels/" in name or strings is None:
        return False
    numbers = {
        str(place)
        for place, one in enumerate(strings.elements)
        if text in "".join(t.text for t in one.walk() if t.local == "t")
    }
    for cell in sheet.walk():
        held = cell.find("v") if cell.local == "c" and cell.get("t") == "s" else None
        if held is None or held.text not in numbers:
            continue
        relation = document.relate(name, kind="hyperlink", target=target)
        found = sheet.find("hyperlinks")
        if found is None:
            found = Element(f"{sheet.prefix}hyperlinks")
            locals_ = [child.local for child in sheet.elements]
            place = next(
                (number for number, local in enumerate(locals_) if local in _AFTER_LINKS), len(locals_)
            )
            sheet.children = [*sheet.elements[:place], found, *sheet.elements[place:]]
        found.children.append(
            Element(
                f"{sheet.prefix}hyperlink", {"ref": cell.get("r"), "xmlns:r": RELATIONS, "r:id": relation}
            )
        )
        return True
    return False
