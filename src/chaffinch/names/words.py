"""Ordinary words of French and English, and the first names among them: what a name beside ours may simply be."""

from __future__ import annotations

from functools import cache, lru_cache

#: Languages whose words make the names of sites that our users' brands meet.
_LANGUAGES = ("fr", "en")
#: Occurrences in a text: once in a million words, the floor of the small lists of wordfreq.
_SHORTEST = 3


@cache
def _load_dictionary() -> frozenset[str]:
    """Return some 50,000 words without their accents; loaded when the first survivor asks (20 ms)."""
    from wordfreq import get_frequency_dict

    from chaffinch.names.fold import fold_text

    return frozenset(
        fold_text(word)
        for language in _LANGUAGES
        for word in get_frequency_dict(language, "small")
        if len(word) >= _SHORTEST
    )


def is_word(text: str) -> bool:
    """Tell whether folded text is a word that people write more than once in a million words."""
    return text in _load_dictionary()


@lru_cache(maxsize=4096)
def is_compound(text: str) -> bool:
    """Tell whether folded text can be cut into ordinary words of four letters and more, or is one."""
    if is_word(text):
        return True
    return any(is_word(text[:place]) and is_compound(text[place:]) for place in range(4, len(text) - 3))
