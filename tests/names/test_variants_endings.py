"""What readers trust, and what registries take."""

from __future__ import annotations

import pytest

from chaffinch.names.variants.endings import ENDINGS, name_standing, takes_label


@pytest.mark.parametrize(
    ("suffix", "label", "takes"),
    [
        ("fr", "en-marché", True),
        ("fr", "en-marchẹ", False),  # AFNIC takes no dot below
        ("fr", "еn-marche", False),  # nor any Cyrillic
        ("asso.fr", "en-marché", True),
        ("eu", "žurnal", True),
        ("eu", "žurnаl", False),  # a Cyrillic а
        ("com", "en-marchẹ", True),
        ("com", "еn-marche", False),  # scripts mixed
        ("com", "аррӏе", True),  # Cyrillic alone
        ("com", "ο", True),
        ("co", "аррӏе", True),  # sold like a .com
        ("fr", "plain-2027", True),
    ],
)
def test_registries_take_what_their_rules_allow_in_general(suffix: str, label: str, takes: bool) -> None:
    assert takes_label(suffix, label) is takes


@pytest.mark.parametrize(
    ("suffix", "standing"),
    [
        ("com", "trusted"),
        ("fr", "country"),
        ("co.uk", "country"),
        ("it", "country"),
        ("co", "wide"),
        ("info", "wide"),
        ("xyz", "cheap"),
        ("whatever", "cheap"),
    ],
)
def test_every_ending_has_a_standing(suffix: str, standing: str) -> None:
    assert name_standing(suffix) == standing


def test_each_ending_is_tried_once() -> None:
    assert len(ENDINGS) == len(set(ENDINGS)) >= 30
