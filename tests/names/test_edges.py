"""A short name counts at the edge of a word or beside a known one; elsewhere the second look drops it."""

from __future__ import annotations

import pytest

from chaffinch.names.alignment import Pattern, set_budget
from chaffinch.names.prefilter import Prefilter

KEYS = ("caf", "ameli", "bellingcat", "en-marche")
SCAN = Prefilter([Pattern(key, budget=set_budget(key)) for key in KEYS], words=("mail", "login", "com"))


def find(line: str) -> list[str]:
    return [KEYS[number] for number in SCAN.find_lines(f"first.org\n{line}\nlast.org".encode()).get(1, [])]


@pytest.mark.parametrize(
    "line",
    [
        "caf.fr",
        "mon-caf.fr",
        "caflogin.fr",
        "2caf.net",
        "c-a.f.org",
        "mailcaflogin.org",
        "kaf.org",
        "CAF.fr",
        "caf2027.org",
    ],
)
def test_a_short_name_at_an_edge_or_between_known_words_is_found(line: str) -> None:
    assert find(line) == ["caf"]


@pytest.mark.parametrize("line", ["pascal-fournier.fr", "decafeine.org", "mailcafen.org", "xcafloginx.org"])
def test_a_short_name_within_a_longer_word_is_dropped(line: str) -> None:
    assert find(line) == []


@pytest.mark.parametrize("line", ["amleli-x.fr", "x-amelli.fr", "amlei.fr", "amely.fr"])
def test_one_slip_in_a_middling_name_is_found_at_an_edge(line: str) -> None:
    assert find(line) == ["ameli"]


def test_a_long_name_is_found_wherever_it_stands() -> None:
    assert find("xxbellinqcatxx.org") == ["bellingcat"]


@pytest.mark.parametrize(
    "line", ["en-mrche.fr", "mailenmrche.fr", "mailenmrchecom.fr", "paris-enmach.fr", "parisenmarchelyon.fr"]
)
def test_a_name_of_common_words_is_found_with_slips_at_an_edge_and_as_it_is_anywhere(line: str) -> None:
    assert find(line) == ["en-marche"]


@pytest.mark.parametrize("line", ["marchelapisota.org", "www.pumarchesena.net", "noenmartegaju.de"])
def test_one_of_its_words_within_a_longer_word_is_dropped(line: str) -> None:
    assert find(line) == []


def test_neighbouring_lines_are_told_apart() -> None:
    buffer = b"caf.fr\ndecafeine.org\nwww-caf\nmail.caf"
    assert dict(SCAN.find_lines(buffer)) == {0: [0], 2: [0], 3: [0]}
