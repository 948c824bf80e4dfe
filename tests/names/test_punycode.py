"""The quick decoder agrees with Python's, and never fails on anything."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.names.punycode import decode_label, write_decoded

LETTERS = st.text(
    st.characters(min_codepoint=0x80, exclude_categories=["Cs"]) | st.sampled_from("abcdefghij-09"),
    max_size=20,
)


@given(LETTERS)
def test_a_label_is_decoded_as_python_decodes_it(text: str) -> None:
    encoded = text.lower().encode("punycode")
    if encoded.isascii():
        assert decode_label(b"xn--" + encoded.lower()) == encoded.lower().decode("punycode")


@given(st.binary(max_size=60).map(lambda tail: b"xn--" + tail))
def test_any_bytes_give_a_label_or_the_named_error(label: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(decode_label(label), str)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"xn--n-marche-b8g.fr", b"en-marche.fr xn--n-marche-b8g.fr"),
        (b"XN--N-marche-S30d.FR", b"en-marche.fr xn--n-marche-s30d.fr"),
        (b"www.xn--!.fr", b"www.xn--!.fr www.xn--!.fr"),
    ],
)
def test_a_line_is_shown_as_the_eye_reads_it_and_as_it_is_written(line: bytes, shown: bytes) -> None:
    assert write_decoded(line) == shown
