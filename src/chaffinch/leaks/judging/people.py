"""Whether a name before an address is another person's: who is said to have written decides what a message means."""

from __future__ import annotations

import re

from chaffinch.leaks.judging.carried import decode_words
from chaffinch.leaks.judging.damage import is_damaged
from chaffinch.leaks.judging.words import drop_accents

_WORD = re.compile(r"[^\W\d_]{2,}")
_SELF = frozenset("me moi vous you ich yo io".split())  # noqa: SIM905 - a list of words
"""What a mail program shows of whose mailbox it is."""
_LEAST_BEGUN = 3


def is_renamed(ours: str, address: str, theirs: str) -> bool:
    """Return whether another name stands where ours stood: words of ours are gone, and words stand there that are neither
    its nor its address's. Names left out, shortened, turned round or added to are programs' doing.

    Args:
        ours: the name as it was; one that is empty may have any.
        address: of who bears it.
        theirs: the name as it leaked.
    """
    said = decode_words(theirs)
    mine, words = _list_words(ours), _list_words(said)
    had = mine | _list_words(re.sub(r"[@._-]", " ", address))
    new = {word for word in words - had - _SELF if not _begins_any(word, mine)}
    gone = {word for word in mine - words if not any(word.startswith(one) for one in words)}
    if not new or not gone:
        return False
    return not (is_damaged(ours, said) or is_damaged(said, ours) or is_damaged(ours, said, plain=True))


def _begins_any(word: str, others: set[str]) -> bool:
    return len(word) >= _LEAST_BEGUN and any(other.startswith(word) for other in others)


def _list_words(name: str) -> set[str]:
    """Return the words of a name, case folded, without accents; initials are none."""
    return set(_WORD.findall(drop_accents(name).casefold()))
