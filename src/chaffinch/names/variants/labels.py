"""One name, changed once as a finger, an ear or an eye would: separators, slips, letters that look or sound alike."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterator
from functools import cache

from chaffinch.names.fold import name_script
from chaffinch.names.swaps import list_swaps
from chaffinch.names.tables import load_confusables

_LETTERS = string.ascii_lowercase
_SIGNS = string.ascii_lowercase + string.digits
#: Registries take names in these; the other look-alikes of the table can hardly be had.
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
#: Acute, grave, circumflex, diaeresis, dot below, cedilla.
_MARKS = "\u0301\u0300\u0302\u0308\u0323\u0327"


def list_labels(key: str) -> Iterator[str]:
    """Yield the name with one change, its hyphens dropped or dotted, and written wholly in another script."""
    yield key.replace("-", "")
    yield key.replace("-", ".")
    yield from list_whole_scripts(key)
    for place in range(len(key)):
        yield from _list_slips(key, place)
        if key[place] != "-":
            yield from _list_alikes(key, place)
    for final in "sx":
        yield key + final


def list_whole_scripts(key: str) -> Iterator[str]:
    """Yield the name with every letter taken from Cyrillic, then Greek, where each has one that passes for it.

    Registries refuse scripts mixed within a label; a label of one script passes them.
    """
    for script in ("CYRILLIC", "GREEK"):
        letters = [letter if letter == "-" else _find_alike(letter, script) for letter in key]
        if all(letters):
            yield "".join(letters)


def list_eye_labels(key: str) -> Iterator[str]:
    """Yield the name with one group of plain letters that passes for another: rn for m, l for i."""
    for place in range(len(key)):
        for swap in list_swaps():
            if swap.kind == "homoglyph" and key.startswith(swap.ours, place):
                yield key[:place] + swap.theirs + key[place + len(swap.ours) :]


def _find_alike(letter: str, script: str) -> str:
    return next((other for other in list_alike(letter) if name_script(other) == script), "")


@cache
def list_alike(letter: str) -> tuple[str, ...]:
    """List the letter with each mark, and the letters of registrable scripts that pass for it."""
    marked = (unicodedata.normalize("NFC", letter + mark) for mark in _MARKS)
    alike = (other for other, ours in load_confusables().items() if ours == letter)
    return (
        *(composed for composed in marked if len(composed) == 1),
        *(other for other in alike if name_script(other) in _SCRIPTS),
    )


def _list_slips(key: str, place: int) -> Iterator[str]:
    before, letter, after = key[:place], key[place], key[place + 1 :]
    yield before + after
    yield before + letter + letter + after
    if after:
        yield before + after[0] + letter + after[1:]
    if letter == "-":
        yield f"{before}.{after}"
        return
    for other in _LETTERS:
        yield before + other + after
        yield before + other + letter + after
    if place:
        yield f"{before}-{letter}{after}"
        yield f"{before}.{letter}{after}"
    for bit in range(7):
        flipped = chr(ord(letter) ^ 1 << bit)
        if flipped in _SIGNS:
            yield before + flipped + after


def _list_alikes(key: str, place: int) -> Iterator[str]:
    before, letter, after = key[:place], key[place], key[place + 1 :]
    for alike in list_alike(letter):
        yield before + alike + after
    for swap in list_swaps():
        if key.startswith(swap.ours, place):
            yield before + swap.theirs + key[place + len(swap.ours) :]
