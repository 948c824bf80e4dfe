"""Skeletons: what a letter passes for (Unicode TR39's idea, for the letters of a host name)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from chaffinch.names.tables import load_confusables

#: Stands for a letter that passes for none of ours; never part of a host name.
UNLIKE = "\x01"
#: The joiners that registries let through (ContextJ of IDNA 2008) cannot be seen at all.
_UNSEEN = ("\u200c", "\u200d")


#: A letter with a mark that is part of it, not a mark of its own: hooks, strokes, tails.
_MARKED = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH .*")


@lru_cache(maxsize=4096)
def fold_letter(letter: str) -> str:
    """Return the ASCII letters that one character passes for: "е" (Cyrillic) → "e", "ẹ" → "e", "œ" → "oe".

    An ASCII character is itself, a combining mark or a joiner alone passes for nothing (""), anything else for UNLIKE.
    """
    if letter.isascii():
        return letter.lower()
    if letter in _UNSEEN:
        return ""
    table = load_confusables()
    if letter in table:
        return table[letter]
    folded = ""
    for part in unicodedata.normalize("NFKD", letter):
        if part.isascii():
            folded += part.lower()
        elif part in table:
            folded += table[part]
        elif not unicodedata.combining(part):
            marked = _MARKED.fullmatch(unicodedata.name(part, ""))
            if marked is None:
                return UNLIKE
            folded += marked[1].lower()
    return folded


def fold_text(text: str) -> str:
    """Fold every character of `text`; the result is ASCII."""
    return text.lower() if text.isascii() else "".join(map(fold_letter, text))


def name_script(letter: str) -> str:
    """Return the script of a letter by its Unicode name ("CYRILLIC"); empty for what is no letter."""
    return unicodedata.name(letter, "").split(" ", 1)[0] if letter.isalpha() else ""


def mixes_scripts(label: str) -> bool:
    """Tell whether letters of several scripts stand in one label."""
    scripts = {name_script(letter) for letter in label} - {""}
    return len(scripts) > 1
