"""Office files that are packages: Office Open XML (ECMA-376) and OpenDocument (ISO 26300); properties, parts, text."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import cast
from xml.etree import ElementTree

from chaffinch.leaks.reading.inside.items import write_document, write_held
from chaffinch.leaks.reading.inside.markup import read_body, read_cells, read_shared, read_tree
from chaffinch.leaks.reading.inside.members import make_member
from chaffinch.leaks.reading.inside.opening import read_member
from chaffinch.leaks.reading.inside.pieces import Piece
from chaffinch.leaks.reading.inside.state import FaultyError, Reading, Value
from chaffinch.leaks.reading.mbox import Readable
from chaffinch.leaks.reading.names import show_name

MOST_PARTS = 2_000
MOST_XML = 40_000_000
"""Bytes of one part that is read as XML."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError)
_MAIN = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_OPEN = {
    b"opendocument.text": "odt", b"opendocument.spreadsheet": "ods", b"opendocument.presentation": "odp",
    b"opendocument.graphics": "odg",
}  # fmt: skip
_NUMBER = re.compile(r"(\d+)\.xml$")
_RSID = re.compile(rb"w:rsid(?:Root)? w:val=\"([0-9A-Fa-f]{8})\"")
_LANGUAGE = re.compile(
    rb"<w:lang\b[^>]*?w:val=\"([A-Za-z-]{2,15})\"|<a:[a-zA-Z]+Pr\b[^>]*?\blang=\"([A-Za-z-]{2,15})\""
)
_CORE = {
    "creator": "creator", "lastModifiedBy": "last_modified_by", "created": "created", "modified": "modified",
    "revision": "revision", "title": "title", "subject": "subject", "language": "language", "lastPrinted": "printed",
    "keywords": "keywords", "description": "description", "category": "category", "version": "version",
}  # fmt: skip
_APP = {
    "Application": "application", "AppVersion": "app_version", "Company": "company", "Template": "template",
    "TotalTime": "minutes", "Manager": "manager", "Pages": "pages", "Words": "words", "Characters": "characters",
}  # fmt: skip
_META = {
    "initial-creator": "creator", "creator": "last_modified_by", "creation-date": "created", "date": "modified",
    "generator": "application", "editing-cycles": "revision", "title": "title", "language": "language",
    "editing-duration": "minutes", "printed-by": "printed_by", "print-date": "printed", "subject": "subject",
}  # fmt: skip


def find_package(names: set[str]) -> str:
    """Return `docx`, `xlsx`, `pptx`, `odf` by the parts' names; an empty text where it is an ordinary zip."""
    if "[Content_Types].xml" in names:
        for folder, form in _MAIN.items():
            if any(name.startswith(folder) and name.endswith(".xml") for name in names):
                return form
    return "odf" if {"mimetype", "content.xml"} <= names else ""


def read_package(
    piece: Piece, reading: Reading, archive: zipfile.ZipFile, form: str
) -> Iterator[Value | None]:
    """Yield the document; parts that cannot be unpacked are a fault of it, `damaged`."""
    package = _Package(archive, reading)
    if form == "odf":
        kind = package.read("mimetype").strip()
        form = next((name for mark, name in _OPEN.items() if kind.endswith(mark)), "odf")
        text, metadata = _read_open(package, form)
    else:
        text, metadata = _READ_TEXT[form](package), _read_properties(package, form)
    package.hash_rest()
    if package.encrypted and not text:
        yield write_held(piece, kind="document", fault="encrypted")
        return
    document = write_document(
        reading, form, text=text, metadata=metadata, parts=package.hashes, faults=sorted(package.faults)
    )
    yield write_held(piece, kind="document", document=document)
    yield from _read_embedded(piece, reading, archive)


def _read_embedded(piece: Piece, reading: Reading, archive: zipfile.ZipFile) -> Iterator[Value | None]:
    """Yield the files that lie in the document: a sheet behind a chart, a document behind an icon."""
    for member in archive.infolist():
        if "/embeddings/" not in member.filename or member.is_dir():
            continue
        reading.take_member()
        try:
            stream = archive.open(member)
        except _BROKEN:
            continue  # the document has the fault `damaged`
        with stream:
            name = show_name(member.filename)
            inner = make_member(
                piece, reading, shown=name, untrusted_name=member.filename, stream=cast(Readable, stream)
            )
            yield from read_member(inner, piece, reading)


class _Package:
    """The parts of one file, each unpacked once."""

    def __init__(self, archive: zipfile.ZipFile, reading: Reading) -> None:
        self._archive, self._reading = archive, reading
        self.names = [member.filename for member in archive.infolist() if not member.is_dir()]
        self.hashes: dict[str, str] = {}
        self.faults: set[str] = set()
        self.encrypted = any(member.flag_bits & 1 for member in archive.infolist())
        if len(self.names) > MOST_PARTS:
            self.faults.add("many-parts")

    def read(self, name: str) -> bytes:
        """Return a part's bytes; none where it is not there or is damaged."""
        try:
            with self._archive.open(name) as stream:
                content = stream.read(MOST_XML + 1)
        except KeyError:
            return b""
        except _BROKEN:
            self.faults.add("damaged")
            return b""
        self._reading.take(len(content))
        if len(content) > MOST_XML:
            self.faults.add("cut")
            return b""
        self.hashes[name] = hashlib.sha256(content).hexdigest()
        return content

    def read_tree(self, name: str) -> ElementTree.Element | None:
        """Return a part as XML; None where it is not there or is none."""
        content = self.read(name)
        if not content:
            return None
        try:
            return read_tree(content)
        except FaultyError:
            self.faults.add("damaged")
            return None

    def list(self, prefix: str) -> list[str]:
        """Return parts of a folder in the order of their numbers."""
        found = [name for name in self.names if name.startswith(prefix) and name.endswith(".xml")]
        return sorted(found, key=lambda name: (_find_number(name), name))

    def hash_rest(self) -> None:
        """Hash the parts that were not read: pictures, styles, embedded files."""
        for name in self.names[:MOST_PARTS]:
            if name in self.hashes:
                continue
            digest = hashlib.sha256()
            try:
                with self._archive.open(name) as stream:
                    while block := stream.read(1 << 20):
                        self._reading.take(len(block))
                        digest.update(block)
            except _BROKEN:
                self.faults.add("damaged")
                continue
            self.hashes[name] = digest.hexdigest()
        self.hashes = dict(sorted(self.hashes.items()))


def _find_number(name: str) -> int:
    match = _NUMBER.search(name)
    return int(match[1][:9]) if match else 0


def _read_word(package: _Package) -> str:
    """Return the body, then headers, footers, notes and comments."""
    names = ["word/document.xml"]
    for kind in ("header", "footer", "footnotes", "endnotes", "comments"):
        names += package.list(f"word/{kind}")
    trees = [tree for name in names if (tree := package.read_tree(name)) is not None]
    return "\n".join(text for tree in trees if (text := read_body(tree)))


def _read_sheets(package: _Package) -> str:
    """Return each sheet's rows, cells apart by tabs; values as they are stored."""
    shared_tree = package.read_tree("xl/sharedStrings.xml")
    shared = read_shared(shared_tree) if shared_tree is not None else []
    sheets = [package.read_tree(name) for name in package.list("xl/worksheets/")]
    comments = [package.read_tree(name) for name in package.list("xl/comments")]
    lines = [read_cells(tree, shared) for tree in sheets if tree is not None]
    lines += [read_body(tree) for tree in comments if tree is not None]
    return "\n".join(line for line in lines if line)


def _read_slides(package: _Package) -> str:
    names = package.list("ppt/slides/") + package.list("ppt/notesSlides/") + package.list("ppt/comments/")
    trees = [tree for name in names if (tree := package.read_tree(name)) is not None]
    return "\n".join(text for tree in trees if (text := read_body(tree)))


_READ_TEXT = {"docx": _read_word, "xlsx": _read_sheets, "pptx": _read_slides}


def _read_properties(package: _Package, form: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, fields in (("docProps/core.xml", _CORE), ("docProps/app.xml", _APP)):
        tree = package.read_tree(name)
        found |= _pick(tree, fields) if tree is not None else {}
    main = {"docx": "word/settings.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}[form]
    settings = package.read(main)
    if rsids := list(dict.fromkeys(match.decode().upper() for match in _RSID.findall(settings))):
        found["ids"] = " ".join(rsids[:200])
    styles = package.read("word/styles.xml" if form == "docx" else main)
    if language := _LANGUAGE.search(styles):
        found.setdefault("language", (language[1] or language[2]).decode())
    custom = package.read_tree("docProps/custom.xml")
    for one in () if custom is None else list(custom)[:50]:
        found[f"custom:{one.get('name', '')[:60]}"] = "".join(one.itertext()).strip()
    return found


def _read_open(package: _Package, form: str) -> tuple[str, dict[str, str]]:
    meta, content = package.read_tree("meta.xml"), package.read_tree("content.xml")
    metadata = _pick(meta, _META) if meta is not None else {}
    return (read_body(content) if content is not None else ""), metadata


def _pick(tree: ElementTree.Element, fields: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in tree.iter():
        name = fields.get(str(one.tag).rpartition("}")[2])
        if name and one.text and name not in found:
            found[name] = one.text.strip()
    return found
