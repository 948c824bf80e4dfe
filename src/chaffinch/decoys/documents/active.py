"""What runs or fetches by itself in an office document: a template that has any of it is refused.

Where the good is a short list, it is the list (fields, targets of relations, actions); else the bad is.
Sources: ECMA-376 part 1 (fields 17.16, actions 21.1.2.3.5), [MS-OFFMACRO2], [MS-XLSX] 2.2.2 (DDE), [MS-OVBA].
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from chaffinch.decoys.documents.errors import ActiveTemplateError
from chaffinch.decoys.documents.markup import Element
from chaffinch.decoys.documents.parts import TYPES, OfficeFile, resolve

#: Parts by name and by type, and what they are.
_PARTS = (
    ("macros", re.compile(r"vba|macro|attachedtoolbars|customui|keymapcustomizations|\.(?:bas|xlm|vbs|js|hta)$")),
    ("activex", re.compile(r"activex|ctrlprop|userform")),
    ("ole", re.compile(r"oleobject|embeddings/|\.(?:ole|exe|dll|lnk|doc|xls|ppt|rtf|html?|mht)$|ms-package")),
    ("data-source", re.compile(r"externallink|querytable|connections\.xml|/model/|webextension|mailmerge|webpub|volatiled")),
)  # fmt: skip
#: Parts that are not XML: pictures, fonts, and the printer's settings, which are dropped later.
_PLAIN_FILES = re.compile(
    r"\.(?:png|jpe?g|gif|tiff?|bmp|emf|wmf|odttf|fntdata)$|printersettings\d*\.bin$|^docprops/thumb"
)
_ELEMENTS = {
    "control": "activex", "ocx": "activex", "object": "ole", "oleObj": "ole", "OLEObject": "ole", "oleLink": "ole",
    "oleObject": "ole", "embed": "ole", "ddeLink": "field", "altChunk": "external", "attachedTemplate": "external",
    "subDoc": "external", "frameset": "external", "mailMerge": "data-source", "externalReference": "data-source",
    "webPublishing": "data-source", "webVideoPr": "external", "script": "script", "foreignObject": "script",
    "cmd": "action", "audioFile": "external", "videoFile": "external",
    "quickTimeFile": "external", "pivotCacheDefinition": "data-source",
}  # fmt: skip
_FIELDS = frozenset(
    {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "TITLE", "AUTHOR",
     "SUBJECT", "FILENAME", "REF", "PAGEREF", "NOTEREF", "HYPERLINK", "TOC", "TC", "STYLEREF", "SEQ", "LISTNUM", "FORMTEXT",
     "FORMCHECKBOX", "FORMDROPDOWN", "NUMWORDS", "NUMCHARS"}
)  # fmt: skip
_FORMULAS = frozenset(["f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"])
_BAD_FORMULA = re.compile(
    r"\||\[\d+\]|\b(?:WEBSERVICE|HYPERLINK|CALL|REGISTER(?:\.ID)?|EXEC|RTD|IMAGE|FILTERXML|FOPEN|RUN|SQL\.REQUEST|PY)\s*\(",
    re.I,
)
_ACTIONS = ("ppaction://hlinksldjump", "ppaction://hlinkshowjump", "ppaction://noaction")


def check_inactive(document: OfficeFile) -> None:
    """Return if nothing in the document runs or fetches.

    Raises:
        ActiveTemplateError: something does.
    """
    for name in document.order:
        _check_name(name, name, plain=name in document.others)
    for one in document.trees[TYPES].elements:
        _check_name(one.get("ContentType"), TYPES, plain=False)
    for owner, relations in document.list_relations():
        for relation in relations.elements:
            _check_relation(relation, owner)
    for name, tree in document.trees.items():
        _check_tree(tree, name)


def _check_name(name: str, part: str, *, plain: bool) -> None:
    lowered = name.lower()
    for code, pattern in _PARTS:
        if pattern.search(lowered):
            raise ActiveTemplateError(code, part)
    if plain and not _PLAIN_FILES.search(lowered):
        raise ActiveTemplateError("ole", part)


def _check_relation(relation: Element, owner: str) -> None:
    kind, target = relation.get("Type"), relation.get("Target")
    part = f"{owner or 'the package'}'s relations"
    _check_name(kind.rpartition("/")[2], part, plain=False)
    if relation.get("TargetMode").lower() == "external":
        if not kind.endswith("/hyperlink") or not _is_harmless(target):
            raise ActiveTemplateError("external", part)
    else:
        resolve(owner, target)


def _is_harmless(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() in ("http", "https", "mailto")
    except ValueError:
        return False


def _check_tree(tree: Element, part: str) -> None:
    for element in tree.walk():
        if code := _ELEMENTS.get(element.local):
            raise ActiveTemplateError(code, part)
        if element.local in _FORMULAS and _is_bad_formula(element):
            raise ActiveTemplateError("formula", part)
        action = element.get("action")
        if action and element.local.startswith("hlink") and not action.startswith(_ACTIONS):
            raise ActiveTemplateError("action", part)
        for name, value in element.attributes.items():
            if (part.endswith(".svg") and name.lower().startswith("on")) or "javascript:" in value.lower():
                raise ActiveTemplateError("script", part)
        if element.local == "fldSimple":
            _check_field(element.get("instr"), part)
    for instruction in _list_fields(tree, part):
        _check_field(instruction, part)


def _is_bad_formula(element: Element) -> bool:
    marked = any(element.get(name) in ("1", "true") for name in ("macro", "xlm", "function", "vbProcedure"))
    name = element.get("name").lower().removeprefix("_xlnm.")
    automatic = name.startswith(("auto_", "auto.", "workbook_open"))
    return marked or automatic or bool(_BAD_FORMULA.search(element.text)) or element.get("t") == "dataTable"


def _check_field(instruction: str, part: str) -> None:
    words = instruction.split()
    known = bool(words) and (words[0].upper() in _FIELDS or words[0].startswith("="))
    if not known:
        raise ActiveTemplateError("field", part)
    if words[0].upper() == "HYPERLINK" and len(words) > 1 and not words[1].startswith("\\"):
        if not _is_harmless(words[1].strip('"“”')):
            raise ActiveTemplateError("external", part)


def _list_fields(tree: Element, part: str) -> Iterator[str]:
    """Yield the instructions of complex fields, whatever runs they are cut into.

    A field inside another's instruction must come after its first word: else what it does is only known when it is shown.
    """
    open_fields: list[tuple[list[str], bool]] = []
    for element in tree.walk():
        if element.local in ("instrText", "delInstrText"):
            if not open_fields:
                raise ActiveTemplateError("field", part)
            open_fields[-1][0].append(element.text)
        if element.local != "fldChar":
            continue
        kind = element.get("fldCharType")
        if kind == "begin":
            if open_fields and not open_fields[-1][1] and not "".join(open_fields[-1][0]).split():
                raise ActiveTemplateError("field", part)
            open_fields.append(([], False))
        elif kind == "separate" and open_fields:
            pieces, _ = open_fields.pop()
            open_fields.append((pieces, True))
            yield "".join(pieces)
        elif kind == "end" and open_fields:
            pieces, told = open_fields.pop()
            if not told:
                yield "".join(pieces)
