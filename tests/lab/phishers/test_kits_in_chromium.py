"""The ten pages in a real Chromium: a person fills each to its end and gets the answer that its kind gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from chaffinch.lab.accounts import ACCOUNTS
from chaffinch.lab.marks import SCREEN_MARK
from chaffinch.lab.organisation import PORTAL_HOST, PORTAL_URL
from chaffinch.lab.phisher_desk import Catch
from chaffinch.lab.phishers import (
    AGENT_HOST,
    CODE_KIT_HOST,
    HONEYPOT_HOST,
    INVITATION_HOST,
    KIT_HOSTS,
    PATTERN_HOST,
    PLAIN_HOST,
    RELAY_HOST,
    SCRIPTED_HOST,
    THROTTLED_HOST,
    TWO_STEP_HOST,
    write_lure_url,
)
from chaffinch.lab.phishers.gates import SHORTEST_SECONDS
from chaffinch.lab.range import Range

pytestmark = pytest.mark.e2e

THANKED = "Votre accès est confirmé"
ANSWERS = {
    PLAIN_HOST: THANKED,
    TWO_STEP_HOST: PORTAL_URL,
    SCRIPTED_HOST: PORTAL_URL,
    INVITATION_HOST: THANKED,
    PATTERN_HOST: THANKED,
    THROTTLED_HOST: PORTAL_URL,
    AGENT_HOST: PORTAL_URL,
    HONEYPOT_HOST: THANKED,
    CODE_KIT_HOST: PORTAL_URL,
    RELAY_HOST: PORTAL_URL,
}


@pytest.fixture(scope="module")
def person(browser: Browser) -> Iterator[BrowserContext]:
    """An ordinary person's browser: no word of a headless one, a French one."""
    probe = browser.new_page()
    agent = str(probe.evaluate("navigator.userAgent")).replace("HeadlessChrome", "Chrome")
    probe.close()
    context = browser.new_context(
        user_agent=agent, locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 800}
    )
    yield context
    context.close()


def fill_as_a_person(page: Page, address: str, password: str) -> None:
    """Fill whatever the page asks, and send it, until it asks no more."""
    page.locator("input:visible").first.wait_for()
    if page.locator("#email:visible").count():
        page.locator("#email").fill(address)
    if page.get_by_role("button", name="Suivant").count():
        page.get_by_role("button", name="Suivant").click()
    page.locator("#password").press_sequentially(password, delay=15)
    page.get_by_role("button", name="Se connecter").click()


@pytest.mark.parametrize("host", KIT_HOSTS)
def test_a_person_fills_the_page_to_its_end(practice_range: Range, person: BrowserContext, host: str) -> None:
    account = ACCOUNTS[2]
    page = person.new_page()
    visited: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: visited.append(request.url.split("/")[2]))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(write_lure_url(host, account.address))
    mark = page.get_by_text(SCREEN_MARK)
    assert mark.bounding_box()
    if host == HONEYPOT_HOST:
        page.wait_for_timeout(1000 * SHORTEST_SECONDS + 200)
        assert page.locator("#site_web").count() == 1
        box = page.locator("#site_web").bounding_box()
        assert box
        assert box["x"] < -1000
    fill_as_a_person(page, account.address, account.password)
    if host == AGENT_HOST:
        assert "incorrect" in page.get_by_role("alert").inner_text()
        page.locator("#password").fill(account.password)
        page.get_by_role("button", name="Se connecter").click()
    if host == CODE_KIT_HOST:
        for code in ("123456", "654321"):
            page.locator("#code").fill(code)
            page.get_by_role("button", name="Se connecter").click()
            page.wait_for_load_state()
    if ANSWERS[host] == PORTAL_URL:
        page.wait_for_url(PORTAL_URL)
    else:
        page.get_by_text(ANSWERS[host]).wait_for()
    caught = [catch for catch in practice_range.desk.catches if catch.host == host]
    code = "654321" if host == CODE_KIT_HOST else ""
    assert caught == [Catch(host, account.address, account.password, code)] * (2 if host == AGENT_HOST else 1)
    seen = caught[0].seen
    assert seen.language.startswith("fr-FR")
    assert "HeadlessChrome" not in seen.user_agent
    assert set(visited) <= {host, PORTAL_HOST}
    assert faults == []
    page.close()


@pytest.mark.parametrize("host", [SCRIPTED_HOST, PATTERN_HOST, HONEYPOT_HOST, RELAY_HOST])
def test_a_script_of_the_page_logs_screen_zone_and_typing(
    practice_range: Range, person: BrowserContext, host: str
) -> None:
    page = person.new_page()
    page.goto(f"https://{host}/")
    page.wait_for_timeout(1000 * SHORTEST_SECONDS + 200)
    fill_as_a_person(page, ACCOUNTS[1].address, "frappe-au-clavier-1")
    page.wait_for_load_state()
    seen = next(
        c.seen for c in practice_range.desk.catches if (c.host, c.password) == (host, "frappe-au-clavier-1")
    )
    assert seen.screen == "1280x800x24"
    assert seen.zone == "Europe/Paris"
    assert seen.keys == len("frappe-au-clavier-1")
    assert seen.typing_ms
    assert seen.typing_ms >= 15 * 18
    assert seen.seconds_on_page
    assert seen.seconds_on_page >= SHORTEST_SECONDS
    page.close()


def test_the_pattern_is_checked_by_the_script_before_anything_is_sent(
    practice_range: Range, person: BrowserContext
) -> None:
    page = person.new_page()
    page.goto(f"https://{PATTERN_HOST}/")
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.method))
    fill_as_a_person(page, ACCOUNTS[0].address, "trop-peu")
    page.get_by_role("alert").wait_for()
    assert "non valide" in page.get_by_role("alert").inner_text()
    assert "POST" not in posted  # a picture may still be on its way
    page.close()


def test_a_headless_browser_sees_an_empty_page_where_browsers_are_filtered(
    practice_range: Range, browser: Browser
) -> None:
    page = browser.new_page()
    answer = page.goto(f"https://{AGENT_HOST}/")
    assert answer
    assert answer.status == 404
    assert page.locator("form").count() == 0
    page.close()
