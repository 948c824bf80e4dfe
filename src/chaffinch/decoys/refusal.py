"""Whom we must not invent: colleagues, public people, and anybody whose name is nearly theirs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from chaffinch.decoys.names import Name
from chaffinch.decoys.passwords.words import write_plain

_LETTERS = re.compile(r"[a-z]+")
#: One slip in a short name, two in one of at least this many letters.
_LONG = 12


class RefusedNames:
    """Names that no decoy may bear, near misses included; nicknames are not known."""

    def __init__(self, names: Iterable[str] = (), *, addresses: Iterable[str] = ()) -> None:
        """Take full names in any order and spelling, and addresses whose local parts are refused too."""
        self._words: dict[str, list[frozenset[str]]] = defaultdict(list)
        self._near: dict[int, set[str]] = defaultdict(set)
        for name in names:
            words = _cut_name(name)
            if len(words) < 2:
                continue
            joined = " ".join(sorted(words))
            self._near[len(joined)].add(joined)
            for word in words:
                self._words[word].append(frozenset(words))
        self._locals = frozenset(address.partition("@")[0].strip().lower() for address in addresses)

    def refuse(self, name: Name, *, local: str = "") -> str:
        """Say why a name is refused: "name", "part" (it is part of a longer one, or the other way round), "near", "address";
        an empty text if it is not."""
        if local.lower() in self._locals:
            return "address"
        words = _cut_name(name.full)
        own = frozenset(words)
        for word in own:
            for other in self._words.get(word, ()):
                if other == own:
                    return "name"
                if (other < own or own < other) and len(other & own) > 1:
                    return "part"
        return "near" if self._is_near(" ".join(sorted(words))) else ""

    def _is_near(self, joined: str) -> bool:
        slips = 2 if len(joined) >= _LONG else 1
        return any(
            length in self._near
            and extractOne(joined, self._near[length], scorer=OSA.distance, score_cutoff=slips) is not None
            for length in range(len(joined) - slips, len(joined) + slips + 1)
        )


def _cut_name(name: str) -> list[str]:
    """Return a name's words in plain letters, whatever stood between them."""
    return _LETTERS.findall(write_plain(name).replace("'", "").replace("’", ""))
