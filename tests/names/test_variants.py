"""What to register or to watch."""

from __future__ import annotations

from collections import Counter

import pytest

from chaffinch.names.errors import WatchlistError
from chaffinch.names.match import KINDS, Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.variants import Variant, list_variants
from chaffinch.names.variants.deception import FACTORS
from chaffinch.names.watchlist import Watchlist


@pytest.fixture(scope="module")
def en_marche() -> list[Variant]:
    """The variants of the campaign of 2017, which used Microsoft 365."""
    return list_variants("en-marche.fr", watchlist=Watchlist.from_mapping({"services": ["microsoft365"]}))


def test_the_known_lures_of_2017_are_among_the_variants(en_marche: list[Variant]) -> None:
    assert {
        "onedrive-en-marche.fr",
        "mail-en-marche.fr",
        "portal-office.fr",
        "accounts-office.fr",
        "com-en-marche.fr",
        "en.marche.fr",
        "enmarche-fr.com",
        "en-rnarche.fr",
        "xn--n-marche-b8g.fr",
        "xn--n-marche-s30d.fr",
        "en-marche.com",
    } <= {variant.host for variant in en_marche}


def test_the_four_addresses_of_2017_are_among_the_first_hundreds(en_marche: list[Variant]) -> None:
    ranks = {variant.host: rank for rank, variant in enumerate(en_marche, start=1)}
    assert ranks["onedrive-en-marche.fr"] <= 50
    assert ranks["mail-en-marche.fr"] <= 50
    assert ranks["portal-office.fr"] <= 400
    assert ranks["accounts-office.fr"] <= 400


def test_the_most_deceptive_come_first_each_once_and_ours_is_not_listed(en_marche: list[Variant]) -> None:
    values = [variant.deception for variant in en_marche]
    assert values == sorted(values, reverse=True)
    assert all(0 < value <= 1 for value in values)
    assert len({variant.host for variant in en_marche}) == len(en_marche)
    assert "en-marche.fr" not in {variant.host for variant in en_marche}


def test_each_has_kinds_and_reasons_of_the_tables(en_marche: list[Variant]) -> None:
    assert all(set(variant.kinds) <= set(KINDS) for variant in en_marche)
    assert all(variant.reasons and set(variant.reasons) <= set(FACTORS) for variant in en_marche)


def test_the_first_screen_shows_several_kinds(en_marche: list[Variant]) -> None:
    assert len({variant.kinds[0] for variant in en_marche[:20]}) >= 5


def test_registering_is_advised_for_a_small_budget_of_many_kinds(en_marche: list[Variant]) -> None:
    advised = [variant for variant in en_marche if variant.advice == "register"]
    assert 20 <= len(advised) <= 50
    families = Counter(variant.reasons[0] for variant in advised)
    assert len(families) >= 8
    assert max(families.values()) <= 6
    assert all(variant.host == variant.registered_domain for variant in advised)


@pytest.mark.parametrize(
    "host",
    [
        "en.marche.fr",  # needs marche.fr
        "xn--n-marche-b8g.fr",  # refused by the registry
        "en-marche.fr-connexion.com",  # needs fr-connexion.com, and there are as many as there are words
        "en-marche.azurewebsites.net",  # the service's to give
        "portal-office.fr",  # imitates the service, not us
    ],
)
def test_what_is_not_ours_to_register_is_watched(en_marche: list[Variant], host: str) -> None:
    [variant] = [variant for variant in en_marche if variant.host == host]
    assert variant.advice == "watch"


def test_another_domain_of_ours_and_a_partners_are_not_listed() -> None:
    watchlist = Watchlist.from_mapping({"domains": ["en-marche.com"], "allowed": ["en-marche.org"]})
    hosts = {variant.host for variant in list_variants("en-marche.fr", watchlist=watchlist)}
    assert hosts.isdisjoint({"en-marche.com", "en-marche.org"})


def test_services_that_we_do_not_use_are_not_listed_alone() -> None:
    hosts = {variant.host for variant in list_variants("en-marche.fr")}
    assert "onedrive-en-marche.fr" in hosts
    assert "portal-office.fr" not in hosts


@pytest.mark.parametrize(
    "domain",
    [
        "msf.org",
        "caf.fr",
        "médiacités.fr",
        "aurore2027.fr",
        "parti-socialiste.fr",
        "lemonde.fr",
        "gov.uk.example.co.uk",
    ],
)
def test_names_of_every_shape_have_variants(domain: str) -> None:
    variants = list_variants(domain)
    assert len(variants) > 50
    assert any(variant.advice == "register" for variant in variants)


def test_a_host_of_ours_has_the_variants_of_its_domain() -> None:
    assert list_variants("www.lemonde.fr") == list_variants("lemonde.fr")


@pytest.mark.parametrize("domain", ["en-marche.fr", "ameli.fr", "msf.org", "médiacités.fr"])
def test_every_variant_is_found_once_it_stands_in_a_list(domain: str) -> None:
    watchlist = Watchlist.from_mapping({"domains": [domain], "services": ["microsoft365"]})
    hosts = [variant.host for variant in list_variants(domain, watchlist=watchlist)]
    found = {
        match.host
        for match in Matcher(watchlist).match_lines(host.encode() for host in hosts)
        if isinstance(match, Match)
    }
    assert set(hosts) == found


def test_the_same_call_gives_the_same_list() -> None:
    assert list_variants("lemonde.fr") == list_variants("lemonde.fr")


def test_a_domain_that_cannot_be_watched_is_refused() -> None:
    with pytest.raises(WatchlistError):
        list_variants("not a domain")
