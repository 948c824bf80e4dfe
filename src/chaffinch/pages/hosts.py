"""The host of an address, and the domain that somebody registered for it."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList


def read_host(untrusted_url: str) -> str:
    """Return the host of an address, lower case; empty when there is none."""
    try:
        return (urlsplit(untrusted_url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def find_site(host: str) -> str:
    """Return the domain that somebody registered for this host; the host itself where there is none."""
    return _load_suffixes().privatesuffix(host) or host if host else ""


@lru_cache(maxsize=1)
def _load_suffixes() -> PublicSuffixList:
    return PublicSuffixList()
