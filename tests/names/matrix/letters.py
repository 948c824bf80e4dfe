"""Letters that look like others: Unicode's confusables (TR39) and accents, two letters for one, digits for letters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

#: Latin letters with a mark, and Latin letters that differ by a detail.
LATIN = {
    "a": "ɑàáâãäåāăąạảȧ", "b": "ɓḃḅƅ", "c": "ćĉċčçƈ", "d": "ɗḍďđḑ", "e": "èéêëēėęěẹẽẻ", "f": "ƒḟ", "g": "ɡġğģĝǧ",
    "h": "ḥħĥ", "i": "ıɩíìîïịīįĩ", "j": "ĵʝ", "k": "ķḳƙ", "l": "ḷļĺłľ", "m": "ṃṁɱ", "n": "ńñņňṇŋ", "o": "òóôõöōŏőọơø",
    "p": "ṗƥ", "r": "ŕřṛŗɼ", "s": "śŝşšṣșʂ", "t": "ţťṭțŧ", "u": "ùúûüūůűųụưʋ", "v": "ṿṽ", "w": "ẁẃŵẅẉ", "x": "ẋ",
    "y": "ýÿŷỵ", "z": "źżžẓ", "2": "ƨ", "3": "ɜʒ", "5": "ƽ",
}  # fmt: skip
#: Cyrillic, Greek and Armenian letters that TR39 (or the eye) takes for Latin ones.
FOREIGN = {
    "a": "аα", "b": "ь", "c": "с", "d": "ԁ", "e": "еҽ", "f": "ք", "g": "ց", "h": "һհ", "i": "іι", "j": "јϳ", "k": "кκ",
    "l": "ӏ", "m": "м", "n": "ոռη", "o": "оοօσ", "p": "рρ", "q": "ԛզ", "r": "г", "s": "ѕ", "t": "тτ", "u": "սυ",
    "v": "ѵν", "w": "ԝաѡω", "x": "х", "y": "уүγ", "0": "оοօ", "3": "зӡ", "4": "ч",
}  # fmt: skip
#: ASCII that looks like other ASCII.
PAIRS = (
    ("m", "rn"), ("m", "nn"), ("rn", "m"), ("nn", "m"), ("w", "vv"), ("vv", "w"), ("d", "cl"), ("cl", "d"), ("i", "l"),
    ("l", "i"), ("g", "q"), ("q", "g"), ("u", "v"),
)  # fmt: skip
LEET = {
    "o": "0", "i": "1", "l": "1", "e": "3", "a": "4", "s": "5", "t": "7", "b": "8", "g": "9", "z": "2",
    "0": "o", "3": "e", "5": "s", "4": "a", "2": "z",
}  # fmt: skip
_DRAWS = 60


def imitate_letters(label: str) -> Iterator[str]:
    """Replace one letter by each that looks like it, or two or three of them at random."""
    yield from imitate_in_ascii(label)
    for place, letter in enumerate(label):
        for other in LATIN.get(letter, "") + FOREIGN.get(letter, ""):
            yield label[:place] + other + label[place + 1 :]
    draw = Random(label)
    places = [place for place, letter in enumerate(label) if letter in LATIN]
    for _ in range(_DRAWS if len(places) > 1 else 0):
        letters = list(label)
        for place in draw.sample(places, k=min(len(places), draw.choice((2, 2, 3)))):
            letters[place] = draw.choice(LATIN[letters[place]])
        yield "".join(letters)


def imitate_in_ascii(label: str) -> Iterator[str]:
    for ours, theirs in PAIRS:
        for place in range(len(label)):
            if label.startswith(ours, place):
                yield label[:place] + theirs + label[place + len(ours) :]


def mix_scripts(label: str) -> Iterator[str]:
    """Replace some letters, never all, by letters of one other script."""
    draw = Random(label)
    places = [place for place, letter in enumerate(label) if letter in FOREIGN and letter.isalpha()]
    for place in places:
        for other in FOREIGN[label[place]]:
            yield label[:place] + other + label[place + 1 :]
    cyrillic = {letter: others[0] for letter, others in FOREIGN.items() if "Ѐ" <= others[0] <= "ԯ"}
    places = [place for place in places if label[place] in cyrillic]
    most = min(len(places), sum(letter.isalpha() for letter in label) - 1)
    for _ in range(_DRAWS if most > 1 else 0):
        letters = list(label)
        for place in draw.sample(places, k=draw.randint(2, most)):
            letters[place] = cyrillic[letters[place]]
        yield "".join(letters)


def write_leet(label: str) -> Iterator[str]:
    """Write digits for letters (or letters for digits): every one alone, every pair, and all at once.

    Of a number one digit only: with two letters in it, 350 is a word of its own.
    """
    places = [place for place, letter in enumerate(label) if letter in LEET]
    several = [] if label.isdigit() or not places else [*combinations(places, 2), tuple(places)]
    for some in [*combinations(places, 1), *several]:
        yield "".join(LEET[letter] if place in some else letter for place, letter in enumerate(label))
