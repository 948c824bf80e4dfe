"""What stands around one of our names in a host: places where it may begin and end, and the words beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chaffinch.names.alignment import SEPARATORS
from chaffinch.names.fold import fold_letter
from chaffinch.names.tables import load_services, load_words

_LONGEST_WORD = 20
_SHORTEST_JOINED = 3
_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A known or unknown word of a host, at start:end."""

    text: str
    start: int
    end: int
    role: str
    """sign-in, service, ending, neutral, number; unknown for any other."""
    service: str = ""
    """The service's id, for that role."""


class Vocabulary:
    """The words that this watchlist knows, each with its role."""

    def __init__(self, *, keywords: tuple[str, ...] = (), endings: tuple[str, ...] = ()) -> None:
        words = load_words()
        self.roles: dict[str, tuple[str, str]] = {}
        for ending in (*words.endings, *(part for suffix in endings for part in suffix.split("."))):
            self.roles[ending] = ("ending", "")
        for word in words.neutral:
            self.roles[word] = ("neutral", "")
        for word, service in _list_service_words().items():
            self.roles[word] = ("service", service)
        for word in (*words.sign_in, *keywords):
            self.roles[word] = ("sign-in", "")

    def name_role(self, word: str) -> tuple[str, str] | None:
        """Return a word's role and service; None for an unknown word."""
        if word.isdigit():
            return ("number", "")
        return self.roles.get(word)

    def may_join(self, word: str) -> bool:
        """Tell whether a word is known and long enough to be told apart when it is written together."""
        role = self.name_role(word)
        return role is not None and (len(word) >= _SHORTEST_JOINED or role[0] in {"number", "ending"})

    def has_sign_in(self, text: str) -> bool:
        """Tell whether a sign-in word stands between two signs of a host or a path."""
        return any(self.name_role(word) == ("sign-in", "") for word in _WORDS.split(text))


@cache
def _list_service_words() -> Mapping[str, str]:
    """Return every word of every service → its id; the first service that claims a word keeps it."""
    found: dict[str, str] = {}
    for service in load_services().values():
        for word in (*service.names, *service.words, *service.beside):
            found.setdefault(word, service.id)
    return found


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The places of a host where a name may begin and end without standing inside a longer word."""

    opens: tuple[int, ...]
    closes: frozenset[int]


def list_chunks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the runs between separators of text[start:end], each as its begin and end."""
    chunks, begin = [], start
    for place in range(start, end + 1):
        if place == end or text[place] in SEPARATORS:
            if place > begin:
                chunks.append((begin, place))
            begin = place + 1
    return chunks


def find_surroundings(text: str, *, name_end: int, vocabulary: Vocabulary) -> Surroundings:
    """Find the boundaries in `text` before its public suffix: at separators, and between known words."""
    opens: set[int] = set()
    closes = {len(text)}
    folded = [fold_letter(char) for char in text]
    for begin, end in list_chunks(text, 0, name_end):
        chunk = folded[begin:end]
        opens.add(begin)
        closes.add(end)
        opens.update(begin + place for place in _find_prefixes(chunk, vocabulary))
        reverse = _find_prefixes(chunk, vocabulary, backwards=True)
        closes.update(end - place for place in reverse)
    return Surroundings(opens=tuple(sorted(opens)), closes=frozenset(closes))


def _find_prefixes(chunk: list[str], vocabulary: Vocabulary, *, backwards: bool = False) -> list[int]:
    """Return the lengths of those beginnings (or ends) of a chunk that are known words, one after another."""
    length = len(chunk)
    reached = [True] + [False] * length
    for stop in range(1, length):
        for begin in range(max(0, stop - _LONGEST_WORD), stop):
            if not reached[begin]:
                continue
            letters = chunk[length - stop : length - begin] if backwards else chunk[begin:stop]
            if vocabulary.may_join("".join(letters)):
                reached[stop] = True
                break
    return [place for place in range(1, length) if reached[place]]


def read_words(text: str, start: int, end: int, vocabulary: Vocabulary) -> list[Word]:
    """Split text[start:end] into words: a chunk that is all known words gives those, any other is one unknown."""
    found: list[Word] = []
    for begin, stop in list_chunks(text, start, end):
        found.extend(_split_chunk(text, begin, stop, vocabulary))
    return found


def _split_chunk(text: str, begin: int, end: int, vocabulary: Vocabulary) -> list[Word]:
    """Split one chunk into the fewest known words; the whole chunk as one unknown word where that fails."""
    folded = [fold_letter(char) for char in text[begin:end]]
    length = len(folded)
    best: list[list[Word] | None] = [[]] + [None] * length
    for stop in range(1, length + 1):
        for start in range(max(0, stop - _LONGEST_WORD), stop):
            words = best[start]
            known = best[stop]
            if words is None or (known is not None and len(known) <= len(words) + 1):
                continue
            word = "".join(folded[start:stop])
            role = vocabulary.name_role(word)
            if role and (length == len(word) or vocabulary.may_join(word)):
                best[stop] = [*words, Word(word, begin + start, begin + stop, *role)]
    return best[length] or [Word("".join(folded), begin, end, "unknown")]
