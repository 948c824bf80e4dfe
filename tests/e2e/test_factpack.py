"""A fact pack in a real Chromium with the network off: it can be read by everybody, and checked without our help."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.mail.letters import compose
from tests.mail.signing import DOMAIN, SELECTOR, make_key, sign, write_record
from tests.reports.factpack.house import DUMP, OTHER_KEY, PRESS_KEY, TWO, make_facts, prove_original
from tests.reports.factpack.test_stamp import make_stamped

from chaffinch.ledger.note import sign_note
from chaffinch.ledger.verify import check
from chaffinch.mail.keys import KeyRecord
from chaffinch.reports.factpack.keys import write_fingerprint
from chaffinch.reports.factpack.originals import Original, build_originals
from chaffinch.reports.factpack.pack import build_pack, sign_pack
from chaffinch.reports.factpack.sealing import seal_page
from chaffinch.reports.factpack.verifiers import make_page
from chaffinch.reports.factpack.verify import (
    FAULTS,
    MANIFEST,
    NOTE,
    Broken,
    check_pack,
    hash_dump,
    pack_zip,
    read_zip,
    write_manifest,
)
from chaffinch.reports.factpack.verify_key import write_note

pytestmark = pytest.mark.e2e
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Chromium refuses its own sandbox to root; the pages here are our own.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pack() -> Files:
    facts = make_facts()
    return sign_pack(build_pack(facts), facts, key=PRESS_KEY)


@pytest.fixture(scope="module")
def originals() -> Files:
    facts = make_facts()
    mail = compose("Bonjour  Jean,\r\n\tà demain.  \r\n\r\n", Content_Transfer_Encoding="8bit")
    ed25519 = Ed25519PrivateKey.from_private_bytes(bytes(32))
    records = [
        KeyRecord(DOMAIN, SELECTOR, write_record(key), "2026-01-01", "2027-01-01", "ours", "a published half")
        for key in (ed25519, make_key(1024), make_key(512))
    ]
    mails = [
        sign(mail),
        sign(mail).replace(b"demain", b"jeudi"),
        sign(mail, bits=512, canonical="simple/simple"),
        sign(mail, algorithm="rsa-sha1", length=True) + b"More.\r\n",
        sign(mail).replace(b"Subject: ", b"Subject: x"),
        mail,
    ]
    shown = [Original(f"box.mbox!/{number}", "published", one, TWO) for number, one in enumerate(mails)]
    shown[0] = replace(shown[0], side="ours", proof=prove_original(mails[0]))
    return sign_pack(build_originals(facts, shown, keys=records), facts, key=PRESS_KEY, kind="originals")


def open_page(
    browser: Browser, path: Path, *, locale: str = "en-GB", **options: Any
) -> tuple[Page, list[str]]:
    """Open a page from the disk in a browser that is offline; return what it complained of, too."""
    page = browser.new_context(locale=locale, offline=True, **options).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on(
        "request", lambda request: complaints.append(request.url) if request.url != path.as_uri() else None
    )
    page.goto(path.as_uri())
    return page, complaints


@pytest.fixture
def checker(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    (tmp_path / "verify.html").write_text(make_page())
    page, complaints = open_page(browser, tmp_path / "verify.html")
    yield page
    assert complaints == []
    page.context.close()


def give(page: Page, content: bytes) -> dict[str, str]:
    """Choose a pack, and return what the page found."""
    before = page.evaluate("document.body.dataset.checked ?? '0'")
    page.set_input_files("#file", {"name": "pack.zip", "mimeType": "application/zip", "buffer": content})
    page.wait_for_function("before => (document.body.dataset.checked ?? '0') !== before", arg=before)
    return dict(page.evaluate("({...document.body.dataset})"))


def ask_python(content: bytes) -> tuple[str, str]:
    try:
        found = check_pack(read_zip(content), check_proof=check)
    except Broken as fault:
        return fault.code, fault.where
    return ("draft" if found["draft"] else "holds"), ""


def make_tampered(pack: Files) -> Iterator[bytes]:
    """Yield packs of which something was changed, with a fresh signature where only the signer could have done it."""
    whole = pack_zip(pack)
    yield from (whole, whole + b"x", b"x" + whole, whole[:-9], b"", b"PK\3\4")
    yield whole.replace(b"README.txt", b"../../.txt").replace(b"LISEZMOI.txt", b"README.txtxx")
    yield whole.replace(b"LISEZMOI.txt", b"../evil0.txt")
    for name in sorted(pack):
        yield pack_zip({**pack, name: pack[name] + b" "})
        yield pack_zip({one: content for one, content in pack.items() if one != name})
    yield pack_zip({**pack, "more.html": b""})
    values = json.loads(pack[MANIFEST])
    for name in ("organisation", "dump", "made_at", "kind", "state", "key", "format"):
        yield pack_zip({**pack, MANIFEST: write_manifest({**values, name: "other"})})
    for key, changes in (
        (OTHER_KEY, {}),
        (PRESS_KEY, {"organisation": "Other"}),
        (PRESS_KEY, {"dump": "0" * 64}),
    ):
        manifest = write_manifest({**values, **changes})
        note = sign_note(write_note(manifest), keys=[key]).encode()
        yield pack_zip({**pack, MANIFEST: manifest, NOTE: note})
    other = {"file": "proofs/001.json", "entry": "x", "sha256": "", "ledger": ""}
    nothing: list[dict[str, str]] = []
    for proofs in (nothing, [other]):
        yield from sign_facts(pack, {"proofs": proofs})
    proof = pack["proofs/001.json"].replace(b"2027-03-01", b"2026-03-01")
    yield from sign_facts({**pack, "proofs/001.json": proof}, {})


def sign_facts(pack: Files, changes: dict[str, Any]) -> Iterator[bytes]:
    files = {**pack, "facts.json": json.dumps({**json.loads(pack["facts.json"]), **changes}).encode()}
    hashes = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name not in {MANIFEST, NOTE}
    }
    manifest = write_manifest({**json.loads(pack[MANIFEST]), "files": hashes})
    yield pack_zip(
        {**files, MANIFEST: manifest, NOTE: sign_note(write_note(manifest), keys=[PRESS_KEY]).encode()}
    )


def test_page_and_script_say_the_same_of_every_change(checker: Page, pack: Files) -> None:
    said = set()
    for content in make_tampered(pack):
        found = give(checker, content)
        assert (found["code"], found["where"]) == ask_python(content)
        said.add(found["code"])
    assert {
        "holds",
        "zip-form",
        "zip-name",
        "changed",
        "missing",
        "added",
        "malformed",
        "signature",
        "facts",
    } <= said
    assert {"proof", "proof-other", "unreadable"} <= said
    assert said - {"holds"} <= set(FAULTS)


def test_page_and_script_say_the_same_of_signed_mails(checker: Page, originals: Files) -> None:
    content = pack_zip(originals)
    assert ask_python(content) == ("holds", "")
    assert give(checker, content)["code"] == "holds"
    result = checker.locator("#result")
    expect(result).to_contain_text("originals/001.ours.eml: signed by mouvement-aurore.test.")
    expect(result).to_contain_text("the text is NOT the one that was signed.")
    expect(result).to_contain_text("only the beginning of the text was signed.")
    expect(result).to_contain_text("The signature over its head does not hold")
    expect(result).to_contain_text("originals/006.published.eml: no server has signed it.")
    expect(result).to_contain_text(
        "originals/001.ours.eml: the archive that was committed to before 1 March 2027"
    )
    proofs = json.loads(originals["facts.json"])["proofs"]
    (other,) = sign_facts(originals, {"proofs": [{**proofs[0], "original": "originals/002.published.eml"}]})
    assert give(checker, other)["code"] == ask_python(other)[0] == "proof-other"
    (other,) = sign_facts(originals, {"proofs": [{**proofs[0], "entry": 3}]})
    assert give(checker, other)["code"] == ask_python(other)[0] == "facts"
    told = json.loads(originals["facts.json"])["originals"]
    told[0]["dkim"][0]["body"] = "mismatch"
    (changed,) = sign_facts(originals, {"originals": told})
    assert give(checker, changed)["code"] == ask_python(changed)[0] == "dkim"


def test_nothing_of_a_key_s_private_half_goes_out(originals: Files) -> None:
    assert b"a published half" not in originals["keys.jsonl"]
    assert set(json.loads(originals["keys.jsonl"].splitlines()[0])) == set(asdict(KeyRecord("", "", "")))


def test_a_stamp_of_the_list_of_files_is_named_and_checked(checker: Page) -> None:
    facts = make_stamped()
    files = sign_pack(build_pack(facts), facts, key=PRESS_KEY)
    assert give(checker, pack_zip(files))["code"] == "holds"
    said = checker.inner_text("#result")
    assert "alpha.test saw the list of the dump’s files on 5 May 2027" in said
    assert "its signature holds" in said
    dump = json.loads(files["facts.json"])["dump"]
    for other in (
        {"stamped_at": "2027-05-05T20:05:00Z"},
        {"manifest_sha256": "ab" * 32},
        {"stamp": "README.txt"},
    ):
        (content,) = sign_facts(files, {"dump": {**dump, **other}})
        assert give(checker, content)["code"] == "stamp"
    forged = bytearray(files["manifest.tsr"])
    forged[-5] ^= 1  # within the authority's signature: the script, which reads no certificates, sees no harm
    (content,) = sign_facts({**files, "manifest.tsr": bytes(forged)}, {})
    assert give(checker, content)["code"] == "stamp"


def test_key_and_dump_are_compared_in_the_page(checker: Page, pack: Files, tmp_path: Path) -> None:
    give(checker, pack_zip(pack))
    result = checker.locator("#result")
    expect(result).to_contain_text("Nothing was changed since it was signed.")
    expect(result).to_contain_text("you gave none to compare")
    for key in (PRESS_KEY.note_key.text, write_fingerprint(PRESS_KEY.note_key)):
        checker.locator("#key").fill(key)
        checker.keyboard.press("Tab")
        expect(result).to_contain_text("It is the key that you gave.")
        checker.locator("#key").fill("")
        checker.keyboard.press("Tab")
        expect(result).to_contain_text("you gave none to compare")
    (tmp_path / "dump.zip").write_bytes(DUMP)
    checker.set_input_files("#dump", tmp_path / "dump.zip")
    expect(result).to_contain_text("Your copy is the dump that these figures are about.")
    (tmp_path / "other.zip").write_bytes(DUMP + b"x")
    checker.set_input_files("#dump", tmp_path / "other.zip")
    expect(result).to_contain_text("not the one that these figures are about")
    checker.locator("#key").fill(OTHER_KEY.note_key.text)
    checker.keyboard.press("Tab")
    expect(result).to_contain_text("It was signed with another key")


def test_folders_are_read_and_hashed_as_the_script_does(checker: Page, pack: Files, tmp_path: Path) -> None:
    for name, content in pack.items():
        path = tmp_path / "pack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "pack" / ".DS_Store").write_bytes(b"")
    checker.set_input_files("#folder", tmp_path / "pack")
    expect(checker.locator("#result")).to_contain_text("Nothing was changed since it was signed.")
    dump = tmp_path / "dump"
    (dump / "b").mkdir(parents=True)
    for name, size in (("z.eml", 0), ("b/a.eml", 55), ("B.eml", 56), ("é.txt", 64), ("c", 1_000_003)):
        (dump / name).write_bytes(bytes(place % 251 for place in range(size)))
    checker.set_input_files("#dump-folder", dump)
    expect(checker.locator("#progress")).to_contain_text(hash_dump(dump))


def test_what_a_pack_says_is_never_run(checker: Page, pack: Files) -> None:
    values = {**json.loads(pack[MANIFEST]), "organisation": "<img src=x onerror=alert(1)>"}
    facts = {"organisation": values["organisation"]}
    (content,) = sign_facts({**pack, MANIFEST: write_manifest(values)}, facts)
    assert give(checker, content)["code"] == "holds"
    expect(checker.locator("#result")).to_contain_text("<img src=x onerror=alert(1)>")
    assert checker.locator("#result img").count() == 0


def test_the_page_that_checks_runs_nothing_but_itself(browser: Browser, tmp_path: Path) -> None:
    assert make_page() == seal_page(make_page())
    (tmp_path / "verify.html").write_text(make_page())
    page, complaints = open_page(browser, tmp_path / "verify.html")
    assert page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}))"
    )
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in one for one in complaints)
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_check(browser: Browser, pack: Files, tmp_path: Path, scheme: str, width: int) -> None:
    (tmp_path / "verify.html").write_text(make_page())
    options: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    page, _ = open_page(browser, tmp_path / "verify.html", locale="fr-FR", **options)
    for content in (pack_zip(pack), pack_zip({**pack, "facts.html": b""})):
        give(page, content)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.locator("#result")).to_contain_text("Ce dossier ne tient pas.")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#result")).to_contain_text("This pack does not hold.")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_read_the_facts(
    browser: Browser, pack: Files, tmp_path: Path, scheme: str, width: int
) -> None:
    (tmp_path / "facts.html").write_bytes(pack["facts.html"])
    options: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    page, complaints = open_page(browser, tmp_path / "facts.html", **options)
    for language in ("fr", "en"):
        page.locator(f"label[lang={language}]").click()
        expect(page.locator(f"main[lang={language}]")).to_be_visible()
        expect(page.locator(f"main:not([lang={language}])")).to_be_hidden()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert complaints == []
    page.context.close()


def test_the_language_is_switched_without_a_script_and_by_keyboard(
    browser: Browser, pack: Files, tmp_path: Path
) -> None:
    (tmp_path / "facts.html").write_bytes(pack["facts.html"])
    page, _ = open_page(browser, tmp_path / "facts.html", java_script_enabled=False)
    expect(page.locator("main[lang=en]")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.locator("main[lang=fr]")).to_be_visible()
    expect(page.locator("main[lang=en]")).to_be_hidden()
    page.context.close()
