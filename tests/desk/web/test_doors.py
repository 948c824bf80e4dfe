"""Nobody gets in without signing in."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from pytest_django.fixtures import Settings

from chaffinch.desk.models import User

OPEN = {"account_login", "account_logout", "language", "theme", "healthz"}
ARGUMENTS = {
    "number": 1,
    "exposure": 1,
    "run": 1,
    "person": 1,
    "item": 1,
    "release": 1,
    "form": "rpz",
    "authority": "one",
    "digest": "ab" * 32,
    "name": "capture-1-window.png",
}


def list_patterns() -> list[URLPattern]:
    return [pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)]


def make_address(pattern: URLPattern) -> str:
    route = str(pattern.pattern)
    for key, value in ARGUMENTS.items():
        for kind in ("int", "str"):
            route = route.replace(f"<{kind}:{key}>", str(value))
    assert "<" not in route, route
    return f"/{route}"


@pytest.mark.parametrize("pattern", [p for p in list_patterns() if p.name not in OPEN], ids=lambda p: p.name)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_asks_a_stranger_to_sign_in(
    pattern: URLPattern, method: str, desk: datetime, client: Client
) -> None:
    response = getattr(client, method)(make_address(pattern))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/?next=")


def test_all_addresses_are_known_to_this_test() -> None:
    assert len(list_patterns()) == len(get_resolver().url_patterns)
    assert {pattern.name for pattern in list_patterns()} >= OPEN


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "password/set/", "reauthenticate/", "inactive/"]
)
def test_what_else_allauth_offers_does_not_exist(path: str, ines: Client) -> None:
    assert ines.get(f"/account/{path}").status_code == 404


def test_signing_in_leads_to_the_page_that_was_wanted(desk: datetime, client: Client) -> None:
    answer = sign_in(client, next="/cases/?state=waiting")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/cases/?state=waiting"


@pytest.mark.parametrize(
    "untrusted", ["https://aurore.test.example/", "//aurore.test.example/x", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_host(untrusted: str, desk: datetime, client: Client) -> None:
    assert sign_in(client, next=untrusted).headers["Location"] == "/"


def test_a_wrong_password_is_said_without_saying_which_part_is_wrong(desk: datetime, client: Client) -> None:
    wrong_password, wrong_name = (
        client.post("/account/login/", {"login": name, "password": "nothing of the kind"}).content.decode()
        for name in ("ines", "nobody")
    )
    assert 'role="alert"' in wrong_password
    assert wrong_password.count("not correct") == wrong_name.count("not correct") == 1


def test_guessing_is_slowed_down_with_an_explanation(desk: datetime, client: Client) -> None:
    for _ in range(12):
        response = client.post("/account/login/", {"login": "ines", "password": "guess"})
        if response.status_code == 429:
            break
    text = response.content.decode()
    assert response.status_code == 429 or "Too many" in text


def test_the_sign_of_life_is_open_and_tells_nothing(db: None, client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_a_page_that_refreshes_itself_after_the_session_ended_is_loaded_as_a_whole(
    desk: datetime, client: Client
) -> None:
    response = client.get("/", headers={"HX-Request": "true"}, follow=True)
    assert response.headers["HX-Refresh"] == "true"
    assert not response.content


def test_logging_out_needs_a_click(ines: Client) -> None:
    assert ines.get("/account/logout/").status_code == 200
    assert ines.get("/").status_code == 200
    ines.post("/account/logout/")
    assert ines.get("/").status_code == 302


def test_a_changed_password_is_said_on_the_overview(ines: Client) -> None:
    new = "tichodrome echelette 41"
    form = {"oldpassword": "hirondelle de rivage 27", "password1": new, "password2": new}
    page = ines.post("/account/password/change/", form, follow=True)
    assert "Your password is changed." in page.content.decode()
    assert User.objects.get(username="ines").check_password(new)


def test_a_form_without_its_token_is_refused(furnished: datetime, settings: Settings) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="ines"))
    response = strict.post("/cases/1/decision/", {"state": "confirmed"})
    assert response.status_code == 403
    assert "This is refused" in response.content.decode()


def sign_in(client: Client, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/account/login/", {"login": "ines", "password": "hirondelle de rivage 27", **more})
