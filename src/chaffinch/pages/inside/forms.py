"""Find what a page asks for and where it sends it, from a snapshot of its documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal
from urllib.parse import urljoin

from chaffinch.pages.capture import Field, Form
from chaffinch.pages.inside.snapshot import Document, Node
from chaffinch.pages.words import PASSWORD_WORDS

FoundBy = Literal["page", "closed-shadow", "masked-text", "frame", "hidden-until", "labelled"]
MOST_FORMS, MOST_FIELDS, LONGEST_LABEL = 50, 100, 120

_EMAIL_LABEL = re.compile(r"\W*(e-?mail|courriel|correo|adresse (e-?mail|électronique))\b", re.IGNORECASE)
_LONGEST_CALL = 40
"""Letters of a label that is a field's name, and no sentence about passwords."""
_NO_ENTRY = ("submit", "button", "image", "reset")
_AS_THEY_ARE = {"password": "password", "hidden": "hidden"} | dict.fromkeys(
    ("checkbox", "radio", "file", "range", "color", "date", "time", "month", "week", "datetime-local"),
    "other",
)
_MASK_FONT = re.compile(r"secur|password|disc\b|dotsfont|masked", re.IGNORECASE)
_KINDS = (
    ("one-time-code", re.compile(r"one-time-code|\botp\b|\b[mt]?fa\b|2fa|totp|verification.?code|code.?sms", re.I)),
    ("card", re.compile(r"\bcc-|card.?(num|holder)|\bcvv\b|\bcvc\b|num.?carte|carte.?bancaire", re.I)),
    ("email", re.compile(r"e-?mail|courriel|\busername\b|identifiant", re.I)),
    ("tel", re.compile(r"\bphone|\btel\b|mobile|t[eé]l[eé]phone", re.I)),
)  # fmt: skip


def find_forms(documents: Iterable[Document]) -> tuple[Form, ...]:
    """Return every form with a field, and the fields outside every form as one more for each document."""
    found = [form for document in documents for form in _find_in_document(document)]
    return tuple(found[:MOST_FORMS])


def _find_in_document(document: Document) -> list[Form]:
    forms_by_id = {
        node.attributes["id"]: node.number
        for node in document.nodes
        if node.name == "FORM" and "id" in node.attributes
    }
    labels = _collect_labels(document)
    fields: dict[int, list[Field]] = {}
    for node in document.nodes:
        kind = classify_field(node)
        if kind == "password" and node.bounds is None and _is_a_trap_for_robots(node, document=document):
            kind = "hidden"
        if kind is None or _is_browser_made(node, document=document):
            continue
        owner = _find_owner(node, document=document, forms_by_id=forms_by_id)
        if owner not in fields and len(fields) >= MOST_FORMS:
            continue
        entries = fields.setdefault(owner, [])
        if len(entries) < MOST_FIELDS:
            label = _find_label(node, document=document, labels=labels)
            name = (node.attributes.get("name") or node.attributes.get("id") or "")[:LONGEST_LABEL]
            if kind == "text" and _EMAIL_LABEL.match(label):
                kind = "email"
            if _is_called_password(node, kind=kind, label=label):
                entries.append(Field(name, "password", label, "labelled"))
            else:
                entries.append(Field(name, kind, label, _find_how(node, document=document)))
    return [_make_form(owner, entries, document=document) for owner, entries in fields.items()]


def _make_form(owner: int, entries: Sequence[Field], *, document: Document) -> Form:
    if owner < 0:
        return Form("", "", tuple(entries))
    attributes = document.nodes[owner].attributes
    method = attributes.get("method", "get").strip().lower()
    button = next(
        (
            node.attributes["formaction"]
            for node in document.nodes
            if "formaction" in node.attributes and _is_inside(node, owner, document=document)
        ),
        None,
    )
    target = attributes.get("action") if button is None else button
    return Form(_resolve_target(target, method=method, document=document), method[:20], tuple(entries))


def _resolve_target(target: str | None, *, method: str, document: Document) -> str:
    """Return the absolute address; empty where a script must decide (no action, `#`, `javascript:`)."""
    if target is None:
        return document.url[:2_000] if method == "post" else ""
    stripped = target.strip()
    if stripped.startswith("#") or stripped.lower().startswith("javascript:"):
        return ""
    try:
        return urljoin(document.base or document.url, stripped)[:2_000]
    except ValueError:
        return stripped[:2_000]


def _is_inside(node: Node, owner: int, *, document: Document) -> bool:
    return any(ancestor.number == owner for ancestor in document.walk_up(node))


def _is_browser_made(node: Node, *, document: Document) -> bool:
    return any(one.shadow == "user-agent" for one in (node, *document.walk_up(node)))


def _find_owner(node: Node, *, document: Document, forms_by_id: dict[str, int]) -> int:
    named = forms_by_id.get(node.attributes.get("form", ""))
    if named is not None:
        return named
    return next((above.number for above in document.walk_up(node) if above.name == "FORM"), -1)


def _is_a_trap_for_robots(node: Node, *, document: Document) -> bool:
    """Return whether a field that is not laid out is kept from people for good: nothing is to reach it."""
    near = [node, *(above for _, above in zip(range(3), document.walk_up(node), strict=False))]
    return any(
        one.attributes.get("tabindex") == "-1" or one.attributes.get("aria-hidden") == "true" for one in near
    )


def _is_called_password(node: Node, *, kind: str, label: str) -> bool:
    """Return whether an ordinary field is called a password, whatever it shows of what is typed into it."""
    plain = node.name not in ("SELECT", "INPUT") and "type" not in node.attributes
    written = kind == "text" or (kind == "other" and plain)
    if not written:
        return False
    short = len(label) <= _LONGEST_CALL and PASSWORD_WORDS.search(label) is not None
    return short or "current-password" in node.attributes.get("autocomplete", "").lower()


def _find_how(node: Node, *, document: Document) -> FoundBy:
    if document.framed:
        return "frame"
    if any(one.shadow == "closed" for one in (node, *document.walk_up(node))):
        return "closed-shadow"
    if node.bounds is None and node.name == "INPUT" and node.attributes.get("type") == "password":
        return "hidden-until"
    return (
        "masked-text"
        if _is_masked(node) and node.attributes.get("type", "").lower() != "password"
        else "page"
    )


def classify_field(node: Node) -> str | None:
    """Return the field's kind; None where nothing is entered."""
    if node.name != "INPUT":
        editable = node.attributes.get("contenteditable", "false").lower() in ("", "true", "plaintext-only")
        if node.name == "TEXTAREA" or editable:
            return "password" if _is_masked(node) else "other"
        return "other" if node.name == "SELECT" else None
    kind = node.attributes.get("type", "text").strip().lower()
    if kind in _NO_ENTRY:
        return None
    if kind in _AS_THEY_ARE:
        return _AS_THEY_ARE[kind]
    if "readonly" in node.attributes and node.attributes.get("value"):
        return "other"  # it shows something, and takes nothing
    masked = _is_masked(node) and not node.attributes.get("autocomplete", "").lower().startswith("cc-")
    return "password" if masked else _guess_kind(node, kind=kind)


def _guess_kind(node: Node, *, kind: str) -> str:
    attributes = node.attributes
    words = " ".join(
        attributes.get(name, "") for name in ("autocomplete", "name", "id", "aria-label", "placeholder")
    )
    spaced = re.sub(r"[_\[\]]", " ", words[:500])
    if kind in ("email", "tel") and not _KINDS[0][1].search(spaced) and not _KINDS[1][1].search(spaced):
        return kind
    return next((found for found, pattern in _KINDS if pattern.search(spaced)), "text")


def _is_masked(node: Node) -> bool:
    """Return whether what is typed shows as dots: by style, or by a font made of dots."""
    styles = node.styles or {}
    if styles.get("-webkit-text-security", "none") not in ("none", ""):
        return True
    return node.name in ("INPUT", "TEXTAREA") and _MASK_FONT.search(styles.get("font-family", "")) is not None


def _collect_labels(document: Document) -> dict[str, int]:
    return {
        node.attributes["for"]: node.number
        for node in document.nodes
        if node.name == "LABEL" and "for" in node.attributes
    }


def _find_label(node: Node, *, document: Document, labels: dict[str, int]) -> str:
    labelled = labels.get(node.attributes.get("id", ""))
    around = next((above.number for above in document.walk_up(node) if above.name == "LABEL"), None)
    number = around if labelled is None else labelled
    text = "" if number is None else _say_text(number, document=document)
    if "readonly" in node.attributes:
        text = f"{text} {node.attributes.get('value', '')}".strip()
    if not text:
        named = ("aria-label", "placeholder", "title")
        text = next((node.attributes[name] for name in named if node.attributes.get(name)), "")
    return " ".join(text[:1_000].split())[:LONGEST_LABEL]


def _say_text(number: int, *, document: Document) -> str:
    """Return the text below a node; children follow their parents in a snapshot."""
    inside, pieces = {number}, []
    for node in document.nodes[number + 1 : number + 200]:
        if node.parent in inside:
            inside.add(node.number)
            if node.name == "#TEXT":
                pieces.append(node.value[:LONGEST_LABEL])
    return " ".join(pieces)
