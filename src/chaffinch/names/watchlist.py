"""What is watched: our domains, our names, the services we use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chaffinch.names.errors import WatchlistError
from chaffinch.names.fold import fold_text
from chaffinch.names.hosts import Host, read_host, split_suffix
from chaffinch.names.tables import load_services

KEYS = ("domains", "brands", "services", "allowed", "sign_in_pages", "keywords")

_SEPARATORS = re.compile(r"[\s._'’-]+")
#: The scan is made of these letters: a sign would be read as part of an expression.
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Brand:
    """A name of ours that others may imitate."""

    name: str
    """As the watchlist writes it: the domain it comes from, or the brand word."""
    key: str
    """As it stands in an address: ASCII, lower case, its words joined by hyphens."""
    domains: tuple[str, ...]
    """Our domains that carry it; empty for a brand word without one."""
    endings: tuple[str, ...]
    """Their public suffixes ("fr")."""


@dataclass(frozen=True, slots=True)
class Watchlist:
    """Everything that the matcher compares with."""

    brands: tuple[Brand, ...]
    domains: tuple[str, ...]
    """Ours: they and their subdomains are never alarmed."""
    services: tuple[str, ...]
    """Ids of services.toml."""
    allowed: tuple[str, ...] = ()
    """Partners' domains, never alarmed either."""
    sign_in_pages: tuple[str, ...] = ()
    """URLs; read by the room that compares pages."""
    keywords: tuple[str, ...] = ()
    """Sign-in words in the user's own languages, beside the bundled ones."""
    prior: bool = True
    """A domain that very many people visit is less suspect; False to measure what the name alone says."""

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Watchlist:
        """Read the `[watch]` table of chaffinch.toml.

        Raises:
            WatchlistError: naming the key that is unknown or has a wrong value.
        """
        for key in mapping:
            if key not in KEYS:
                raise WatchlistError(
                    f"[watch] has an unknown key: {key}", why="A misspelt key would watch nothing.",
                    todo=f"Use one of: {', '.join(KEYS)}.",
                )  # fmt: skip
        lists = {key: _read_list(key, mapping.get(key, [])) for key in KEYS}
        domains = tuple(dict.fromkeys(_read_domain("domains", domain) for domain in lists["domains"]))
        return cls(
            brands=_make_brands(domains, lists["brands"]),
            domains=domains,
            services=tuple(dict.fromkeys(_read_service(id) for id in lists["services"])),
            allowed=tuple(_read_domain("allowed", domain) for domain in lists["allowed"]),
            sign_in_pages=lists["sign_in_pages"],
            keywords=tuple(fold_text(word).replace("-", "") for word in lists["keywords"]),
        )


def make_key(name: str) -> str:
    """Write a name as an address would: "Mouvement Aurore" → "mouvement-aurore"."""
    return "-".join(fold_text(part) for part in _SEPARATORS.split(name) if part)


def _read_list(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item for item in value):
        raise WatchlistError(f"[watch] {key} must be a list of texts", todo=f'Write {key} = ["…", "…"].')
    return tuple(value)


def _read_domain(key: str, untrusted_domain: str) -> str:
    host = read_host(untrusted_domain.encode())
    if not isinstance(host, Host) or host.is_ip or "." not in host.ascii:
        raise WatchlistError(
            f"[watch] {key} holds {untrusted_domain!r}, which is not a domain",
            todo='Write it as "example.org".',
        )
    return host.ascii


def _read_service(id: str) -> str:
    if id not in load_services():
        raise WatchlistError(
            f"[watch] services holds {id!r}, which is not a known service",
            todo=f"Use one of: {', '.join(load_services())}.",
        )
    return id


def _make_brands(domains: Iterable[str], words: Iterable[str]) -> tuple[Brand, ...]:
    """Make a brand of each domain's registrable label and of each extra word; equal keys become one brand."""
    found: dict[str, Brand] = {}
    for domain in domains:
        label, suffix = _split_label(domain)
        known = found.get(label)
        found[label] = Brand(
            name=known.name if known else domain,
            key=label,
            domains=(*(known.domains if known else ()), domain),
            endings=tuple(dict.fromkeys((*(known.endings if known else ()), suffix))),
        )
    endings = tuple(dict.fromkeys(ending for brand in found.values() for ending in brand.endings))
    for word in words:
        key = make_key(word)
        if not _KEY.fullmatch(key):
            raise WatchlistError(
                f"[watch] brands holds {word!r}, which cannot stand in an address",
                todo="Write the brand in Latin letters, as it would stand in a domain.",
            )
        found.setdefault(key, Brand(name=word, key=key, domains=(), endings=endings))
    return tuple(found.values())


def _split_label(domain: str) -> tuple[str, str]:
    """Return the folded registrable label and the public suffix of one of our domains."""
    host = read_host(domain.encode())
    assert isinstance(host, Host)  # noqa: S101 -- checked by _read_domain
    registered, suffix = split_suffix(host.ascii)
    if not registered:
        raise WatchlistError(
            f"[watch] domains holds {domain!r}, which is a public suffix",
            todo="Name the domain that you registered.",
        )
    position = -1 - len(suffix.split("."))
    label = host.display.split(".")[position]
    return fold_text(label), suffix
