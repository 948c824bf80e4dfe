"""A beacon's address is found again by its keyed hash, and nothing that is kept names it."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.tripwires.errors import FormatError
from chaffinch.tripwires.listener.beacons import (
    find_by,
    find_token,
    hash_token,
    make_beacon,
    read_hit,
    write_count,
    write_hit,
)
from chaffinch.tripwires.listener.floods import Counted, Key
from chaffinch.tripwires.listener.request import Request
from chaffinch.tripwires.tools import name_opener

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
KEY = b"desk" * 8
ORDINARY = (
    "/", "/favicon.ico", "/robots.txt", "/wp-login.php", "/wp-content/plugins/contact-form-7/includes/css/styles.css",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/.env", "/.git/config", "/cgi-bin/luci/;stok=/locale",
    "/owa/auth/logon.aspx", "/api/v1/pods", "/.well-known/acme-challenge/", "/static/js/main.chunk.js",
    "/autodiscover/autodiscover.json", "/boaform/admin/formLogin", "/documents/annual-report-of-the-board-2025.pdf",
    "/..%2f..%2fetc/passwd", "/" + "a" * 40, "/internationalisations", "/1234567890123456789012",
)  # fmt: skip


@given(st.integers())
def test_a_beacon_s_address_leads_back_to_it(seed: int) -> None:
    beacon = make_beacon("https://files.example.org/", rng=random.Random(seed), key=KEY)
    path = urlsplit(beacon.url).path
    token = find_token(path)
    assert beacon.url.startswith("https://files.example.org/") and token in path
    assert find_by(hash_token(token), key=KEY) == beacon.found_by
    assert find_by(hash_token(token), key=b"other" * 8) != beacon.found_by


@given(st.integers(0, 2**96 - 1))
def test_every_number_of_a_document_is_a_token(number: int) -> None:
    assert find_token(f"/img/{number:024x}.png") == f"{number:024x}"


def test_no_two_beacons_are_alike_and_their_shapes_vary() -> None:
    rng = random.Random(3)
    urls = [make_beacon("https://x.test", rng=rng, key=KEY).url for _ in range(2_000)]
    tokens = {find_token(urlsplit(url).path) for url in urls}
    assert len(tokens) == 2_000
    assert {len(token) for token in tokens} == {22, 32, 36}
    assert len({urlsplit(url).path.split("/")[1] for url in urls}) >= 6


@pytest.mark.parametrize("path", ORDINARY)
def test_what_scanners_and_browsers_ask_for_is_no_beacon(path: str) -> None:
    assert find_token(path) == ""


@pytest.mark.parametrize(
    "url", ["", "files.example.org", "ftp://x.test/", "https://x.test/?a=1", "javascript:1"]
)
def test_a_beacon_needs_an_address(url: str) -> None:
    with pytest.raises(FormatError):
        make_beacon(url, rng=random.Random(1), key=KEY)


def test_what_is_written_is_read_again_and_holds_no_token() -> None:
    token = "3f2a11c09ab84711d0d1ffee01234567"
    fields = (
        ("user-agent", b"Mozilla/4.0 (compatible; ms-office; MSOffice 16)\x1b[31m"),
        ("accept-language", b"fr-FR"),
        ("referer", f"https://mail.example.org/{token}".encode()),
        ("x-office-major-version", b"16"),
    )
    line = write_hit(Request("GET", f"/s/{token}", fields, "198.51.100.7", "TLSv1.3"), token, now=NOW)
    hit = read_hit(line)
    assert hit is not None and token.encode() not in line and b"\x1b" not in line and line.count(b"\n") == 1
    assert (hit.at, hit.token, hit.count, hit.shape) == (NOW, hash_token(token), 1, "/s/{}")
    assert (hit.source, hit.language, hit.referer, hit.tls) == (
        "198.51.100.7",
        "fr-FR",
        "mail.example.org",
        "TLSv1.3",
    )
    assert hit.marks == ("x-office-major-version",)
    assert (hit.opener.kind, hit.opener.code) == ("office", "microsoft-office")


def test_what_was_only_counted_says_how_often() -> None:
    until = datetime(2026, 11, 21, 18, 1, tzinfo=UTC)
    hit = read_hit(write_count(Counted(Key("ab" * 32, "192.0.2.1"), 900, NOW, until)))
    assert hit is not None
    assert (hit.count, hit.token, hit.source, hit.at, hit.until) == (900, "ab" * 32, "192.0.2.1", NOW, until)


@given(st.binary(max_size=300))
def test_a_line_that_is_none_is_refused(line: bytes) -> None:
    assert read_hit(line) is None


@pytest.mark.parametrize(
    "said",
    [
        {"token": "ab" * 32},
        {"at": "2026-11-21T18:00:00"},
        {"at": NOW.isoformat(), "token": "../../x"},
        {"at": NOW.isoformat(), "token": "", "count": -1},
        {"at": NOW.isoformat(), "token": "", "count": 10**40},
        {"at": NOW.isoformat(), "token": "", "count": "7"},
    ],
)
def test_a_forged_line_is_refused(said: object) -> None:
    assert read_hit(json.dumps(said).encode()) is None


@pytest.mark.parametrize(
    ("agent", "marks", "kind", "code", "by_itself"),
    [
        ("Microsoft Office Word 2014", (), "office", "word", False),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.5; Pro)", (), "mail", "outlook", False),
        ("Microsoft Office/16.0 (Microsoft Excel 16.0)", (), "office", "excel", False),
        ("Microsoft Office Existence Discovery", (), "office", "microsoft-office", False),
        ("Mozilla/4.0 (compatible; MSIE 7.0)", ("x-msgetweburl",), "office", "microsoft-office", False),
        ("LibreOffice 7.4.7.2 denylistedbackend/7.88.1", (), "office", "libreoffice", False),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.0", (), "mail", "thunderbird", False),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", (), "browser", "", False),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", (), "preview", "slack", True),
        ("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", (), "preview", "gmail", True),
        ("Mozilla/5.0 (compatible; CensysInspect/1.1)", (), "scanner", "censys", True),
        ("Mozilla/5.0 (X11)", ("sec-purpose",), "preview", "prefetch", True),
        ("python-requests/2.31.0", (), "tool", "python-requests", False),
        ("", (), "unknown", "", False),
    ],
)  # fmt: skip
def test_programmes_previews_and_scanners_are_told_apart(
    agent: str, marks: tuple[str, ...], kind: str, code: str, by_itself: bool
) -> None:
    opener = name_opener(agent, marks=marks)
    assert (opener.kind, opener.code, opener.by_itself) == (kind, code, by_itself)
