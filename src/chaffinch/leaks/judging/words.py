"""Texts as words that can be compared: wrapping, quotation marks, typography and case say nothing, numbers and names do."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from chaffinch.leaks.judging.links import LINK, reduce_link

HIDDEN = "@"
"""The word that stands for an address which a site has hidden."""
MOST_TEXT = 8_000_000
"""Characters that are compared; what stands behind is not read."""
_SUMS = "euro euros eur usd gbp chf dollar dollars pounds francs million millions milliard milliards billion billions"
_SOMEBODY = "i me myself je j moi ich mich yo io"
WEIGHTY = frozenset("€$£¥%-") | frozenset(_SUMS.split()) | frozenset(_SOMEBODY.split())
"""Sums, shares and signs of numbers are never furniture, and no program says `I`."""
_KEPT, _LEAST_DIALLED = 50_000, 7
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0f\ufeff]"
)
_HYPHENS = str.maketrans("\u2010\u2011\u2212", "---")
"""Signs that typesetting programs write for a hyphen, in addresses and links as well."""
_MARKS = re.compile(r"(?m)^[ \t]*(?:[>|][ \t]?){1,40}")
_PICTURE = re.compile(
    r"[\[<](?:cid:|image\s?:|image\d|img\s?:|inline image|image en ligne|logo\b)[^\]\[<>\n]{0,80}[\]>]|\[image\]",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"\n|[-_=]{2,}[^\w\n]*$")
_FIELD_END = re.compile("þ?\x14þ?|^þ|þ$")
_MAILTO = re.compile(r"\bmailto:", re.IGNORECASE)
_DIALLED = re.compile(r"([\d +().\-\u2010-\u2012/]{6,30}?)\s?<tel:([\d +().\-]{5,30})>", re.IGNORECASE)
_HXXP = re.compile(r"\bhxxp(?=s?(?:://|\[:\]//))", re.IGNORECASE)
_ADDRESS = r"[\w+%=&'’][\w.+%=&'’-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_MASK = (
    r"\[\W{0,2}(?:e-?mail|mail|courriel|address|adresse)s?\W{1,2}(?:address\W)?(?:protected|removed|redacted|hidden|deleted|masked"
    r"|obfuscated|masquée?|supprimée?|protégée?|cachée?|caviardée?)\W{0,2}\]|\[(?:redacted|caviardé)[^\]\[\n]{0,30}\]"
)
_TOKEN = re.compile(
    rf"(?i:(?P<mask>{_MASK}))|(?P<link>{LINK})|(?P<address>{_ADDRESS})|(?P<number>\d+(?:[.,:]\d+)*)|(?P<word>[^\W\d_]+)"
    r"|(?P<sign>[€$£¥%]|(?<![\w)\]])-(?=\d))",
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, and where they stand."""

    source: str
    """The text as it is cut: compatible letters composed, quotation marks of lines and unseen signs gone."""
    words: tuple[str, ...]
    """As they are compared: case folded, links and numbers in one form."""
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def show(self, first: int, last: int, *, most: int = 400) -> str:
        """Return the text from the first of these words to the one before the last, on one line, cut in its middle."""
        if first >= last:
            return ""
        shown = " ".join(self.source[self.starts[first] : self.ends[last - 1]].split())
        return shown if len(shown) <= most else f"{shown[: most // 2]} … {shown[-most // 2 :]}"

    def take_between(self, first: int, last: int) -> str:
        """Return the text between the word before these and the word behind them, with what is no word."""
        begin = self.ends[first - 1] if first else 0
        return self.source[begin : self.starts[last] if last < len(self.words) else len(self.source)]


def read_words(text: str) -> Words:
    """Cut a text into words."""
    return _keep_words(text) if len(text) <= _KEPT else _cut_words(text[:MOST_TEXT])


def drop_accents(text: str) -> str:
    """Return a text with each letter without its accent: `Jérôme` as his address has it."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def count_shared(one: Words, other: Words) -> int:
    """Return how many words two texts have in common, in any order: the same words in order are no more."""
    return (Counter(one.words) & Counter(other.words)).total()


@lru_cache(maxsize=64)
def _keep_words(text: str) -> Words:
    """Return the words of a text that is compared with several others, one after the other."""
    return _cut_words(text)


def _cut_words(text: str) -> Words:
    source = text
    if not text.isascii():
        # dots that are one sign stay: written in another charset they become what three of them do not
        parts = _UNSEEN.sub("", text).split("…")
        source = "…".join(unicodedata.normalize("NFKC", part) for part in parts).translate(_HYPHENS)
    lower = source.lower()
    if "mailto:" in lower or "hxxp" in lower or "[.]" in lower:
        source = _HXXP.sub("http", _MAILTO.sub(" ", source).replace("[.]", "."))
    if "<tel:" in lower:
        source = _DIALLED.sub(_drop_dialled, source)
    if ">" in source or "|" in source:
        source = _MARKS.sub("", source)
    if (
        "\x14" in source
    ):  # the row of a review platform's load file (Concordance): fields between thorns, ® for line ends
        source = _FIELD_END.sub("\n", source).replace("\xae", "\n")
    if "[" in source or "<" in source:
        source = _PICTURE.sub(" ", source)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(source):
        word = match[0]
        kind = match.lastgroup
        if kind == "link":
            word = reduce_link(word)
        elif kind == "mask":
            word = HIDDEN
        elif kind != "sign":
            word = word.casefold() if not word.islower() or not word.isascii() else word
        words.append(word)
        starts.append(match.start())
        ends.append(match.end())
    return Words(source, tuple(words), tuple(starts), tuple(ends))


def _drop_dialled(match: re.Match[str]) -> str:
    """Return a number without the link that a mail program set behind it, where that dials the same."""
    shown, dialled = (re.sub(r"\D", "", part).lstrip("0") for part in match.groups())
    same = shown == dialled or (len(shown) > _LEAST_DIALLED and dialled.endswith(shown))
    return match[1] if same else match[0]


def begins_line(text: Words, word: int) -> bool:
    """Return whether a word is the first of its line, or stands behind a ruler that lost its line's end."""
    return word == 0 or bool(_LINE_END.search(text.source[text.ends[word - 1] : text.starts[word]]))


def takes_lines(text: Words, start: int, end: int) -> bool:
    """Return whether these words are whole lines."""
    return begins_line(text, start) and (end == len(text) or begins_line(text, end))


def takes_paragraphs(text: Words, start: int, end: int) -> bool:
    """Return whether these words are whole paragraphs: a line without a word stands before and behind them."""
    gaps = [text.take_between(place, place) for place in (start, end) if 0 < place < len(text)]
    return all(gap.count("\n") > 1 for gap in gaps)


def is_address(word: str) -> bool:
    """Return whether a word is a mail address."""
    return "@" in word and not is_link(word)


def is_link(word: str) -> bool:
    """Return whether a word is a link, as `read_words` writes it."""
    return word.startswith("//")
