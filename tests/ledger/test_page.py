"""verify.html in a real Chromium without a network: it says of every vector what the others say, and can be used."""

from __future__ import annotations

import base64
import os
import random
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from scripts.seal_page import PAGE, seal_page
from tests.ground.timestamp_authority import Authority
from tests.ledger.house import KEY, make_log
from tests.ledger.mutations import make_mutations
from tests.ledger.vectors_index import FOLDER, INDEX, ROOTS, read_vector

from chaffinch.ground.stamps import make_stamp_request
from chaffinch.ledger.checking import check_disclosure
from chaffinch.ledger.disclosure import disclose
from chaffinch.ledger.errors import ProofFault

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Chromium refuses its own sandbox to root; the page here is our own.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser
        browser.close()


def open_page(browser: Browser, *, locale: str = "en-GB", **options: Any) -> tuple[Page, list[str]]:
    """Open the page from the disk in a browser that is offline; return what it complained of, too."""
    context = browser.new_context(locale=locale, offline=True, **options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on(
        "request", lambda request: complaints.append(request.url) if request.url != PAGE.as_uri() else None
    )
    page.goto(PAGE.as_uri())
    return page, complaints


def give(page: Page, content: bytes, *, name: str = "proof.json") -> dict[str, str]:
    """Choose a file, and return what the page found."""
    before = page.evaluate("document.body.dataset.checked ?? '0'")
    page.set_input_files("#file", {"name": name, "mimeType": "application/json", "buffer": content})
    page.wait_for_function("before => (document.body.dataset.checked ?? '0') !== before", arg=before)
    return dict(page.evaluate("({...document.body.dataset})"))


def give_key(page: Page, key: str) -> None:
    page.locator("#key").evaluate("(field, key) => { field.value = key; }", key)


@pytest.mark.parametrize("rooted", [False, True], ids=["without-roots", "with-roots"])
def test_it_says_of_every_vector_what_the_others_say(browser: Browser, rooted: bool) -> None:
    page, complaints = open_page(browser)
    if rooted:
        page.set_input_files("#file", FOLDER / "roots.pem")
        expect(page.locator("#roots")).to_contain_text("alpha.test root, beta.test root")
    which, wrong = "_with_roots" if rooted else "", []
    for entry in INDEX:
        give_key(page, entry.get("key", ""))
        found = give(page, read_vector(entry))
        if found["code"] != entry["all"]:
            wrong.append((entry["name"], entry["all"], found["code"]))
        elif entry["all"] == "holds":
            said = (found["dating"], found["states"].split())
            if said != (entry[f"dating{which}"], entry[f"states{which}"]):
                wrong.append((entry["name"], entry[f"dating{which}"], str(said)))
    assert wrong == []
    assert complaints == []
    page.context.close()


ASK = """async packed => {
  const bytes = Uint8Array.from(atob(packed), (one) => one.charCodeAt(0));
  try {
    const found = await checkAll(bytes, "", roots);
    return ["holds", found.dating, ...found.dates.map((one) => one.state)];
  } catch (fault) { return [fault instanceof Broken ? fault.code : `crash: ${fault}`]; }
}"""


def ask_python(content: bytes) -> list[str]:
    try:
        proved = check_disclosure(content, roots=ROOTS)
    except ProofFault as fault:
        return [fault.code]
    return ["holds", proved.dating, *(stamp.state for stamp in proved.stamps)]


def test_page_and_command_line_agree_on_whatever_chance_changes(browser: Browser) -> None:
    page, _ = open_page(browser)
    page.set_input_files("#file", FOLDER / "roots.pem")
    expect(page.locator("#roots")).to_contain_text("beta.test root")
    said: set[str] = set()
    for content in make_mutations(600, seed=11):
        ours, theirs = ask_python(content), page.evaluate(ASK, base64.b64encode(content).decode())
        assert ours == theirs, content
        said.add(ours[0])
    assert len(said) > 8
    page.context.close()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")
def test_openssl_s_stamps_lead_to_openssl_s_roots(browser: Browser, tmp_path: Path) -> None:
    log = make_log(tmp_path / "ledger", "a")
    root = log.checkpoints[0].checkpoint.root
    authorities = {}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        authorities[name] = Authority(tmp_path / name, chain=name == "two")
        answer = authorities[name].answer(make_stamp_request(root, chance=random.Random(1)))
        log.checkpoints[0].keep_stamp(name, answer)
    page, complaints = open_page(browser)
    assert give(page, disclose(log, "a"))["states"] == "signed signed"
    page.set_input_files("#file", tmp_path / "one" / "ca.pem")
    expect(page.locator("#roots")).to_contain_text("Loopback root")
    assert give(page, disclose(log, "a"))["states"] == "trusted untrusted"
    page.set_input_files("#file", tmp_path / "two" / "ca.pem")
    expect(page.locator("#roots")).to_contain_text("Loopback root, Loopback root")
    found = give(page, disclose(log, "a"))
    assert (found["states"], found["dating"]) == ("trusted trusted", "dated")
    assert complaints == []
    page.context.close()


def test_it_asks_nobody_and_runs_nothing_but_itself(browser: Browser) -> None:
    page, complaints = open_page(browser)
    assert page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}))"
    )
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), {src: 'https://example.org/x.png'}))"
    )
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in one for one in complaints)
    page.context.close()


def test_its_policy_names_its_own_style_and_script() -> None:
    page = PAGE.read_text("utf-8")
    assert page == seal_page(page), "run: python scripts/seal_page.py"
    assert "default-src 'none'" in page
    assert "http://" not in page
    assert "https://" not in page


def test_it_is_in_the_package() -> None:
    assert files("chaffinch.ledger").joinpath("verify.html").is_file()


@pytest.mark.parametrize(
    ("locale", "holds", "one", "false"),
    [
        (
            "en-GB",
            "It holds: committed to before 1 March 2027",
            "One timestamp only",
            "That the item is false",
        ),
        (
            "fr-FR",
            "La preuve tient : engagement antérieur au 1 mars 2027",
            "Un seul horodatage",
            "Que l’élément est faux",
        ),
    ],
)
def test_it_says_what_is_proved_and_what_not(
    browser: Browser, locale: str, holds: str, one: str, false: str
) -> None:
    page, _ = open_page(browser, locale=locale)
    give(page, (FOLDER / "one-timestamp.json").read_bytes())
    for words in (holds, one, false, "alpha.test", "SHA-256"):
        expect(page.locator("#result")).to_contain_text(words)
    page.get_by_role("button", name="Français" if locale == "en-GB" else "English").click()
    expect(page.locator("#result")).not_to_contain_text(holds)
    expect(page.locator("html")).to_have_attribute("lang", "fr" if locale == "en-GB" else "en")
    page.context.close()


def test_what_nothing_dates_is_not_called_earlier_than_anything(browser: Browser) -> None:
    page, _ = open_page(browser)
    give(page, (FOLDER / "undated.json").read_bytes())
    expect(page.locator("#result")).to_contain_text("nothing dates it")
    expect(page.locator("#result")).not_to_contain_text("by then")
    page.context.close()


def test_a_proof_never_brings_roots_of_its_own(browser: Browser) -> None:
    page, _ = open_page(browser)
    armoured = (FOLDER / "roots.pem").read_text().replace("\n", "\\n")
    give(page, (FOLDER / "document.json").read_text().replace("alpha.test", armoured).encode())
    expect(page.locator("#roots")).to_contain_text("You can also drop")
    page.context.close()


def test_a_browser_that_cannot_check_says_so_and_accuses_nobody(browser: Browser) -> None:
    page, _ = open_page(browser)
    page.evaluate(
        "() => { crypto.subtle.importKey = () => Promise.reject(new DOMException('none', 'NotSupportedError')); }"
    )
    assert give(page, (FOLDER / "document.json").read_bytes())["code"] == "browser"
    expect(page.locator("#result")).to_contain_text("too old")
    expect(page.locator("#result")).not_to_contain_text("does not hold")
    page.context.close()


def test_a_proof_that_does_not_hold_is_not_called_an_exposure(browser: Browser) -> None:
    page, _ = open_page(browser)
    give(page, (FOLDER / "item-changed.json").read_bytes())
    expect(page.locator("#result")).to_contain_text("It does not hold.")
    expect(page.locator("#result")).to_contain_text("That does not mean that the item is genuine.")
    page.context.close()


def test_the_key_that_was_published_is_compared(browser: Browser) -> None:
    page, _ = open_page(browser)
    give(page, (FOLDER / "document.json").read_bytes())
    expect(page.locator("#result")).to_contain_text("It is signed with the file’s own key.")
    page.get_by_label("The ledger’s key").fill(KEY.note_key.text)
    page.keyboard.press("Tab")
    expect(page.locator("#result")).to_contain_text("It is signed with the key that you gave")
    page.get_by_label("The ledger’s key").fill("x")
    page.keyboard.press("Tab")
    expect(page.locator("#result")).to_contain_text("The key is malformed")
    page.context.close()


def test_a_file_is_dropped(browser: Browser) -> None:
    page, _ = open_page(browser)
    page.evaluate(
        """text => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([text], "proof.json"));
          window.dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }""",
        (FOLDER / "document.json").read_text(),
    )
    expect(page.locator("#result")).to_contain_text("It holds: ")
    page.context.close()


def test_what_a_file_says_is_never_run(browser: Browser) -> None:
    page, _ = open_page(browser)
    markup = (FOLDER / "document.json").read_text().replace("alpha.test", "<img src=x onerror=alert(1)>")
    give(page, markup.encode())
    expect(page.locator("#result")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#result img").count() == 0
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_use_it(browser: Browser, scheme: str, width: int) -> None:
    page, _ = open_page(browser, color_scheme=scheme, viewport={"width": width, "height": 800})
    for name in ("document", "item-changed"):
        give(page, (FOLDER / f"{name}.json").read_bytes())
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.context.close()
