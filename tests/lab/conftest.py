"""One running range for the tests of a module that only look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from chaffinch.lab.range import Range
from chaffinch.lab.sites import EXACT_HOST


@pytest.fixture(scope="module")
def practice_range(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    """Serve a range from a fresh home folder."""
    with Range(tmp_path_factory.mktemp("range")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(practice_range: Range) -> Iterator[Browser]:
    """Start Chromium with the range's names mapped and its authority's key allowed; nothing else resolves."""
    ports = practice_range.directory.hosts[EXACT_HOST]
    rules = f"MAP *:80 127.0.0.1:{ports['http']}, MAP *:443 127.0.0.1:{ports['https']}"
    keys = ",".join(practice_range.directory.spki_sha256)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                "--no-sandbox",  # the range's own pages, and the tests may run as root
                "--disable-gpu",
                f"--host-resolver-rules={rules}",
                f"--ignore-certificate-errors-spki-list={keys}",
            ],
        )
        yield browser
        browser.close()
