"""Those that are chosen lie evenly among all, and each is as likely to be chosen as the next."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.decoys import DecoyOrder, Seed, make_decoys, spread_order
from chaffinch.decoys.passwords.source import PasswordSource
from chaffinch.decoys.spreading import spread_choice

SEED = Seed(b"an installation of the tests")
rows = st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), max_size=60)


@given(rows, st.integers(0, 70), st.integers(0, 2**32))
def test_as_many_as_are_wanted_are_chosen_and_none_twice(
    measures: list[tuple[float, float]], count: int, start: int
) -> None:
    chosen = spread_choice(measures, count, random.Random(start))
    assert len(chosen) == len(set(chosen)) == min(count, len(measures))
    assert set(chosen) <= set(range(len(measures)))


@given(st.integers(1, 40), st.integers(2, 5), st.integers(0, 2**32))
def test_of_each_handful_of_neighbours_one_is_chosen(count: int, handful: int, start: int) -> None:
    measures = [(float(place),) for place in range(count * handful)]
    chosen = spread_choice(measures, count, random.Random(start))
    assert [place // handful for place in chosen] == list(range(count))


def test_nothing_says_who_is_chosen() -> None:
    chance = random.Random(1)
    measures = [(chance.random(), chance.random()) for _ in range(57)]
    counted = Counter(place for _ in range(4_000) for place in spread_choice(measures, 27, chance))
    assert all(abs(counted[place] / 4_000 - 27 / 57) < 0.05 for place in range(57))


@given(st.lists(st.booleans(), max_size=80), st.integers(0, 2**32))
def test_an_order_holds_everything_once_and_no_gap_without_marks(marked: list[bool], start: int) -> None:
    order = spread_order(marked, random.Random(start))
    assert sorted(order) == list(range(len(marked)))
    places = [-1, *(slot for slot, place in enumerate(order) if marked[place]), len(marked)]
    if sum(marked):
        widest = 2 * (len(marked) // sum(marked) + 1)
        assert all(after - before <= widest for before, after in pairwise(places))


def test_decoys_lie_among_what_people_choose_more_evenly_than_by_chance() -> None:
    source, at = PasswordSource(SEED), datetime(2026, 3, 2, tzinfo=UTC)

    def measure(count: int, page: str) -> list[float]:
        order = DecoyOrder(kinds={"trap": count}, domain="aurore.test", page=page)
        return [source.measure(one.password.reveal())[0] for one in make_decoys(order, seed=SEED, at=at)]

    every = sorted(measure(600, "many"))
    middle = every[300]
    share = sum(value > middle for value in every) / 600
    found = [sum(value > middle for value in measure(16, f"few {number}")) / 16 for number in range(60)]
    scatter = sum((one - share) ** 2 for one in found) / 60
    assert scatter < 0.55 * share * (1 - share) / 16
