"""Every page, empty and full, in both languages: it renders, and keeps to the rules of all pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.fixtures import Settings

from chaffinch.desk.configuration_tables import Configuration
from chaffinch.desk.models import Case, Digest, Heartbeat, Job
from tests.desk.web.markup import check_markup

EMPTY = (
    "/",
    "/cases/",
    "/cases/lists/",
    "/digests/",
    "/watchlist/",
    "/ledger/",
    "/dumps/",
    "/sources/",
    "/activity/",
    "/health/",
    "/account/password/change/",
)
FILTERED = (
    "/cases/?view=list",
    "/cases/?state=waiting&q=portail",
    "/cases/?q=nothing-of-the-kind",
    "/activity/?person=ines",
    "/activity/?case=1",
)


@pytest.fixture(params=["en", "fr"])
def reader(request: pytest.FixtureRequest, ines: Client) -> Iterator[Client]:
    ines.cookies["chaffinch-language"] = request.param
    yield ines


def assert_sound(client: Client, path: str) -> str:
    response = client.get(path)
    page: str = response.content.decode()
    assert response.status_code == 200, path
    check = check_markup(page)
    assert not check.faults, (path, check.faults)
    assert check.language == client.cookies["chaffinch-language"].value
    assert sorted(response.headers["Content-Security-Policy"].split("; ")) == sorted(STRICT)
    return page


STRICT = (
    "base-uri 'none'", "connect-src 'self'", "default-src 'none'", "font-src 'self'", "form-action 'self'",
    "frame-ancestors 'none'", "img-src 'self'", "manifest-src 'self'", "script-src 'self'", "style-src 'self'",
)  # fmt: skip


def test_an_empty_desk_renders(reader: Client) -> None:
    for path in EMPTY:
        assert_sound(reader, path)


def test_a_full_desk_renders(reader: Client, digest: Digest) -> None:
    cases = [f"/cases/{number}/" for number in Case.objects.values_list("pk", flat=True)]
    for path in (*EMPTY, *FILTERED, *cases, f"/digests/{digest.pk}/"):
        assert_sound(reader, path)


def test_an_empty_overview_says_what_will_appear_and_how(ines: Client) -> None:
    page = ines.get("/").content.decode()
    assert "The desk is ready" in page
    assert "chaffinch names follow LIST" in page


def test_the_overview_counts_what_waits_and_shows_its_pictures(ines: Client, furnished: datetime) -> None:
    waiting = Case.objects.filter(state__in=["new", "captured"]).count()
    page = ines.get("/").content.decode()
    assert f"{waiting} addresses wait for a decision" in page
    assert page.count("-thumbnail.jpg") >= 3
    assert 'href="/cases/?state=waiting"' in page


def test_a_silent_worker_is_said_with_what_to_do(ines: Client, furnished: datetime) -> None:
    assert "has been silent" not in ines.get("/").content.decode()
    Heartbeat.objects.update(last_seen=datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    page = ines.get("/").content.decode()
    assert "has been silent" in page
    assert "chaffinch serve" in page


def test_failed_jobs_are_said_and_explained(ines: Client, furnished: datetime) -> None:
    Job.objects.create(
        kind="capture_case", payload={"case": 1}, state="failed", max_attempts=5, attempts=5,
        created_at=furnished, finished_at=furnished, last_error="The browser <b>could not</b> start.",
    )  # fmt: skip
    assert "One job has failed for good." in ines.get("/").content.decode()
    page = ines.get("/health/").content.decode()
    assert "The browser &lt;b&gt;could not&lt;/b&gt; start." in page


def test_unset_egress_and_mail_are_said_with_the_key_to_set(ines: Client, settings: Settings) -> None:
    settings.CONFIGURATION = Configuration()
    page = ines.get("/").content.decode()
    assert "No live page is opened until you answer how captures leave this house." in page
    assert "<code>egress</code>" in page
    assert "No mail server is set" in page


def test_pages_refresh_themselves_only_while_something_is_pending(ines: Client, furnished: datetime) -> None:
    pending, settled = (
        Case.objects.get(host="sharepoint-mouvement-aurore.test"),
        Case.objects.get(verdict="parked"),
    )
    Job.objects.exclude(payload__case=pending.pk).delete()
    assert 'hx-trigger="every 3s"' in ines.get(f"/cases/{pending.pk}/").content.decode()
    assert "hx-trigger" not in ines.get(f"/cases/{settled.pk}/").content.decode()
    assert 'hx-trigger="every 4s"' in ines.get("/").content.decode()
    Job.objects.all().delete()
    assert 'hx-trigger="every 60s"' in ines.get("/").content.decode()


def test_the_language_of_a_browser_without_a_wish_is_the_organisations(
    client: Client, desk: datetime
) -> None:
    settings.LANGUAGE_CODE = "en"
    assert check_markup(client.get("/account/login/").content.decode()).language == "en"
    french = client.get("/account/login/", headers={"Accept-Language": "fr-FR,fr;q=0.9"})
    assert check_markup(french.content.decode()).language == "fr"


@pytest.mark.parametrize(
    ("address", "cookie", "value"),
    [("/language/", "chaffinch-language", "fr"), ("/theme/", "chaffinch-theme", "dark")],
)
def test_language_and_light_are_kept_in_a_cookie(address: str, cookie: str, value: str, ines: Client) -> None:
    key = address.strip("/")
    response = ines.post(address, {key: value, "next": "/cases/?state=gone"})
    assert response.headers["Location"] == "/cases/?state=gone"
    assert response.cookies[cookie].value == value
    assert response.cookies[cookie]["httponly"]
    page = ines.get("/cases/").content.decode()
    assert {"language": '<html lang="fr"', "theme": 'data-theme="dark"'}[key] in page


@pytest.mark.parametrize("address", ["/language/", "/theme/"])
def test_a_choice_never_leads_elsewhere_and_an_unknown_one_is_refused(address: str, ines: Client) -> None:
    value = {"/language/": {"language": "fr"}, "/theme/": {"theme": "dark"}}[address]
    assert ines.post(address, {**value, "next": "https://example.org/"}).headers["Location"] == "/"
    assert ines.post(address, {"language": "xx", "theme": "pink"}).status_code == 400
    assert ines.get(address).status_code == 405


def test_what_is_not_there_has_a_page_of_its_own(ines: Client) -> None:
    response = ines.get("/cases/4711/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
    assert not check_markup(response.content.decode()).faults


@pytest.mark.parametrize(
    "path", ["/cases/{}/", "/digests/{}/", "/activity/?case={}", "/blobs/x/capture-{}-window.png"]
)
def test_a_number_beyond_all_tables_is_simply_not_there(path: str, ines: Client) -> None:
    assert ines.get(path.format("9" * 40)).status_code in {200, 404}
