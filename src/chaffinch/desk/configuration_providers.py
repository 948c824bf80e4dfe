"""What must be said of each kind of provider in chaffinch.toml. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chaffinch.desk.configuration_tables import ProviderTable, TripwiresTable
from chaffinch.tripwires.providers.command import ACCOUNT
from chaffinch.tripwires.providers.graph import SIGN_IN
from chaffinch.tripwires.providers.wire import Place

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_NEEDED = {
    "dovecot": ("deny_file",),
    "graph": ("credentials",),
    "google": ("credentials", "administrator"),
    "keycloak": ("url", "realm", "credentials"),
    "nextcloud": ("url", "credentials"),
    "command": ("block",),
}


@dataclass(frozen=True, slots=True)
class WrongKey:
    """One key that says nothing usable."""

    key: str
    what: str
    todo: str


def list_provider_faults(values: TripwiresTable) -> Iterator[tuple[int, str, str, str]]:
    """Yield (provider's number from 1, 0 for the table above, key, what is wrong, what to do)."""
    for nth, provider in enumerate(values.providers, start=1):
        if wrong := find_wrong_key(provider):
            yield nth, wrong.key, wrong.what, wrong.todo
    for name in ("days", "victim_days"):
        if not 1 <= getattr(values, name) <= 365:
            yield 0, name, f"{name} is not between 1 and 365", f"For example: {name} = 14"


def find_wrong_key(table: ProviderTable) -> WrongKey | None:
    """Return the first key that is wrong or missing; None where the table can be used."""
    if not table.name:
        return WrongKey("name", "a provider has no name", 'For example: name = "mail server"')
    for domain in table.domains or ("",):
        if not _DOMAIN.fullmatch(domain):
            return WrongKey(
                "domains", f"{domain!r} is not a domain", 'For example: domains = ["example.org"]'
            )
    for key in _NEEDED[table.kind]:
        if not getattr(table, key):
            return WrongKey(
                key, f"a provider of kind {table.kind} needs {key}", "See the reference of tripwires."
            )
    for key in ("deny_file", "authority"):
        if getattr(table, key) and not getattr(table, key).startswith("/"):
            return WrongKey(key, f"{getattr(table, key)!r} is not a whole path", "Begin it with a slash.")
    for key in ("block", "unblock"):
        words = getattr(table, key)
        if words and not any(ACCOUNT in word for word in words):
            return WrongKey(key, f"{key} does not say where the account stands", f'Write "{ACCOUNT}" there.')
    return _check_url(table)


def _check_url(table: ProviderTable) -> WrongKey | None:
    if not table.url:
        return None
    try:
        place = Place.parse(table.url, table.address)
    except ValueError as error:
        return WrongKey("url", f"{table.url!r}: {error}", "For example: https://sso.example.org")
    if table.kind == "graph" and place.host not in SIGN_IN:
        return WrongKey("url", f"{place.host} is no Graph", f"Known: {', '.join(SIGN_IN)}.")
    return None
