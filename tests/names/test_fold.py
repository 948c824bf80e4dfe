"""What a letter passes for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.names.fold import UNLIKE, fold_letter, fold_text, mixes_scripts


@pytest.mark.parametrize(
    ("letters", "ours"),
    [
        ("\N{CYRILLIC SMALL LETTER IE}", "e"),
        ("\N{GREEK SMALL LETTER OMICRON}", "o"),
        ("\N{LATIN SMALL LETTER E WITH DOT BELOW}", "e"),
        ("\N{LATIN SMALL LETTER DOTLESS I}", "i"),
        ("\N{LATIN SMALL LIGATURE OE}", "oe"),
        ("\N{CYRILLIC SMALL LETTER YI}", "i"),
        ("\N{COMBINING ACUTE ACCENT}", ""),
        ("\N{CJK UNIFIED IDEOGRAPH-4E00}", UNLIKE),
        ("A", "a"),
        ("-", "-"),
    ],
)
def test_a_letter_passes_for_ours(letters: str, ours: str) -> None:
    assert fold_letter(letters) == ours


@given(st.text())
def test_a_folded_text_is_ascii_and_folds_to_itself(text: str) -> None:
    folded = fold_text(text)
    assert folded.isascii()
    assert fold_text(folded) == folded


def test_scripts_are_told_apart_by_their_letters_only() -> None:
    assert mixes_scripts("\N{CYRILLIC SMALL LETTER IE}n-marche")
    assert not mixes_scripts("\N{LATIN SMALL LETTER E WITH DOT BELOW}n-marche-2027")
