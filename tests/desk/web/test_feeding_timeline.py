"""The picture of a run: each decoy at its moment, none hidden behind another, round moments below."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.desk.models import FedDecoy, FeedingRun
from chaffinch.desk.web.queries.feeding_timeline import HEIGHT, WIDTH, draw_timeline

BEGUN = datetime(2027, 3, 8, 9, 7, tzinfo=UTC)


def make_decoys(*minutes: float) -> list[FedDecoy]:
    return [
        FedDecoy(number=str(n), kind="phantom", planned_at=BEGUN + timedelta(minutes=at))
        for n, at in enumerate(minutes)
    ]


def test_a_run_that_is_not_planned_has_no_picture() -> None:
    assert draw_timeline(FeedingRun(begun_at=BEGUN), [], now=BEGUN) is None


def test_dots_stand_in_the_order_of_time_and_where_it_went_not_where_it_was_planned() -> None:
    early, late = make_decoys(10, 300)
    early.spent_at = BEGUN + timedelta(minutes=600)
    found = draw_timeline(FeedingRun(begun_at=BEGUN), [early, late], now=BEGUN)
    assert found
    assert [dot.decoy.number for dot in found.dots] == ["1", "0"]
    assert found.dots[0].x == pytest.approx(WIDTH / 2, abs=2)


def test_round_hours_of_the_desks_own_zone_stand_below() -> None:
    found = draw_timeline(FeedingRun(begun_at=BEGUN), make_decoys(5, 720), now=BEGUN)
    assert found
    assert {tick.at.minute for tick in found.ticks} == {0}
    assert not found.seconds
    assert found.ticks[0].at == datetime(2027, 3, 8, 10, tzinfo=UTC)


@given(st.lists(st.floats(0, 720), min_size=1, max_size=60), st.floats(-5, 2000))
def test_whatever_the_moments_everything_is_inside_the_picture(minutes: list[float], since: float) -> None:
    found = draw_timeline(
        FeedingRun(begun_at=BEGUN), make_decoys(*minutes), now=BEGUN + timedelta(minutes=since)
    )
    assert found
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in found.dots)
    assert all(0 < tick.x < WIDTH for tick in found.ticks)
    assert len(found.ticks) <= 12
