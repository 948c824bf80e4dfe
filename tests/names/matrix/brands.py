"""Fifteen brands of different shape, as organisations own them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import idna

#: The issue's edit budget goes by length.
_SHORT, _MIDDLING = 4, 7

#: How the letters of the accented brand are typed without accents.
_PLAIN = str.maketrans("éèà", "eea")


@dataclass(frozen=True)
class WatchedBrand:
    """What one organisation watches."""

    domain: str
    """As it writes it; accented where its owner does."""
    words: tuple[str, ...]
    """The words of its label, unaccented, in order ("en", "marche")."""
    services: tuple[str, ...]
    """Ids of the services it uses."""
    shape: str
    """Why it is among the fifteen."""
    homophones: tuple[str, ...] = ()
    """Labels read aloud as its own, in French or English, found by ear. A number spelled out is a translation, none of these."""
    is_said_by_letters: bool = False
    """An acronym spelled letter by letter: nothing else sounds like it."""

    @cached_property
    def plain(self) -> str:
        """Its label without accents."""
        return self.domain.partition(".")[0].translate(_PLAIN)

    @cached_property
    def ending(self) -> str:
        """What stands behind its label ("org.uk")."""
        return self.domain.partition(".")[2]

    @cached_property
    def ascii_domain(self) -> str:
        """Its domain as the DNS holds it."""
        return idna.encode(self.domain).decode()

    @cached_property
    def edits(self) -> int:
        """How many typing errors the issue lets a look-alike of it have."""
        letters = len(self.plain.replace("-", ""))
        return 0 if letters <= _SHORT else 1 if letters <= _MIDDLING else 2

    @cached_property
    def is_number(self) -> bool:
        """Whether it is digits only, which any page number is."""
        return self.plain.isdigit()


BRANDS = (
    WatchedBrand(
        "en-marche.fr", ("en", "marche"), ("microsoft365",), "hyphenated, of two very common words",
        ("an-marche", "en-marshe", "anmarche", "enmarshe", "hen-marche"),
    ),
    WatchedBrand(
        "msf.org", ("msf",), ("microsoft365", "zoom"), "three letters, an acronym", is_said_by_letters=True
    ),
    WatchedBrand("caf.fr", ("caf",), ("nextcloud", "zoom"), "three letters, nearly a word", ("kaf",)),
    WatchedBrand("osce.org", ("osce",), ("microsoft365",), "four letters, an acronym", is_said_by_letters=True),
    WatchedBrand(
        "350.org", ("350",), ("google-workspace", "slack"), "digits only"
    ),
    WatchedBrand(
        "ameli.fr", ("ameli",), ("microsoft365",), "five letters, near a first name",
        ("hameli", "amely", "amelit"),
    ),
    WatchedBrand(
        "lemonde.fr", ("le", "monde"), ("google-workspace",), "two words written as one",
        ("lemaunde", "leumonde", "le-maunde"),
    ),
    WatchedBrand(
        "la-croix.com", ("la", "croix"), ("protonmail", "dropbox"), "hyphenated, short words",
        ("la-kroix", "la-croy", "lakroix", "la-croie"),
    ),
    WatchedBrand(
        "wada-ama.org", ("wada", "ama"), ("microsoft365", "okta"), "hyphenated, two acronyms",
        ("ouada-ama", "wada-hama"),
    ),
    WatchedBrand(
        "france24.com", ("france", "24"), ("microsoft365", "whatsapp"), "a word with digits",
        ("franse24", "phrance24", "franse-24"),
    ),
    WatchedBrand(
        "liberation.fr", ("liberation",), ("google-workspace", "signal"), "one dictionary word",
        ("liberasion", "liberassion", "lyberation", "libairation", "liberacion"),
    ),
    WatchedBrand(
        "amnesty.org.uk", ("amnesty",), ("microsoft365", "mailchimp"), "one dictionary word under a double ending",
        ("amnesti", "amnestie", "amnestee", "amnisty", "hamnesty"),
    ),
    WatchedBrand(
        "écologie-solidaire.fr", ("ecologie", "solidaire"), ("framasoft", "nextcloud"), "accented, hyphenated",
        ("ekologie-solidaire", "ecologie-solidere", "ecolojie-solidaire", "ekolojie-solidaire"),
    ),
    WatchedBrand(
        "reporters-sans-frontieres.org", ("reporters", "sans", "frontieres"), ("protonmail", "telegram"), "long, of three words",
        ("reporters-sens-frontieres", "reporteurs-sans-frontieres", "reporters-cent-frontieres", "reporters-sans-frontyeres"),
    ),
    WatchedBrand(
        "mediapart.fr", ("mediapart",), ("nextcloud", "protonmail"), "one coined word",
        ("mediapare", "mehdiapart", "medyapart", "mediapard"),
    ),
)  # fmt: skip
