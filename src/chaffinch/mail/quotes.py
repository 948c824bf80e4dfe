"""What of a text is new, and what it quotes: a later mail that quotes an earlier one word for word is a witness of it.

Works on the text that a reader sees: quotations of pages stand behind `>` there, too (`page_text`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from chaffinch.mail.quote_heads import find_attribution, find_divider, find_head, may_begin_head

Kind = Literal["new", "quoted", "forwarded", "signature"]
MOST_PASSAGES = 2_000
_PREFIX = re.compile(r"[ \t]?>")


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of one text that belong together."""

    kind: Kind
    """new: the author's own; quoted: of an earlier mail; forwarded: behind a mark that says so; signature: behind `-- `."""
    level: int
    """0 what the author wrote, 1 what he quotes, 2 what that one quotes."""
    text: str
    """Without quotation marks."""
    head: str = ""
    """The line, or lines, that say whose words they are; as they stand, on one line."""


def split_quotes(text: str) -> tuple[Passage, ...]:
    """Split what a reader sees into what is new and what is quoted, in order; nothing but blank lines gets lost.

    Levels come from `>`, and from lines that begin a quotation without marks, as Outlook does: everything behind such a head
    is one level deeper.
    """
    splitter = _Splitter([_strip_marks(line) for line in text.split("\n")])
    return splitter.split()


def list_quotations(text: str, *, fewest_words: int = 5) -> tuple[str, ...]:
    """Return the quoted passages of a text that have so many words, without marks: what it can witness."""
    return tuple(
        passage.text
        for passage in split_quotes(text)
        if passage.level and passage.kind != "signature" and len(passage.text.split()) >= fewest_words
    )


class _Splitter:
    """Puts lines, each with its depth, together to passages."""

    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self._source = lines
        self._done: list[Passage] = []
        self._lines: list[str] = []
        self._kind: Kind = "new"
        self._base: int = 0
        """Level by heads without marks."""
        self._level: int = 0
        self._head = ""
        self._behind: Kind = "quoted"
        """What is behind the last divider, forwarded or quoted."""

    def split(self) -> tuple[Passage, ...]:
        """Return all passages."""
        number = 0
        while number < len(self._source):
            number = self._take_head(number) or self._take_line(number)
        self._close()
        return tuple(self._done)

    def _take_line(self, number: int) -> int:
        """Take one line; return the next one's number."""
        depth, content = self._source[number]
        if not content.strip():
            if self._lines:
                self._lines.append("")
            return number + 1
        level = self._base + depth
        if content == "-- " or (content == "--" and not depth):
            self._begin("signature", level)
            return number + 1
        kind: Kind = "new" if not level else self._behind if self._base else "quoted"
        if level != self._level or self._kind not in {kind, "signature"}:
            self._begin(kind, level)
        self._lines.append(content)
        return number + 1

    def _take_head(self, number: int) -> int:
        """Take a line or lines that say whose words follow; return the next line's number, 0 where there are none."""
        depth, content = self._source[number]
        if not content.strip():
            return 0
        divider = find_divider(content)
        if divider or may_begin_head(content):
            window = [said for _, said in self._source[number : number + 14]]
            head, used = find_head(window[1:] if divider else window)
            if divider or used:
                self._begin_behind(divider, [content] if divider else [], head, depth)
                return number + used + (1 if divider else 0)
        used = self._count_attribution(number, depth)
        if used:
            self._close()
            said = (said for _, said in self._source[number : number + used])
            self._head, self._level = " ".join(part.strip() for part in said if part.strip()), -1
            return number + used
        return 0

    def _begin_behind(self, divider: str, announced: list[str], head: list[str], depth: int) -> None:
        """Begin what stands behind a divider or a head without marks: it is one level deeper to the end."""
        behind: Kind = "forwarded" if divider == "forwarded" else "quoted"
        said = " ".join(part.strip() for part in announced + head if part.strip())
        if not depth:
            self._base, self._behind = self._base + 1, behind
            self._begin(behind, self._base, head=said)
        else:
            self._begin(behind, self._base + depth + 1, head=said)

    def _count_attribution(self, number: int, depth: int) -> int:
        """Return how many lines say who wrote the deeper ones that follow; 0 where none do."""
        ahead = self._source[number + 1 : number + 9]
        if not any(deeper > depth for deeper, _ in ahead):
            return 0
        used = find_attribution([said for _, said in self._source[number : number + 4]])
        if not used:
            return 0
        following = (
            deeper for deeper, said in self._source[number + used : number + used + 4] if said.strip()
        )
        return used if next(following, 0) > depth else 0

    def _begin(self, kind: Kind, level: int, *, head: str = "") -> None:
        self._close()
        self._kind, self._level = kind, level
        self._head = head or self._head

    def _close(self) -> None:
        text = "\n".join(self._lines).strip("\n")
        if text or (self._head and self._kind != "new"):
            if len(self._done) < MOST_PASSAGES:
                self._done.append(
                    Passage(kind=self._kind, level=max(0, self._level), text=text, head=self._head)
                )
            else:  # nothing gets lost: the last passage takes what is left
                last = self._done[-1]
                self._done[-1] = Passage(last.kind, last.level, f"{last.text}\n{text}", last.head)
            self._head = ""
        self._lines = []


def _strip_marks(line: str) -> tuple[int, str]:
    """Return how deep a line is quoted by `>`, and what stands behind the marks."""
    if ">" not in line[:4]:
        return 0, line
    depth = place = 0
    while mark := _PREFIX.match(line, place):
        depth += 1
        place = mark.end()
    return min(depth, 60), line[place:].removeprefix(" ") if depth else line
