"""Which uses are one attacker's: joined by what they have in common, with the reason, whatever their order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.tripwires.attackers import Used, find_attacker, join_attackers

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def use(number: int, minutes: float = 0, **what: str) -> Used:
    return Used(number, AT + timedelta(minutes=minutes), **what)


def group(*uses: Used) -> list[tuple[list[int], tuple[str, ...]]]:
    return [([one.number for one in attacker.uses], attacker.reasons) for attacker in join_attackers(uses)]


def test_each_reason_joins_and_is_told() -> None:
    first = use(1, source="203.0.113.7", session="s1", tool="curl", page="7")
    for reason, other in {
        "address": use(2, 60 * 24 * 20, source="203.0.113.7"),
        "session": use(2, 5, session="s1"),
        "block": use(2, 600, source="203.0.113.200"),
        "tool": use(2, 100, source="198.51.100.1", tool="curl"),
        "page": use(2, 600, source="198.51.100.1", page="7"),
    }.items():
        assert group(first, other) == [([1, 2], (reason,))]
    assert group(use(1, source="2001:db8::1:5"), use(2, 5000, source="2001:db8::9:7")) == [
        ([1, 2], ("line",))
    ]


def test_what_has_nothing_in_common_or_is_too_far_apart_stays_apart() -> None:
    first = use(1, source="203.0.113.7", tool="curl", page="7")
    for other in (
        use(2, 60 * 25, source="203.0.113.200"),
        use(2, 121, source="198.51.100.1", tool="curl"),
        use(2, 60 * 25, source="198.51.100.1", page="7"),
        use(2, 60 * 24 * 31, source="203.0.113.7"),
        use(2),
    ):
        assert [numbers for numbers, _ in group(first, other)] == [[2], [1]]


def test_one_leads_to_another_and_the_last_to_come_stands_first() -> None:
    chain = [
        use(1, 0, source="203.0.113.7"),
        use(2, 10, source="203.0.113.99", tool="go"),
        use(3, 20, source="2001:db8::1", tool="go"),
        use(4, 5000, source="2001:db8::2"),
        use(9, 6000, source="192.0.2.1"),
    ]
    assert group(*chain) == [([9], ()), ([1, 2, 3, 4], ("line", "block", "tool"))]
    found = find_attacker(chain, 3)
    assert found is not None
    assert found.sources == ("203.0.113.7", "203.0.113.99", "2001:db8::1", "2001:db8::2")
    assert find_attacker(chain, 5) is None


uses = st.lists(
    st.builds(
        Used,
        st.integers(),
        st.integers(0, 3_000).map(lambda minutes: AT + timedelta(minutes=minutes)),
        st.sampled_from(
            ["", "203.0.113.7", "203.0.113.8", "198.51.100.1", "2001:db8::1", "2001:db8::2", "2001:db8:1::1"]
        ),
        st.sampled_from(["", "s1", "s2"]),
        st.sampled_from(["", "curl", "go"]),
        st.sampled_from(["", "case 1", "case 2"]),
    ),
    max_size=30,
    unique_by=lambda one: one.number,
)


@given(uses, st.randoms(use_true_random=False))
def test_everybody_is_in_one_group_in_any_order_and_the_joins_hold_it_together(
    made: Sequence[Used], rng: random.Random
) -> None:
    attackers = join_attackers(made)
    assert sorted(one.number for attacker in attackers for one in attacker.uses) == sorted(
        one.number for one in made
    )
    shuffled = list(made)
    rng.shuffle(shuffled)
    assert join_attackers(shuffled) == attackers
    for attacker in attackers:
        assert len(attacker.joins) == len(attacker.uses) - 1
        numbers = {one.number for one in attacker.uses}
        assert all({join.number, join.to} <= numbers for join in attacker.joins)
        assert list(attacker.uses) == sorted(attacker.uses, key=lambda one: (one.at, one.number))
