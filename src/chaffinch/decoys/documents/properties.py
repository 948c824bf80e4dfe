"""What a document says of itself: author, dates, programme, working time; written anew, as the three programmes write it.

Word counts characters, lines and pages; here they are counted from the text as Word would nearly do it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from chaffinch.decoys.documents.errors import FieldError
from chaffinch.decoys.documents.markup import Element
from chaffinch.decoys.documents.parts import OfficeFile

_CORE, _APP = "docProps/core.xml", "docProps/app.xml"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_VECTORS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_PROGRAMMES = {
    "docx": "Microsoft Office Word", "xlsx": "Microsoft Excel", "pptx": "Microsoft Office PowerPoint",
}  # fmt: skip
_VERSION = re.compile(r"\d{1,2}\.\d{4}")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document seems to come from."""

    author: str
    editor: str
    """Who saved it last."""
    created: datetime
    modified: datetime
    title: str = ""
    company: str = ""
    revision: int = 2
    """How often it was saved (Word and PowerPoint)."""
    minutes: int = 0
    """How long it was edited (Word and PowerPoint)."""
    application: str = ""
    """The programme; by default the one of its kind."""
    version: str = "16.0000"
    """The programme's version, as app.xml has it."""
    template: str = "Normal.dotm"
    """What Word was started with."""
    producer: str = "Microsoft® Word 2016"
    """What a PDF says that made it."""
    keeps_pictures: bool = False
    """True to leave what cameras and drawing programmes wrote into the template's pictures."""

    def __post_init__(self) -> None:
        if self.created.tzinfo is None or self.modified.tzinfo is None or self.created > self.modified:
            raise FieldError(
                "A document is made before it is changed.", todo="Give both times with their zone."
            )
        if not _VERSION.fullmatch(self.version) or self.revision < 1 or self.minutes < 0:
            raise FieldError("A programme's version looks like 16.0000; revisions and minutes are counted.")


def write_properties(
    document: OfficeFile, provenance: Provenance, *, words: list[str], language: str
) -> None:
    """Replace docProps/core.xml and docProps/app.xml.

    Args:
        document: whose.
        provenance: what they say.
        words: the text of each paragraph, for the counts.
        language: the programme's own, of two letters.
    """
    document.trees[_CORE] = _write_core(document, provenance)
    document.declare(
        _CORE,
        content_type="application/vnd.openxmlformats-package.core-properties+xml",
        relation="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
    )
    document.trees[_APP] = _write_app(document, provenance, words, language)
    document.declare(
        _APP,
        content_type="application/vnd.openxmlformats-officedocument.extended-properties+xml",
        relation="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties",
    )


def say_moment(moment: datetime) -> str:
    """Write a moment as the programmes do: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write_core(document: OfficeFile, provenance: Provenance) -> Element:
    top = Element(
        "cp:coreProperties",
        {
            "xmlns:cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:dcterms": "http://purl.org/dc/terms/",
            "xmlns:dcmitype": "http://purl.org/dc/dcmitype/",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        },
    )
    # Word closes its modification at the minute; Excel and PowerPoint keep the second.
    created, modified = provenance.created, provenance.modified
    if document.kind == "docx":
        created, modified = created.replace(second=0), modified.replace(second=0)
    texts = [("dc:title", provenance.title), ("dc:creator", provenance.author)]
    if document.kind == "docx":
        texts = [texts[0], ("dc:subject", ""), texts[1], ("cp:keywords", ""), ("dc:description", "")]
    elif not provenance.title:
        texts = texts[1:]
    texts.append(("cp:lastModifiedBy", provenance.editor))
    if document.kind != "xlsx":
        texts.append(("cp:revision", str(provenance.revision)))
    top.children += [_tell(tag, text) for tag, text in texts]
    for tag, moment in (("dcterms:created", created), ("dcterms:modified", modified)):
        top.children.append(Element(tag, {"xsi:type": "dcterms:W3CDTF"}, [say_moment(moment)]))
    return top


def _write_app(document: OfficeFile, provenance: Provenance, words: list[str], language: str) -> Element:
    top = Element("Properties", {"xmlns": _EXTENDED, "xmlns:vt": _VECTORS})
    name = provenance.application or _PROGRAMMES[document.kind]
    company = ("Company", provenance.company)
    ending = [("LinksUpToDate", "false")]
    if document.kind == "docx":
        counts = _count_text(words)
        told = [
            ("Template", provenance.template),
            ("TotalTime", str(provenance.minutes)),
            ("Pages", counts["Pages"]),
        ]
        told += [("Words", counts["Words"]), ("Characters", counts["Characters"]), ("Application", name)]
        told += [("DocSecurity", "0"), ("Lines", counts["Lines"]), ("Paragraphs", counts["Paragraphs"])]
        told += [
            ("ScaleCrop", "false"),
            company,
            *ending,
            ("CharactersWithSpaces", counts["CharactersWithSpaces"]),
        ]
    elif document.kind == "xlsx":
        told = [("Application", name), ("DocSecurity", "0"), ("ScaleCrop", "false"), company, *ending]
    else:
        slides = sum(one.startswith("ppt/slides/slide") for one in document.trees)
        told = [
            ("TotalTime", str(provenance.minutes)),
            ("Words", str(sum(len(text.split()) for text in words))),
        ]
        told += [
            ("Application", name),
            ("PresentationFormat", "Grand écran" if language == "fr" else "Widescreen"),
            ("Paragraphs", str(len(words))),
        ]
        told += [
            ("Slides", str(slides)),
            ("Notes", "0"),
            ("HiddenSlides", "0"),
            ("ScaleCrop", "false"),
            company,
            *ending,
        ]
    told += [("SharedDoc", "false"), ("HyperlinksChanged", "false"), ("AppVersion", provenance.version)]
    top.children += [_tell(tag, text) for tag, text in told]
    return top


def _count_text(words: list[str]) -> dict[str, str]:
    """Count as Word does; a line of 80 characters and a page of 45 lines stand for those that only Word knows."""
    spoken = [text for text in words if text.strip()]
    bare = sum(len("".join(text.split())) for text in spoken)
    spaces = sum(max(0, len(text.split()) - 1) for text in spoken)
    lines = sum(1 + len(text) // 80 for text in spoken)
    return {
        "Pages": str(1 + lines // 45),
        "Words": str(sum(len(text.split()) for text in spoken)),
        "Characters": str(bare),
        "Lines": str(max(1, bare // 120)),
        "Paragraphs": str(max(1, bare // 500)),
        "CharactersWithSpaces": str(bare + spaces),
    }


def _tell(tag: str, text: str) -> Element:
    return Element(tag, {}, [text] if text else [])
