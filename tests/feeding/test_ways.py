"""Which proxy carries whom: the same one for the same person, no more than a share, the next when one is gone."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from tests.feeding.proxies import find_dead_address, run_proxy

from chaffinch.feeding.ways import choose_proxy
from chaffinch.ground.egress import Upstream
from chaffinch.ground.upstreams import does_answer

PROXIES = [f"socks5://proxy-{n}.example:1080" for n in range(4)]


@given(
    st.lists(st.text(min_size=1), min_size=1, max_size=60),
    st.integers(1, 20),
    st.sets(st.sampled_from(PROXIES)),
)
def test_no_proxy_carries_more_than_its_share_and_none_that_is_dead(
    people: list[str], most: int, dead: set[str]
) -> None:
    used: Counter[str] = Counter()
    for person in people:
        chosen = choose_proxy(person, PROXIES, used=used, most=most, dead=dead)
        if chosen is None:
            assert all(used[one] >= most for one in PROXIES if one not in dead)
        else:
            assert chosen not in dead
            used[chosen] += 1
    assert not used or max(used.values()) <= most


@given(st.text(min_size=1))
def test_a_person_keeps_a_proxy_whatever_becomes_of_the_others(person: str) -> None:
    chosen = choose_proxy(person, PROXIES, used={}, most=1)
    assert chosen is not None
    for other in PROXIES:
        if other != chosen:
            left = [one for one in PROXIES if one != other]
            assert choose_proxy(person, left, used={}, most=1) == chosen
    following = choose_proxy(person, PROXIES, used={}, most=1, dead={chosen})
    assert following not in (None, chosen)
    assert choose_proxy(person, PROXIES, used={chosen: 1}, most=1) == following


def test_people_spread_over_the_list() -> None:
    used = Counter(choose_proxy(f"person {n}", PROXIES, used={}, most=1_000) for n in range(4_000))
    assert all(850 < used[one] < 1_150 for one in PROXIES)


def test_a_proxy_that_is_gone_does_not_answer() -> None:
    with run_proxy(9) as proxy:
        assert does_answer(Upstream.parse(proxy.address))
        assert proxy.asked == []
    assert not does_answer(Upstream.parse(find_dead_address()), seconds=1.0)
