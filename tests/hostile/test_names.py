"""Hostile lines: whatever stands in a list, the next line is still read, and what is told of a match is true."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chaffinch.errors import ChaffinchError
from chaffinch.names.hosts import MAX_LINE, Host, Skipped, read_host, split_suffix
from chaffinch.names.match import KINDS, Match
from chaffinch.names.matcher import Matcher
from chaffinch.names.watchlist import Watchlist

MATCHER = Matcher(
    Watchlist.from_mapping(
        {"domains": ["en-marche.fr", "ameli.fr", "msf.org"], "services": ["microsoft365", "google-workspace"]}
    )
)
LURE = b"mail-en-marche.fr"
#: What an expression of the scan gives a meaning to.
SIGNS = "\\^$.|?*+()[]{}"
PIECES = (
    "en-marche.fr", "en", "marche", "ameli", "msf", "office", "google", "login", "mail", "xn--", "xn--n-marche-b8g", "xn--0ca",
    ".", "..", "-", "--", "_", "/", "//", "\\", ":", "@", "?", "#", "%", "%2e", "%00", "[", "]", "[.]", "*.", " ", "\t", "0x",
    "0x7f.1", "017700000001", "2130706433", "::1", "[::ffff:127.0.0.1]", "http:", "hxxps://", "HTTP:\\\\", "．", "。", "ﬁ", "ß",
    "\u200d", "\u202e", "\u0301", "\ufeff", "\u3164", "е", "ẹ", "ı", "İ", "𝐞𝐧", "١", "א", "💣", "\U000e0041", "\ud800",
)  # fmt: skip
#: Lines made to be slow, large or misread; each names what it is.
TRAPS = {
    "our name over and over": b"en-marche." * 800,
    "our name without an end": b"enmarche" * 1000,
    "hyphens only": b"-" * MAX_LINE,
    "dots only": b"." * MAX_LINE,
    "signs only": b"@" * MAX_LINE,
    "slashes only": b"/" * MAX_LINE,
    "percents only": b"%" * MAX_LINE,
    "percent in percent": b"%25" * 2700 + b"2e",
    "one long label": b"a" * MAX_LINE + b".fr",
    "punycode that overflows": b"xn--" + b"9" * 59 + b".fr",
    "punycode in every label": b".".join([b"xn--0ca"] * 30) + b".fr",
    "marks on one letter": ("e" + "\u0301" * 2000 + "n-marche.fr").encode(),
    "right to left": "http://\u202eerf.ehcram-ne/".encode(),
    "invisible letters": "en\u200b-\u2060mar\u00adche.fr".encode(),
    "a number beyond every address": b"http://" + b"9" * 5000 + b"/",
    "hexadecimal without an end": b"http://0x" + b"f" * 5000 + b"/",
    "many userinfos": b"http://" + b"en-marche.fr@" * 600 + b"example.org/",
    "our domain in the path, hundreds of times": b"http://example.org/" + b"en-marche.fr/" * 600,
    "many look-alikes of every service": b"0ffice-g00gle-micr0s0ft." * 10 + b"fr",
    "cut inside a letter": "en-marché.fr".encode()[:-4],
    "UTF-16": "mail-en-marche.fr".encode("utf-16"),
    "a gzip's beginning": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "a formula": b'=cmd|"/c calc"!A1',
    "a page": b"<script>location='//en-marche.fr@evil.example'</script>",
}


@st.composite
def draw_line(draw: st.DrawFn) -> bytes:
    """Draw a line of pieces that mean something to a parser."""
    text = "".join(draw(st.lists(st.sampled_from(PIECES), max_size=12)))
    return text.encode("utf-8", "surrogatepass").replace(b"\n", b"")


def assert_true(match: Match) -> None:
    """What is told of a match agrees with itself."""
    assert match.host.isascii() and match.host == match.host.lower()
    assert 0 <= match.score <= 1 and match.kinds and set(match.kinds) <= set(KINDS)
    for trick in match.tricks:
        assert trick.kind in KINDS
        assert trick.start == -1 or 0 <= trick.start <= trick.end <= len(match.display)
    json.dumps(match.as_record()).encode()


@settings(max_examples=500, deadline=None)
@given(st.one_of(draw_line(), st.binary(max_size=200)))
@example(b"xn--")
@example("ˣn--bssffl.fr".encode())
def test_a_line_that_is_read_is_read_the_same_again(untrusted_line: bytes) -> None:
    host = read_host(untrusted_line)
    if isinstance(host, Host):
        assert host.ascii.isascii() and len(host.ascii) <= 253
        assert host.is_ip or len(host.display.split(".")) == len(host.ascii.split("."))
        assert "/" not in host.ascii and "@" not in host.ascii
        again = read_host(host.ascii.encode())
        assert isinstance(again, Host) and again.ascii == host.ascii
        registered, suffix = split_suffix(host.ascii)
        assert host.ascii.endswith(registered or suffix) and (
            not registered or registered.endswith(f".{suffix}")
        )


@settings(max_examples=500, deadline=None)
@given(st.lists(draw_line(), min_size=1, max_size=8))
def test_whatever_stands_before_and_behind_the_lure_is_found_in_its_place(lines: list[bytes]) -> None:
    found = list(MATCHER.match_lines([*lines, LURE, *lines]))
    assert [item.line for item in found] == sorted(item.line for item in found)
    assert [item.host for item in found if isinstance(item, Match) and item.line == len(lines) + 1] == [
        LURE.decode()
    ]
    for item in found:
        if isinstance(item, Match):
            assert_true(item)


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_read_or_skipped_and_the_next_line_is_read(trap: str) -> None:
    found = list(MATCHER.match_lines([TRAPS[trap], LURE]))
    assert [item.host for item in found if isinstance(item, Match) and item.line == 2] == [LURE.decode()]
    for item in found:
        if isinstance(item, Match):
            assert_true(item)
        else:
            assert item == Skipped(1, item.code)


@pytest.mark.parametrize("invisible", ["\u200c", "\u200d"])
def test_an_invisible_letter_that_registries_let_through_is_an_alert(invisible: str) -> None:
    (match,) = MATCHER.match(f"en-mar{invisible}che.fr")
    assert match.tier == "alert" and match.host.startswith("xn--")


def test_an_invisible_letter_that_browsers_drop_makes_no_other_name() -> None:
    assert MATCHER.match("en\u200b-\u2060mar\u00adche.fr") == ()


def test_the_same_lines_give_the_same_matches_each_time() -> None:
    lines = [*TRAPS.values(), LURE, b"0ffice-login.com", b"en.marche.fr"] * 20
    first = list(MATCHER.match_lines(lines))
    assert list(MATCHER.match_lines(lines)) == first
    assert list(Matcher(MATCHER.watchlist).match_lines(lines)) == first


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["domains", "brands", "allowed", "keywords"]),
    st.text(st.characters(blacklist_characters=SIGNS), min_size=1, max_size=40),
)
@example("brands", "-")
@example("brands", "a")
@example("domains", "[.fr")
@example("keywords", "\\")
@example("keywords", "(en|marche)+")
def test_any_watched_text_watches_or_is_refused_by_name(key: str, text: str) -> None:
    watch_anything(key, text)


@pytest.mark.parametrize("text", [".*", "(en|marche)+", "[a", "$", "a|b"])
def test_a_brand_of_signs_is_refused_by_name(text: str) -> None:
    with pytest.raises(ChaffinchError):
        Matcher(Watchlist.from_mapping({"brands": [text]}))


def watch_anything(key: str, text: str) -> None:
    """Watch a text; refused by name, or lines are matched with it."""
    try:
        matcher = Matcher(Watchlist.from_mapping({"services": ["signal"], key: [text]}))
    except ChaffinchError as error:
        assert str(error)
    else:
        list(matcher.match_lines([LURE, text.encode("utf-8", "replace").replace(b"\n", b"")]))
