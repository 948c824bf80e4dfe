"""The [watch] table, read."""

from __future__ import annotations

from typing import Any

import pytest

from chaffinch.names.errors import WatchlistError
from chaffinch.names.watchlist import Watchlist, make_key


def test_each_domain_gives_a_brand_and_domains_of_one_name_share_it() -> None:
    watchlist = Watchlist.from_mapping({"domains": ["en-marche.fr", "EN-MARCHE.com", "www.bureau.gouv.fr"]})
    assert [(brand.name, brand.key, brand.endings) for brand in watchlist.brands] == [
        ("en-marche.fr", "en-marche", ("fr", "com")),
        ("www.bureau.gouv.fr", "bureau", ("gouv.fr",)),
    ]


def test_a_brand_word_that_a_domain_carries_is_one_brand() -> None:
    watchlist = Watchlist.from_mapping(
        {"domains": ["en-marche.fr"], "brands": ["En Marche", "Les Marcheurs"]}
    )
    assert [(brand.name, brand.key) for brand in watchlist.brands] == [
        ("en-marche.fr", "en-marche"),
        ("Les Marcheurs", "les-marcheurs"),
    ]


def test_every_key_of_the_table_is_read() -> None:
    watchlist = Watchlist.from_mapping(
        {
            "domains": ["en-marche.fr"],
            "brands": [],
            "services": ["microsoft365", "microsoft365"],
            "allowed": ["partner.org"],
            "sign_in_pages": ["https://portail.en-marche.fr/"],
            "keywords": ["Sign-Ein"],
        }
    )
    assert watchlist.services == ("microsoft365",)
    assert watchlist.allowed == ("partner.org",)
    assert watchlist.sign_in_pages == ("https://portail.en-marche.fr/",)
    assert watchlist.keywords == ("signein",)


@pytest.mark.parametrize(
    ("mapping", "named"),
    [
        ({"domain": ["en-marche.fr"]}, "domain"),
        ({"domains": "en-marche.fr"}, "domains"),
        ({"domains": [1]}, "domains"),
        ({"domains": ["not a domain"]}, "not a domain"),
        ({"domains": ["localhost"]}, "localhost"),
        ({"domains": ["127.0.0.1"]}, "127.0.0.1"),
        ({"domains": ["co.uk"]}, "co.uk"),
        ({"services": ["microsoft"]}, "microsoft"),
        ({"allowed": [""]}, "allowed"),
        ({"brands": ["日本"]}, "日本"),
        ({"brands": ["--"]}, "--"),
    ],
)
def test_a_wrong_value_is_named(mapping: dict[str, Any], named: str) -> None:
    with pytest.raises(WatchlistError, match=named) as raised:
        Watchlist.from_mapping(mapping)
    assert raised.value.todo
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("En Marche !", "en-marche-!"),
        ("Forêt d’Été", "foret-d-ete"),
        ("Cœur_2027", "coeur-2027"),
        (" - ", ""),
    ],
)
def test_a_name_is_keyed_as_an_address_would_write_it(name: str, key: str) -> None:
    assert make_key(name) == key
