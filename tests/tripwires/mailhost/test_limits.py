"""Who is let in: counts that never go wrong, whoever comes and goes."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.tripwires.mailhost.limits import Admission, Limits

LIMITS = Limits(connections=10, per_address=4, per_minute=6, own=2)


def test_one_address_has_only_its_share() -> None:
    gate = Admission(LIMITS)
    assert [gate.admit("192.0.2.1", own=False, now=0.0) for _ in range(5)] == [None] * 4 + ["address-full"]
    assert gate.admit("192.0.2.2", own=False, now=0.0) is None
    gate.release("192.0.2.1", own=False)
    assert gate.admit("192.0.2.1", own=False, now=0.0) is None


def test_the_house_fills_up_and_this_machine_still_gets_in() -> None:
    gate = Admission(LIMITS)
    told = [gate.admit(f"192.0.2.{number}", own=False, now=0.0) for number in range(11)]
    assert told == [None] * 10 + ["full"]
    assert [gate.admit("192.0.2.9", own=True, now=0.0) for _ in range(3)] == [None, None, "full"]
    gate.release("192.0.2.9", own=True)
    assert gate.admit("192.0.2.9", own=True, now=0.0) is None
    assert gate.total == 10


def test_so_many_a_minute_and_not_more() -> None:
    gate = Admission(LIMITS)

    def come(now: float) -> str | None:
        refusal = gate.admit("192.0.2.1", own=False, now=now)
        if refusal is None:
            gate.release("192.0.2.1", own=False)
        return refusal

    assert [come(second) for second in range(7)] == [None] * 6 + ["too-fast"]
    assert come(59.9) == "too-fast"
    assert come(60.0) is None
    assert come(60.5) == "too-fast"


def test_a_whole_network_of_ipv6_is_one_address() -> None:
    gate = Admission(LIMITS)
    told = [gate.admit(f"2001:db8:0:1::{number}", own=False, now=0.0) for number in range(5)]
    assert told == [None] * 4 + ["address-full"]
    assert gate.admit("2001:db8:0:2::1", own=False, now=0.0) is None


@given(seed=st.integers(0, 2**32), steps=st.integers(1, 300))
def test_counts_hold_through_any_coming_and_going(seed: int, steps: int) -> None:
    chance, gate = random.Random(seed), Admission(LIMITS)
    inside: list[str] = []
    now = 0.0
    for _ in range(steps):
        now += chance.random() * 20
        if inside and chance.random() < 0.5:
            gate.release(inside.pop(chance.randrange(len(inside))), own=False)
        else:
            address = f"192.0.2.{chance.randrange(6)}"
            if gate.admit(address, own=False, now=now) is None:
                inside.append(address)
        assert gate.total == len(inside) <= LIMITS.connections
        assert all(inside.count(address) <= LIMITS.per_address for address in inside)


def test_a_flood_of_addresses_is_forgotten() -> None:
    gate = Admission(Limits(connections=100_000))
    for number in range(30_000):
        address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        assert gate.admit(address, own=False, now=number * 0.1) is None
        gate.release(address, own=False)
    assert len(gate._began) <= 10_001
