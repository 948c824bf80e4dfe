"""What a line of the watchlist would find, before it is added."""

from __future__ import annotations

import contextlib
import re

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.desk.models import AuditEntry, WatchEntry
from chaffinch.desk.web import trial
from chaffinch.desk.web.queries import preview
from chaffinch.desk.web.queries.popular import count_popular, load_popular
from chaffinch.desk.web.queries.preview import Preview, preview_line
from chaffinch.errors import ChaffinchError
from chaffinch.names.watchlist import Watchlist
from tests.desk.web.markup import check_markup

POPULAR = b"caf.com\ncafe.com\nen-marche.fr\nmon-marche.fr\nwikipedia.org"


@pytest.fixture
def few_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five popular names, so that a test is quick; one test below takes the real list."""
    monkeypatch.setattr(preview, "load_popular", lambda: POPULAR)
    monkeypatch.setattr(preview, "count_popular", lambda: 5)


def try_brand(client: Client, value: str, kind: str = "brand") -> str:
    page: str = client.get("/watchlist/try/", {"kind": kind, "value": value}).content.decode()
    return page


def test_the_popular_names_are_half_a_million_domains() -> None:
    names = load_popular().split(b"\n")
    assert len(names) == count_popular() >= 400_000
    assert all(b"." in name for name in names[::1000])


@pytest.mark.parametrize(("name", "size"), [("caf", "short"), ("ameli", "middle"), ("en marche", "long")])
def test_examples_are_found_on_the_real_list_and_false_alarms_counted(
    name: str, size: str, desk: object
) -> None:
    found = preview_line("brand", name)
    assert found.size == size
    assert 5 <= len(found.examples) <= 12
    assert len({match.kinds for match in found.examples}) >= 5
    assert len(found.worst) == min(8, found.alerts + found.reviews)


def test_a_preview_writes_nothing(ines: Client, few_names: None) -> None:
    before = (WatchEntry.objects.count(), AuditEntry.objects.count())
    page = try_brand(ines, "En Marche")
    assert "What" in page and "would find" in page
    assert "A long name (8 letters)" in page
    assert before == (WatchEntry.objects.count(), AuditEntry.objects.count())


def test_a_short_name_is_said_to_need_a_sign_in_word(ines: Client, few_names: None) -> None:
    page = re.sub(r"</?(?:wbr|mark)>", "", try_brand(ines, "caf"))
    assert "A short name (3 letters): a typing error is only found beside a sign-in word" in page
    assert "caf.com" in page.partition("worst false alarms")[2]
    assert "cafe.com" not in page


def test_a_name_of_middling_length_is_said_to_bear_one_slip(ines: Client, few_names: None) -> None:
    assert "A name of 6 letters: found with one typing error" in try_brand(ines, "aurore")


def test_a_domain_is_tried_too_and_never_alarms_itself(ines: Client, few_names: None) -> None:
    page = try_brand(ines, "en-marche.fr", kind="domain")
    assert ">en-marche.fr<" not in page.partition("worst false alarms")[2].replace("<wbr>", "")


@pytest.mark.parametrize("value", ["", "x", "a" * 300])
def test_too_little_or_too_much_says_nothing(value: str, ines: Client) -> None:
    assert try_brand(ines, value).strip() == ""


def test_what_the_watchlist_would_refuse_is_said(ines: Client, few_names: None) -> None:
    assert "not a domain" in try_brand(ines, "no domain", kind="domain")


def test_only_brands_and_domains_are_tried(ines: Client) -> None:
    assert try_brand(ines, "microsoft365", kind="service").strip() == ""


def test_without_scripts_a_button_shows_the_same_on_the_page(ines: Client, few_names: None) -> None:
    page = ines.post("/watchlist/try/", {"kind": "brand", "value": "caf"}).content.decode()
    assert "A short name (3 letters)" in page
    assert 'value="caf"' in page
    assert not check_markup(page).faults


def test_questions_are_counted_and_answers_kept(
    ines: Client, few_names: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "PER_MINUTE", 1)
    assert "would find" in try_brand(ines, "caf")
    assert "would find" in try_brand(ines, "caf")
    assert "wait a minute" in try_brand(ines, "ameli")


def test_only_one_trial_runs_at_a_time(
    ines: Client, few_names: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "_PATIENCE_SECONDS", 0.01)
    with trial._one_at_a_time:
        page = try_brand(ines, "caf")
    assert "busy" in page
    assert 'hx-trigger="load delay:2s"' in page
    with trial._door, trial._door:
        assert "busy" in try_brand(ines, "caf")
    assert "would find" in try_brand(ines, "caf")


def test_nobody_tries_without_signing_in(client: Client, desk: object) -> None:
    assert client.get("/watchlist/try/?kind=brand&value=caf").status_code == 302


def test_a_sign_in_word_is_added_on_its_own_list(ines: Client) -> None:
    ines.post("/watchlist/add/", {"kind": "keyword", "value": "anmelden"})
    assert WatchEntry.objects.filter(kind="keyword", value="anmelden").exists()
    assert "Sign-in words" in ines.get("/watchlist/").content.decode()


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["brand", "domain"]), st.text(max_size=40))
def test_whatever_is_typed_is_answered_or_refused_in_words(kind: str, untrusted: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preview, "load_popular", lambda: POPULAR)
        patch.setattr(preview, "count_popular", lambda: 5)
        patch.setattr(
            preview, "load_watchlist", lambda: Watchlist.from_mapping({"domains": ["mouvement-aurore.fr"]})
        )
        with contextlib.suppress(ChaffinchError):
            assert isinstance(preview_line(kind, untrusted), Preview)
