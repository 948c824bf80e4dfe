"""Where an address belongs and what a client calls itself, from what lies on this machine."""

from __future__ import annotations

import importlib.util
import ipaddress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.tripwires.errors import DatabaseError
from chaffinch.tripwires.networks import Network, find_network, open_bases
from chaffinch.tripwires.tools import TOOLS, name_tool

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) {} Safari/537.36"


class Blocks:
    """A database of a few blocks."""

    def __init__(self, **records: Any) -> None:
        self.records = {ipaddress.ip_network(block): record for block, record in records.items()}

    def get_with_prefix_len(self, ip_address: str, /) -> tuple[Any, int]:
        address = ipaddress.ip_address(ip_address)
        if address.version == 6:
            raise ValueError("a database of IPv4 alone")
        found = [block for block in self.records if address in block]
        return (self.records[found[0]], found[0].prefixlen) if found else (None, 8)


COUNTRIES = Blocks(**{"1.1.0.0/16": {"country": {"iso_code": "AU"}}, "9.9.9.0/24": {"country": "not a code"}})
HOLDERS = Blocks(
    **{
        "1.1.1.0/24": {
            "autonomous_system_number": 13335,
            "autonomous_system_organization": "A\x1b[2J" + "x" * 400,
        }
    }
)
LITE = Blocks(**{"9.9.9.0/24": {"country_code": "US", "asn": "AS19281", "as_name": "Quad9"}})


def test_several_databases_answer_together() -> None:
    found = find_network("1.1.1.1", bases=[COUNTRIES, HOLDERS])
    assert (found.kind, found.block, found.country, found.asn) == ("public", "1.1.1.0/24", "AU", 13335)
    assert found.holder.startswith("A\\x1b[2Jxx")
    assert len(found.holder) <= 120
    assert find_network("1.1.1.1", bases=[HOLDERS, COUNTRIES]) == found
    assert find_network("9.9.9.9", bases=[COUNTRIES, LITE]) == Network(
        "public", "9.9.9.0/24", "US", 19281, "Quad9"
    )


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("", ""), ("mallory", ""), ("10.1.2.3", "private"), ("fd00::1", "private"), ("127.0.0.53", "loopback"),
        ("::1", "loopback"), ("8.8.8.8", "public"), ("2606:4700::1", "public"), ("100.64.0.1", "reserved"),
        ("224.0.0.1", "reserved"),
    ],
)  # fmt: skip
def test_without_a_database_an_address_has_its_kind(source: str, kind: str) -> None:
    assert find_network(source) == Network(kind)  # type: ignore[arg-type]
    assert find_network(source, bases=[COUNTRIES]) == Network(kind)  # type: ignore[arg-type]


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda inner: st.dictionaries(st.text(max_size=9), inner),
    )
)
def test_no_record_breaks_it(record: Any) -> None:
    for key in ("country", "country_code", "asn", "autonomous_system_number", "as_name"):
        found = find_network("1.1.1.1", bases=[Blocks(**{"1.1.1.0/24": {key: record}})])
        assert len(found.country) in (0, 2)
        assert found.holder.isprintable()


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.mmdb", Path(__file__)):
        with pytest.raises(DatabaseError) as caught:
            open_bases([path])
        assert caught.value.todo


@pytest.mark.skipif(importlib.util.find_spec("maxminddb") is None, reason="maxminddb is not installed")
def test_a_real_database_of_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mmdb").write_bytes(b"\xab\xcd\xefMaxMind.com")
    with pytest.raises(DatabaseError):
        open_bases([tmp_path / "a.mmdb"])


@pytest.mark.parametrize(
    ("agent", "tool"),
    [
        ("python-requests/2.31.0", "python-requests"),
        ("Go-http-client/1.1", "go"),
        ("curl/8.5.0", "curl"),
        ("axios/1.6.2", "axios"),
        (BROWSER.format("HeadlessChrome/119.0.0.0"), "headless-chrome"),
        (BROWSER.format("Chrome/119.0.0.0"), ""),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Thunderbird/115.5.0", ""),
        ("", ""),
    ],
)
def test_tools_are_known_by_their_own_names(agent: str, tool: str) -> None:
    assert name_tool(agent) == tool
    assert tool == "" or tool in TOOLS
