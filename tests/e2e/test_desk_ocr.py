"""The words in a dump's pictures, from the button to what was read, with a real worker, a real Chromium and the real Tesseract."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright
from tests.desk.web.serving import PASSWORD, ROOT, serve_desk
from tests.leaks.scans import needs_tesseract

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300), needs_tesseract]
_COPIES = 20
_IMPORT = """
import sys
from pathlib import Path
import django
django.setup()
from django.utils import timezone
from tests.desk.pictured import import_dump, write_place
from chaffinch.desk.models import User
from chaffinch.desk.services.audit import Actor

actor = Actor("ines", User.objects.get(username="ines").pk)
import_dump(write_place(Path(sys.argv[1]), copies=int(sys.argv[2])), actor=actor, now=timezone.now(), clock=timezone.now)
"""
_WORK = """
import django
django.setup()
from chaffinch.desk.jobs.worker import Lane, Worker
import chaffinch.desk.jobs.kinds
raise SystemExit(Worker([Lane("pictures")], poll_seconds=0.1).run())
"""


@contextmanager
def run_worker(home: Path) -> Iterator[None]:
    """Have the lane of pictures worked."""
    with subprocess.Popen([sys.executable, "-c", _WORK], env=surround(home), cwd=ROOT) as worker:
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(20)


def surround(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "CHAFFINCH_HOME": str(home), "DJANGO_SETTINGS_MODULE": "chaffinch.desk.settings"}


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """The page of a dump with pictures, which Inès looks at; nobody works yet."""
    home = tmp_path / "home"
    with serve_desk(home, full=False) as url, sync_playwright() as playwright:
        command = [sys.executable, "-c", _IMPORT, str(tmp_path), str(_COPIES)]
        subprocess.run(command, env=surround(home), cwd=ROOT, check=True)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(locale="en-GB", base_url=url)
        page.goto("/account/login/?next=/dumps/1/")
        page.fill("input[name=login]", "ines")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/dumps/1/")
        yield page
        browser.close()


def test_pictures_are_read_stopped_and_gone_on_with_and_the_page_says_by_itself_what_came_of_it(
    page: Page, tmp_path: Path
) -> None:
    section = page.locator("#pictures")
    expect(section).to_contain_text(f"{7 + _COPIES} pictures and scans have no text")
    check_accessible(page)
    section.get_by_role("button", name="Read the words in them").click()
    expect(section).to_contain_text("It waits for the worker.")
    check_accessible(page)
    with run_worker(tmp_path / "home"):
        expect(section.get_by_role("status")).to_contain_text(re.compile(r"\b[1-9]\d* of 27"), timeout=60_000)
        section.get_by_role("button", name="Stop it").click()
        expect(section).to_contain_text("Somebody stopped it.")
        expect(section).to_contain_text("Not read yet")
        check_accessible(page)
        section.get_by_role("button", name="Have it go on").click()
        expect(section.get_by_role("button", name="Stop it")).to_be_visible()
        expect(section.get_by_text("Read again", exact=True)).to_be_visible(timeout=120_000)
    expect(section.locator("tr.chief")).to_contain_text("23")
    check_accessible(page)
    section.get_by_role("link", name="Most of their words stand in one of ours").click()
    expect(page.locator(".dump-item")).to_have_count(23)
    check_accessible(page)
    page.locator("a.whole").first.click()
    expect(page.locator(".evidence-list")).to_contain_text("OCR errs: this decides nothing.")


def check_accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not [one["id"] for one in found if one["impact"] in ("serious", "critical")]
