"""Passwords that look like one person's: variants of one invented base, as people vary theirs.

How people change a password when they must: Zhang, Monrose and Reiter (CCS 2010), Das et al. (NDSS 2014): most change a
number or add one, then a capital, then a sign; few anything else.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from chaffinch.decoys.chance import Weighted
from chaffinch.decoys.passwords.rules import PasswordRules

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_CHANGES = Weighted.of(
    {"count": 34.0, "end": 20.0, "year": 12.0, "capital": 12.0, "sign": 12.0, "slip": 6.0, "leet": 4.0}
)
_LEET = {"a": "@", "e": "3", "i": "1", "o": "0", "s": "$"}
_MOST_CHANGES = 2


def vary_password(base: str, chance: random.Random, *, year: int) -> str:
    """Return a near variant of a password: one change, now and then two; it may be the password itself."""
    text = base
    for _ in range(1 if chance.random() < 0.75 else _MOST_CHANGES):
        text = _change(text, chance, year=year)
    return text


def _change(text: str, chance: random.Random, *, year: int) -> str:
    changed = text
    match _CHANGES.draw(chance):
        case "count":
            changed = _count_on(text, chance)
        case "end":
            changed = text + chance.choice(("1", "2", "3", "12", "123", "01", "!", "7"))
        case "year":
            bare = re.sub(r"(?:19|20)\d\d$|\d{1,2}$", "", text)
            near = year + chance.choice((-1, 0, 0, 1))
            changed = bare + (str(near) if chance.random() < 0.6 else f"{near % 100:02}")
        case "capital":
            changed = text[:1].swapcase() + text[1:] if chance.random() < 0.85 else text.swapcase()
        case "sign":
            changed = text[:-1] if text[-1:] in "!.@*" else text + chance.choice("!!!.@*")
        case "slip":
            changed = _slip(text, chance)
        case _:
            letter = chance.choice([*_LEET])
            changed = text.replace(letter, _LEET[letter], 1)
    return changed or text


def _count_on(text: str, chance: random.Random) -> str:
    """Raise the last number, or add one."""
    found = re.search(r"\d+(?=\D*$)", text)
    if not found:
        return text + chance.choice("12")
    number = int(found[0]) + chance.choice((1, 1, 1, 2, -1))
    written = str(max(number, 0)).zfill(len(found[0]))
    return text[: found.start()] + written + text[found.end() :]


def _slip(text: str, chance: random.Random) -> str:
    """Hit a neighbouring key, swap two, or leave one out."""
    place = chance.randrange(len(text))
    kind = chance.random()
    if kind < 0.35 and place + 1 < len(text):
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if kind < 0.6 and len(text) > 4:
        return text[:place] + text[place + 1 :]
    for row in _KEYS:
        if (key := row.find(text[place])) >= 0:
            return text[:place] + row[min(key + 1, len(row) - 1)] + text[place + 1 :]
    return text + text[-1]


def list_variants(
    base: str,
    count: int,
    chance: random.Random,
    *,
    year: int,
    rules: PasswordRules,
    refuse: Callable[[str], bool],
) -> list[str]:
    """Return different near variants of one base that meet the rules and are not refused: as many as were found."""
    found: dict[str, None] = {}
    for _ in range(60 * count):
        if len(found) == count:
            break
        text = vary_password(base, chance, year=year)
        if rules.accepts(text) and not refuse(text):
            found.setdefault(text)
    return list(found)
