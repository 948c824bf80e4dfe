"""What stands around one of our names in a host: places where it may begin and end, and the words beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import AnyStr

from chaffinch.names.alignment import SEPARATORS
from chaffinch.names.expressions import coarsen
from chaffinch.names.fold import UNLIKE, fold_letter
from chaffinch.names.tables import load_services, load_words

_LONGEST_WORD = 20
_SHORTEST_JOINED = 3
#: A word of more is none that a table holds: mot-de-passe.
MOST_PARTS = 3
_LONG_ENOUGH_TO_ALTER = 5
_LONG_ENOUGH_TO_SHORTEN = 8
_WORDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A known or unknown word of a host, at start:end."""

    text: str
    start: int
    end: int
    role: str
    """sign-in, service, ending, country, neutral, number; unknown for any other."""
    service: str = ""
    """The service's id, for that role."""


class Vocabulary:
    """The words that this watchlist knows, each with its role."""

    def __init__(self, *, keywords: tuple[str, ...] = (), endings: tuple[str, ...] = ()) -> None:
        words = load_words()
        self.roles: dict[str, tuple[str, str]] = {}
        for code in words.countries:
            self.roles[code] = ("country", "")
        parts = (part for suffix in endings for part in (*suffix.split("."), suffix.replace(".", "")))
        for ending in (*words.endings, *parts):
            self.roles[ending] = ("ending", "")
        for word in words.neutral:
            self.roles[word] = ("neutral", "")
        for word, service in _list_service_words().items():
            self.roles[word] = ("service", service)
        for word in (*words.sign_in, *keywords):
            self.roles[word] = ("sign-in", "")
        #: Those that are long enough to be told apart when they are written together with a name.
        self.joined = frozenset(
            word
            for word, role in self.roles.items()
            if (len(word) >= _SHORTEST_JOINED or role[0] in {"ending", "country"} or word == "my")
            and word not in words.apart
        )

        #: The lengths of those that begin, and that end, with two letters.
        self.beginning = list_lengths((word[:2], len(word)) for word in self.joined)
        self.ending = list_lengths((word[-2:], len(word)) for word in self.joined)

        self._altered = _alter_words(word for word, role in self.roles.items() if role[0] == "sign-in")

    def name_role(self, word: str) -> tuple[str, str] | None:
        """Return a word's role and service; None for an unknown word.

        A long sign-in word is known with look-alike letters and with one left out, too: settinqs, pasport.
        """
        role = self.roles.get(word)
        if role is None and word.isdigit():
            return "number", ""
        if role is None and len(word) >= _LONG_ENOUGH_TO_ALTER and coarsen(word) in self._altered:
            return "sign-in", ""
        return role

    def find_words(self, text: str) -> list[Word]:
        """Return the known words that a text begins and ends with, one after another."""
        stop = max(_find_prefixes(text, self), default=0)
        start = len(text) - max(
            (size for size in _find_suffixes(text, self) if size <= len(text) - stop), default=0
        )
        spans = [(0, stop), (start, len(text))]
        return [Word(text[begin:end], begin, end, "known") for begin, end in spans if begin < end]

    def may_join(self, word: str) -> bool:
        """Tell whether a word is known and long enough to be told apart when it is written together."""
        return word in self.joined or word.isdigit()

    def has_sign_in(self, text: str) -> bool:
        """Tell whether a sign-in word stands between two signs of a host or a path."""
        return any(self.name_role(word) == ("sign-in", "") for word in _WORDS.split(text))


def _alter_words(words: Iterable[str]) -> frozenset[str]:
    """Return in the scan's alphabet the long words, and the longer ones with one letter less."""
    altered = set()
    for word in words:
        letters = coarsen(word)
        if len(letters) >= _LONG_ENOUGH_TO_ALTER:
            altered.add(letters)
        if len(letters) >= _LONG_ENOUGH_TO_SHORTEN:
            altered.update(letters[:place] + letters[place + 1 :] for place in range(1, len(letters)))
    return frozenset(altered)


def list_lengths(rows: Iterable[tuple[AnyStr, int]]) -> Mapping[AnyStr, tuple[int, ...]]:
    """Gather lengths by letters, so that a word is looked up only where its first letters, or its last, stand."""
    found: dict[AnyStr, set[int]] = {}
    for letters, length in rows:
        found.setdefault(letters, set()).add(length)
    return {letters: tuple(lengths) for letters, lengths in found.items()}


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
    folded = fold_places(text)
    for begin, end in list_chunks(text, 0, name_end):
        chunk = folded[begin:end]
        opens.add(begin)
        closes.add(end)
        if vocabulary.may_join(chunk):
            continue  # one word: nothing begins within "signin"
        opens.update(begin + place for place in _find_prefixes(chunk, vocabulary))
        closes.update(end - place for place in _find_suffixes(chunk, vocabulary))
    return Surroundings(opens=tuple(sorted(opens)), closes=frozenset(closes))


def fold_places(text: str) -> str:
    """Fold a text, a character for a character; one that passes for several letters passes for none."""
    if text.isascii():
        return text
    return "".join(letter if len(letter) == 1 else UNLIKE for letter in map(fold_letter, text))


def _find_prefixes(chunk: str, vocabulary: Vocabulary) -> list[int]:
    """Return the lengths of those beginnings of a chunk that are known words, one after another."""
    length, reached = len(chunk), {0}
    for begin in range(length - 1):
        if begin not in reached:
            continue
        if chunk[begin].isdigit():
            reached.add(begin + 1)
        for size in vocabulary.beginning.get(chunk[begin : begin + 2], ()):
            if chunk[begin : begin + size] in vocabulary.joined:
                reached.add(begin + size)
    return [place for place in reached if 0 < place < length]


def _find_suffixes(chunk: str, vocabulary: Vocabulary) -> list[int]:
    """Return the lengths of those ends of a chunk that are known words, one after another."""
    length = len(chunk)
    reached = {length}
    for end in range(length, 1, -1):
        if end not in reached:
            continue
        if chunk[end - 1].isdigit():
            reached.add(end - 1)
        for size in vocabulary.ending.get(chunk[end - 2 : end], ()):
            if size <= end and chunk[end - size : end] in vocabulary.joined:
                reached.add(end - size)
    return [length - place for place in reached if 0 < place < length]


def read_words(text: str, start: int, end: int, vocabulary: Vocabulary) -> list[Word]:
    """Split text[start:end] into words: a chunk that is all known words gives those, any other is one unknown."""
    found: list[Word] = []
    chunks = list_chunks(text, start, end)
    while chunks:
        parted = _find_parted_word(text, chunks, vocabulary)
        if parted is not None:
            found.append(parted)
            chunks = [chunk for chunk in chunks if chunk[0] >= parted.end]
        else:
            found.extend(_split_chunk(text, *chunks.pop(0), vocabulary))
    return found


def _find_parted_word(text: str, chunks: list[tuple[int, int]], vocabulary: Vocabulary) -> Word | None:
    """Return the sign-in word that the first chunks write with hyphens: mot-de-passe, log-in."""
    for count in range(min(MOST_PARTS, len(chunks)), 1, -1):
        begin, stop = chunks[0][0], chunks[count - 1][1]
        if "." not in text[begin:stop]:
            word = "".join(fold_places(text[start:end]) for start, end in chunks[:count])
            role = vocabulary.name_role(word)
            if role == ("sign-in", ""):
                return Word(word, begin, stop, *role)
    return None


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
