"""Invented names, the same for a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

_CONSONANTS, _VOWELS = "bcdfghjklmnprstvz", "aeiou"
SYLLABLES = [first + second for first in _CONSONANTS for second in _VOWELS] + [
    "en",
    "on",
    "mar",
    "che",
    "is",
    "os",
    "um",
]
_HEAVY = [
    start + vowel + end
    for start in ("str", "gr", "pl", "chr", "fl")
    for vowel in "aeiou"
    for end in ("nd", "ck", "lt", "st")
]
ENDINGS = ("com", "org", "net", "fr", "de", "co.uk", "info", "io", "ru", "com.br")
#: Of different shape: short, hyphenated, several words, with digits.
BRANDS = (
    "en-marche.fr", "mouvement-aurore.org", "lemonde.fr", "mediapart.fr", "amnesty.org", "msf.org", "ameli.fr", "caf.fr",
    "parti-socialiste.fr", "greenpeace.org", "reporters-sans-frontieres.org", "la-croix.com", "bellingcat.com",
    "aurore2027.fr", "liberation.fr", "francetvinfo.fr", "wikileaks.org", "solidaires.org", "correctiv.org",
    "fondation-abbe-pierre.fr",
)  # fmt: skip


def make_names(count: int, *, seed: int) -> list[bytes]:
    """Make host names of about 20 bytes; one in ten thousand imitates a brand."""
    chance = random.Random(seed)
    return [
        f"login-{chance.choice(BRANDS)}".encode() if number % 10_000 == 9_999 else _make_name(chance)
        for number in range(count)
    ]


def _make_name(chance: random.Random) -> bytes:
    def make_label() -> str:
        return "".join(chance.choices(SYLLABLES, k=chance.randint(4, 7)))

    label = make_label() + ("-" + make_label() if chance.random() < 0.2 else "")
    front = "www." if chance.random() < 0.3 else ""
    return f"{front}{label}.{chance.choice(ENDINGS)}".encode()


def make_brands(count: int, *, seed: int) -> list[str]:
    """Make domains to watch: the twenty first, then invented ones of eight to sixteen letters.

    Their syllables are others than the names', or every name would nearly be one of a thousand brands.
    """
    chance = random.Random(seed)
    invented = ("".join(chance.choices(_HEAVY, k=chance.randint(2, 4))) + ".org" for _ in range(2 * count))
    return list(dict.fromkeys((*BRANDS, *invented)))[:count]


def repeat_blocks(names: list[bytes], count: int) -> Iterator[bytes]:
    """Yield `count` names in blocks, the list over and over, each time with another beginning to every name."""
    done = 0
    while done < count:
        prefix = f"{done:x}-".encode() if done else b""
        for start in range(0, len(names), 20_000):
            some = names[start : start + min(20_000, count - done)]
            if some:
                yield b"\n".join(prefix + name for name in some)
                done += len(some)


def encode_accents(name: bytes) -> bytes:
    """Give a name an accent in its first label and write it as `xn--`."""
    label, dot, rest = name.decode().removeprefix("www.").partition(".")
    return b"xn--" + f"é{label}".encode("punycode") + f"{dot}{rest}".encode()
