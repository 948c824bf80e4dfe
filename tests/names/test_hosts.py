"""A line, read as a host."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.names.hosts import Host, read_host, split_suffix


def read(line: str) -> Host:
    host = read_host(line.encode())
    assert isinstance(host, Host), host
    return host


@pytest.mark.parametrize(
    "line",
    [
        "mail-en-marche.fr",
        "MAIL-EN-MARCHE.FR",
        "mail-en-marche.fr.",
        "*.mail-en-marche.fr",
        ".mail-en-marche.fr",
        "  mail-en-marche.fr\r",
        "\ufeffmail-en-marche.fr",
        "mail-en-marche.fr   # seen twice",
        "mail-en-marche.fr:8443",
        "https://mail-en-marche.fr/login?x=1#y",
        "hxxps://mail-en-marche[.]fr/login",
        "https:\\\\mail-en-marche.fr\\login",
        "//mail-en-marche.fr",
        "https://user:password@mail-en-marche.fr:443/",
        "user@mail-en-marche.fr",
        "mailto:someone@mail-en-marche.fr",
        "mail%2Den-marche.fr",
        "mail-en-marche。fr",
        "ｍａｉｌ-en-marche.fr",
    ],
)
def test_every_notation_gives_the_same_host(line: str) -> None:
    assert read(line).ascii == "mail-en-marche.fr"


@pytest.mark.parametrize(
    ("line", "address", "odd"),
    [
        ("127.0.0.1", "127.0.0.1", False),
        ("http://2130706433/", "127.0.0.1", True),
        ("http://0x7f.1/", "127.0.0.1", True),
        ("0177.0.0.01", "127.0.0.1", True),
        ("[2001:DB8::1]:443", "2001:db8::1", False),
        ("2001:db8::1", "2001:db8::1", False),
    ],
)
def test_an_address_is_read_in_every_notation(line: str, address: str, odd: bool) -> None:
    host = read(line)
    assert (host.ascii, host.is_ip, host.odd_ip) == (address, True, odd)


def test_a_unicode_name_has_both_forms() -> None:
    for line in ("xn--n-marche-b8g.fr", "еn-marche.fr", "ЕN-Marche.fr"):
        host = read(line)
        assert (host.ascii, host.display) == ("xn--n-marche-b8g.fr", "еn-marche.fr")


def test_punycode_that_nobody_could_have_typed_stays_as_it_is() -> None:
    for line in ("xn--a.fr", "xn--99999999.fr", "xn--en-marche-.fr"):
        assert read(line).display == line


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("two words", "not-a-host"),
        ("a..b", "not-a-host"),
        ("a" * 64 + ".fr", "not-a-host"),
        (".".join(["abcdefghi"] * 30), "not-a-host"),
        ("host:port", "not-a-host"),
        ("host:99999", "not-a-host"),
        ("http://[::1/", "not-a-host"),
        ("http://", "not-a-host"),
        ("256.1.1.1.", "not-a-host"),
        ("a\0b.fr", "nul-bytes"),
        ("a" * 8193, "too-long"),
    ],
)
def test_what_is_no_host_has_its_reason(line: str, code: str) -> None:
    assert read_host(line.encode()) == code


def test_a_host_survives_a_wrongly_encoded_path() -> None:
    host = read_host(b"http://en.marche.fr/caf\xe9")
    assert isinstance(host, Host)
    assert (host.ascii, host.input) == ("en.marche.fr", "http://en.marche.fr/caf\ufffd")
    assert read_host(b"en-march\xe9.fr") == "not-decodable"


@pytest.mark.parametrize("line", ["", "   ", "\t\r", "# a comment", "  # another"])
def test_blank_lines_and_comments_give_nothing(line: str) -> None:
    assert read_host(line.encode()) is None


@given(st.binary(max_size=200))
def test_no_bytes_raise(line: bytes) -> None:
    host = read_host(line)
    if isinstance(host, Host) and not host.is_ip:
        assert host.ascii.count(".") == host.display.count(".")
        host.display.encode()


@pytest.mark.corpus
def test_the_public_suffix_cases_hold(corpus: Path) -> None:
    checked = 0
    for line in (corpus / "vectors/test_psl.txt").read_text("utf-8").splitlines():
        if not line.startswith("checkPublicSuffix(") or "null, null" in line:
            continue
        name, expected = (
            None if part == "null" else part.strip("'")
            for part in line.removeprefix("checkPublicSuffix(").removesuffix(");").split(", ")
        )
        assert name is not None
        if name.startswith("."):
            continue  # a leading dot is how block lists write a domain: we read the domain
        registered = split_suffix(read(name).ascii)[0]
        assert registered == ("" if expected is None else read(expected).ascii), line
        checked += 1
    assert checked > 60


#: Where a list is read otherwise than a browser reads a URL (WHATWG), and why.
URL_EXCEPTIONS = {
    "http://../": "a dot alone is no name",
    "http://foo.09..": "an empty label cannot be looked up",
    "http://!\"$&'()*+,-.;=_`{}~/": "no such name can be looked up",
    "http://example.org/test?a#b\x00c": "a NUL byte is counted, not read over",
    "https://x/\x00y": "a NUL byte is counted, not read over",
    "https://x/?\x00y": "a NUL byte is counted, not read over",
    "https://x/?#\x00y": "a NUL byte is counted, not read over",
    "http://2001::1": "IPv6 without brackets is how lists write it",
    "http://a.b.c.xn--pokxncvks": "punycode that does not decode is shown as it is; certificates hold such names",
    "http://10.0.0.xn--pokxncvks": "the same",
    "https://xn--/": "the same",
}


@pytest.mark.corpus
def test_the_url_cases_hold_but_for_the_exceptions_listed(corpus: Path) -> None:
    cases = json.loads(gzip.decompress((corpus / "vectors/urltestdata.json.gz").read_bytes()))
    differ, checked = set(), 0
    for case in cases:
        if isinstance(case, str):
            continue
        host = read_host(case["input"].encode("utf-8", "replace"))
        if not case["input"].lower().startswith(("http://", "https://")):
            continue
        checked += 1
        expected = "" if case.get("failure") else case["hostname"].strip("[]").removesuffix(".")
        if expected != (host.ascii if isinstance(host, Host) else ""):
            differ.add(case["input"].replace("XN", "xn").replace("Xn", "xn").replace("xN", "xn"))
    assert checked > 300
    assert differ == set(URL_EXCEPTIONS)


@pytest.mark.corpus
def test_every_valid_idna_case_gives_its_ascii_form(corpus: Path) -> None:
    checked, differ = 0, []
    for line in gzip.decompress((corpus / "vectors/IdnaTestV2.txt.gz").read_bytes()).decode().splitlines():
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if len(fields) < 7:
            continue
        source = re.sub(r"\\u([0-9A-F]{4})", lambda found: chr(int(found[1], 16)), fields[0])
        host = read_host(source.encode("utf-8", "replace"))
        if any(fields[place].strip("[]") for place in (2, 4)) or not source:
            continue
        expected = re.sub(
            r"\\u([0-9A-F]{4})", lambda found: chr(int(found[1], 16)), fields[3] or fields[1] or fields[0]
        )
        checked += 1
        if not isinstance(host, Host) or host.ascii != expected.removesuffix("."):
            differ.append((source, expected, host))
    assert checked > 500
    assert differ == []
