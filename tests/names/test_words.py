"""Ordinary words."""

from __future__ import annotations

from chaffinch.names.words import is_compound, is_word


def test_words_of_both_languages_and_first_names_are_known_without_their_accents() -> None:
    assert all(map(is_word, ("marche", "market", "amelie", "democratie", "camel")))
    assert not any(map(is_word, ("ameli", "enmarche", "qzx", "")))


def test_a_compound_is_made_of_words_of_four_letters_and_more() -> None:
    assert is_compound("bonjourmarche")
    assert not is_compound("parisenmarche")
