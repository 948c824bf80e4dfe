"""The desk in a real Chromium: the week's work, the keyboard, and no serious accessibility fault."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.desk.web.serving import PASSWORD, serve_desk

pytestmark = pytest.mark.e2e

PAGES = (
    "/", "/cases/", "/cases/?view=list", "/cases/?q=nothing-of-the-kind", "/cases/1/", "/cases/6/", "/cases/11/",
    "/cases/lists/", "/digests/", "/digests/1/", "/watchlist/", "/ledger/", "/dumps/", "/dumps/1/", "/dumps/1/items/",
    "/dumps/1/items/?verdict=accused&q=virement", "/dumps/1/items/4/", "/dumps/1/items/5/", "/dumps/1/exposed/", "/sources/",
    "/cases/triage/?act=dismiss&case=1&case=3&case=6", "/cases/triage/?act=confirm&case=1", "/activity/", "/health/", "/account/password/change/",
    "/account/logout/", "/nowhere/",
)  # fmt: skip
EMPTY = (
    "/",
    "/cases/",
    "/digests/",
    "/watchlist/",
    "/ledger/",
    "/dumps/",
    "/sources/",
    "/activity/",
    "/health/",
)

WIDTHS = (360, 390, 768, 1440)
ONLY_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Chromium refuses its own sandbox to root; the pages here are our own.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(tmp_path_factory.mktemp("full") / "home", full=True) as address:
        yield address


@pytest.fixture(scope="module")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_desk(tmp_path_factory.mktemp("empty") / "home", full=False) as address:
        yield address


@pytest.fixture(scope="module")
def cookies(browser: Browser, desk: str) -> list[dict[str, object]]:
    """One session for all tests, since log-ins are counted."""
    return sign_in(browser, desk)


def sign_in(browser: Browser, address: str) -> list[dict[str, object]]:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/cases/?state=waiting")
    page.get_by_label("Name").fill("ines")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{address}/cases/?state=waiting")
    found: list[dict[str, object]] = [dict(cookie) for cookie in context.cookies()]
    context.close()
    return found


@pytest.fixture
def page(browser: Browser, cookies: list[dict[str, object]]) -> Iterator[Page]:
    """A page of somebody who is signed in; anything that the browser complains of is a fault."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
    context.add_cookies(cookies)  # type: ignore[arg-type]  # as the browser gave them
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def open_card(page: Page, desk: str, host: str) -> None:
    page.goto(f"{desk}/cases/")
    page.get_by_role("link", name=host, exact=True).click()
    expect(page.locator(".hero")).to_be_visible()


def test_pictures_load(page: Page, desk: str) -> None:
    page.goto(f"{desk}/cases/?state=waiting")
    pictures = page.locator(".case-card .picture img")
    expect(pictures.first).to_be_visible()
    assert pictures.count() >= 4
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("picture => picture.naturalWidth") == 640


def test_a_case_is_confirmed_after_asking_twice(page: Page, desk: str) -> None:
    open_card(page, desk, "onedrive-mouvement-aurore.test")
    page.locator("#confirm summary").click()
    expect(page.locator(".chip.confirmed")).to_have_count(0)
    page.locator("#confirm").get_by_label("Why?").fill("It asks for our passwords.")
    page.get_by_role("button", name="Yes, it is phishing").click()
    expect(page.get_by_text("It is on the block lists now")).to_be_visible()
    expect(page.locator(".hero .chip.confirmed")).to_be_visible()
    expect(page.locator(".timeline").get_by_text("It asks for our passwords.")).to_be_visible()


def test_a_case_is_set_aside_only_with_a_reason(page: Page, desk: str) -> None:
    open_card(page, desk, "mouvement-aurore.example")
    page.locator("#dismiss summary").click()
    page.get_by_role("button", name="Set aside").click()
    expect(page.locator(".hero .chip.captured")).to_be_visible()
    page.locator("#dismiss").get_by_label("Why?").fill("Parked by its owner for years.")
    page.get_by_role("button", name="Set aside").click()
    expect(page.locator(".hero .chip.dismissed")).to_be_visible()


def test_the_digest_is_opened_and_taken_home(page: Page, desk: str) -> None:
    page.goto(desk)
    page.get_by_role("navigation", name="Places").get_by_role("link", name="Digests").click()
    page.locator(".digest-list a.whole").first.click()
    expect(page.locator(".digest-case")).to_have_count(12)
    expect(page.get_by_role("heading", name="Did you type your password")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="As PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def test_lists_are_worked_by_keyboard(page: Page, desk: str) -> None:
    page.goto(f"{desk}/cases/?state=waiting&sort=host")
    links = page.locator("[data-row-link]")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*/")
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Yes, it is phishing")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.locator("#dismiss").get_by_label("Why?")).to_be_focused()
    page.go_back()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_chosen_cases_are_set_aside_and_taken_back_by_keyboard_alone(page: Page, desk: str) -> None:
    page.goto(f"{desk}/cases/?state=waiting&sort=host")
    cards = page.locator(".case-card")
    before = cards.count()
    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.locator("[data-pick]:checked")).to_have_count(2)
    expect(page.locator("[data-picked]")).to_have_text("2")
    page.keyboard.press("d")
    dialog = page.locator("#triage-dialog")
    expect(dialog.get_by_role("heading", name="Set 2 cases aside?")).to_be_visible()
    expect(dialog.get_by_label("A harmless coincidence")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-pick]:checked")).to_have_count(2)
    page.keyboard.press("d")
    expect(dialog.get_by_label("A harmless coincidence")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_label("Too old, or nothing is there")).to_be_checked()
    dialog.get_by_label("Yes, set these aside too.").press("Space")
    dialog.get_by_role("button", name="Set aside").press("Enter")
    expect(page.get_by_text("2 cases are set aside.")).to_be_visible()
    expect(cards).to_have_count(before - 2)
    page.keyboard.press("u")
    expect(page.get_by_text("2 cases wait again.")).to_be_visible()
    expect(cards).to_have_count(before)


def test_the_case_under_the_focus_is_meant_when_none_is_chosen(page: Page, desk: str) -> None:
    page.goto(f"{desk}/cases/?state=waiting&sort=host")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Confirm 1 case as phishing?")).to_be_visible()
    expect(page.get_by_role("button", name="Yes, they are phishing")).to_be_focused()
    page.get_by_role("link", name="Not now").click()
    expect(page.locator("#triage-dialog")).to_be_hidden()
    expect(page.locator("[data-row-link]").first).to_be_focused()


def test_a_partner_needs_words_and_says_what_it_does(page: Page, desk: str) -> None:
    page.goto(f"{desk}/cases/?q=acces-compte")
    expect(page.locator(".case-card")).to_have_count(1)
    page.locator("[data-pick]").check()
    page.locator("#triage-dismiss").click()
    dialog = page.locator("#triage-dialog")
    dialog.get_by_label("A partner’s, or a genuine service").check()
    expect(dialog.get_by_text("goes on the watchlist as a partner’s")).to_be_visible()
    expect(dialog.get_by_label("In your own words")).to_have_attribute("required", "")
    dialog.get_by_label("A harmless coincidence").check()
    expect(dialog.get_by_label("In your own words")).not_to_have_attribute("required", "")


def test_what_a_name_would_find_is_shown_while_it_is_typed(page: Page, desk: str) -> None:
    page.goto(f"{desk}/watchlist/")
    before = page.locator("#trial-brand")
    expect(before).to_be_empty()
    page.locator("#add-brand").press_sequentially("ameli")
    expect(page.get_by_role("heading", name="What ameli would find")).to_be_visible(timeout=20_000)
    assert page.locator("#trial-brand .finds").first.locator("li").count() >= 8
    expect(page.locator("#add-brand")).to_be_focused()


def test_keys_are_explained_and_do_nothing_while_somebody_types(page: Page, desk: str) -> None:
    page.goto(f"{desk}/cases/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("jk?c")
    expect(page.get_by_role("searchbox")).to_have_value("jk?c")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_search_narrows_the_list_without_leaving_the_page(page: Page, desk: str) -> None:
    page.goto(f"{desk}/cases/")
    page.get_by_role("searchbox").press_sequentially("rnouv")
    expect(page.locator(".case-card")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=rnouv"))
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.locator("#tab-all .number")).to_have_text("1")


def test_a_link_pasted_anywhere_waits_for_a_yes(page: Page, desk: str) -> None:
    page.goto(f"{desk}/activity/")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "https://compte-mouvement-aurore.test/x");
            document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    dialog = page.get_by_role("dialog", name="Send in a link or mail")
    expect(dialog.get_by_label("A link or an address")).to_have_value(
        "https://compte-mouvement-aurore.test/x"
    )
    dialog.get_by_role("button", name="Send in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("compte")


def test_a_mail_dropped_anywhere_is_sent_in(page: Page, desk: str) -> None:
    page.goto(f"{desk}/watchlist/")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(["From: a@b.test\\r\\n\\r\\nhttps://x.test/"], "lure.eml"));
            document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }"""
    )
    expect(page.get_by_text("The mail is being read")).to_be_visible()


def test_one_picture_is_laid_over_the_other(page: Page, desk: str) -> None:
    page.goto(f"{desk}/cases/1/")
    page.get_by_role("button", name="Lay one over the other").click()
    slider = page.get_by_role("slider")
    slider.fill("80")
    expect(page.locator(".pair.over")).to_have_attribute("style", "--shown: 80%;")


def test_everything_important_works_without_scripts(
    browser: Browser, desk: str, cookies: list[dict[str, object]]
) -> None:
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type]  # as the browser gave them
    page = context.new_page()
    page.goto(f"{desk}/cases/")
    page.get_by_role("searchbox").fill("sharepoint")
    page.get_by_role("button", name="Show").click()
    page.locator("[data-row-link]").click()
    page.locator("#confirm summary").click()
    page.get_by_role("button", name="Yes, it is phishing").click()
    expect(page.locator(".hero .chip.confirmed")).to_be_visible()
    page.goto(f"{desk}/cases/?q=muvement")
    page.locator("[data-pick]").check()
    page.locator("#triage-dismiss").click()
    page.get_by_label("Too old, or nothing is there").check()
    page.get_by_label("Yes, set these aside too.").check()
    page.get_by_role("button", name="Set aside").click()
    expect(page.get_by_text("1 case is set aside.")).to_be_visible()
    page.goto(f"{desk}/watchlist/")
    page.locator("#add-brand").fill("ameli")
    page.locator("section", has=page.locator("#add-brand")).get_by_role("button", name="What would").click()
    expect(page.get_by_role("heading", name="What ameli would find")).to_be_visible()
    context.close()


def test_no_page_is_wider_than_its_window(page: Page, desk: str) -> None:
    wider = []
    for path in PAGES[:-1]:
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.goto(desk + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth - window.innerWidth") > 0:
                wider.append((path, width))
    assert wider == []


def test_the_days_of_a_dump_are_read_on_a_phone_to_their_end(page: Page, desk: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{desk}/dumps/1/")
    picture = page.locator(".dump-line svg:visible")
    expect(picture).to_have_count(1)
    words, last = picture.locator("text").last.bounding_box(), picture.locator("a").last.bounding_box()
    assert words is not None
    assert last is not None
    assert words["height"] >= 12
    assert last["x"] + last["width"] <= 390


def test_no_serious_accessibility_fault(
    browser: Browser, desk: str, cookies: list[dict[str, object]]
) -> None:
    assert not find_faults(browser, desk, cookies, PAGES)


def test_no_serious_accessibility_fault_on_an_empty_desk(browser: Browser, empty_desk: str) -> None:
    assert not find_faults(browser, empty_desk, sign_in(browser, empty_desk), EMPTY)
    assert not find_faults(browser, empty_desk, [], ("/account/login/",))


def find_faults(
    browser: Browser, address: str, cookies: list[dict[str, object]], paths: tuple[str, ...]
) -> list[str]:
    """Return axe-core's serious and critical findings, a line each: everything in the light, and the colours in the dark."""
    # With motion, buttons would still be on their way from one colour to the other when they are looked at.
    context = browser.new_context(locale="en-GB", color_scheme="light", reduced_motion="reduce")
    context.add_cookies(cookies)  # type: ignore[arg-type]  # as the browser gave them
    page = context.new_page()
    found = []
    for path in paths:
        page.emulate_media(color_scheme="light")
        page.goto(address + path)
        violations = [("light", one) for one in Axe().run(page).response["violations"]]
        # The dark page is the same document: only what is seen can differ.
        light = read_ground(page)
        page.emulate_media(color_scheme="dark")
        assert read_ground(page) != light, f"{path} has no dark scheme"
        violations += [("dark", one) for one in Axe().run(page, options=ONLY_COLOURS).response["violations"]]
        for scheme, violation in violations:
            if violation["impact"] in {"serious", "critical"}:
                targets = [" ".join(node["target"]) for node in violation["nodes"][:4]]
                found.append(f"{path} {scheme}: {violation['id']} ({violation['help']}) at {targets}")
    context.close()
    return found


def read_ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
