"""What harmless names are made from: popular names, dictionaries, the state's lists of first names and surnames."""

from __future__ import annotations

import csv
import gzip
import io
import tomllib
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import wordfreq
from benchmarks.harmless.letters import LetterModel
from publicsuffixlist import PublicSuffixList

#: Language → share of the names made of dictionary words.
LANGUAGES = {"fr": 0.35, "en": 0.35, "es": 0.1, "de": 0.1, "it": 0.1}
#: Languages of other scripts.
SCRIPTS = ("ru", "uk", "el", "ar", "zh", "ja")
_WORDS_A_LANGUAGE = 30_000
_PEOPLE = 20_000
_FOREIGN_WORDS = 5_000
_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}


@dataclass(frozen=True, slots=True)
class Pool:
    """Texts to draw from; a text is drawn in proportion to the square root of its count.

    The square root lies between two wrong extremes: by count nearly all names would be made of *the* and *de*,
    evenly nearly all of words that nobody names a site after.
    """

    texts: np.ndarray[tuple[int], np.dtype[np.object_]]
    cumulative: np.ndarray[tuple[int], np.dtype[np.float64]]

    @classmethod
    def from_counts(cls, counts: Mapping[str, float]) -> Pool:
        weights = np.sqrt(np.fromiter(counts.values(), dtype=np.float64))
        return cls(np.array(list(counts), dtype=object), np.cumsum(weights / weights.sum()))

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Pool:
        """Make a pool in which a text that stands twice is drawn twice as often."""
        return cls.from_counts({text: count**2 for text, count in Counter(texts).items()})

    def draw(self, count: int, chance: np.random.Generator) -> list[str]:
        places = np.searchsorted(self.cumulative, chance.random(count), side="right")
        drawn: list[str] = self.texts[np.minimum(places, len(self.texts) - 1)].tolist()
        return drawn


@dataclass(frozen=True, slots=True)
class Corpora:
    """Everything that names are drawn from."""

    words: Mapping[str, Pool]
    """By language, without accents."""
    accented: Pool
    """French words that have one."""
    scripts: Mapping[str, Pool]
    """Words of other scripts, by language."""
    endings: Pool
    letters: LetterModel
    first_names: Pool | None
    surnames: Pool | None
    tables: Mapping[str, Pool]
    """The lists of words.toml, by name."""
    popular: frozenset[str]
    popular_labels: frozenset[str]
    """The registrable label of each popular name."""


def load_corpora(*, popular: Path | None = None, people: Path | None = None) -> Corpora:
    """Read what there is; without popular names letters are learnt from the words, without people none appear."""
    tables = tomllib.loads((Path(__file__).parent / "words.toml").read_text())
    words = {language: read_words(language) for language in LANGUAGES}
    french = wordfreq.get_frequency_dict("fr")
    accented = {
        word: french[word]
        for word in wordfreq.top_n_list("fr", _WORDS_A_LANGUAGE)
        if _is_word(word) and not word.isascii()
    }
    names = read_popular(popular) if popular else []
    suffixes = PublicSuffixList(only_icann=True)
    ends = [suffixes.publicsuffix(name) or "" for name in names]
    labels = [
        name.removesuffix(f".{end}").rpartition(".")[2] for name, end in zip(names, ends, strict=True) if end
    ]
    plain = [label for label in labels if not label.startswith("xn--")]
    return Corpora(
        words={language: Pool.from_counts(counts) for language, counts in words.items()},
        accented=Pool.from_counts(accented),
        scripts={language: Pool.from_counts(read_foreign_words(language)) for language in SCRIPTS},
        endings=Pool.from_texts([end for end in ends if end] or tables["endings"]),
        letters=LetterModel.learn(plain or [word for counts in words.values() for word in counts]),
        first_names=Pool.from_counts(read_first_names(people)) if people else None,
        surnames=Pool.from_counts(read_surnames(people)) if people else None,
        tables={name: Pool.from_texts(texts) for name, texts in tables.items()},
        popular=frozenset(names),
        popular_labels=frozenset(labels),
    )


def fold_plainly(text: str) -> str:
    """Write a word as people do in an address: without accents, lower case."""
    text = "".join(_LETTERS.get(letter, letter) for letter in text.lower())
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def read_popular(path: Path) -> list[str]:
    """Read a list of popular names, one a line, plain or gzip."""
    content = path.read_bytes()
    content = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    return content.decode().split()


def read_words(language: str) -> dict[str, float]:
    """Return the everyday words of a language, without accents → frequency."""
    found: dict[str, float] = {}
    frequencies = wordfreq.get_frequency_dict(language)
    for word in wordfreq.top_n_list(language, _WORDS_A_LANGUAGE):
        if _is_word(word):
            plain = fold_plainly(word)
            found[plain] = found.get(plain, 0.0) + frequencies[word]
    return found


def read_foreign_words(language: str) -> dict[str, float]:
    """Return everyday words of a language that holds no Latin letter → frequency."""
    frequencies = wordfreq.get_frequency_dict(language)
    return {
        word: frequencies[word]
        for word in wordfreq.top_n_list(language, _FOREIGN_WORDS)
        if word.isalpha() and len(word) >= 2 and not fold_plainly(word)
    }


def read_first_names(people: Path) -> dict[str, float]:
    """Return the most frequent first names of France since 1900 → births."""
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(people / "insee_first_names_2022.csv.zip") as archive:
        text = io.TextIOWrapper(archive.open("nat2022.csv"), encoding="utf-8-sig")
        for row in csv.DictReader(text, delimiter=";"):
            if not row["preusuel"].startswith("_"):
                counts[row["preusuel"]] += int(row["nombre"])
    return _fold_people(counts)


def read_surnames(people: Path) -> dict[str, float]:
    """Return the most frequent surnames of France since 1891 → births."""
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(people / "insee_surnames_2008.txt.zip") as archive:
        text = io.TextIOWrapper(archive.open("noms2008nat_txt.txt"), encoding="latin-1")
        for name, *births in csv.reader(text, delimiter="\t"):
            if name not in {"NOM", "AUTRES NOMS"}:
                counts[name] = sum(map(int, births))
    return _fold_people(counts)


def _is_word(word: str) -> bool:
    return word.isalpha() and 2 <= len(word) <= 16 and fold_plainly(word).isalpha()


def _fold_people(counts: Counter[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, births in counts.most_common(_PEOPLE):
        plain = "-".join(fold_plainly(name).replace("'", " ").split())
        if len(plain) > 1:
            found[plain] = found.get(plain, 0.0) + births
    return found
