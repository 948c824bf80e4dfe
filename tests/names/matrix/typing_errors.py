"""Typing errors of a label, one at a time, as dnstwist, URLCrazy and the typosquatting literature define them."""

from __future__ import annotations

import string
from collections.abc import Iterator

_ROWS = (
    ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    ("1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn"),
)

#: Left to the generator of leet: the two are told apart by what the letters look like.
_LEET = {frozenset(pair) for pair in ("o0", "i1", "l1", "e3", "a4", "s5", "t7", "b8", "g9", "z2")}
_VOWELS = "aeiouy"


def find_neighbours(letter: str) -> set[str]:
    """List the keys beside, above and below a key on an English and on a French keyboard."""
    found: set[str] = set()
    for rows in _ROWS:
        for number, row in enumerate(rows):
            place = row.find(letter)
            if place < 0:
                continue
            found |= set(row[max(0, place - 1) : place + 2])
            for other in rows[max(0, number - 1) : number + 2 : 2] if number else rows[1:2]:
                found |= set(other[max(0, place - 1) : place + 2])
    return {other for other in found if other != letter and not _is_other_kind(letter, other)}


def flip_bits(letter: str) -> set[str]:
    """List the characters of a host name that one flipped bit of memory makes of a letter (Dinaburg 2011)."""
    flipped = {chr(ord(letter) ^ (1 << bit)).lower() for bit in range(8)}
    return {other for other in flipped if other in string.ascii_lowercase + string.digits} - {letter}


def omit_letter(label: str) -> Iterator[str]:
    for place, letter in enumerate(label):
        if letter != "-":
            yield label[:place] + label[place + 1 :]


def insert_letter(label: str) -> Iterator[str]:
    """Hit a neighbouring key as well, or any key at the end; not the letter itself, not the s of a plural."""
    for place, letter in enumerate(label):
        for other in sorted(find_neighbours(letter)):
            if other not in label[max(0, place - 1) : place + 2]:
                yield label[:place] + other + label[place:]
    yield from (label + other for other in string.ascii_lowercase if other not in {label[-1], "s", "x"})


def substitute_letter(label: str) -> Iterator[str]:
    """Hit a neighbouring key instead, or take another vowel."""
    for place, letter in enumerate(label):
        others = find_neighbours(letter)
        if letter in _VOWELS:
            others |= {vowel for vowel in _VOWELS if vowel != letter and vowel not in flip_bits(letter)}
        for other in sorted(others):
            yield label[:place] + other + label[place + 1 :]


def transpose_letters(label: str) -> Iterator[str]:
    for place in range(len(label) - 1):
        first, second = label[place], label[place + 1]
        if first != second and "-" not in (first, second):
            yield label[:place] + second + first + label[place + 2 :]


def repeat_letter(label: str) -> Iterator[str]:
    for place, letter in enumerate(label):
        if letter != "-":
            yield label[:place] + letter + label[place:]


def flip_bit(label: str) -> Iterator[str]:
    for place, letter in enumerate(label):
        if letter != "-":
            for other in sorted(flip_bits(letter)):
                if frozenset((letter, other)) not in _LEET:
                    yield label[:place] + other + label[place + 1 :]


def _is_other_kind(letter: str, other: str) -> bool:
    return frozenset((letter, other)) in _LEET or other in flip_bits(letter)
