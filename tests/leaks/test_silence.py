"""When publication ends before a vote, at home and overseas, by rule and by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.leaks.silence import find_silence, list_rules

PARIS = ZoneInfo("Europe/Paris")
ROUND = date(2027, 4, 11)


def test_in_france_it_begins_the_day_before_at_midnight() -> None:
    silence = find_silence("fr", ROUND)
    assert silence is not None
    assert silence.begins == datetime(2027, 4, 10, tzinfo=PARIS)
    assert silence.ends == datetime(2027, 4, 12, tzinfo=PARIS)
    assert "L49" in silence.source


def test_overseas_votes_a_day_earlier_and_the_silence_begins_there_first() -> None:
    silence = find_silence("FR", ROUND)
    assert silence is not None
    assert silence.first_place == "Saint-Pierre-et-Miquelon"
    # Friday 00:00 there, three or two hours behind UTC, is early on Friday in Paris.
    assert silence.first_begins.astimezone(PARIS).date() == date(2027, 4, 9)
    assert silence.first_begins < silence.begins


def test_the_hours_follow_summer_time() -> None:
    silence = find_silence("FR", date(2027, 3, 28))
    assert silence is not None
    assert silence.ends.astimezone(UTC) - silence.begins.astimezone(UTC) == timedelta(hours=47)


@pytest.mark.parametrize("country", ["DE", "GB", "XX", ""])
def test_where_there_is_none_none_is_invented(country: str) -> None:
    assert find_silence(country, ROUND) is None


def test_by_hand_goes_before_every_rule() -> None:
    moment = datetime(2027, 4, 9, 18, tzinfo=UTC)
    silence = find_silence("FR", ROUND, by_hand=moment)
    assert silence is not None
    assert (silence.begins, silence.first_begins, silence.source) == (moment, moment, "")
    nowhere = find_silence("", ROUND, by_hand=moment)
    assert nowhere is not None
    assert nowhere.tell_state(moment - timedelta(hours=1)) == "ahead"


@given(
    st.sampled_from([rule.country for rule in list_rules() if rule.days >= 0]),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
def test_it_is_ahead_then_runs_then_is_over(country: str, vote: date) -> None:
    silence = find_silence(country, vote)
    assert silence is not None
    assert silence.first_begins <= silence.begins < silence.ends
    second = timedelta(seconds=1)
    assert silence.tell_state(silence.first_begins - second) == "ahead"
    assert silence.tell_state(silence.first_begins) == "running"
    assert silence.tell_state(silence.ends.astimezone(UTC) - second) == "running"
    assert silence.tell_state(silence.ends) == "over"


def test_every_rule_names_its_source_and_each_country_once() -> None:
    rules = list_rules()
    assert all(rule.source for rule in rules)
    assert len({rule.country for rule in rules}) == len(rules)
