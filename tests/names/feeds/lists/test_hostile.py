"""Whatever the bytes and the format: nothing is raised but what a person can act on, and every reading ends."""

from __future__ import annotations

import contextlib
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.names.feeds.lists.lists_read import KEY, names, places, read, read_killed

from chaffinch.names.feeds.lists import FORMATS, ListFeed, ListFormatError

WORDS = st.one_of(
    st.sampled_from(["a.example", "*.b.example", "192.0.2.1", "::1", "||a.example^", "@@", "##x", "||", "."]),
    st.sampled_from(["address=/a/", "server=/b/#", "local-zone:", '"a"', "static", "server:"]),
    st.sampled_from(
        ["NS", "IN", "60", "SOA", "CNAME", "TXT", "$ORIGIN", "$INCLUDE", "@", "(", ")", "\\", "\\."]
    ),
    st.sampled_from([";", "#", ",", "|", "{", "}", "[", "]", ":", '"Event"', '"list"', "null", "'", '"']),
    st.sampled_from(["é", "\ufeff", "\t", "\r", "\0"]),
)
TEXT = st.lists(st.one_of(WORDS, st.just("\n"), st.just(" ")), max_size=60).map(
    lambda words: "".join(words).encode()
)
CONTENT = st.one_of(
    st.binary(max_size=300), TEXT, TEXT.map(gzip.compress), TEXT.map(lambda text: gzip.compress(text)[:-5])
)
FORMAT = st.sampled_from([None, *(form for form in FORMATS if form != "misp-feed")])
#: Lines that a careless expression or a record that never ends would take minutes for.
LONG = {
    "dots": b"a." * 8_000,
    "marked dots": b"a[.]" * 4_000,
    "colons": b":" * 16_000 + b"x",
    "digits": b"1" * 16_000 + b" x",
    "hashes": b"#$" * 8_000,
    "quotes": b'"\\' * 8_000,
    "open quotes": b'a,"\n' * 16_000,
    "open parentheses": b"a (\n" * 60_000,
    "backslashes": b"\\" * 16_000,
    "commas": b"," * 16_000,
    "braces": b'{"a":' * 3_000,
    "quoted pattern": b'{"type":"bundle","objects":[{"type":"indicator","pattern":"'
    + b"'\\\\" * 30_000
    + b'"}]}',
}


@settings(max_examples=600, deadline=None)
@given(content=CONTENT, form=FORMAT, column=st.sampled_from([None, None, 1, 2, "domain"]))
def test_any_bytes_in_any_format(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, form: str | None, column: int | str | None
) -> None:
    path = tmp_path_factory.mktemp("any") / "list"
    path.write_bytes(content)
    feed = ListFeed(path, format=form, column=column, new_only=form == "plain", folder=path.parent, key=KEY)
    with contextlib.suppress(ListFormatError):
        chunks = read(feed)
        assert all(place > 0 for place in places(chunks))
        assert all(name and b"\0" not in name and b"\n" not in name for name in names(chunks))
        damaged = any(fault.code == "damaged" for chunk in chunks for fault in chunk.faults)
        assert damaged or chunks[-1].checkpoint["ended"]
        assert not names(read(feed, chunks[-1].checkpoint))


@settings(max_examples=60, deadline=None)
@given(
    piece=TEXT,
    form=st.sampled_from(["plain", "csv", "zone", "rpz", "hosts", "dnsmasq", "unbound", "adblock"]),
)
def test_any_text_killed_after_every_chunk(
    tmp_path_factory: pytest.TempPathFactory, piece: bytes, form: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "list"
    path.write_bytes((piece + b"\n") * (200_000 // (len(piece) + 1)))
    feed = ListFeed(path, format=form, column=1, origin="example")
    whole = read(feed)
    stored = list(read_killed(feed, after=1))
    assert (names(stored), places(stored)) == (names(whole), places(whole))


@pytest.mark.timeout(30)  # a fraction of a second each, unless something grows with the square
@pytest.mark.parametrize("form", [None, *(form for form in FORMATS if form != "misp-feed")])
@pytest.mark.parametrize("line", LONG)
def test_no_line_takes_long(tmp_path_factory: pytest.TempPathFactory, line: str, form: str | None) -> None:
    path = tmp_path_factory.mktemp("long") / "list"
    path.write_bytes(LONG[line] * max(1, 200_000 // len(LONG[line])) + b"\n")
    with contextlib.suppress(ListFormatError):
        read(ListFeed(path, format=form))
