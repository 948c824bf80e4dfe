"""The stream: in order, never stopping, saying what `match` says of each line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chaffinch.names.hosts import Skipped, read_host
from chaffinch.names.match import Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist

MATCHER = Matcher(
    Watchlist.from_mapping(
        {
            "domains": ["en-marche.fr", "corneille-paris.org", "ameli.fr", "caf.fr"],
            "services": ["microsoft365"],
        }
    )
)
NAMES = ("en-marche.fr", "corneille-paris.org", "ameli.fr", "caf.fr", "onedrive", "office", "sharepoint")
PIECES = (
    "mail-", "-login", ".com", "office", "rn", "m", "vv", "cl", "d", "0", "1", ".", "-", "е", "ẹ", "œ", "xn--", "@", "/",
    "http://", "%2e", ":80", "ph", "eau", "au", "k", "s", "x", "é", "\u0323", "[", "]", " ", "\\", "?", "#", "*.",
)  # fmt: skip


@st.composite
def draw_look_alike(draw: st.DrawFn) -> bytes:
    """Draw a watched name with a few edits anywhere."""
    text = draw(st.sampled_from(NAMES))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        if draw(st.booleans()):
            text = text[:place] + draw(st.sampled_from(PIECES)) + text[place:]
        elif draw(st.booleans()):
            text = text[:place] + text[place + 1 :]
        else:
            text = text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
    return text.encode()


def compare(lines: list[bytes]) -> None:
    """Assert that the stream says of each line what `match` says of it alone."""
    expected: list[Match | Skipped] = []
    for number, line in enumerate(lines, 1):
        host = read_host(line)
        if isinstance(host, str):
            expected.append(Skipped(number, host))
        else:
            expected.extend(MATCHER.match(line, number))
    assert list(MATCHER.match_lines(lines)) == expected


@settings(max_examples=300, deadline=None)
@given(st.lists(draw_look_alike(), min_size=1, max_size=30))
@example(
    [b"eurofflce.fr", b"", b"en-marche.1", b"a..b", b".", b"..", b"en\xffmarche.fr", b"1.2.3.4", b"0x.fr"]
)
@example([b""])
@example([b"-"])
def test_the_stream_agrees_with_single_lines_on_look_alikes(lines: list[bytes]) -> None:
    compare(lines)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=80).map(lambda line: line.replace(b"\n", b"")), max_size=20))
def test_the_stream_agrees_with_single_lines_on_any_bytes(lines: list[bytes]) -> None:
    compare(lines)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=10))
def test_lines_may_keep_their_newlines(lines: list[bytes]) -> None:
    found = list(MATCHER.match_lines(lines))
    assert [item.line for item in found] == sorted(item.line for item in found)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_matched_without_an_error(text: str) -> None:
    MATCHER.match(text)


def test_order_and_line_numbers_hold_across_batches() -> None:
    lines = [b"example.org"] * 9000
    lines[3] = b"mail-en-marche.fr"
    lines[4095] = b"\xff.fr"
    lines[4096] = b"en.marche.fr"
    lines[8999] = b"not a host"
    assert [(item.line, isinstance(item, Match)) for item in MATCHER.match_lines(lines)] == [
        (4, True),
        (4096, False),
        (4097, True),
        (9000, False),
    ]


def test_bad_lines_are_skipped_with_their_reason_and_stop_nothing() -> None:
    lines = [
        b"# mail-en-marche.fr", b"", b"   ", b"mail-en-marche.fr\0", b"x" * 10_000_000, b"mail-en-march\xe9.fr",
        b"two words", b"http://[::1", b"a..b", b"1.2.3.4.5", b"[2001:db8::1]:443", b"mail-en-marche.fr\r\n",
    ]  # fmt: skip
    found = list(MATCHER.match_lines(lines))
    assert [(item.line, item.code) for item in found if isinstance(item, Skipped)] == [
        (4, "nul-bytes"),
        (5, "too-long"),
        (6, "not-decodable"),
        (7, "not-a-host"),
        (8, "not-a-host"),
        (9, "not-a-host"),
        (10, "not-a-host"),
    ]
    assert [item.line for item in found if isinstance(item, Match)] == [12]


def test_a_source_that_breaks_first_gives_what_came_before() -> None:
    def read() -> Iterator[bytes]:
        yield from (b"example.org", b"mail-en-marche.fr")
        raise EOFError

    found: list[Match | Skipped] = []
    with pytest.raises(EOFError):
        found.extend(MATCHER.match_lines(read()))
    assert [item.line for item in found] == [2]
