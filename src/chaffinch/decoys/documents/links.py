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
#: Two letters of the private use area around the link's text, while a document is filled.
_BEGIN, _END = "\ue000", "\ue001"


def mark_link(fields: Fields, links: Links) -> Fields:
    """Return the fields with the link's text marked, so that its place is found again.

    Raises:
        FieldError: there is an address, and no text for it.
    """
    if not links.target:
        return fields
    text = fields.get("link")
    if not isinstance(text, str) or not text:
        raise FieldError(
            "The link has no text.", ("link",), todo="Give `link` a text, and {{link}} in the template."
        )
    return {**fields, "link": f"{_BEGIN}{text}{_END}"}


def unmark_link(text: str) -> str:
    """Return a text without the marks of a link."""
    return text.replace(_BEGIN, "").replace(_END, "")


def put_links(document: OfficeFile, links: Links) -> None:
    """Put the beacon into a docx, and the link under the text that `mark_link` marked.

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
        place = _link_cells if document.kind == "xlsx" else _link_runs
        if not sum([place(document, name, links.target) for name in list(document.trees)]):
            raise FieldError(
                "The link has no place.", ("link",), todo="Write {{link}} in the template, in one run."
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
    relation = _relate(document, main, kind="image", target=address)
    last.children.append(_draw_picture(last.prefix, relation, number))


def _relate(document: OfficeFile, name: str, *, kind: str, target: str) -> str:
    """Add a relation; the part's root says what `r:` means, as Office has it."""
    root = document.trees[name].attributes
    if root.setdefault("xmlns:r", RELATIONS) != RELATIONS:
        raise FieldError(
            "The template uses the prefix r for something else.", todo="Save it again with Office."
        )
    return document.relate(name, kind=kind, target=target)


def _draw_picture(prefix: str, relation: str, number: str) -> Element:
    picture, drawing = f"{_DRAWING}/picture", f"{_DRAWING}/main"
    size = {"cx": "9525", "cy": "9525"}
    properties = [Element("pic:cNvPr", {"id": number, "name": ""}), Element("pic:cNvPicPr")]
    blip = Element("a:blip", {"r:link": relation})
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


def _link_runs(document: OfficeFile, name: str, target: str) -> int:
    """Make the runs that hold the marked text links: w:hyperlink around them, or a:hlinkClick in their properties."""
    count = 0
    for paragraph in [element for element in document.trees[name].walk() if element.local == "p"]:
        for place, run in reversed([*enumerate(paragraph.children)]):
            if isinstance(run, str) or run.local != "r" or (held := run.find("t")) is None:
                continue
            before, begun, rest = held.text.partition(_BEGIN)
            text, ended, after = rest.partition(_END)
            if not begun or not ended:
                continue
            relation = _relate(document, name, kind="hyperlink", target=target)
            linked = _write_link(document, _cut_run(run, text), relation)
            cut = [(_cut_run(run, before), before), (linked, text), (_cut_run(run, after), after)]
            paragraph.children[place : place + 1] = [one for one, told in cut if told]
            count += 1
    return count


def _write_link(document: OfficeFile, run: Element, relation: str) -> Element:
    attributes = {"r:id": relation}
    if document.kind == "docx":
        return Element(f"{run.prefix}hyperlink", {**attributes, f"{run.prefix}history": "1"}, [run])
    looks = run.find("rPr") or Element(f"{run.prefix}rPr")
    looks.children.append(Element("a:hlinkClick", attributes))
    run.children = [looks, *(child for child in run.elements if child.local != "rPr")]
    return run


def _cut_run(run: Element, text: str) -> Element:
    copy = run.copy()
    held = next(child for child in copy.elements if child.local == "t")
    held.children = [text]
    if text != text.strip() and held.tag != "a:t":
        held.attributes["xml:space"] = "preserve"
    return copy


def _link_cells(document: OfficeFile, name: str, target: str) -> int:
    """Link the cells that hold a marked string."""
    sheet, strings = document.trees[name], document.trees["xl/sharedStrings.xml"]
    if not name.startswith("xl/worksheets/") or "_rels/" in name:
        return 0
    marked = {
        str(place)
        for place, one in enumerate(strings.elements)
        if any(_BEGIN in piece.text for piece in one.walk() if piece.local == "t")
    }
    count = 0
    for cell in [element for element in sheet.walk() if element.local == "c" and element.get("t") == "s"]:
        held = cell.find("v")
        if held is None or held.text not in marked:
            continue
        relation = _relate(document, name, kind="hyperlink", target=target)
        attributes = {"ref": cell.get("r"), "r:id": relation}
        _find_links(sheet).children.append(Element(f"{sheet.prefix}hyperlink", attributes))
        count += 1
    return count


def _find_links(sheet: Element) -> Element:
    found = sheet.find("hyperlinks")
    if found is None:
        found = Element(f"{sheet.prefix}hyperlinks")
        names = [child.local for child in sheet.elements]
        place = next((number for number, name in enumerate(names) if name in _AFTER_LINKS), len(names))
        sheet.children = [*sheet.elements[:place], found, *sheet.elements[place:]]
    return found


def clear_marks(document: OfficeFile) -> None:
    """Take what is left of a link's marks out of every text."""
    for tree in document.trees.values():
        for element in tree.walk():
            if element.local == "t" and (_BEGIN in element.text or _END in element.text):
                element.children = [unmark_link(element.text)]
