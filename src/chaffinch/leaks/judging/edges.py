"""What programs, gateways, lists and sites put around a message: known by its words, paragraph by paragraph (`edges.toml`).

A paragraph that none of them writes is an addition to the text, wherever it stands: an invented sentence behind the
signature is no footer.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from chaffinch.leaks.judging.links import LINK

_LINK = re.compile(LINK)
_MARKS = re.compile(r"(?m)^[ \t]*(?:[>|][ \t]?)+")
_RULER = re.compile(r"[\W_]*")
_RULED = re.compile(r"\s*(?:[-_=*~#+]{2,}|--\s?|[·•]{2,})\s*")
_SHORT, _LIKELY = 12, 3
_MOST_KEPT = 2_000
"""Signs of a paragraph whose kind is kept in mind."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """One kind of what is put around messages."""

    name: str
    sure: re.Pattern[str]
    likely: tuple[re.Pattern[str], ...]
    least: int
    words: int
    single: bool
    """Whether each line must be of the kind by itself."""


@cache
def load_kinds() -> tuple[EdgeKind, ...]:
    """Return the kinds, in the order of the table."""
    table = tomllib.loads((files(__package__ or "") / "edges.toml").read_text(encoding="utf-8"))
    return tuple(
        EdgeKind(
            name,
            re.compile("|".join(f"(?:{form})" for form in kind["sure"]), re.IGNORECASE | re.MULTILINE),
            tuple(re.compile(form, re.IGNORECASE) for form in kind["likely"]),
            kind["least"],
            kind["words"],
            kind.get("single", False),
        )
        for name, kind in table.items()
    )


def name_paragraph(untrusted_lines: list[str]) -> str:
    """Return of which kind a paragraph is; an empty text for one that is of none."""
    if sum(map(len, untrusted_lines)) > _MOST_KEPT:
        return _name_paragraph.__wrapped__(tuple(untrusted_lines))
    return _name_paragraph(tuple(untrusted_lines))


@lru_cache(maxsize=4096)
def _name_paragraph(untrusted_lines: tuple[str, ...]) -> str:
    """Name it, once: the same furniture stands beside everything that passed through one program."""
    said = _LINK.sub(" ", "\n".join(line.strip(" \t*|[]") for line in untrusted_lines))
    count = len(_WORD.findall(said))
    if not count:
        return ""
    for kind in load_kinds():
        if count > kind.words:
            continue
        if kind.single and len(untrusted_lines) > 1:
            if {name_paragraph([line]) for line in untrusted_lines if _WORD.search(line)} == {kind.name}:
                return kind.name
            continue
        flat = " ".join(said.split())
        sure = {match[0].casefold() for match in kind.sure.finditer(f"{flat}\n{said}")}
        likely = sum(bool(form.search(flat)) for form in kind.likely)
        if sure and (count <= _SHORT or len(sure) + likely >= kind.least):
            return kind.name
        if likely >= _LIKELY:
            return kind.name
    return ""


@lru_cache(maxsize=256)
def drop_edges(text: str) -> str:
    """Return a text without the paragraphs that programs, gateways and lists write: they are in everybody's mail."""
    paragraphs = split_paragraphs(_MARKS.sub("", text).split("\n"))
    return "\n\n".join("\n".join(lines) for lines in paragraphs if not name_paragraph(lines))


def is_ruler(line: str) -> bool:
    """Return whether no word stands in a line."""
    return bool(_RULER.fullmatch(line))


def split_paragraphs(lines: list[str]) -> list[list[str]]:
    """Return lines put together to paragraphs: blank lines and lines of dashes end one."""
    found: list[list[str]] = [[]]
    for line in lines:
        if not line.strip() or _RULED.fullmatch(line):
            found.append([])
        else:
            found[-1].append(line)
    return [paragraph for paragraph in found if paragraph]
