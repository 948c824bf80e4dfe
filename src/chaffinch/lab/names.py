"""The demo's names list: ordinary invented names, and among them those that imitate the demo organisation."""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from importlib.resources import files
from pathlib import Path

from chaffinch.lab.sites import BYSTANDER_HOSTS, CHALLENGE_HOST, PARKED_HOST, PHISHER_HOSTS

HARMLESS_NAMES = 3_000

#: Look-alikes that nobody serves: bought and not used yet, or gone already.
SILENT_HOSTS = (
    "mouvement-aurore-login.test",
    "xn--" + "mouvement-аurore".encode("punycode").decode() + ".test",  # a Cyrillic а
    "mouvementaurore.test",
    "mouvmeent-aurore.test",
    "mouvement-aur0re.test",
    "aurore-2027.test",
    "mouvement-aurore.test.verification-compte.example",
)

#: Every name of the list that has something to do with the demo organisation.
TELLING_HOSTS = (*PHISHER_HOSTS, PARKED_HOST, CHALLENGE_HOST, *SILENT_HOSTS, *BYSTANDER_HOSTS)


def list_names() -> tuple[str, ...]:
    """Return the whole list, the same at each call, in an order that looks like chance."""
    return tuple(sorted((*_make_harmless_names(), *TELLING_HOSTS), key=_shuffle))


def write_names_list(path: Path) -> int:
    """Write the list, one name a line, and return how many names it has."""
    names = list_names()
    path.write_text("".join(f"{name}\n" for name in names), encoding="ascii")
    return len(names)


def _make_harmless_names() -> list[str]:
    words = tomllib.loads((files("chaffinch.lab") / "words.toml").read_text(encoding="utf-8"))
    trades, qualifiers, places = (
        [_fold_word(word) for word in words[key]] for key in ("trades", "qualifiers", "places")
    )
    stems = [f"{trade}-{qualifier}" for trade in trades for qualifier in qualifiers]
    stems += [f"{trade}-{place}" for trade in trades for place in places]
    stems += [f"www.{trade}{place}" for trade in trades for place in places]
    names = [f"{stem}.{ending}" for stem in stems for ending in ("test", "example")]
    return sorted(names, key=_shuffle)[:HARMLESS_NAMES]


def _fold_word(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.lower())
    return plain.encode("ascii", "ignore").decode()


def _shuffle(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
