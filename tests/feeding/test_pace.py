"""Decoys arrive like people, and never faster than the limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.feeding.limits import Limits
from chaffinch.feeding.measure import expect_alarm, expect_tries
from chaffinch.feeding.pace import draw_arrivals

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2027, 3, 1, 8, 30, tzinfo=PARIS)


@given(
    st.integers(0, 520), st.floats(0.5, 24.0), st.integers(0, 10_000), st.integers(0, 167), st.integers(1, 30)
)
def test_no_arrivals_break_a_limit_and_none_is_lost(
    count: int, hours: float, seed: int, start: int, an_hour: int
) -> None:
    limits, begun = Limits(an_hour=an_hour), MONDAY + timedelta(hours=start)
    drawn = draw_arrivals(count, begun=begun, hours=hours, zone=PARIS, limits=limits, rng=Random(seed))
    times = drawn.times
    assert len(times) + drawn.left_out == count
    assert all((later - earlier).total_seconds() > 20 for earlier, later in pairwise(times))
    assert all(times[i + an_hour] - times[i] > timedelta(hours=1) for i in range(len(times) - an_hour))
    assert all(begun <= one < begun + timedelta(hours=min(hours, 12)) for one in times)
    assert len(times) <= 200


def test_a_run_fits_into_its_hours_and_is_front_heavy() -> None:
    drawn = draw_arrivals(57, begun=MONDAY, hours=12, zone=PARIS, limits=Limits(), rng=Random(3))
    assert drawn.left_out == 0
    middle = median((one - MONDAY).total_seconds() for one in drawn.times) / 3_600
    assert 1.5 < middle < 5
    assert (drawn.times[-1] - MONDAY).total_seconds() > 6 * 3_600


def test_few_come_at_night() -> None:
    evening = MONDAY + timedelta(hours=12)
    drawn = draw_arrivals(60, begun=evening, hours=12, zone=PARIS, limits=Limits(), rng=Random(3))
    nights = [one for one in drawn.times if one.astimezone(PARIS).hour < 6]
    assert len(nights) < len(drawn.times) / 3


def test_the_same_chance_gives_the_same_times_in_any_zone_of_the_clock() -> None:
    first = draw_arrivals(20, begun=MONDAY, hours=6, zone=PARIS, limits=Limits(), rng=Random(1))
    again = draw_arrivals(
        20, begun=MONDAY.astimezone(UTC), hours=6, zone=PARIS, limits=Limits(), rng=Random(1)
    )
    assert first == again


def test_gaps_are_not_those_of_a_machine() -> None:
    drawn = draw_arrivals(60, begun=MONDAY, hours=6, zone=PARIS, limits=Limits(), rng=Random(9))
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(drawn.times)]
    assert len({round(gap) for gap in gaps}) > 40
    assert max(gaps) > 5 * median(gaps)


@pytest.mark.parametrize(
    ("decoys", "true", "tries"), [(57, 3, 15.25), (0, 1, 1.0), (0, 3, 1.0), (19, 1, 10.5)]
)
def test_how_many_tries_are_expected(decoys: int, true: int, tries: float) -> None:
    assert expect_tries(decoys, true=true) == tries
    order, total, rounds = [0] * decoys + [1] * true, 0, 4_000
    rng = Random(5)
    for _ in range(rounds):
        rng.shuffle(order)
        total += order.index(1) + 1
    assert total / rounds == pytest.approx(tries, rel=0.05)


def test_how_likely_an_alarm_comes_first() -> None:
    assert expect_alarm(27, true=3) == 0.9
    assert expect_alarm(0, true=3) == 0.0
    assert expect_alarm(5, true=0) == 1.0
    assert expect_alarm(0, true=0) == 0.0
    for wrong in ((-1, 1), (1, -1)):
        with pytest.raises(ValueError, match="below zero"):
            expect_alarm(wrong[0], true=wrong[1])
    with pytest.raises(ValueError, match="at least one"):
        expect_tries(3, true=0)
