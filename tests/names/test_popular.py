"""The prior: lowers, is cached, can be left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chaffinch.names import popular
from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.score import ALERT, REVIEW, weigh_popularity
from chaffinch.names.watchlist import Watchlist


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    popular._load_hashes.cache_clear()
    yield tmp_path
    popular._load_hashes.cache_clear()


def test_well_known_domains_are_known_and_others_are_not(cache: Path) -> None:
    assert popular.is_popular("lemonde.fr")
    assert not popular.is_popular("mail-en-marche.fr")
    [kept] = (cache / "chaffinch").glob("popular-*.u64")
    size = kept.stat().st_size
    popular._load_hashes.cache_clear()
    assert popular.is_popular("lemonde.fr")
    assert kept.stat().st_size == size < 20_000_000


def test_a_damaged_cache_is_made_anew(cache: Path) -> None:
    popular.is_popular("lemonde.fr")
    [kept] = (cache / "chaffinch").glob("popular-*.u64")
    kept.write_bytes(b"cut")
    popular._load_hashes.cache_clear()
    assert popular.is_popular("lemonde.fr")


def test_popularity_lowers_but_never_raises_an_alert() -> None:
    for points in range(REVIEW, 101):
        assert REVIEW <= weigh_popularity(points, exact=False) < ALERT
    assert weigh_popularity(ALERT - 1, exact=True) == 0
    assert weigh_popularity(ALERT, exact=True) >= REVIEW


def find(host: str, watchlist: Watchlist) -> Match:
    [match] = Matcher(watchlist).match(host)
    return match


def test_a_popular_neighbour_is_an_alert_only_where_the_prior_is_left_out() -> None:
    watchlist = Watchlist.from_mapping({"services": ["dropbox"]})
    assert find("dropboxteam.com", watchlist).tier == "review"
    unweighed = find("dropboxteam.com", replace(watchlist, prior=False))
    assert unweighed.tier == "alert"
    assert "popular" not in unweighed.ruled_out


def test_a_label_below_a_popular_domain_is_not_excused() -> None:
    assert find("en.marche.fr", Watchlist.from_mapping({"domains": ["en-marche.fr"]})).tier == "alert"


def test_a_match_says_which_harmless_readings_do_not_hold() -> None:
    match = find("en-mrache.fr", Watchlist.from_mapping({"domains": ["en-marche.fr"]}))
    assert match.ruled_out == ("own", "popular", "word")
