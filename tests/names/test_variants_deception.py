"""Of two addresses, which one deceives more?"""

from __future__ import annotations

import re
import string
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.names.alignment import COSTS
from chaffinch.names.matcher import Matcher
from chaffinch.names.variants.deception import FACTORS, Deception, weigh_deception
from chaffinch.names.variants.glance import name_change
from chaffinch.names.watchlist import Watchlist

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/how-to/register-before-they-do.md"
SERVICES = ("microsoft365",)


@cache
def prepare(domain: str) -> Matcher:
    return Matcher(Watchlist.from_mapping({"domains": [domain], "services": list(SERVICES)}))


def weigh(host: str, domain: str = "en-marche.fr") -> Deception:
    matcher = prepare(domain)
    [match] = matcher.match(host)
    return weigh_deception(match, endings=matcher.watchlist.brands[0].endings, services=SERVICES)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        # at a glance
        ("en-rnarche.fr", "en-nnarche.fr"),  # rn is m, nn is nearly
        ("en-rnarche.fr", "en-narche.fr"),
        ("en-marcne.fr", "en-marcpe.fr"),  # n for h keeps the outline
        ("en-morche.fr", "en-mtrche.fr"),  # o for a
        ("en-marhce.fr", "ne-marche.fr"),  # in the middle, and in front
        ("en-mrche.fr", "n-marche.fr"),  # a letter left out in the middle, and the first one
        ("en-maarche.fr", "en-mapche.fr"),  # doubled, and replaced
        ("en-marçhe.fr", "en-m4rche.fr"),
        ("en.marche.fr", "en-mar.che.fr"),  # a dot for the hyphen, and a dot where nothing was
        ("enmarche.fr", "en-mar-che.fr"),
        ("еn-marche.fr", "eп-marche.fr"),  # a Cyrillic е cannot be told from ours, a п can
        # as an address of ours
        ("en-marche.com", "en-marche.xyz"),
        ("en-marche.org", "en-marche.info"),
        ("en-marche.eu", "en-marche.de"),
        ("en-marche.be", "en-marche.click"),
        ("mail-en-marche.fr", "adherent-en-marche.fr"),  # a sign-in that we might have
        ("mail-en-marche.fr", "en-marche-mail.fr"),
        ("mail-en-marche.fr", "mail-en-marche.com"),
        ("mail-en-marche.fr", "mailen-marche.fr"),
        ("onedrive-en-marche.fr", "dropbox-en-marche.fr"),  # a service that we use
        ("onedrive-en-marche.fr", "teams-en-marche.fr"),  # a name that means nothing else
        ("onedrive-en-marche.fr", "portal-office.fr"),  # our own name stands there
        ("portal-office.fr", "portal-office.click"),
        ("en-marche.fr-connexion.com", "enmarche-fr.click"),
        ("en-marche-fr.com", "com-en-marche.fr"),
        ("en-marche.sharepoint.com", "en-marche.info"),
        # as something that can be had
        ("en-marché.fr", "en-marchẹ.fr"),  # AFNIC takes é, not ẹ
        ("en-marchẹ.com", "en-marchẹ.fr"),  # Verisign takes both
        ("enmarche.fr", "en.marche.fr"),  # marche.fr is somebody's
    ],
)
def test_one_deceives_more_than_the_other(more: str, less: str) -> None:
    assert weigh(more).value > weigh(less).value


def test_a_change_shows_more_in_a_short_name() -> None:
    assert weigh("mouvernent-aurore.org", "mouvement-aurore.org").value > weigh("arneli.fr", "ameli.fr").value


@pytest.mark.parametrize(
    ("host", "reasons"),
    [
        ("en-rnarche.fr", ("near-glyph",)),
        ("еn-marche.fr", ("same-glyph", "registry-refuses")),
        ("en.marche.fr", ("dot-for-hyphen", "held-by-another")),
        ("enmarche-fr.com", ("hyphen-dropped", "ending-behind", "trusted-ending")),
        ("login-en-marche.click", ("sign-in-address", "cheap-ending")),
        ("portal-office.fr", ("service-alone", "sign-in-address")),
        ("en-marche.fr-connexion.com", ("sign-in-address", "word-behind", "our-address-first")),
        ("en-marche.sharepoint.com", ("tenant",)),
        ("www-en-marche.fr", ("www",)),
        ("en-marche.com", ("trusted-ending",)),
    ],
)
def test_the_reasons_say_what_it_is(host: str, reasons: tuple[str, ...]) -> None:
    assert weigh(host).reasons == reasons


def test_the_plain_letter_is_told_where_we_write_an_accent() -> None:
    assert weigh("mediacites.fr", "médiacités.fr").reasons == ("plain-letter",)


def test_another_ending_of_ours_is_trusted_most() -> None:
    [match] = prepare("en-marche.fr").match("en-marche.org")
    ours = weigh_deception(match, endings=("fr", "org"), services=SERVICES)
    assert ours.reasons == ("our-other-ending",)
    assert ours.value > weigh("en-marche.org").value


def test_every_factor_is_explained_with_its_value() -> None:
    explained = dict(
        re.findall(r"^\| `([a-z-]+)` \| (\d\.\d\d) \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    )
    assert explained == {code: f"{factor:.2f}" for code, factor in FACTORS.items()}


@given(
    kind=st.sampled_from(sorted(COSTS)),
    ours=st.sampled_from(["", *string.ascii_lowercase, "-", "rn", "é"]),
    theirs=st.sampled_from(
        ["", *string.ascii_lowercase, *string.digits, "-", ".", "rn", "é", "е", "ʣ", "\u200c"]
    ),
)
def test_every_change_has_a_factor(kind: str, ours: str, theirs: str) -> None:
    assert name_change(kind, ours, theirs) in FACTORS


@given(host=st.text("enmarchfr-.0", min_size=4, max_size=20).map("en-marche{}.fr".format))
def test_whatever_the_matcher_reports_has_a_value_and_reasons(host: str) -> None:
    for match in prepare("en-marche.fr").match(host):
        deception = weigh_deception(match, endings=("fr",), services=SERVICES)
        assert 0 <= deception.value <= 1
        assert set(deception.reasons) <= set(FACTORS)
