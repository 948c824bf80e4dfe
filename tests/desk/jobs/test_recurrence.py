from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.desk.jobs.recurrence import AtClock, Every, Rule, decide_run, find_next_run, parse_rule
from chaffinch.errors import UsageError

PARIS = ZoneInfo("Europe/Paris")
ZONES = [
    "UTC", "Europe/Paris", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia",
    "Africa/Casablanca", "America/St_Johns", "Asia/Tehran", "Pacific/Chatham",
]  # fmt: skip

moments = st.integers(1_104_537_600, 2_082_758_400).map(lambda second: datetime.fromtimestamp(second, tz=UTC))
clocks = st.builds(
    AtClock,
    at=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    weekday=st.none() | st.integers(0, 6),
)
rules: st.SearchStrategy[Rule] = clocks | st.builds(Every, seconds=st.integers(1, 10**6))


def is_skipped(rule: AtClock, moment: datetime) -> bool:
    """Whether the rule's time does not exist on the day that the run stands for."""
    local = moment.astimezone(rule.zone)
    return any(
        (wanted.astimezone(UTC).astimezone(rule.zone).replace(tzinfo=None) != wanted.replace(tzinfo=None))
        for days in (0, 1)
        for wanted in [datetime.combine(local.date() - timedelta(days=days), rule.at, tzinfo=rule.zone)]
    )


@given(rule=rules, after=moments)
def test_the_next_run_is_later_and_within_a_rules_length(rule: Rule, after: datetime) -> None:
    upcoming = find_next_run(rule, after=after)
    longest = (
        timedelta(seconds=rule.seconds)
        if isinstance(rule, Every)
        else timedelta(days=7 if rule.weekday is not None else 1)
    )
    assert after < upcoming <= after + longest + timedelta(hours=26)


@given(rule=clocks, after=moments)
def test_a_run_shows_the_rules_time_on_the_local_clock_unless_that_time_is_skipped(
    rule: AtClock, after: datetime
) -> None:
    moment = find_next_run(rule, after=after)
    local = moment.astimezone(rule.zone)
    if not is_skipped(rule, moment):
        assert (local.hour, local.minute) == (rule.at.hour, rule.at.minute)
        assert local.fold == 0, "a time that comes twice means the first"
        assert rule.weekday is None or local.weekday() == rule.weekday


@given(rule=clocks, after=moments)
def test_no_moment_between_now_and_the_next_run_would_give_another_run(
    rule: AtClock, after: datetime
) -> None:
    upcoming = find_next_run(rule, after=after)
    assert find_next_run(rule, after=after + (upcoming - after) / 2) == upcoming
    assert find_next_run(rule, after=upcoming - timedelta(microseconds=1)) == upcoming


@given(after=moments)
def test_a_daily_schedule_runs_once_on_each_date_across_a_year(after: datetime) -> None:
    rule = AtClock(at=time(2, 30), zone=PARIS)
    dates = []
    for _ in range(366):
        after = find_next_run(rule, after=after)
        dates.append(after.astimezone(PARIS).date())
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(dates))


def test_a_time_that_summer_time_skips_runs_an_hour_later_on_the_clock() -> None:
    rule = AtClock(at=time(2, 30), zone=PARIS)
    upcoming = find_next_run(rule, after=datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert upcoming == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert upcoming.astimezone(PARIS).hour == 3


def test_a_time_that_comes_twice_in_autumn_runs_once_at_its_first() -> None:
    rule = AtClock(at=time(2, 30), zone=PARIS)
    first = find_next_run(rule, after=datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert find_next_run(rule, after=first) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_a_weekly_digest_stays_at_eight_on_mondays_across_the_change_of_clocks() -> None:
    rule = parse_rule({"weekly": "monday", "at": "08:00", "zone": "Europe/Paris"})
    winter = find_next_run(rule, after=datetime(2026, 3, 20, tzinfo=UTC))
    assert winter == datetime(2026, 3, 23, 7, tzinfo=UTC)
    assert find_next_run(rule, after=winter) == datetime(2026, 3, 30, 6, tzinfo=UTC)


def test_a_date_that_a_zone_left_out_is_passed_over() -> None:
    rule = AtClock(at=time(12, 0), zone=ZoneInfo("Pacific/Apia"))
    before = find_next_run(rule, after=datetime(2011, 12, 29, 12, tzinfo=UTC))
    runs = [before, find_next_run(rule, after=before)]
    assert [moment.astimezone(rule.zone).day for moment in runs] == [29, 31]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"every": 0},
        {"every": True},
        {"every": "60"},
        {"every": 60, "zone": "UTC"},
        {"daily": "24:00", "zone": "UTC"},
        {"daily": "8:00", "zone": "UTC"},
        {"daily": "08:00"},
        {"daily": "08:00", "zone": "Europe/Lutetia"},
        {"daily": "08:00", "zone": "../../etc/passwd"},
        {"weekly": "lundi", "at": "08:00", "zone": "UTC"},
        {"weekly": "monday", "at": "08:00", "zone": "UTC", "day": 1},
    ],
)
def test_a_wrong_rule_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        parse_rule(wrong)


@given(rule=rules, begun=moments, missed=st.timedeltas(timedelta(0), timedelta(days=400)))
def test_one_run_makes_up_for_all_that_were_missed(rule: Rule, begun: datetime, missed: timedelta) -> None:
    due = find_next_run(rule, after=begun)
    now = due + missed
    assert decide_run(rule, next_run=due, last_enqueued=None, now=now) == (
        True,
        find_next_run(rule, after=now),
    )


@given(rule=rules, now=moments)
def test_what_is_not_due_stays_as_it_is(rule: Rule, now: datetime) -> None:
    upcoming = find_next_run(rule, after=now)
    assert decide_run(rule, next_run=upcoming, last_enqueued=None, now=now) == (False, upcoming)


@given(rule=clocks, begun=moments, back=st.timedeltas(timedelta(microseconds=1), timedelta(days=1)))
def test_a_clock_that_is_set_back_a_day_repeats_no_run(
    rule: AtClock, begun: datetime, back: timedelta
) -> None:
    ran = find_next_run(rule, after=begun)
    upcoming = find_next_run(rule, after=ran)
    assert decide_run(rule, next_run=upcoming, last_enqueued=ran, now=ran - back) == (False, upcoming)


def test_a_next_run_that_a_wrong_clock_put_years_ahead_is_brought_back() -> None:
    rule = AtClock(at=time(8), zone=PARIS, weekday=0)
    now, wrong = datetime(2026, 3, 4, tzinfo=UTC), datetime(2031, 3, 3, 7, tzinfo=UTC)
    due, upcoming = decide_run(rule, next_run=wrong + timedelta(days=7), last_enqueued=wrong, now=now)
    assert (due, upcoming) == (False, datetime(2026, 3, 9, 7, tzinfo=UTC))
