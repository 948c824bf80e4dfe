"""Traces of the template's own past: revision ids, names of colleagues, paths of a machine, printers, thumbnails."""

from __future__ import annotations

import random
import re
import struct

from chaffinch.decoys.documents.markup import Element
from chaffinch.decoys.documents.parts import OfficeFile
from chaffinch.decoys.documents.properties import Provenance

_DROPPED = re.compile(
    r"docProps/(?:thumbnail\..*|custom\.xml)|customXml/.*|.*printerSettings\d*\.bin|.*/(?:people|persons/person.*)\.xml"
    r"|docMetadata/.*|.*/revisions/.*|xl/calcChain\.xml|word/stylesWithEffects\.xml"
)
#: Elements that only tell of the machine or of the people who wrote the template.
_GONE = (
    "absPath",
    "dataBinding",
    "presenceInfo",
    "documentProtection",
    "writeProtection",
    "fileSharing",
    "revisionPtr",
)
_HEX = re.compile(r"[0-9A-Fa-f]{8}")
_GUID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
_OPTIONAL = frozenset({"rsid", "creationId", *_GONE})
_IDS = ("paraId", "textId", "durableId", "paraIdParent", "docId")


def remove_traces(document: OfficeFile, provenance: Provenance, chance: random.Random) -> None:
    """Take the template's past out of a document, so that two decoys of one template share no id, and no colleague is named.

    Revision ids and other identifiers become new ones, the same for the same; comments' and changes' authors become the
    document's author; properties that were added by hand, thumbnails, printers' settings and XML stores are dropped.
    """
    for name in list(document.order):
        if _DROPPED.fullmatch(name):
            document.drop(name)
    document.order = [name for name in document.order if name in document.trees or name in document.others]
    ids: dict[str, str] = {}
    for tree in document.trees.values():
        _clean_tree(tree, provenance, ids, chance)
    if not provenance.keeps_pictures:
        for name, content in document.others.items():
            document.others[name] = clean_picture(content)


def _clean_tree(tree: Element, provenance: Provenance, ids: dict[str, str], chance: random.Random) -> None:
    for element in tree.walk():
        element.children = [
            child for child in element.children if isinstance(child, str) or not _is_gone(child)
        ]
        for name, value in element.attributes.items():
            local = name.rpartition(":")[2]
            if local == "author" or (element.local == "cmAuthor" and local == "name"):
                element.attributes[name] = provenance.author
            elif local == "initials":
                element.attributes[name] = "".join(word[:1] for word in provenance.author.split())
            elif _is_id(element, local, value):
                element.attributes[name] = _renew(value, ids, chance)
        if element.local == "author" and element.text:
            element.children = [provenance.author]


def _is_id(element: Element, local: str, value: str) -> bool:
    """Say whether an attribute tells which document, paragraph, shape or working session something is of."""
    if local.startswith("rsid") or local in _IDS:
        return True
    if element.local in ("rsid", "rsidRoot", "docId", "creationId") and local in ("val", "id"):
        return True
    return local == "uid" and bool(_GUID.fullmatch(value))


def drop_revisions(tree: Element) -> None:
    """Take revision ids out of a part that can do without (styles, masters): it is the same in every document then."""
    for element in tree.walk():
        element.children = [
            child for child in element.children if isinstance(child, str) or child.local not in _OPTIONAL
        ]
        for name in list(element.attributes):
            local = name.rpartition(":")[2]
            if local.startswith("rsid") or local in _IDS:
                del element.attributes[name]


def _is_gone(element: Element) -> bool:
    """Say whether an element goes, with the wrapper that offers it to newer versions only."""
    if element.local == "AlternateContent":
        return any(one.local in _GONE for one in element.walk())
    return element.local in _GONE


def _renew(value: str, ids: dict[str, str], chance: random.Random) -> str:
    """Return the id that stands for another, of the same form; Word's are below 0x80000000, and many begin with 00."""
    if value not in ids:
        if _GUID.fullmatch(value):
            text = f"{chance.getrandbits(128):032X}"
            ids[value] = (
                f"{{{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89AB'[chance.randrange(4)]}{text[17:20]}-{text[20:]}}}"
            )
        elif _HEX.fullmatch(value):
            ids[value] = f"{chance.randrange(1, 1 << 24 if value.startswith('00') else 0x7FFFFFFF):08X}"
        elif value.isdecimal():
            ids[value] = str(chance.randrange(1 << 28, 1 << 32))
        else:
            ids[value] = value
    return ids[value]


def clean_picture(content: bytes) -> bytes:
    """Return a PNG or JPEG without EXIF, XMP, comments and times; anything else as it is."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _clean_png(content)
    if content.startswith(b"\xff\xd8"):
        return _clean_jpeg(content)
    return content


def _clean_png(content: bytes) -> bytes:
    """Leave out chunks that are text, EXIF or a time (PNG, third edition, 11.3)."""
    kept, place = bytearray(content[:8]), 8
    while place + 12 <= len(content):
        (length,) = struct.unpack_from(">L", content, place)
        if content[place + 4 : place + 8] not in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"):
            kept += content[place : place + 12 + length]
        place += 12 + length
    return bytes(kept)


def _clean_jpeg(content: bytes) -> bytes:
    """Leave out application segments 1 to 13 and 15 but the colour profile, and comments (ITU-T T.81, B.1.1)."""
    kept, place = bytearray(content[:2]), 2
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != 0xDA:
        marker = content[place + 1]
        (length,) = struct.unpack_from(">H", content, place + 2)
        segment = content[place : place + 2 + length]
        told = 0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)
        if not told or segment[4:].startswith(b"ICC_PROFILE\0"):
            kept += segment
        place += 2 + length
    return bytes(kept + content[place:])
