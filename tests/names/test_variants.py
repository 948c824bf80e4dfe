"""What to register or to watch."""

from __future__ import annotations

import pytest

from chaffinch.names.errors import WatchlistError
from chaffinch.names.match import KINDS
from chaffinch.names.variants import list_variants


def test_the_known_lures_of_2017_are_among_the_variants() -> None:
    hosts = {variant.host for variant in list_variants("en-marche.fr")}
    assert {
        "onedrive-en-marche.fr",
        "mail-en-marche.fr",
        "en.marche.fr",
        "enmarche-fr.com",
        "en-rnarche.fr",
        "xn--n-marche-b8g.fr",
        "xn--n-marche-s30d.fr",
        "en-marche.com",
    } <= hosts


def test_the_most_deceptive_come_first_and_ours_is_not_listed() -> None:
    variants = list_variants("en-marche.fr")
    scores = [variant.score for variant in variants]
    assert scores == sorted(scores, reverse=True)
    assert len({variant.host for variant in variants}) == len(variants)
    assert "en-marche.fr" not in {variant.host for variant in variants}
    assert all(set(variant.kinds) <= set(KINDS) for variant in variants)


def test_the_first_screen_shows_several_kinds() -> None:
    assert len({variant.kinds[0] for variant in list_variants("en-marche.fr")[:12]}) >= 3


def test_a_domain_that_cannot_be_watched_is_refused() -> None:
    with pytest.raises(WatchlistError):
        list_variants("not a domain")
