"""Endings that anybody can register under: how much a reader trusts them, and which letters their registries take."""

from __future__ import annotations

import unicodedata
from typing import Literal

from chaffinch.names.fold import name_script

Standing = Literal["trusted", "country", "wide", "cheap"]

#: How common an ending is among the addresses of people like us.
_STANDINGS: dict[Standing, tuple[str, ...]] = {
    "trusted": ("com", "org", "net", "eu"),
    "country": ("fr", "be", "ch", "de"),
    "wide": (
        "co",
        "info",
        "us",
        "io",
        "me",
        "app",
        "pro",
        "news",
        "team",
        "online",
        "live",
        "email",
        "support",
    ),
    "cheap": ("biz", "site", "top", "xyz", "re", "pm", "cc", "click", "link", "vip", "icu", "club", "shop"),
}

#: In the order in which they are tried.
ENDINGS = tuple(ending for endings in _STANDINGS.values() for ending in endings)

#: Those under which a reader expects an organisation.
TRUSTED = _STANDINGS["trusted"]

#: Registries that take the letters of Western Europe only (AFNIC's list, DNS Belgium's, SWITCH's).
_WESTERN = frozenset(("fr", "re", "pm", "wf", "yt", "tf", "be", "ch", "li"))
_WESTERN_LETTERS = frozenset("ßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœ")
#: The last letter of Latin Extended-A: further than that no European registry goes.
_LAST_LATIN = "\u017f"


def name_standing(suffix: str) -> Standing:
    """Return how much a reader trusts a public suffix: by the table, else a country's by its two letters."""
    last = suffix.rpartition(".")[2]
    for standing, endings in _STANDINGS.items():
        if last in endings:
            return standing
    return "country" if len(last) == 2 else "cheap"


def takes_label(suffix: str, label: str) -> bool:
    """Tell whether a registry would take a label in general: its own rules may be stricter, and change.

    Western countries take their own accents; other two-letter endings Latin letters; for all others ICANN's IDN
    guidelines forbid to mix scripts in a label.

    Args:
        suffix: public suffix.
        label: in Unicode.
    """
    foreign = [letter for letter in label if not letter.isascii()]
    if not foreign:
        return True
    last = suffix.rpartition(".")[2]
    if last in _WESTERN:
        return _WESTERN_LETTERS.issuperset(foreign)
    if len(last) == 2 and last not in ("co", "io", "me", "cc"):
        return all(letter <= _LAST_LATIN and name_script(letter) == "LATIN" for letter in foreign)
    scripts = {name_script(letter) for letter in label} - {""}
    return len(scripts) == 1 and all(unicodedata.category(letter) == "Ll" for letter in foreign)
