"""The room's bundled tables: services, words, look-alike letters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Service:
    """A service that teams sign in to."""

    id: str
    title: str
    names: tuple[str, ...]
    """Words that mean this service and nothing else."""
    words: tuple[str, ...]
    """Ordinary words that mean it beside a sign-in word."""
    beside: tuple[str, ...]
    """Words that count only beside one of our own names."""
    domains: tuple[str, ...]
    """Genuine addresses, never alarmed."""
    hosting: tuple[str, ...]
    """Genuine addresses below which anybody may have a name."""
    countries: tuple[str, ...]
    """Labels that it holds under every country's ending."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand beside a name in an address."""

    sign_in: frozenset[str]
    neutral: frozenset[str]
    endings: frozenset[str]
    common: frozenset[str]
    apart: frozenset[str]
    """Those of the others that count between separators only."""
    countries: frozenset[str]


@cache
def load_services() -> Mapping[str, Service]:
    """Read services.toml: id → service."""
    return {
        id: Service(
            id=id,
            title=row["title"],
            names=tuple(row["names"]),
            words=tuple(row["words"]),
            beside=tuple(row["beside"]),
            domains=tuple(row["domains"]),
            hosting=tuple(row.get("hosting", ())),
            countries=tuple(row.get("countries", ())),
        )
        for id, row in tomllib.loads(_read_table("services.toml")).items()
    }


@cache
def load_words() -> Words:
    """Read keywords.toml; a word written with a hyphen is kept in parts too small to say anything: without it."""
    table = {
        name: frozenset(word.replace("-", "") for word in words)
        for name, words in tomllib.loads(_read_table("keywords.toml")).items()
    }
    signs = frozenset[str]().union(*(table.pop(name) for name in list(table) if name.startswith("sign_in")))
    return Words(sign_in=signs, **table)


@cache
def load_genuine_domains() -> frozenset[str]:
    """Return the genuine domains of every service, watched or not."""
    return frozenset(domain for service in load_services().values() for domain in service.domains)


@cache
def load_hosting_domains() -> frozenset[str]:
    """Return the services' domains below which anybody may have a name."""
    return frozenset(domain for service in load_services().values() for domain in service.hosting)


@cache
def load_public_hostings() -> frozenset[str]:
    """Return every domain below which anybody may have a name, beside those of the public-suffix list."""
    lines = _read_table("hostings.txt").splitlines()
    return load_hosting_domains() | {line for line in lines if line and not line.startswith("#")}


@cache
def load_shorteners() -> frozenset[str]:
    """Return the domains of link shorteners."""
    return frozenset(line for line in _read_table("shorteners.txt").splitlines() if not line.startswith("#"))


@cache
def compile_country_names() -> re.Pattern[str]:
    """Compile what matches a genuine name under a country's ending, and its subdomains."""
    labels = "|".join(re.escape(label) for service in load_services().values() for label in service.countries)
    return re.compile(rf"(?:.*\.)?(?:{labels})\.(?:com?\.)?[a-z]{{2}}")


@cache
def load_confusables() -> Mapping[str, str]:
    """Read confusables.txt: a letter that is not ASCII → the ASCII letters that it passes for."""
    table: dict[str, str] = {}
    for line in _read_table("confusables.txt").splitlines():
        if line and not line.startswith("#"):
            ours, theirs = line.split(" ")
            table.update(dict.fromkeys(theirs, ours))
    return table


def _read_table(name: str) -> str:
    return files("chaffinch.names").joinpath(name).read_text(encoding="utf-8")
