"""Which program wrote an item anew, by what it leaves in the head; and whether a message is the same but for its packing."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from chaffinch.leaks.prints import MailPrint


@cache
def load_added() -> dict[str, str]:
    """Return the fields that exports add, each with the code of what adds it."""
    table = tomllib.loads((files(__package__ or "") / "exports.toml").read_text(encoding="utf-8"))
    return {name: code for code, names in table.items() for name in names}


def name_exports(theirs: MailPrint, ours: MailPrint | None) -> frozenset[str]:
    """Return codes of programs that this item went through."""
    had = {name.lower() for name, _ in ours.headers} if ours else set()
    names = {name.lower() for name, _ in theirs.headers}
    added = load_added()
    codes = {added[name] for name in names - had if name in added}
    structure = " ".join([theirs.habits.get("boundary", ""), theirs.habits.get("boundary-shape", "")])
    if (
        any("LibPST" in value for name, value in theirs.headers if name.lower() == "content-type")
        or "libpst" in structure
    ):
        codes.add("pst")
    if {"envelope", "mbox-quoted"} & set(theirs.faults):
        codes.add("mbox")
    if ours is not None:
        codes |= _name_losses(theirs, ours)
    return frozenset(codes)


def _name_losses(theirs: MailPrint, ours: MailPrint) -> set[str]:
    codes = set()
    if ours.received and not theirs.received:
        codes.add("trace-lost")
    if ours.habits.get("structure") != theirs.habits.get("structure"):
        codes.add("encoding")
    if ours.habits.get("line-ends") != theirs.habits.get("line-ends"):
        codes.add("line-ends")
    if ours.html_text and not theirs.html_text:
        codes.add("one-form")
    return codes


def is_same_message(theirs: MailPrint, ours: MailPrint) -> bool:
    """Return whether head and body are the same, field by field, whatever the line ends and the order of fields."""
    same_body = ours.body_hashes.get("relaxed-sha256", "") == theirs.body_hashes.get("relaxed-sha256", "-")
    return same_body and _list_fields(theirs) == _list_fields(ours)


def _list_fields(mail: MailPrint) -> list[tuple[str, str]]:
    return sorted((name.lower(), " ".join(value.split())) for name, value in mail.headers)
