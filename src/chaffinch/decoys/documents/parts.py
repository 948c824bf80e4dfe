"""An office document as parts, types and relations: what refers to what, and how a part leaves without a trace."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from chaffinch.decoys.documents.errors import BrokenTemplateError
from chaffinch.decoys.documents.markup import Element, read_markup, write_markup
from chaffinch.decoys.documents.package import Parts, read_package, write_package

OfficeKind = Literal["docx", "xlsx", "pptx"]
MAIN: dict[OfficeKind, str] = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
TYPES = "[Content_Types].xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TOP_RELATIONS = "_rels/.rels"


@dataclass(slots=True)
class OfficeFile:
    """A document in memory: XML parts as trees, all others as bytes."""

    kind: OfficeKind
    trees: dict[str, Element]
    others: Parts
    order: list[str] = field(default_factory=list)
    """The names of all parts as the template has them."""

    def drop(self, name: str) -> None:
        """Remove a part, its relations, what refers to it, and its type."""
        for gone in (name, relations_of(name)):
            self.trees.pop(gone, None)
            self.others.pop(gone, None)
        for owner, relations in self.list_relations():
            relations.children = [
                one
                for one in relations.elements
                if one.get("TargetMode") == "External" or resolve(owner, one.get("Target")) != name
            ]
        types = self.trees[TYPES]
        types.children = [one for one in types.elements if one.get("PartName").lstrip("/") != name]

    def list_relations(self) -> Iterator[tuple[str, Element]]:
        """Yield the name of each part that has relations, and their tree; the name is empty for the package's own."""
        for name in list(self.trees):
            folder, _, file = name.rpartition("/")
            if file.endswith(".rels") and folder.endswith("_rels"):
                owner = posixpath.join(folder[: -len("_rels")].rstrip("/"), file[: -len(".rels")])
                yield owner.lstrip("/"), self.trees[name]

    def relate(self, owner: str, *, kind: str, target: str) -> str:
        """Add a relation to something outside; return its id.

        Args:
            owner: the part that refers.
            kind: the last word of the relation's type: hyperlink, image.
            target: an address.
        """
        name = relations_of(owner)
        if name not in self.trees:
            namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
            self.trees[name] = Element("Relationships", {"xmlns": namespace})
            self.order.append(name)
        relations = self.trees[name]
        attributes = {
            "Id": _free_id(relations),
            "Type": f"{RELATIONS}/{kind}",
            "Target": target,
            "TargetMode": "External",
        }
        relations.children.append(Element("Relationship", attributes))
        return attributes["Id"]

    def declare(self, name: str, *, content_type: str, relation: str, owner: str = "") -> None:
        """Make sure that a part is typed and referred to.

        Args:
            name: docProps/core.xml, xl/sharedStrings.xml.
            content_type: its type.
            relation: the full type of its relation.
            owner: the part that refers to it; by default the package.
        """
        types, relations = self.trees[TYPES], self.trees.get(relations_of(owner)) or Element("Relationships")
        if all(one.get("PartName") != f"/{name}" for one in types.elements):
            types.children.append(Element("Override", {"PartName": f"/{name}", "ContentType": content_type}))
        if all(resolve(owner, one.get("Target")) != name for one in relations.elements):
            target = posixpath.relpath(name, posixpath.dirname(owner) or ".")
            attributes = {"Id": _free_id(relations), "Type": relation, "Target": target}
            relations.children.append(Element("Relationship", attributes))
        if name not in self.order:
            self.order.append(name)

    def copy(self) -> OfficeFile:
        """Return a deep copy, so that one template is filled many times."""
        trees = {name: tree.copy() for name, tree in self.trees.items()}
        return OfficeFile(self.kind, trees, dict(self.others), list(self.order))


def open_office(untrusted: bytes, kind: OfficeKind) -> OfficeFile:
    """Read a package and parse its XML.

    Raises:
        BrokenTemplateError: it is broken, hostile or of another kind.
    """
    parts = read_package(untrusted)
    for needed in (TYPES, _TOP_RELATIONS, MAIN[kind]):
        if needed not in parts:
            raise BrokenTemplateError("missing-part", f"no {needed}: is it a {kind}?")
    trees: dict[str, Element] = {}
    others: Parts = {}
    for name, content in parts.items():
        if name.lower().endswith((".xml", ".rels", ".vml", ".svg")):
            trees[name] = read_markup(content)
        else:
            others[name] = content
    return OfficeFile(kind, trees, others, list(parts))


def close_office(document: OfficeFile) -> bytes:
    """Write all parts into a package."""
    parts: Parts = {}
    for name in document.order:
        if name in document.trees:
            parts[name] = write_markup(document.trees[name])
        elif name in document.others:
            parts[name] = document.others[name]
    return write_package(parts)


def relations_of(part: str) -> str:
    """Return where a part's relations stand."""
    folder, _, file = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _free_id(relations: Element) -> str:
    taken = {one.get("Id") for one in relations.elements}
    return next(f"rId{count}" for count in range(1, len(taken) + 2) if f"rId{count}" not in taken)


def resolve(owner: str, target: str) -> str:
    """Return the part that a relation leads to.

    Raises:
        BrokenTemplateError: it leads out of the package.
    """
    joined = (
        target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(owner), target)
    )
    name = posixpath.normpath(joined.partition("#")[0])
    if name.startswith(".."):
        raise BrokenTemplateError("path", f"a relation of {owner or 'the package'} leads to {target[:80]!r}")
    return name
