"""MISP: events (also as a search answers them) and warning lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chaffinch.names.feeds.lists.document import DocumentFormat, Extracted, read_name

_WHOLE = frozenset(("domain", "hostname", "url", "uri", "link", "domain|ip", "hostname|port"))
"""Attribute types that hold an address; of the paired ones the first half."""
_LISTS_OF_NAMES = frozenset(("hostname", "string", "substring"))


def extract_misp(document: Any) -> Extracted:
    """Return the names of one event or several: attributes and those of objects, deleted ones left out.

    Attributes that say `to_ids: false` are kept: that flag is about blocking; a look-alike is one all the same.
    """
    extracted = Extracted()
    for attribute in _iterate_attributes(document, extracted):
        extracted.entries += 1
        kind, value = attribute.get("type"), attribute.get("value")
        if not isinstance(kind, str):
            extracted.add_fault("wrong-shape", extracted.entries, field="type")
        elif attribute.get("deleted") in (True, "1", 1):
            extracted.left_out["deleted"] += 1
        elif kind not in _WHOLE:
            extracted.left_out["other-type"] += 1
        elif (name := read_name(value)) is None:
            extracted.add_fault("bad-value", extracted.entries, type=kind)
        else:
            extracted.add(name.partition(b"|")[0] if "|" in kind else name, extracted.entries)
    return extracted


def extract_warninglist(document: Any) -> Extracted:
    """Return the entries of a warning list; lists of numbers and of expressions are left out."""
    extracted = Extracted()
    entries = document.get("list") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        extracted.add_fault("wrong-shape", 0, field="list")
        return extracted
    extracted.entries = len(entries)
    kind = document.get("type", "string")
    if kind not in _LISTS_OF_NAMES:
        extracted.left_out[kind if kind in ("cidr", "regex") else "other-type"] = len(entries)
        return extracted
    for number, entry in enumerate(entries, 1):
        if (name := read_name(entry)) is None:
            extracted.add_fault("bad-value", number)
        elif stripped := name.removeprefix(b"."):
            extracted.add(stripped, number)
    return extracted


def _iterate_attributes(document: Any, extracted: Extracted) -> Iterator[dict[str, Any]]:
    for holder in _find_holders(document, extracted):
        for group in (holder, *_iterate_dicts(holder.get("Object"), extracted, "Object")):
            yield from _iterate_dicts(group.get("Attribute"), extracted, "Attribute")


def _find_holders(document: Any, extracted: Extracted) -> Iterator[dict[str, Any]]:
    """Yield what may hold attributes: an event, or an answer's list of them."""
    answer = document.get("response", document) if isinstance(document, dict) else document
    parts = answer if isinstance(answer, list) else [answer]
    for part in parts:
        holder = part.get("Event", part) if isinstance(part, dict) else None
        if isinstance(holder, dict) and ("Attribute" in holder or "Object" in holder or "info" in holder):
            yield holder
        else:
            extracted.add_fault("wrong-shape", extracted.entries, field="Event")


def _iterate_dicts(untrusted: Any, extracted: Extracted, field: str) -> Iterator[dict[str, Any]]:
    if untrusted is None:
        return
    if not isinstance(untrusted, list):
        extracted.add_fault("wrong-shape", extracted.entries, field=field)
        return
    for one in untrusted:
        if isinstance(one, dict):
            yield one
        else:
            extracted.add_fault("wrong-shape", extracted.entries, field=field)


MISP = DocumentFormat("misp", extract_misp)
WARNINGLIST = DocumentFormat("misp-warninglist", extract_warninglist)
