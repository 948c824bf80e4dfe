"""The range in a real Chromium: what a capture will see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from chaffinch.lab.marks import SCREEN_MARK
from chaffinch.lab.organisation import PEOPLE, PORTAL_URL
from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.phishers import KIT_HOSTS, write_lure_url
from chaffinch.lab.range import Range
from chaffinch.lab.sites import PHISHER_HOSTS, REDIRECTED_HOST, SHARE_HOST

pytestmark = pytest.mark.e2e


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a fresh window."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def test_every_host_shows_the_mark_and_no_fault(practice_range: Range, page: Page) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(f"{page.url} {message.text}"))
    page.on("requestfailed", lambda request: faults.append(f"failed {request.url}"))
    for host in set(practice_range.directory.hosts) - set(KIT_HOSTS):
        page.goto(f"https://{host}/", wait_until="networkidle")
        if host == REDIRECTED_HOST:
            page.wait_for_url("**/portail")
        box = page.get_by_text(SCREEN_MARK).bounding_box()
        assert box
        assert box["width"] > 100
        assert box["y"] + box["height"] <= 800
    assert faults == []


def test_no_page_is_wider_than_a_phone(practice_range: Range, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for host in practice_range.directory.hosts:
        page.goto(write_lure_url(host, PEOPLE[0].address))
        assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("host", PHISHER_HOSTS)
def test_what_is_typed_on_a_copy_stays_in_the_range(practice_range: Range, page: Page, host: str) -> None:
    visited: list[str] = []
    page.on("request", lambda request: visited.append(request.url.split("/")[2]))
    page.goto(f"http://{host}/")
    page.locator("input[type=email]").fill("essai@aurore2027.test")
    if host == SHARE_HOST:
        page.get_by_role("button", name="Suivant").click()
    page.locator("input[type=password]").fill("navigateur")
    if page.locator("#code").count():
        page.locator("#code").fill("123456")
    page.locator("form button:not([hidden]):not(.show)").click()
    page.wait_for_url(PORTAL_URL)
    code = "123456" if "acces-compte" in host else ""
    assert Catch(host, "essai@aurore2027.test", "navigateur", code) in practice_range.desk.catches
    assert set(visited) == {host, "portail.mouvement-aurore.test"}


def test_the_button_shows_and_hides_the_password(page: Page) -> None:
    page.goto(PORTAL_URL)
    page.get_by_role("button", name="Afficher").click()
    assert page.locator("#password").get_attribute("type") == "text"
    page.get_by_role("button", name="Masquer").click()
    assert page.locator("#password").get_attribute("type") == "password"
