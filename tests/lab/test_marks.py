"""Everything that the range serves says LAB: in its source, on its screen, in its headers."""

from __future__ import annotations

import re

import pytest
from tests.lab.visitor import Visit, visit

from chaffinch.lab.marks import SCREEN_MARK, SOURCE_MARK, mark_page
from chaffinch.lab.organisation import PORTAL_HOST
from chaffinch.lab.phishers import KIT_HOSTS
from chaffinch.lab.range import Range
from chaffinch.lab.sites import (
    CHALLENGE_HOST,
    PARKED_HOST,
    PHISHER_HOSTS,
    POETRY_HOST,
    REDIRECTED_HOST,
    SHARE_HOST,
    TRAVEL_HOST,
)

PAGES = [
    f"https://{PORTAL_HOST}/",
    *(
        f"https://{PORTAL_HOST}/{note}"
        for note in ("aide", "mot-de-passe-oublie", "confidentialite", "mentions-legales")
    ),
    *(f"https://{host}/" for host in PHISHER_HOSTS if host != REDIRECTED_HOST),
    f"https://{REDIRECTED_HOST}/session/0123456789abcdef01234567/",
    f"https://{REDIRECTED_HOST}/session/0123456789abcdef01234567/portail",
    f"https://{SHARE_HOST}/suite",
    f"https://{POETRY_HOST}/",
    f"http://{POETRY_HOST}/rencontres",
    f"https://{TRAVEL_HOST}/",
    f"https://{TRAVEL_HOST}/carnet-de-nuit",
    f"https://{PARKED_HOST}/",
    f"https://{CHALLENGE_HOST}/",
]


def assert_marked(found: Visit) -> None:
    """Look for the three marks."""
    assert found.headers["X-Chaffinch-Lab"] == "LAB"
    assert SOURCE_MARK in found.text
    assert re.search(rf"position:fixed[^>]*>{re.escape(SCREEN_MARK)}</div>\s*</body>", found.text)


@pytest.mark.parametrize("url", PAGES)
def test_every_page_is_marked(practice_range: Range, url: str) -> None:
    found = visit(practice_range, url)
    assert found.status == 200
    assert_marked(found)


def test_the_list_of_pages_above_has_every_host_but_the_kits_which_have_tests_of_their_own(
    practice_range: Range,
) -> None:
    hosts = {url.split("/")[2] for url in PAGES}
    assert hosts | set(KIT_HOSTS) == set(practice_range.directory.hosts)


def test_the_password_step_and_the_refused_sign_in_are_marked(practice_range: Range) -> None:
    step = visit(practice_range, f"https://{SHARE_HOST}/suite", form={"email": "a@mouvement-aurore.test"})
    assert 'type="password"' in step.text
    assert_marked(step)
    assert_marked(
        visit(practice_range, f"https://{PORTAL_HOST}/connexion", form={"email": "a", "password": "b"})
    )


@pytest.mark.parametrize(
    "host", [PORTAL_HOST, *PHISHER_HOSTS, *KIT_HOSTS, POETRY_HOST, TRAVEL_HOST, PARKED_HOST, CHALLENGE_HOST]
)
def test_pages_that_are_not_there_and_redirects_are_marked_too(practice_range: Range, host: str) -> None:
    missing = visit(practice_range, f"https://{host}/rien")
    assert missing.status == 404
    assert_marked(missing)
    assert visit(practice_range, f"http://{host}/").headers["X-Chaffinch-Lab"] == "LAB"


def test_pictures_and_styles_are_marked_in_headers_and_source(practice_range: Range) -> None:
    for path in ("logo.svg", "dawn.svg", "style.css", "portal.js"):
        found = visit(practice_range, f"https://{PORTAL_HOST}/{path}")
        assert found.status == 200
        assert found.headers["X-Chaffinch-Lab"] == "LAB"
        assert "LAB:" in found.text


@pytest.mark.parametrize("page", ["<p>bare</p>", "<!doctype html><p>open", "x<!doctype html></body></html>"])
def test_a_page_without_a_place_for_the_marks_is_a_fault(page: str) -> None:
    with pytest.raises(ValueError, match="doctype"):
        mark_page(page)
