"""A short name counts only at the edge of a word: the second look at lines in which the scan found one.

The scan reads lines without their dots and hyphens, and finds "caf" in every "pascal-fournier". Here the lines keep them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chaffinch.names.alignment import Pattern
from chaffinch.names.compiled import Row
from chaffinch.names.context import list_lengths
from chaffinch.names.expressions import COARSE, DROPPED, LONG, list_expressions

#: A name of so many letters is found inside unknown words, too.
_INSIDE_LETTERS = 8
#: Added to a pattern's number: the name, letter for letter, wherever it stands.
_ANYWHERE = 1 << 20
#: Added to it: the name with a slip, beside one edge.
_BESIDE = 1 << 19
#: What stands between separators.
_RUNS = re.compile(rb"[^-._\n]+")
_EDGE = "[^a-z]"
#: Letters by which a known word is looked up.
_PAIR = 2
#: A run of fewer letters holds no name of two words with one known word on each side.
_ENCLOSED = 9
_SIGNS = f"[{re.escape(DROPPED.decode())}]*"


def needs_edge(pattern: Pattern) -> bool:
    """Tell whether a name counts only at the edge of a word, or beside a known one."""
    return len(pattern.letters) < _INSIDE_LETTERS and not pattern.halves


def is_made_of_words(pattern: Pattern) -> bool:
    """Tell whether a name of several words is so short that one of them and two slips make it: "marche" for en-marche."""
    return bool(pattern.halves) and pattern.budget > 1 and len(pattern.letters) < LONG


class Edges:
    """The second look, prepared for the patterns that need an edge."""

    def __init__(self, patterns: Sequence[Pattern], *, words: Iterable[str]) -> None:
        """Prepare.

        Args:
            patterns: all of the scan's, in its order.
            words: lower-case ASCII, known words that may be written together with a name.
        """
        self.numbers = frozenset(number for number, pattern in enumerate(patterns) if needs_edge(pattern))
        #: Those that are found inside unknown words, too, but with a slip only at an edge.
        self.loose = frozenset(number for number, pattern in enumerate(patterns) if is_made_of_words(pattern))
        self._words = frozenset(word.encode() for word in words)
        #: The lengths of those that begin, and that end, with two letters.
        self._beginning = list_lengths((word[:_PAIR], len(word)) for word in self._words)
        self._ending = list_lengths((word[-_PAIR:], len(word)) for word in self._words)
        self._anywhere = {
            number: re.compile(f"(?=({_write_finely(_write_exact(patterns[number]))}))".encode())
            for number in self.numbers
        }
        self._patterns = patterns

    def list_rows(self) -> list[Row]:
        """Return what is to be searched in lines that keep their signs, each after a newline and before one.

        A name with a slip, found by an edit, is searched between two edges, and beside one edge; then, as for a name that
        is written as it is, known words decide.
        """
        rows: list[Row] = []
        for number in sorted(self.numbers):
            pattern = self._patterns[number]
            for expression in list_expressions(pattern):
                written = _write_finely(expression.text)
                if expression.edits:
                    rows += [
                        # The edit may take an edge: then the name is there letter for letter, which is rare.
                        (number, f"{_EDGE}(?:{written}){_EDGE}", expression.edits),
                        (number + _BESIDE, f"{_EDGE}(?:{written})", expression.edits),
                        (number + _BESIDE, f"(?:{written}){_EDGE}", expression.edits),
                    ]
                elif pattern.budget:  # of one that bears no slip, what is searched anywhere is all there is
                    rows += [(number, f"{_EDGE}(?:{written})", 0), (number, f"(?:{written}){_EDGE}", 0)]
            rows.append((number + _ANYWHERE, _write_finely(_write_exact(pattern)), 0))
        for number in sorted(self.loose):
            pattern = self._patterns[number]
            written = _write_finely(_write_exact(pattern))
            rows += [
                (number, written, 0),
                (number, f"{_EDGE}(?:{written}){_EDGE}", pattern.budget),
                (number + _BESIDE, f"{_EDGE}(?:{written})", pattern.budget),
                (number + _BESIDE, f"(?:{written}){_EDGE}", pattern.budget),
            ]
        return rows

    def read_hit(self, number: int, line: bytes) -> int | None:
        """Return the pattern that one of `list_rows` found in a line (lower case); None when it does not count there."""
        if number < _BESIDE:
            return number
        if number < _ANYWHERE:
            return number - _BESIDE if self._holds_word(line) else None
        number -= _ANYWHERE
        for found in self._anywhere[number].finditer(line):
            start, end = found.span(1)
            if self._is_bounded(line, start, end):
                return number
        return None

    def is_enclosed(self, line: bytes) -> bool:
        """Tell whether a run of letters in a line (lower case) begins and ends with known words or digits."""
        return any(
            (run[:1].isdigit() or self._begins_word(run, 0))
            and (run[-1:].isdigit() or self._ends_word(run, len(run)))
            for run in _RUNS.findall(line)
            if len(run) >= _ENCLOSED
        )

    def _holds_word(self, line: bytes) -> bool:
        """Tell whether a run of letters begins or ends with a known word or a digit, and is more than that."""
        for run in _RUNS.findall(line):
            if run[:1].isdigit() or run[-1:].isdigit():
                return True
            last = len(run) - 1  # a known word that is all of it joins nothing
            if self._begins_word(run[:last], 0) or self._ends_word(run[1:], last):
                return True
        return False

    def _is_bounded(self, line: bytes, start: int, end: int) -> bool:
        """Tell whether an edge or a known word stands on both sides."""
        if line[end : end + 1].isalpha() and not self._begins_word(line, end):
            return False
        return not (start and line[start - 1 : start].isalpha()) or self._ends_word(line, start)

    def _begins_word(self, line: bytes, place: int) -> bool:
        lengths = self._beginning.get(line[place : place + _PAIR], ())
        return any(line[place : place + length] in self._words for length in lengths)

    def _ends_word(self, line: bytes, place: int) -> bool:
        lengths = self._ending.get(line[max(0, place - _PAIR) : place], ())
        return any(length <= place and line[place - length : place] in self._words for length in lengths)


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
