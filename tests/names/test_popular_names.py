"""The ten addresses among 99,993 popular names: all found, and who else is reported."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist

TEN = (
    "onedrive-en-marche.fr", "mail-en-marche.fr", "portal-office.fr", "accounts-office.fr",
    "accounts.google.com-en-marche.fr",
    "en.marche.fr", "enmarche-fr.com", "en-rnarche.fr", "xn--n-marche-b8g.fr", "xn--n-marche-s30d.fr",
)  # fmt: skip

BRANDS = (
    "en-marche.fr", "mouvement-aurore.org", "lemonde.fr", "mediapart.fr", "amnesty.org", "msf.org", "ameli.fr", "caf.fr",
    "parti-socialiste.fr", "la-croix.com", "aurore2027.fr", "médiacités.fr",
)  # fmt: skip
#: In half of the popular names, for one brand.
MOST_OWN_REVIEWS = 3

#: Microsoft's own and its neighbours such as microsoftmetrics.com: 20 in a million names would be 2.
MOST_REVIEWS = 20


@pytest.mark.corpus
def test_ten_of_ten_are_alerts_and_the_others_are_known(corpus: Path, en_marche: Matcher) -> None:
    popular = gzip.decompress((corpus / "names/cloudflare-top100k.txt.gz").read_bytes()).split()
    mixed = list(popular)
    for number, name in enumerate(TEN):
        mixed.insert(number * 9_999 + 5, name.encode())
    found = [item for item in en_marche.match_lines(mixed) if isinstance(item, Match)]
    alerts = [match.host for match in found if match.tier == "alert"]
    assert len(popular) == 99_993
    assert [host for host in alerts if host in TEN] == list(TEN)
    assert set(alerts) == set(TEN)
    assert sum(match.tier == "review" for match in found) <= MOST_REVIEWS


@pytest.mark.corpus
@pytest.mark.parametrize("half", ["even", "odd"])
def test_our_own_names_wake_nobody_on_popular_names_even_without_the_prior(corpus: Path, half: str) -> None:
    popular = gzip.decompress((corpus / "names/cloudflare-top100k.txt.gz").read_bytes()).split()
    names = [name for name in popular if (zlib.crc32(name) & 1) == (half == "odd")]
    for domain in BRANDS:
        watchlist = replace(Watchlist.from_mapping({"domains": [domain]}), prior=False)
        found = [item for item in Matcher(watchlist).match_lines(names) if isinstance(item, Match)]
        assert [match.host for match in found if match.tier == "alert"] == [], domain
        assert len(found) <= MOST_OWN_REVIEWS, domain


@pytest.mark.corpus
def test_the_group_behind_the_2017_lures_is_recognised(corpus: Path) -> None:
    """A floor, not the measure: that needs the list of those addresses which show a brand at all."""
    matcher = Matcher(
        Watchlist.from_mapping(
            {"services": ["microsoft365", "google-workspace", "yahoo", "apple", "facebook"]}
        )
    )
    lines = (corpus / "names/apt_sofacy.txt").read_bytes().splitlines()
    found = {item.host for item in matcher.match_lines(lines) if isinstance(item, Match)}
    assert {"microsofi.org", "microsof-update.com"} <= found
    assert len(found) >= 150
