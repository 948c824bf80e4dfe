"""Labels that sound alike in French or English, and plurals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.names.matrix.brands import WatchedBrand

#: What is read the same: pattern, replacement. A doubled letter is left out, a repetition, and a mute e dropped, an omission.
_SOUNDS = (
    (r"c(?=[aourl])", "k"), (r"c(?=[aour])", "qu"), (r"c(?=[eiy])", "ss"), (r"qu", "k"), (r"k", "qu"), (r"ph", "f"),
    (r"f", "ph"), (r"ch", "sh"), (r"tion", "sion"), (r"en(?=-?[^aeiouy-])", "an"), (r"an(?=-?[^aeiouyn-])", "en"),
    (r"ai(?=r)", "e"), (r"i", "y"), (r"y", "i"), (r"o(?=[^iunm])", "au"), (r"(?<=[aeiou])s(?=[aeiou])", "z"),
    (r"^(?=[aeiou])", "h"), (r"g(?=[ei])", "j"), (r"w", "ou"),
)  # fmt: skip
_SHORTEST_NOUN = 3


def respell(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Write another spelling of the same sounds, one sound at a time, after those found by ear."""
    if brand.is_said_by_letters:
        return
    if label == brand.plain:
        yield from brand.homophones
    if brand.is_number:
        return
    for pattern, sound in _SOUNDS:
        for found in re.finditer(pattern, label):
            yield label[: found.start()] + sound + label[found.end() :]


def write_plural(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Put each noun, or all of them, in the plural; or in the singular where it is a plural."""
    nouns = [
        word for word in brand.words if len(word) >= _SHORTEST_NOUN and word in label and not word.isdigit()
    ]
    for word in nouns:
        for other in _inflect(word):
            yield label.replace(word, other)
    if len(nouns) > 1 and brand.edits > 1:
        yield re.sub(
            "|".join(nouns), lambda noun: f"{noun[0]}s" if not noun[0].endswith("s") else noun[0], label
        )


def _inflect(word: str) -> Iterator[str]:
    if word.endswith("s"):
        yield word[:-1]
        return
    yield f"{word}s"
    if word.endswith("x"):
        yield f"{word}es"
    if word.endswith("y"):
        yield f"{word[:-1]}ies"
