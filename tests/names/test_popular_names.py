"""The ten addresses among 99,993 popular names: all found, and who else is reported."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher

TEN = (
    "onedrive-en-marche.fr", "mail-en-marche.fr", "portal-office.fr", "accounts-office.fr",
    "accounts.google.com-en-marche.fr",
    "en.marche.fr", "enmarche-fr.com", "en-rnarche.fr", "xn--n-marche-b8g.fr", "xn--n-marche-s30d.fr",
)  # fmt: skip

#: The other alerts, each a name that wears Microsoft's and may or may not be Microsoft's own.
OTHERS = {"micrasoft-395office.com", "microsoftazure.us", "office365-net.cn", "office365-net.us"}
#: onedrive.us among them: whose it is could not be checked, so it is not counted as genuine.
MOST_REVIEWS = 3


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
    assert set(alerts) - set(TEN) <= OTHERS
    assert sum(match.tier == "review" for match in found) <= MOST_REVIEWS


@pytest.mark.corpus
def test_the_group_behind_the_2017_lures_is_recognised(corpus: Path) -> None:
    """A floor, not the measure: that needs the list of those addresses which show a brand at all."""
    from chaffinch.names.watchlist import Watchlist

    matcher = Matcher(
        Watchlist.from_mapping(
            {"services": ["microsoft365", "google-workspace", "yahoo", "apple", "facebook"]}
        )
    )
    lines = (corpus / "names/apt_sofacy.txt").read_bytes().splitlines()
    found = {item.host for item in matcher.match_lines(lines) if isinstance(item, Match)}
    assert {"microsofi.org", "microsof-update.com"} <= found
    assert len(found) >= 150
