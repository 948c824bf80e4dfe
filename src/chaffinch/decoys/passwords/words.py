"""Words that people of a language know: they make most of their passwords of these."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from math import floor, log10
from zlib import crc32

#: Classes of frequency are half a power of ten wide (the Zipf scale of van Heuven et al. 2014, on which 3 is once in a
#: million words).
_CLASSES_PER_TEN = 2
#: Letters that are written without an accent on a keyboard of their own language.
_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)

#: People choose the form that stands in a dictionary, names above all: of the words with these endings (verbs, plurals,
#: adverbs) one in `_INFLECTED` is kept. For English the sieve has learnt the same from people's own passwords.
_ENDINGS = {
    "fr": r"ez|aient|ait|ais|erent|erait|erons|assent|ement|antes?|ees?|iez|ions|ons|es|s|ent|eux|aux",
    "de": r"en|est|te|ten|tet|ungen|lich|liche[nrsm]?|ische[nrsm]?|es|em|er",
    "es": r"ando|iendo|aron|aban?|amos|emos|ieron|ar[ae]n?|mente|[ao]s|es|ados?|adas?",
    "it": r"ando|endo|avano|ava|ano|ono|iamo|arono|ate|ati|are|ere|ire|mente|ato|ata",
    "pl": r"ego|emu|ych|ymi|ami|ach|om|ow|ala|ali|aly|owac|anie|acie|iemy|cie",
}
_INFLECTED = 6

Classes = Mapping[tuple[int, int], tuple[str, ...]]
"""(length, class of frequency) → words."""


def write_plain(text: str) -> str:
    """Write a text in lower case and without accents, as people do in passwords and addresses."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def load_words(language: str) -> Mapping[str, int]:
    """Return the words of a language (wordfreq's longest list) that ASCII letters can write → class of frequency."""
    from wordfreq import get_frequency_dict

    words: dict[str, int] = {}
    inflected = re.compile(rf"[a-z]+(?:{_ENDINGS[language]})") if language in _ENDINGS else None
    for written, frequency in get_frequency_dict(language, wordlist="best").items():
        word = write_plain(written)
        if not word.isascii() or not word.isalpha() or word in words:
            continue
        if inflected is None or not inflected.fullmatch(word) or crc32(word.encode()) % _INFLECTED == 0:
            words[word] = floor((log10(frequency) + 9) * _CLASSES_PER_TEN)
    return words


@cache
def sort_words(language: str) -> Classes:
    """Return the words of a language by length and class."""
    return group_words(load_words(language).items())


def group_words(words: Iterable[tuple[str, int]]) -> Classes:
    """Group words by length and class of frequency."""
    groups: dict[tuple[int, int], list[str]] = defaultdict(list)
    for word, grade in words:
        groups[len(word), grade].append(word)
    return {key: tuple(group) for key, group in groups.items()}
