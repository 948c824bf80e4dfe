from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.desk.jobs.errors import describe_error
from chaffinch.errors import ChaffinchError


def test_an_error_of_ours_says_what_why_and_what_to_do() -> None:
    error = ChaffinchError("No server answered.", why="It is off.", todo="Start it.")
    assert describe_error(error) == "No server answered.\nWhy: It is off.\nWhat to do: Start it."


def test_any_other_error_is_named() -> None:
    assert describe_error(KeyError("case")) == "KeyError: 'case'"


@given(st.text())
def test_hostile_text_in_an_error_fits_every_database(untrusted_text: str) -> None:
    described = describe_error(ValueError(untrusted_text + "\0\ud800" + "x" * 3_000))
    assert len(described) <= 2_000
    assert "\0" not in described
    described.encode()
