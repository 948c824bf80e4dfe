"""A host, drawn under our name."""

from __future__ import annotations

import pytest

from chaffinch.names.aligned import Cell, align_characters
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist


def draw(matcher: Matcher, host: str) -> tuple[Cell, ...]:
    [match] = matcher.match(host)
    return align_characters(match.display, match.key, match.tricks)


@pytest.mark.parametrize(
    "host",
    [
        "en.marche.fr", "en-rnarche.fr", "enmarche-fr.com", "mail-en-marche.fr", "xn--n-marche-b8g.fr",
        "accounts.google.com-en-marche.fr", "en-mrache.fr", "en-marchee.fr", "en-mail-marche.fr", "enmailmarche.fr", "n-marche.fr", "portal-office.fr",
    ],
)  # fmt: skip
def test_the_columns_give_the_host_and_our_name_again(en_marche: Matcher, host: str) -> None:
    [match] = en_marche.match(host)
    cells = align_characters(match.display, match.key, match.tricks)
    assert "".join(cell.theirs for cell in cells) == match.display
    assert "".join(cell.ours for cell in cells) == match.key


def test_a_dot_stands_under_our_hyphen(en_marche: Matcher) -> None:
    assert Cell("-", ".", "separator", ()) in draw(en_marche, "en.marche.fr")


def test_two_letters_stand_under_the_one_they_pass_for(en_marche: Matcher) -> None:
    cells = draw(en_marche, "en-rnarche.fr")
    assert cells[2:5] == (Cell("-", "-", "", ()), Cell("m", "rn", "homoglyph", ()), Cell("a", "a", "", ()))


def test_a_letter_left_out_leaves_its_place_empty(en_marche: Matcher) -> None:
    assert draw(en_marche, "en-mrche.fr")[4] == Cell("a", "", "omission", ())


def test_a_foreign_letter_is_named_by_its_code_point(en_marche: Matcher) -> None:
    first = draw(en_marche, "xn--n-marche-b8g.fr")[0]
    assert first == Cell(
        "e", "\N{CYRILLIC SMALL LETTER IE}", "homoglyph", ("U+0435 CYRILLIC SMALL LETTER IE",)
    )


def test_a_word_beside_the_name_is_one_column_with_nothing_of_ours(en_marche: Matcher) -> None:
    assert draw(en_marche, "onedrive-en-marche.fr")[0] == Cell("", "onedrive", "service", ())


def test_an_accent_of_ours_stands_over_the_plain_letter() -> None:
    matcher = Matcher(Watchlist.from_mapping({"domains": ["médiacités.fr"]}))
    cells = draw(matcher, "mediacités-login.com")
    assert cells[1:3] == (Cell("é", "e", "homoglyph", ()), Cell("d", "d", "", ()))


def test_another_name_than_ours_is_drawn_without_ours() -> None:
    assert {cell.ours for cell in align_characters("example.org", "en-marche", ())} == {""}
