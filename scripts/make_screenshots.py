"""Make the README's pictures from a fresh demo, so that they show what one sees.

Run by `make screenshots`; with `--out DIR` they go elsewhere, and `--all` adds every page, phone and dark.
"""

from __future__ import annotations

import argparse
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
_PATIENCE = 240.0


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that runs, has made its first digest, and has a run that waits for a second yes."""

    url: str
    password: str
    second: tuple[str, str]
    """Log-in and password of who may give it."""
    process: subprocess.Popen[bytes]


@contextmanager
def run_demo() -> Iterator[Demo]:
    """Start a demo in a throw-away home and wait until its story is told."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{probe.getsockname()[1]}"
    with tempfile.TemporaryDirectory(prefix="chaffinch-pictures-") as home:
        command = [sys.executable, "-m", "chaffinch", "demo", "--home", home, "--listen", listen]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
        try:
            said = read_until(process, re.compile(r"sign in as \S+, password \S+\n"))
            found = re.search(r"password\s+(\S+)", said)
            second = re.search(r"sign in as (\S+), password (\S+)\n", said)
            if found is None or second is None:
                raise SystemExit(f"the demo printed no password:\n{said}")
            yield Demo(f"http://{listen}", found[1], (second[1], second[2]), process)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=30)


def read_until(process: subprocess.Popen[bytes], words: re.Pattern[str]) -> str:
    """Return what the process said from now on up to the words."""
    assert process.stderr is not None
    said, deadline = "", time.monotonic() + _PATIENCE
    while not words.search(said):
        ready, _, _ = select.select([process.stderr], [], [], 1.0)
        if ready:
            chunk = os.read(process.stderr.fileno(), 65_536).decode("utf-8", "replace")
            said += chunk
            sys.stderr.write(chunk)
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"the demo did not get there:\n{said}")
    return said


def open_page(
    browser: Browser,
    demo: Demo,
    *,
    width: int,
    height: int,
    dark: bool,
    language: str,
    who: tuple[str, str] | None = None,
) -> Page:
    """Return a page of that size, signed in as the administrator or as somebody else."""
    name, password = who or ("admin", demo.password)
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale=language,
        device_scale_factor=1,
    )
    page = context.new_page()
    page.goto(demo.url)
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{demo.url}/")
    return page


def take(page: Page, path: Path, *, whole: bool = False) -> None:
    """Take a picture once the page's own pictures are there."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, full_page=whole)


def find_case(page: Page, demo: Demo, host: str) -> str:
    """Return the address of a host's case page."""
    page.goto(f"{demo.url}/cases/?q={host}")
    link = page.locator("a[href^='/cases/'][href$='/']").filter(has_text=re.compile("aurore")).first
    return demo.url + str(link.get_attribute("href"))


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with run_demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", chromium_sandbox=os.geteuid() != 0, args=["--disable-gpu"]
        )
        page = open_page(browser, demo, width=1360, height=850, dark=False, language="en-GB")
        take(page, options.out / "overview.png")
        case = find_case(page, demo, "portail.mouvement.aurore.test")
        page.goto(case)
        take(page, options.out / "case.png")
        page.goto(f"{demo.url}/digests/1/")
        take(page, options.out / "digest.png")
        take_verdicts(page, demo, options.out)
        dark = open_page(browser, demo, width=390, height=844, dark=True, language="fr-FR")
        dark.goto(case)
        take(dark, options.out / "case-phone.png")
        take_feeding(browser, demo, case, options.out)
        take_planting(browser, demo, options.out)
        if options.all:
            take_all(browser, demo, case, options.out)
        browser.close()


def take_feeding(browser: Browser, demo: Demo, case: str, out: Path) -> None:
    """Give the second yes; take the run, and the overview once the phisher has tried what he was fed."""
    page = open_page(browser, demo, width=1360, height=850, dark=False, language="en-GB", who=demo.second)
    page.goto(case)
    page.fill("#approve-reason", "I have looked at it, too.")
    page.locator("#feeding button.decide").click()
    read_until(demo.process, re.compile("tried all"))
    page.goto(demo.url)
    take(page, out / "alarm.png")
    page.goto(case)
    page.locator("#feeding").screenshot(path=out / "feeding.png")
    page.locator("#hits").screenshot(path=out / "used-decoys.png")


def take_planting(browser: Browser, demo: Demo, out: Path) -> None:
    """Give the second yes; take what was planted, and the way of whoever came in by a log-in that a letter lends."""
    page = open_page(browser, demo, width=1360, height=850, dark=False, language="en-GB", who=demo.second)
    page.goto(f"{demo.url}/planting/1/")
    page.fill("#approve-reason", "I have read the order.")
    page.locator("#planting button.decide").click()
    read_until(demo.process, re.compile("his way is drawn"))
    page.wait_for_timeout(8_000)  # what he read is told a moment later
    page.goto(f"{demo.url}/planting/1/")
    take(page, out / "planting.png", whole=True)
    page.goto(demo.url + str(page.locator("a[href^='/attackers/']").first.get_attribute("href")))
    take(page, out / "attacker.png", whole=True)


def take_dump(browser: Browser, demo: Demo, out: Path) -> None:
    """Take the dump once it is read: its page, the altered item with ours beside it, and its page on a phone."""
    page = open_page(browser, demo, width=1360, height=850, dark=False, language="en-GB")
    deadline = time.monotonic() + _PATIENCE
    page.goto(f"{demo.url}/dumps/1/")
    while "read to its end" not in page.locator("h1").inner_text() and time.monotonic() < deadline:
        page.wait_for_timeout(2_000)
        page.goto(f"{demo.url}/dumps/1/")
    hide_place(page)
    take(page, out / "dump.png", whole=True)
    page.goto(f"{demo.url}/dumps/1/items/?verdict=altered")
    page.locator("[data-row-link]").first.click()
    page.locator("[data-beside]").click()
    page.locator("#beside").wait_for()
    take(page, out / "dump-item.png", whole=True)
    phone = open_page(browser, demo, width=390, height=844, dark=True, language="fr-FR")
    phone.goto(f"{demo.url}/dumps/1/")
    hide_place(phone)
    take(phone, out / "dump-phone.png")


def hide_place(page: Page) -> None:
    """Put an example in place of the throw-away folder in which this demo's dump lies."""
    page.locator(".page-head .address").evaluate(
        "place => { place.textContent = '/srv/dumps/aurore-leaks'; }"
    )


def take_verdicts(page: Page, demo: Demo, out: Path) -> None:
    """Take the evidence of a copy, of a stranger's sign-in page and of a page that nobody can decide."""
    for name, host in (
        ("copy", "portail.mouvement-aurore.test.acces-compte.test"),
        ("stranger", "onedrive-mouvement-aurore.test"),
        ("undecided", "acces-mouvement-aurore.test"),
    ):
        page.goto(find_case(page, demo, host))
        page.wait_for_load_state("networkidle")
        points = page.locator("[data-show-points]")
        if points.count():
            points.check()
        page.locator(".pictures").screenshot(path=out / f"pages-{name}.png")


def take_all(browser: Browser, demo: Demo, case: str, out: Path) -> None:
    """Take every page, whole, in three sizes, light and dark, in both languages."""
    paths = {
        "overview": "/",
        "cases": "/cases/",
        "case": case.removeprefix(demo.url),
        "digests": "/digests/",
        "digest": "/digests/1/",
        "watchlist": "/watchlist/",
        "sources": "/sources/",
        "feeding": "/feeding/",
        "triage": "/cases/triage/?act=dismiss&case=1&case=2&case=3",
        "activity": "/activity/",
        "health": "/health/",
    }
    for size, width in (("wide", 1440), ("tablet", 768), ("phone", 390)):
        for dark, language in ((False, "fr-FR"), (True, "en-GB")):
            page = open_page(browser, demo, width=width, height=900, dark=dark, language=language)
            for name, path in paths.items():
                page.goto(demo.url + path)
                take(page, out / f"all-{name}-{size}-{'dark' if dark else 'light'}.png", whole=True)
            take_trial(page, demo, out / f"all-trial-{size}-{'dark' if dark else 'light'}.png")
            page.context.close()


def take_trial(page: Page, demo: Demo, path: Path) -> None:
    """Take the watchlist while somebody types a name into it."""
    page.goto(f"{demo.url}/watchlist/")
    page.locator("#add-brand").press_sequentially("aurore")
    page.locator("#trial-brand h3").wait_for()
    take(page, path, whole=True)


if __name__ == "__main__":
    main()
