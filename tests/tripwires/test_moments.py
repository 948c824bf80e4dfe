"""Times as logs write them, with and without zone and year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.tripwires.moments import read_moment

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)


def place(local: datetime) -> datetime:
    return local.replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-21 17:07:19", "2026-02-21T16:07:19+00:00"),
        ("2026-02-21T17:07:19.5Z", "2026-02-21T17:07:19.500000+00:00"),
        ("2026-02-21T17:07:19,123456789+0100", "2026-02-21T16:07:19.123456+00:00"),
        ("Feb 21 17:07:19", "2026-02-21T16:07:19+00:00"),
        ("Mar  1 01:00:00", "2026-03-01T00:00:00+00:00"),
        ("Dec 31 23:59:59", "2025-12-31T22:59:59+00:00"),
        ("Feb 29 12:00:00", "2024-02-29T11:00:00+00:00"),
        ("@400000004c91b044077a9e94", "2010-09-16T05:50:50+00:00"),
    ],
)
def test_times_are_read(text: str, moment: str) -> None:
    assert read_moment(text, place_time=place, now=NOW) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("text", ["2026-02-30 17:07:19", "Feb 30 12:00:00", "2026-02-21 25:07:19", "", "@4"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_moment(text, place_time=place, now=NOW) is None


@given(st.datetimes(datetime(2018, 1, 1), datetime(2026, 2, 27)))  # noqa: DTZ001
def test_a_time_without_a_year_is_of_the_last_year_it_can_be(local: datetime) -> None:
    text = (
        f"{'JanFebMarAprMayJunJulAugSepOctNovDec'[3 * local.month - 3 : 3 * local.month]} {local:%d %H:%M:%S}"
    )
    found = read_moment(text, place_time=place, now=NOW)
    assert found is not None
    assert NOW - timedelta(days=366 * 8) < found <= NOW + timedelta(days=2)
    assert (found.month, found.day, found.hour) == (local.month, local.day, local.hour)
