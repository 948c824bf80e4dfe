"""Who is let in, whose word is taken, and what is only counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.tripwires.listener.floods import FloodMeter, Key
from chaffinch.tripwires.listener.gate import Gate, group_source
from chaffinch.tripwires.listener.limits import Limits
from chaffinch.tripwires.listener.request import find_source

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
PROXIES = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"))


def test_one_address_has_few_connections_and_all_together_more() -> None:
    gate = Gate(Limits(connections=5, connections_each=2))
    assert [gate.enter("192.0.2.1", trusted=False) for _ in range(3)] == [True, True, False]
    assert [gate.enter("10.0.0.1", trusted=True) for _ in range(4)] == [True, True, True, False]
    gate.leave("192.0.2.1")
    assert gate.enter("192.0.2.1", trusted=False) and gate.connections == 5 and gate.refused == 2


def test_one_customer_s_ipv6_addresses_are_one() -> None:
    assert group_source("2001:db8:1:2:3::4") == group_source("2001:db8:1:2:ffff::1")
    assert group_source("2001:db8:1:2::1") != group_source("2001:db8:1:3::1")


def test_requests_come_back_with_time() -> None:
    gate = Gate(Limits(requests_a_minute=60))
    assert sum(gate.allow("192.0.2.1", now=5.0) for _ in range(100)) == 60
    assert gate.allow("192.0.2.2", now=5.0)
    assert sum(gate.allow("192.0.2.1", now=15.0) for _ in range(100)) == 10
    assert not gate.allow("192.0.2.1", now=15.0)


def test_a_flood_of_addresses_does_not_fill_the_memory() -> None:
    gate = Gate(Limits())
    for number in range(30_000):
        gate.allow(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", now=1.0)
    assert len(gate._buckets) == 20_000


@pytest.mark.parametrize(
    ("peer", "forwarded", "source"),
    [
        ("198.51.100.7", [b"203.0.113.9"], "198.51.100.7"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", [b"203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", [b"1.2.3.4, 203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", [b"1.2.3.4", b"203.0.113.9, 10.1.1.1"], "203.0.113.9"),
        ("127.0.0.1", [b"10.0.0.5"], "10.0.0.5"),
        ("127.0.0.1", [b"unknown, 10.0.0.5"], "10.0.0.5"),
        ("127.0.0.1", [b"\xff\x1b[31m"], "127.0.0.1"),
        ("127.0.0.1", [b'"[2001:db8::7]"'], "2001:db8::7"),
        ("::ffff:127.0.0.1", [b"203.0.113.9"], "203.0.113.9"),
    ],
)
def test_only_a_trusted_proxy_s_word_is_taken(peer: str, forwarded: list[bytes], source: str) -> None:
    assert find_source(peer, forwarded, proxies=PROXIES) == source


@given(
    st.lists(st.tuples(st.integers(0, 700), st.integers(0, 3)), max_size=400),
    st.integers(1, 20),
    st.integers(1, 60),
)
def test_what_has_no_line_is_counted(asked: list[tuple[int, int]], each: int, most: int) -> None:
    meter = FloodMeter(Limits(lines_each=each, lines=most))
    written = sum(meter.take(Key(f"{what}", f"{source}"), now=NOW) for what, source in asked)
    counted = list(meter.drain(now=NOW + timedelta(minutes=1)))
    assert written <= most and written + sum(one.count for one in counted) == len(asked)
    assert list(meter.drain(now=NOW + timedelta(minutes=5))) == []


def test_a_flood_makes_few_lines_and_few_counts() -> None:
    meter = FloodMeter(Limits())
    written = sum(meter.take(Key(f"{number}", "192.0.2.1"), now=NOW) for number in range(50_000))
    counted = list(meter.drain(now=NOW, whole=True))
    assert written == 500 and len(counted) == 501
    assert sum(one.count for one in counted) == 49_500
