"""No notation makes a private address look public, and no public one is lost."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.ground.addresses import (
    classify_address,
    is_numeric_host,
    is_public,
    parse_address,
    unwrap_address,
)

IPV4 = st.integers(0, 2**32 - 1).map(IPv4Address)
IPV6 = st.integers(0, 2**128 - 1).map(IPv6Address)

PRIVATE = {
    "127.0.0.1": "loopback", "10.1.2.3": "private", "172.31.0.1": "private", "192.168.0.1": "private",
    "169.254.169.254": "link-local", "100.64.0.1": "shared", "0.0.0.1": "unspecified", "224.0.0.1": "multicast",
    "255.255.255.255": "reserved", "240.0.0.1": "reserved", "192.0.2.1": "documentation", "198.18.0.1": "benchmarking",
    "198.51.100.7": "documentation", "203.0.113.9": "documentation", "192.0.0.8": "reserved", "192.88.99.1": "reserved",
    "::": "unspecified", "::1": "loopback", "fe80::1": "link-local", "fe80::1%eth0": "link-local", "fc00::1": "private",
    "fd12::1": "private", "fec0::1": "private", "ff02::1": "multicast", "2001:db8::1": "documentation",
    "3fff::1": "documentation", "100::1": "reserved", "64:ff9b:1::808:808": "private", "5f00::1": "reserved",
    "4000::1": "reserved",
}  # fmt: skip
CARRIED = {
    "::ffff:127.0.0.1": "IPv4-mapped",
    "::127.0.0.1": "IPv4-compatible",
    "::ffff:0:127.0.0.1": "IPv4-translated",
    "64:ff9b::127.0.0.1": "NAT64",
    "2002:7f00:1::": "6to4",
    "2001:0:7f00:1::f7f7:f7f7": "Teredo server",
    "2001:0:808:808::80ff:fffe": "Teredo client",
    "2606:4700::5efe:7f00:1": "ISATAP",
}


@pytest.mark.parametrize(("text", "kind"), PRIVATE.items())
def test_each_special_network_is_refused_by_its_kind(text: str, kind: str) -> None:
    assert classify_address(ip_address(text)) == kind
    assert not is_public(text)


@pytest.mark.parametrize("text", CARRIED, ids=CARRIED.values())
def test_loopback_inside_an_ipv6_address_is_loopback(text: str) -> None:
    assert classify_address(ip_address(text)) == "loopback"


@pytest.mark.parametrize(
    "text",
    ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"],
)
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(text)


@pytest.mark.parametrize(
    "text",
    ["127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "127.0.0.1.", "[::1]",
     "１２７.０.０.１", "127。0。0。1", "[::ffff:7f00:1]", "0", "[fe80::1%25eth0]"],
)  # fmt: skip
def test_odd_notations_are_read_as_a_browser_reads_them(text: str) -> None:
    assert parse_address(text) is not None
    assert not is_public(text)


@pytest.mark.parametrize("text", ["256.1.1.1", "1.2.3.4.5", "08.1.1.1", "1.2.3.0x1g.5", "999999999999"])
def test_a_broken_number_is_no_name_either(text: str) -> None:
    assert parse_address(text) is None
    assert is_numeric_host(text)


@pytest.mark.parametrize("text", ["example.com", "a.1b", "", ".", "x" * 300, "::g"])
def test_a_name_is_not_an_address(text: str) -> None:
    assert parse_address(text) is None
    assert not is_numeric_host(text)
    assert not is_public(text)


@given(IPV4)
def test_every_form_of_an_ipv4_address_is_judged_like_it(address: IPv4Address) -> None:
    number = int(address)
    forms: list[IPv4Address | IPv6Address] = [
        IPv6Address(0xFFFF << 32 | number),
        IPv6Address((0x64FF9B << 96) | number),
        IPv6Address((0x2002 << 112) | number << 80),
    ]
    for form in forms:
        assert address in unwrap_address(form)
        assert bool(classify_address(form)) == bool(classify_address(address))


@given(IPV4)
def test_decimal_octal_and_hexadecimal_say_the_same_address(address: IPv4Address) -> None:
    number = int(address)
    assert {parse_address(text) for text in (str(number), hex(number), f"0{number:o}", str(address))} == {
        address
    }


@given(IPV6)
def test_only_global_unicast_or_a_carrier_of_it_is_public(address: IPv6Address) -> None:
    if is_public(address):
        carried = [one for one in unwrap_address(address) if isinstance(one, IPv4Address)]
        assert carried or int(address) >> 125 == 1
        assert not any(classify_address(one) for one in carried)


@given(IPV4)
def test_what_python_calls_private_is_never_public_here(address: IPv4Address) -> None:
    if not address.is_global or address.is_multicast:
        assert not is_public(address)


@given(st.text(max_size=80))
def test_no_text_makes_it_fall(text: str) -> None:
    parse_address(text)
    is_numeric_host(text)
    is_public(text)
