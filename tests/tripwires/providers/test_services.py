"""Every service's interface keeps the same promises, against its documented shapes on loopback."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.tripwires.providers.contracts import (
    INES,
    OMAR,
    PEM,
    SECRET,
    Answers,
    Service,
    answer_google,
    answer_graph,
    answer_keycloak,
    answer_nextcloud,
    serve,
)

from chaffinch.ground.egress import Egress
from chaffinch.tripwires.providers.credentials import CredentialsError, read_credentials
from chaffinch.tripwires.providers.google import Google
from chaffinch.tripwires.providers.graph import Graph
from chaffinch.tripwires.providers.keycloak import Keycloak
from chaffinch.tripwires.providers.nextcloud import Nextcloud
from chaffinch.tripwires.providers.provider import Provider, ProviderError, Scope, UnendedError
from chaffinch.tripwires.providers.wire import Place, Wires

DOMAINS = ("mouvement-aurore.test",)
TENANT = "11111111-2222-3333-4444-555555555555"


@dataclass(frozen=True)
class Kind:
    name: str
    answers: Answers
    open: Callable[[Place, Wires, str], Any]
    """(place, wires, secret) → the provider."""
    wrong_secret: str = "credentials"
    ends_by: str = ""
    """A piece of the path by which sessions are ended."""


KINDS = (
    Kind(
        "graph",
        answer_graph,
        lambda place, wires, secret: Graph(Scope(DOMAINS), wires, TENANT, "app", secret, api=place, sign_in=place),
        ends_by="revokeSignInSessions",
    ),
    Kind(
        "google",
        answer_google,
        lambda place, wires, secret: Google(
            Scope(DOMAINS), wires, "robot@x.iam.gserviceaccount.com", "admin@mouvement-aurore.test",
            lambda: datetime(2026, 11, 21, tzinfo=UTC), PEM if secret == SECRET else secret, api=place, tokens=place,
        ),
        ends_by="signOut",
    ),
    Kind(
        "keycloak",
        answer_keycloak,
        lambda place, wires, secret: Keycloak(Scope(DOMAINS), wires, place, "aurore", "desk", secret),
        ends_by="logout",
    ),
    Kind(
        "nextcloud",
        answer_nextcloud,
        lambda place, wires, secret: Nextcloud(Scope(DOMAINS, "name"), wires, place, "admin", secret),
        wrong_secret="refused",
    ),
)  # fmt: skip


ENDING = tuple(kind for kind in KINDS if kind.ends_by)
"""Nextcloud ends sessions by itself."""


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def service(kind: Kind) -> Iterator[Service]:
    with serve(kind.answers) as service:
        yield service


def open_provider(kind: Kind, service: Service, secret: str = SECRET) -> Provider:
    place = Place.parse(service.url)
    return kind.open(place, Wires([place], egress=Egress()), secret)  # type: ignore[no-any-return]


def test_a_blocked_account_is_shut_and_its_sessions_end_and_nobody_elses(
    kind: Kind, service: Service
) -> None:
    provider = open_provider(kind, service)
    account = provider.scope.name_account(INES.upper())
    for _ in range(2):  # twice has the same end
        provider.block(account)
        assert (service.accounts[INES].enabled, service.accounts[INES].sessions) == (False, 0)
    assert (service.accounts[OMAR].enabled, service.accounts[OMAR].sessions) == (True, 2)
    before = service.accounts[INES].rest
    provider.unblock(account)
    assert service.accounts[INES].enabled
    assert service.accounts[INES].rest == before != {}


@pytest.mark.parametrize("kind", ENDING, ids=lambda kind: kind.name)
def test_shut_first_so_that_nobody_comes_back_in_between(kind: Kind, service: Service) -> None:
    open_provider(kind, service).block(INES)
    paths = [request.path for request in service.asked if request.method != "GET"]
    assert [kind.ends_by in path for path in paths[-2:]] == [False, True]


@pytest.mark.parametrize("kind", ENDING, ids=lambda kind: kind.name)
def test_a_block_that_holds_while_sessions_go_on_is_told_apart(kind: Kind, service: Service) -> None:
    service.broken, service.broken_path = (403, {"error": "nope"}), kind.ends_by
    with pytest.raises(UnendedError) as told:
        open_provider(kind, service).block(INES)
    assert told.value.code == "refused"
    assert not service.accounts[INES].enabled


@pytest.mark.parametrize("piece", ["users", "revoke", "signOut", "logout", "enable", "disable"])
@pytest.mark.parametrize(
    "answer", [[], 7, None, "x", [7], {"value": False}, {"ocs": {"meta": {"statuscode": "x"}}}]
)
def test_an_answer_of_any_other_shape_is_an_error_with_a_name(
    kind: Kind, service: Service, piece: str, answer: Any
) -> None:
    provider = open_provider(kind, service)
    service.broken, service.broken_path = (200, json.dumps(answer).encode()), piece
    for work in (provider.block, provider.unblock):
        with contextlib.suppress(ProviderError):
            work(provider.scope.name_account(INES))


def test_who_is_not_there_is_said(kind: Kind, service: Service) -> None:
    provider = open_provider(kind, service)
    with pytest.raises(ProviderError) as told:
        provider.block(provider.scope.name_account("nobody@mouvement-aurore.test"))
    assert told.value.code == "no-such-account"


def test_wrong_credentials_are_said_and_never_shown(kind: Kind, service: Service) -> None:
    provider = open_provider(kind, service, "another-secret")
    with pytest.raises(ProviderError) as told:
        provider.block(provider.scope.name_account(INES))
    assert told.value.code == kind.wrong_secret
    for text in (repr(provider), str(told.value), told.value.detail, repr(told.value)):
        assert "another-secret" not in text
    assert SECRET not in repr(open_provider(kind, service))


@pytest.mark.parametrize(
    "broken", [(500, None), (302, None), (200, b"<html>"), (200, []), (200, {"ocs": 7}), (200, b"x" * 1_100_000)]
)  # fmt: skip
def test_whatever_else_it_answers_is_no_success(
    kind: Kind, service: Service, broken: tuple[int, Any]
) -> None:
    provider = open_provider(kind, service)
    service.broken = broken
    with pytest.raises(ProviderError) as told:
        provider.block(provider.scope.name_account(INES))
    assert told.value.code in ("unexpected", "credentials", "no-such-account")
    assert service.accounts[INES].enabled


def test_a_service_that_is_gone(kind: Kind) -> None:
    with serve(kind.answers) as service:
        provider = open_provider(kind, service)
    with pytest.raises(ProviderError) as told:
        provider.block(provider.scope.name_account(INES))
    assert told.value.code == "unreachable"


def test_no_other_host_is_asked() -> None:
    with serve(answer_graph) as service, serve(answer_graph) as other:
        place = Place.parse(service.url)
        wires = Wires([place], egress=Egress.parse("direct"))
        with pytest.raises(ProviderError) as told:
            wires.ask("GET", other.url.replace("127.0.0.1", "127.0.0.2"))
        assert told.value.code == "unreachable"
        assert other.asked == []


def test_a_name_that_leads_inside_is_refused_unless_the_settings_pin_it() -> None:
    async def lead_inside(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    with serve(answer_nextcloud) as service:
        port = service.url.rpartition(":")[2]
        inside = Place(f"http://cloud.mouvement-aurore.org:{port}")
        with pytest.raises(ProviderError) as told:
            Wires([inside], egress=Egress.parse("direct"), resolve=lead_inside).ask("GET", f"{inside.url}/")
        assert (told.value.code, service.asked) == ("unreachable", [])
        pinned = replace(inside, address="127.0.0.1")
        provider = Nextcloud(
            Scope(DOMAINS, "name"), Wires([pinned], egress=Egress()), pinned, "admin", SECRET
        )
        provider.block("ines")
        assert service.asked[0].headers["host"] == f"cloud.mouvement-aurore.org:{port}"


def test_without_a_way_out_nothing_leaves() -> None:
    place = Place.parse("https://graph.microsoft.com")
    with pytest.raises(ProviderError) as told:
        Wires([place], egress=Egress()).ask("GET", "https://graph.microsoft.com/")
    assert (told.value.code, told.value.detail) == ("unreachable", "graph.microsoft.com: egress")


@pytest.mark.parametrize(
    "url", ["http://sso.example.org", "https://a:b@sso.example.org", "ftp://x", "https://", "https://x/?a=b", "https://x:99999"]
)  # fmt: skip
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Place.parse(url)


@pytest.mark.parametrize(
    "login",
    ["ines@elsewhere.test", "-rf@mouvement-aurore.test", "a b@mouvement-aurore.test", "*@mouvement-aurore.test", "",
     "ines:x@mouvement-aurore.test", "ines\n@mouvement-aurore.test", "../omar@mouvement-aurore.test", "{account}@mouvement-aurore.test",
     "a@b@mouvement-aurore.test", "ines@mouvement-aurore.test\nomar"],
)  # fmt: skip
def test_names_of_logs_that_are_no_accounts_of_ours_reach_no_provider(login: str) -> None:
    with pytest.raises(ProviderError) as told:
        Scope(DOMAINS).name_account(login)
    assert told.value.code == "not-ours"


def test_a_name_without_its_domain() -> None:
    assert Scope(DOMAINS).name_account(" Ines ") == INES
    assert Scope(DOMAINS, "name").name_account(INES) == "ines"
    with pytest.raises(ProviderError):
        Scope((*DOMAINS, "aurore.test")).name_account("ines")


def test_credentials_are_read_from_a_closed_file_only(tmp_path: Path) -> None:
    file = tmp_path / "graph.json"
    file.write_text(json.dumps({"client_secret": SECRET, "tenant": TENANT}))
    file.chmod(0o640)
    with pytest.raises(CredentialsError, match="Other users"):
        read_credentials(file, "client_secret")
    file.chmod(0o600)
    assert read_credentials(file, "client_secret", "tenant")["client_secret"] == SECRET
    with pytest.raises(CredentialsError, match="lacks client_id") as told:
        read_credentials(file, "client_id", "tenant")
    assert SECRET not in str(told.value.diagnostics())
    file.write_text(f'{{"client_secret": "{SECRET}"')
    with pytest.raises(CredentialsError, match="not JSON") as told:
        read_credentials(file)
    assert SECRET not in told.value.diagnostics()
    assert told.value.__cause__ is None
    with pytest.raises(CredentialsError, match="cannot be read"):
        read_credentials(tmp_path / "none.json")
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(CredentialsError):
        read_credentials(tmp_path / "pipe")
