"""The providers of the settings, opened: who can block which account."""

from __future__ import annotations

import os
import shutil
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from chaffinch.desk.configuration_tables import Configuration, ProviderTable
from chaffinch.desk.home import find_home
from chaffinch.desk.way_out import choose_egress
from chaffinch.errors import ChaffinchError
from chaffinch.ground.clock import read_clock
from chaffinch.tripwires.providers import google as google_api
from chaffinch.tripwires.providers import graph as graph_api
from chaffinch.tripwires.providers.command import Command
from chaffinch.tripwires.providers.credentials import CredentialsError, read_credentials
from chaffinch.tripwires.providers.dovecot import Dovecot
from chaffinch.tripwires.providers.google import Google
from chaffinch.tripwires.providers.graph import Graph
from chaffinch.tripwires.providers.keycloak import Keycloak
from chaffinch.tripwires.providers.nextcloud import Nextcloud
from chaffinch.tripwires.providers.program import PATH
from chaffinch.tripwires.providers.provider import Provider, ProviderError, Scope
from chaffinch.tripwires.providers.wire import Place, Wires


@dataclass(frozen=True, slots=True)
class Keeper:
    """A provider that keeps a certain account."""

    name: str
    kind: str
    account: str
    """By which name it knows the account."""
    table: ProviderTable

    def open(self) -> Provider:
        """Return the provider, with its credentials.

        Raises:
            ProviderError: `credentials`: they cannot be read.
        """
        try:
            return _open(self.table)
        except (ChaffinchError, OSError, ssl.SSLError) as error:
            raise ProviderError(
                "credentials", error.what if isinstance(error, CredentialsError) else type(error).__name__
            ) from None


def list_keepers(login: str) -> tuple[Keeper, ...]:
    """Return the providers that keep an account, in the order of the settings; none where its name is none of ours."""
    return tuple(_find_keepers(login))


def list_unready() -> tuple[str, ...]:
    """Return what stands in the way of each provider of the settings, without asking it anything."""
    configuration: Configuration = settings.CONFIGURATION
    return tuple(fault for table in configuration.tripwires.providers for fault in _find_faults(table))


def _find_faults(table: ProviderTable) -> Iterator[str]:
    try:
        Keeper(table.name, table.kind, "", table).open()
    except ProviderError as error:
        yield f"{table.name}: {error.detail}"
    if table.kind == "dovecot" and not os.access(table.deny_file, os.R_OK | os.W_OK):
        yield f"{table.name}: {table.deny_file} cannot be written"
    for program in (
        (table.doveadm[:1] if table.kind == "dovecot" else ()) + table.block[:1] + table.unblock[:1]
    ):
        if shutil.which(program, path=PATH) is None:
            yield f"{table.name}: there is no program {program}"


def _find_keepers(login: str) -> Iterator[Keeper]:
    configuration: Configuration = settings.CONFIGURATION
    for table in configuration.tripwires.providers:
        try:
            account = _find_scope(table).name_account(login)
        except ProviderError:
            continue
        yield Keeper(table.name, table.kind, account, table)


def _find_scope(table: ProviderTable) -> Scope:
    return Scope(
        tuple(domain.lower() for domain in table.domains), "name" if table.login == "name" else "address"
    )


def _open(table: ProviderTable) -> Provider:
    scope = _find_scope(table)
    if table.kind == "command":
        return Command(scope, table.block, table.unblock)
    if table.kind == "dovecot":
        return Dovecot(scope, Path(table.deny_file), doveadm=table.doveadm)
    # A whole path stays what it is.
    file = find_home().keys / table.credentials
    if table.kind == "graph":
        return _open_graph(table, scope, file)
    if table.kind == "google":
        known = read_credentials(file, "client_email", "private_key")
        return Google(
            scope, _open_wires(table, google_api.API, google_api.TOKENS), known["client_email"], table.administrator,
            read_clock, known["private_key"],
        )  # fmt: skip
    place, wires = Place.parse(table.url, table.address), _open_wires(table, table.url)
    if table.kind == "keycloak":
        known = read_credentials(file, "client_id", "client_secret")
        return Keycloak(scope, wires, place, table.realm, known["client_id"], known["client_secret"])
    known = read_credentials(file, "user", "password")
    return Nextcloud(scope, wires, place, known["user"], known["password"])


def _open_graph(table: ProviderTable, scope: Scope, file: Path) -> Graph:
    known = read_credentials(file, "tenant", "client_id", "client_secret")
    api = Place.parse(table.url or graph_api.API)
    sign_in = Place.parse(graph_api.SIGN_IN[api.host])
    return Graph(
        scope, _open_wires(table, api.url, sign_in.url), known["tenant"], known["client_id"], known["client_secret"],
        api=api, sign_in=sign_in, audience=api.url,
    )  # fmt: skip


def _open_wires(table: ProviderTable, *urls: str) -> Wires:
    trust = ssl.create_default_context(cafile=table.authority) if table.authority else None
    configuration: Configuration = settings.CONFIGURATION
    places = [Place.parse(url, table.address) for url in urls]
    return Wires(places, egress=choose_egress(configuration.sources), trust=trust)
