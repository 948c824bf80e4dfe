"""Ways over the keyboard: told from words, taken apart into moves, and found anew from other keys."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.decoys.passwords.walks import (
    Walks,
    is_unbroken,
    is_walk,
    mirror_walk,
    read_moves,
    write_moves,
)

KEYS = "1234567890qwertyuiopasdfghjkl;zxcvbnm,./"


@pytest.mark.parametrize("text", ["1qaz2wsx", "qwertyui", "1q2w3e4r", "zaq12wsx", "asdfghjkl"])
def test_walks_are_known(text: str) -> None:
    assert is_walk(text)


@pytest.mark.parametrize("text", ["michael1", "12345678", "dragon", "8j4ye3uz", "qwe", "été2024"])
def test_what_is_none_is_not(text: str) -> None:
    assert not is_walk(text)


def test_a_number_behind_a_row_of_keys_breaks_the_walk() -> None:
    assert is_unbroken("12qwaszx")
    assert not is_unbroken("qwerty12")


@given(st.text(KEYS, min_size=1, max_size=16))
def test_moves_lead_back_to_the_keys(text: str) -> None:
    assert read_moves(write_moves(text)) == text


def test_the_same_moves_from_another_key_are_a_new_walk() -> None:
    walks, chance = Walks([("2w3e4r5t", 3.0), ("qwerty", 1.0), ("1qazxsw2", 2.0)]), random.Random(1)
    made = {walks.write(chance) for _ in range(400)} - {""}
    assert "1q2w3e4r" in made
    assert all(set(text) <= set(KEYS) for text in made)


@given(st.text(KEYS, min_size=1, max_size=16))
def test_upside_down_twice_is_as_before(text: str) -> None:
    assert mirror_walk(mirror_walk(text)) == text


def test_a_walk_is_found_upside_down() -> None:
    assert mirror_walk("q1w2e3r4") == "1q2w3e4r"
    walks, chance = Walks([("q1w2e3r4", 1.0)]), random.Random(1)
    assert {walks.write(chance) for _ in range(200)} >= {"q1w2e3r4", "1q2w3e4r"}


def test_without_walks_to_learn_from_none_is_written() -> None:
    assert Walks([]).write(random.Random(1)) == ""
