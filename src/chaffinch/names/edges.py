"""A short name counts only at the edge of a word: the second look at lines in which the scan found one.

The scan reads lines without their dots and hyphens, and finds "caf" in every "pascal-fournier". Here the lines keep them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chaffinch.names.alignment import Pattern
from chaffinch.names.compiled import Row
from chaffinch.names.expressions import COARSE, DROPPED, list_expressions

#: A name of so many letters is found inside unknown words, too.
_INSIDE_LETTERS = 8
#: Added to a pattern's number: the name, letter for letter, wherever it stands.
_ANYWHERE = 1 << 20
_EDGE = "[^a-z]"
_SIGNS = f"[{re.escape(DROPPED.decode())}]*"


def needs_edge(pattern: Pattern) -> bool:
    """Tell whether a name counts only at the edge of a word, or beside a known one."""
    return len(pattern.letters) < _INSIDE_LETTERS and not pattern.halves


class Edges:
    """The second look, prepared for the patterns that need an edge."""

    def __init__(self, patterns: Sequence[Pattern], *, words: Iterable[str]) -> None:
        """Prepare.

        Args:
            patterns: all of the scan's, in its order.
            words: lower-case ASCII, known words that may be written together with a name.
        """
        self.numbers = frozenset(number for number, pattern in enumerate(patterns) if needs_edge(pattern))
        self._words = frozenset(word.encode() for word in words)
        self._lengths = sorted({len(word) for word in self._words})
        self._anywhere = {
            number: re.compile(f"(?=({_write_finely(_write_exact(patterns[number]))}))".encode())
            for number in self.numbers
        }
        self._patterns = patterns

    def list_rows(self) -> list[Row]:
        """Return what is to be searched in lines that keep their signs, each after a newline and before one."""
        rows: list[Row] = []
        for number in sorted(self.numbers):
            for expression in list_expressions(self._patterns[number]):
                written = _write_finely(expression.text)
                rows += [
                    (number, f"{_EDGE}(?:{written})", expression.edits),
                    (number, f"(?:{written}){_EDGE}", expression.edits),
                ]
            rows.append((number + _ANYWHERE, _write_finely(_write_exact(self._patterns[number])), 0))
        return rows

    def read_hit(self, number: int, line: bytes) -> int | None:
        """Return the pattern that one of `list_rows` found in a line (lower case); None when it does not count there."""
        if number < _ANYWHERE:
            return number
        number -= _ANYWHERE
        for found in self._anywhere[number].finditer(line):
            start, end = found.span(1)
            if self._is_joined(line, start, end):
                return number
        return None

    def _is_joined(self, line: bytes, start: int, end: int) -> bool:
        """Tell whether a known word ends at start and one begins at end."""
        words, lengths = self._words, self._lengths
        return any(line[end : end + length] in words for length in lengths) and any(
            line[start - length : start] in words for length in lengths if length <= start
        )


def _write_exact(pattern: Pattern) -> str:
    return next(iter(list_expressions(pattern))).text


def _write_finely(coarse_expression: str) -> str:
    """Write an expression of the coarse alphabet for text that keeps its digits and signs."""
    return re.sub(
        "[a-z]", lambda letter: f"[{_list_members(letter[0])}]{_SIGNS}", coarse_expression
    ).removesuffix(_SIGNS)


def _list_members(letter: str) -> str:
    """Return the lower-case characters that the coarse alphabet writes as one letter."""
    lower = b"abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(chr(code) for code in lower if COARSE[code] == ord(letter))
