"""Words are found where they stand, whatever their case and accents, and nowhere else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.desk.dump_words import find_places, split_words, write_words

TEXTS = ["Réunion de mardi, 14 h", "Le VIREMENT part", "virement et réunion", ""]


def search(words: str, texts: list[str] | None = None) -> set[int]:
    return find_places(write_words(TEXTS if texts is None else texts), split_words(words))


def test_case_and_accents_do_not_matter_and_every_word_must_stand() -> None:
    assert search("reunion") == {0, 2}
    assert search("RÉUNION Virement") == {2}
    assert search("mardi virement") == set()
    assert search("reuni") == set()


def test_nothing_is_found_for_nothing() -> None:
    assert search("") == search("! ?") == search("a") == set()
    assert search("virement", []) == set()


@given(st.lists(st.text(max_size=40), max_size=20), st.text(max_size=20))
def test_it_finds_exactly_the_texts_that_have_all_words(texts: list[str], wanted: str) -> None:
    words = split_words(wanted)
    expected = {place for place, text in enumerate(texts) if words and words <= split_words(text)}
    found = search(wanted, texts)
    # A search looks at eight words at most.
    assert found == expected if len(words) <= 8 else found >= expected


@given(st.lists(st.text(max_size=40), max_size=10))
def test_the_same_texts_give_the_same_table(texts: list[str]) -> None:
    assert write_words(texts) == write_words(list(texts))
