"""Password entries are found in whatever guise, and pages that turn into one when nobody looks.

A part of the suite is tried here, all of it with CHAFFINCH_FULL=1, as `make soak` does; `benchmarks/pages_guises.py`
tries everything and counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from tests.pages.guises.page import ChangingPage
from tests.pages.guises.taking import HOSTS, list_trials, take_pages
from tests.pages.loopback_site import LoopbackSite

from chaffinch.ground.egress import Egress
from chaffinch.pages.browser import Browser

TRIALS = list_trials()
STEPS = {
    "asks for a password": 9, "asks for none": 6, "takes an account without one": 3, "takes none": 3,
    "changes when left alone": 3, "stays what it is": 3, "plays none": 5,
}  # fmt: skip
FULL = bool(os.environ.get("CHAFFINCH_FULL"))
NOT_SEEN_THROUGH = {
    "unlock-pattern": "nine points to join, without a word that says so",
    "timer-animation-frames": "waits by counting frames, which virtual time does not make",
}
"""What is known not to be found; one that is found must leave this list."""


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackSite]:
    with LoopbackSite(tmp_path_factory.mktemp("guises"), hosts=HOSTS) as running:
        yield running


@pytest.fixture(scope="module")
def own_browser(own_site: LoopbackSite) -> Iterator[Browser]:
    with Browser(egress=Egress(), range_directory=own_site.directory, tabs=len(HOSTS)) as running:
        yield running


@pytest.mark.parametrize("name", list(STEPS))
def test_each_page_is_seen_through(name: str, own_site: LoopbackSite, own_browser: Browser) -> None:
    trial = TRIALS[name]
    chosen = trial.pages if FULL else trial.pages[:: STEPS[name]]
    wrong, triggers = [], set()
    for page, capture, verdict in take_pages(chosen, site=own_site, browser=own_browser):
        triggers |= {page.trigger} if isinstance(page, ChangingPage) and capture.changes else set()
        if trial.is_right(page, capture, verdict) == (page.name in NOT_SEEN_THROUGH):
            wrong.append((page.name, verdict.verdict, [reason.code for reason in verdict.reasons]))
    assert wrong == []
    assert name != "changes when left alone" or triggers == {"blur", "visibility", "timer", "mouse"}


def test_the_suite_is_as_large_as_it_says() -> None:
    assert len(TRIALS["asks for a password"].pages) >= 100
    assert len(TRIALS["asks for none"].pages) >= 30
    assert set(NOT_SEEN_THROUGH) <= {page.name for trial in TRIALS.values() for page in trial.pages}
