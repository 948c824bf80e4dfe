"""Messages between the sandbox and the house: whole, bounded, or refused."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.pages.capture import Limits
from chaffinch.pages.order import Order
from chaffinch.pages.profile import Profile
from chaffinch.pages.wire import WireError, pack_message, parse_header, read_message


@given(window=st.binary(max_size=100), text=st.binary(max_size=100), number=st.integers())
def test_a_message_is_read_as_it_was_packed(window: bytes, text: bytes, number: int) -> None:
    packed = pack_message({"number": number}, pieces={"window_png": window, "text": text})
    assert read_message(io.BytesIO(packed)) == ({"number": number}, {"window_png": window, "text": text})


def test_an_order_survives_the_way() -> None:
    order = Order(7, "https://a.test/", 3128, Limits(seconds=3), Profile(locale="en-GB"))
    assert Order.from_json(order.to_json()) == order


@pytest.mark.parametrize(
    "header",
    [b"[]", b"{", b'{"pieces": 1}', b'{"pieces": [["window_png", 99999999999]]}', b'{"pieces": [["other", 1]]}',
     b'{"pieces": [["text", -1]]}', b'{"pieces": [["text", true]]}', b'{"pieces": [1]}', b"[" * 100_000],
)  # fmt: skip
def test_a_malformed_header_is_refused(header: bytes) -> None:
    with pytest.raises(WireError):
        read_message(io.BytesIO(struct.pack(">I", len(header)) + header + b"x" * 10))


def test_an_endless_header_is_not_even_read() -> None:
    with pytest.raises(WireError):
        read_message(io.BytesIO(b"\xff\xff\xff\xff"))


def test_a_message_cut_short_is_the_end() -> None:
    with pytest.raises(EOFError):
        read_message(io.BytesIO(pack_message({}, pieces={"text": b"1234"})[:-1]))


@given(st.binary(max_size=60))
def test_no_bytes_make_it_fall_otherwise(content: bytes) -> None:
    with pytest.raises((WireError, EOFError)):
        read_message(io.BytesIO(content + b"\x00"))
    try:
        parse_header(content)
    except WireError:
        return
