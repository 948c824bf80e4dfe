"""How an attacker thinks that people bend a word to a portal's rules; after the rules of password crackers."""

from __future__ import annotations

import random
from collections.abc import Mapping

SHORTEST = 8
_FIXED = (
    "1",
    "12",
    "123",
    "1234",
    "01",
    "2",
    "7",
    "69",
    "99",
    "00",
    "2020",
    "2024",
    "2025",
    "2026",
    "2027",
    "1990",
)
_MARKS = ("!", ".", "*", "@", "?")


def fits_rules(password: str) -> bool:
    """Return whether a password has eight characters and a digit, as the portal wants."""
    return len(password) >= SHORTEST and any(character.isdigit() for character in password)


def bend_word(word: str, rng: random.Random) -> str:
    """Return the word, or what somebody makes of it until the portal takes it."""
    bent = word
    if rng.random() < 0.25:
        bent = bent[:1].upper() + bent[1:]
    while not fits_rules(bent):
        bent += _choose_tail(rng)
    if rng.random() < 0.1:
        bent += rng.choice(_MARKS)
    return bent


def _choose_tail(rng: random.Random) -> str:
    match rng.randrange(4):
        case 0:
            return "".join(rng.choices("0123456789", k=rng.randint(1, 4)))
        case 1:
            year = str(rng.randint(1955, 2008))
            return rng.choice((year, year[2:]))
        case _:
            return rng.choice(_FIXED)


def draw_likely(passwords: Mapping[str, int], count: int, rng: random.Random) -> list[str]:
    """Return so many passwords as people would have them under the rules: drawn by their counts, then bent."""
    words = rng.choices(list(passwords), weights=list(passwords.values()), k=count)
    return [bend_word(word, rng) for word in words]
