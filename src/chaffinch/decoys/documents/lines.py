"""Placeholders and alternatives in running text, whatever pieces a programme has cut it into.

`{{name}}` stands for a field, `{one|another}` for one of several wordings; a field may stand inside a wording. Which wording
was taken is the document's mark, so each choice is told with what stands before and after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from chaffinch.decoys.documents.errors import BrokenTemplateError, FieldError

MAX_TEXT = 200_000
_FIELD = re.compile(r"\{\{\s*([A-Za-z][\w.\-]*)\s*\}\}")
_CHOICE = re.compile(
    r"\{\{\s*(?P<name>[A-Za-z][\w.\-]*)\s*\}\}|\{(?P<ways>(?:[^{}|]|\{\{[^{}]*\}\})*(?:\|(?:[^{}|]|\{\{[^{}]*\}\})*)+)\}"
)
_TABLE = re.compile(r"\{\{\s*table:\s*([A-Za-z][\w\-]*)\s*\}\}")
_CONTEXT = 60
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Value = str | int | float
Row = Mapping[str, Value]
Fields = Mapping[str, "Value | Sequence[Row]"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording that was chosen, and how it is found again."""

    chosen: str
    others: tuple[str, ...]
    before: str
    """What stands before it in its paragraph, 60 characters at most."""
    after: str


@dataclass(slots=True)
class Filler:
    """Fills texts one after another, in the order of the document."""

    fields: Fields
    pick: Callable[[int, int], int]
    """Takes the place's number, and how many wordings it has; says which."""
    locale: str = "fr_FR"
    phrases: list[Phrase] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    """How many wordings each place so far has."""
    used: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)

    def fill(self, text: str, row: Row | None = None) -> list[tuple[int, int, str]]:
        """Return what to put where: begin, end and new text, not overlapping and from left to right."""
        if len(text) > MAX_TEXT:
            raise BrokenTemplateError("too-large", "a paragraph of more than 200,000 characters")
        changes: list[tuple[int, int, str]] = []
        chosen: list[tuple[int, int, str, tuple[str, ...]]] = []
        shift = 0
        for found in _CHOICE.finditer(text):
            others: tuple[str, ...] = ()
            if found["name"] is not None:
                new = self.say(found["name"], row)
            else:
                ways = [self._say_way(way, row) for way in _split_ways(found["ways"])]
                place = self.pick(len(self.sizes), len(ways))
                self.sizes.append(len(ways))
                new, others = ways[place], (*ways[:place], *ways[place + 1 :])
            changes.append((found.start(), found.end(), new))
            if others:
                chosen.append((found.start() + shift, found.start() + shift + len(new), new, others))
            shift += len(new) - (found.end() - found.start())
        if chosen:
            whole = apply_changes(text, changes)
            self.phrases += [
                Phrase(new, others, whole[max(0, begin - _CONTEXT) : begin], whole[end : end + _CONTEXT])
                for begin, end, new, others in chosen
            ]
        return changes

    def say(self, name: str, row: Row | None = None) -> str:
        """Return a field's value as text; an empty one, kept as missing, if it has none."""
        value = self.find(name, row)
        if isinstance(value, int | float):
            return write_number(value, self.locale)
        return value if isinstance(value, str) else ""

    def find(self, name: str, row: Row | None = None) -> Value | None:
        """Return a field's value, a row's own first."""
        value = row[name] if row is not None and name in row else self.fields.get(name)
        if value is None or not isinstance(value, str | int | float):
            self.missing.add(name)
            return None
        self.used.add(name)
        return _CONTROL.sub("", value).replace("\n", " ") if isinstance(value, str) else value

    def find_rows(self, name: str) -> Sequence[Row]:
        """Return the rows of a table; none, kept as missing, if it has none."""
        rows = self.fields.get(name)
        if rows is None or isinstance(rows, str | int | float):
            self.missing.add(f"table:{name}")
            return ()
        self.used.add(name)
        return rows

    def check_filled(self) -> None:
        """Return if every placeholder had a value.

        Raises:
            FieldError: some had none; it names them.
        """
        if self.missing:
            names = tuple(sorted(self.missing))
            raise FieldError(f"The template asks for what was not given: {', '.join(names)}.", names)

    def _say_way(self, way: str, row: Row | None) -> str:
        return _FIELD.sub(lambda found: self.say(found[1], row), way)


def apply_changes(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    """Return the text with its changes made."""
    pieces, place = [], 0
    for begin, end, new in changes:
        pieces += [text[place:begin], new]
        place = end
    return "".join([*pieces, text[place:]])


def spread_changes(pieces: Sequence[str], changes: Sequence[tuple[int, int, str]]) -> list[str]:
    """Make the changes of a joined text in its pieces: what is new goes where the change begins, in that piece's looks."""
    spread: list[str] = []
    begin = 0
    for piece in pieces:
        end = begin + len(piece)
        kept, place = [], begin
        for start, stop, new in changes:
            if stop <= begin or start >= end:
                continue
            kept.append(piece[place - begin : max(start, begin) - begin])
            if start >= begin:
                kept.append(new)
            place = min(stop, end)
        kept.append(piece[place - begin :])
        spread.append("".join(kept))
        begin = end
    return spread


def find_table(text: str) -> str:
    """Return the name in a text's `{{table:name}}`; an empty text if it has none."""
    found = _TABLE.search(text)
    return found[1] if found else ""


def find_table_mark(text: str) -> list[tuple[int, int, str]]:
    """Return the change that takes `{{table:name}}` out of a text."""
    return [(found.start(), found.end(), "") for found in _TABLE.finditer(text)]


def name_field(text: str) -> str:
    """Return the name of the field that is all of a text; an empty text if there is more or less."""
    found = _FIELD.fullmatch(text.strip())
    return found[1] if found else ""


def write_number(value: float, locale: str) -> str:
    """Write a number as the country does: 1 234,50 (narrow no-break space) or 1,234.50; whole ones without a fraction."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
    if locale.startswith("en"):
        return text
    return text.replace(",", "\u202f").replace(".", ",")


def _split_ways(text: str) -> list[str]:
    """Cut at the bars; a field's name has none."""
    return text.split("|")
