"""A name is shown so that it deceives nobody, and two names are never shown alike."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.leaks.reading.names import show_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Réunion 1.docx", "Réunion 1.docx"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("a\x00b", "a\\x00b"),
        ("fact\u202efdp.exe", "fact\\u202efdp.exe"),
        ("a\\b", "a\\\\b"),
        ("a\nb\x1b[2J", "a\\x0ab\\x1b[2J"),
        ("z!/y", "z\\!/y"),
        ("wow!", "wow\\!"),
        ("wow!.txt", "wow!.txt"),
        ("\udcff", "\\udcff"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_could_deceive_is_written_out(name: str, shown: str) -> None:
    assert show_name(name) == shown


@given(name=st.text(max_size=60))
def test_nothing_that_is_not_seen_or_turns_the_writing_is_left(name: str) -> None:
    shown = show_name(name)
    shown.encode()
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in shown)
    assert not any(
        unicodedata.bidirectional(sign) in {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI"} for sign in shown
    )
    assert "!/" not in shown.replace("\\!/", "") and not shown.replace("\\!", "").endswith("!")


@given(one=st.text(max_size=20), other=st.text(max_size=20))
def test_two_names_are_never_shown_alike(one: str, other: str) -> None:
    assert (show_name(one) == show_name(other)) == (one == other)
