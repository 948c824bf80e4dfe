"""The messages of a dump by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chaffinch.reports.triage_timeline import draw_timeline


def list_days(first: date, count: int, **verdicts: int) -> dict[str, dict[str, int]]:
    return {(first + timedelta(days=day)).isoformat(): dict(verdicts) for day in range(count)}


def test_a_few_weeks_are_drawn_by_day_without_a_gap() -> None:
    days = list_days(date(2027, 4, 1), 3, genuine=5) | list_days(date(2027, 4, 8), 2, altered=1, foreign=2)
    timeline = draw_timeline(days)
    assert timeline.step == "day"
    assert [bar.total for bar in timeline.bars] == [5, 5, 5, 0, 0, 0, 0, 3, 3]
    last = timeline.bars[-1]
    assert (last.ours, last.false, last.rest) == (0, 1, 2)


def test_some_years_are_drawn_by_month_and_many_by_year() -> None:
    assert draw_timeline(list_days(date(2024, 1, 1), 900, genuine=1)).step == "month"
    assert draw_timeline(list_days(date(2010, 1, 1), 4000, genuine=1)).step == "year"


def test_a_wrong_clock_does_not_stretch_the_picture() -> None:
    days = list_days(date(2027, 4, 1), 30, genuine=40) | {
        "1970-01-01": {"genuine": 1},
        "nonsense": {"foreign": 2},
    }
    timeline = draw_timeline(days)
    assert (timeline.step, timeline.outside) == ("day", 3)
    assert timeline.bars[0].since == date(2027, 4, 1)


def test_a_decoy_gives_no_day_away() -> None:
    assert draw_timeline({"2027-04-01": {"decoy": 3}}).bars == ()


def test_an_empty_dump_has_no_bars() -> None:
    assert draw_timeline({}).bars == ()


@given(
    st.dictionaries(
        st.dates().map(date.isoformat),
        st.dictionaries(st.sampled_from(["genuine", "altered", "foreign"]), st.integers(0, 50)),
        max_size=20,
    )
)
def test_every_message_is_drawn_or_counted_as_outside(days: dict[str, dict[str, int]]) -> None:
    timeline = draw_timeline(days)
    total = sum(sum(verdicts.values()) for verdicts in days.values())
    assert sum(bar.total for bar in timeline.bars) + timeline.outside == total
