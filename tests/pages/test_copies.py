"""Copies are recognised whatever was done to them; strangers of the same template are not called copies.

Each fifth kind of change is tried on one design, taken in turn, and each fifth bystander; all of them with CHAFFINCH_FULL=1,
as `make soak` does. `benchmarks/pages_copies.py` tries them all on all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from html import escape

import pytest
from tests.pages.loopback_site import LoopbackSite
from tests.pages.suite.designs import list_designs
from tests.pages.suite.mutations import list_mutations
from tests.pages.suite.split import list_tuned_designs
from tests.pages.suite.taking import (
    TABS,
    Sample,
    list_bearers,
    list_copies,
    list_hosts,
    list_originals,
    list_others,
    take_samples,
)

from chaffinch.ground.egress import Egress
from chaffinch.pages.browser import Browser
from chaffinch.pages.bundle.values import make_reference
from chaffinch.pages.capture import Capture
from chaffinch.pages.judge.compare import compare
from chaffinch.pages.verdict import Reference

DESIGNS = list_designs()
STEP = 1 if os.environ.get("CHAFFINCH_FULL") else 5


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackSite]:
    with LoopbackSite(tmp_path_factory.mktemp("suite"), hosts=list_hosts()) as running:
        yield running


@pytest.fixture(scope="module")
def own_browser(own_site: LoopbackSite) -> Iterator[Browser]:
    with Browser(egress=Egress(), range_directory=own_site.directory, tabs=TABS) as running:
        yield running


@pytest.fixture(scope="module")
def originals(own_site: LoopbackSite, own_browser: Browser) -> dict[str, Capture]:
    taken = take_samples(list_originals(DESIGNS), site=own_site, browser=own_browser)
    return {sample.design: capture for sample, capture in taken}


@pytest.fixture(scope="module")
def references(originals: dict[str, Capture]) -> dict[str, Reference]:
    return {name: make_reference(capture, name=name) for name, capture in originals.items()}


def list_in_turn(originals: dict[str, Capture]) -> Iterator[Sample]:
    """Yield each kind of change once, the designs taken in turn."""
    pictures = {name: capture.window_png for name, capture in originals.items()}
    for number, mutation in list(enumerate(list_mutations()))[::STEP]:
        yield from list_copies([DESIGNS[number % len(DESIGNS)]], pictures=pictures, kinds=[mutation.name])


def test_every_kind_of_copy_is_recognised(
    own_site: LoopbackSite,
    own_browser: Browser,
    originals: dict[str, Capture],
    references: dict[str, Reference],
) -> None:
    missed = []
    for sample, capture in take_samples(list_in_turn(originals), site=own_site, browser=own_browser):
        verdict = compare(capture, [references[sample.design]])
        if verdict.verdict != "copy":
            missed.append((sample.name, verdict.verdict, verdict.score))
    assert missed == []


def test_strangers_and_bystanders_are_no_copies(
    own_site: LoopbackSite, own_browser: Browser, references: dict[str, Reference]
) -> None:
    others = list_others(DESIGNS)
    nearest = [one for one in others if one.kind == "same template, same colours"]
    chosen = nearest + [one for one in others if one.group == "bystander"][::STEP]
    called = []
    for sample, capture in take_samples(chosen, site=own_site, browser=own_browser):
        verdict = compare(capture, list(references.values()))
        if verdict.verdict in ("copy", "service-copy"):
            called.append((sample.name, verdict.reference, verdict.score))
    assert len(nearest) >= len(DESIGNS)
    assert len(chosen) > len(nearest)
    assert called == []


def test_strangers_that_bear_our_name_and_ask_for_a_password_are_no_copies(
    own_site: LoopbackSite,
    own_browser: Browser,
    originals: dict[str, Capture],
    references: dict[str, Reference],
) -> None:
    pictures = {name: capture.window_png for name, capture in originals.items()}
    called = []
    for sample, capture in take_samples(
        list(list_bearers(pictures))[::STEP], site=own_site, browser=own_browser
    ):
        verdict = compare(capture, list(references.values()))
        if verdict.verdict in ("copy", "service-copy"):
            called.append((sample.name, verdict.reference, verdict.score))
    assert called == []


def test_a_design_is_no_copy_of_another(
    originals: dict[str, Capture], references: dict[str, Reference]
) -> None:
    for name, capture in originals.items():
        others = [reference for reference in references.values() if reference.name != name]
        assert compare(capture, others).verdict != "copy", name


def test_the_suite_is_as_large_as_it_says() -> None:
    assert len(DESIGNS) >= 10
    assert len(list_mutations()) >= 20
    assert len(list_others(DESIGNS, bystanders=False)) >= 2 * len(DESIGNS)


def test_strangers_that_bear_our_name_are_many_and_half_of_them_are_held_out() -> None:
    bearers = list_bearers(dict.fromkeys((design.name for design in DESIGNS), b""))
    tuned = [one for one in bearers if one.template in list_tuned_designs()]
    held = [one for one in bearers if one not in tuned]
    assert len({one.kind for one in bearers}) >= 10
    assert len(tuned) == len(held) >= 15
    assert {one.kind for one in tuned}.isdisjoint(one.kind for one in held)
    assert len({one.name for one in bearers}) == len(bearers)


def test_strangers_that_bear_our_name_say_it_and_ask_for_a_password() -> None:
    organisations = {design.name: design.organisation for design in DESIGNS}
    for one in list_bearers(dict.fromkeys(organisations, b"")):
        assert escape(organisations[one.template]) in one.page.html, one.name
        assert "type='password'" in one.page.html, one.name
