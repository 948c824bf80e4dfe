"""Which phrasings stand in an item: chosen by a keyed code, so that they tell the item later."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from functools import cache

from chaffinch.decoys.chance import Seed
from chaffinch.ground.secrets import derive_key

#: An installation leaves out about a quarter of the phrasings wherever there are as many as this: no two write alike.
_ENOUGH = 4


class Code:
    """The code of one installation: for an item's id and a place in the phrases, the phrasing that stands there."""

    __slots__ = ("_key", "keep")

    def __init__(self, seed: Seed) -> None:
        self._key = derive_key(seed.key, "decoys/letters/marks")
        leaving = derive_key(seed.key, "decoys/letters/phrases")

        @cache
        def keep(site: str, count: int) -> Sequence[int]:
            if count < _ENOUGH:
                return range(count)
            ranks = sorted(range(count), key=lambda one: _digest(leaving, f"{site}#{one}"))
            return sorted(ranks[: count - count // _ENOUGH])

        self.keep = keep

    def open_item(self, item: str) -> ItemCode:
        """Return the choices of one item."""
        return ItemCode(self, hmac.digest(self._key, item.encode(), "sha256"))


class ItemCode:
    """The choices of one item."""

    __slots__ = ("_code", "_key")

    def __init__(self, code: Code, key: bytes) -> None:
        self._code, self._key = code, key

    def pick(self, site: str, count: int) -> int:
        """Return which of the options stands at a place; every one that the installation keeps is as likely."""
        if count == 1:
            return 0
        kept = self._code.keep(site, count)
        return kept[_digest(self._key, site) % len(kept)]


def _digest(key: bytes, text: str) -> int:
    return int.from_bytes(hmac.digest(key, text.encode(), "sha256")[:8], "big")
