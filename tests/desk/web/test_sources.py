"""The page of sources: rate, lag, gaps, faults."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from chaffinch.desk.models import Reading, Source, SourceFault
from chaffinch.desk.web.queries.sources import draw_hours, list_source_states
from tests.desk.web.markup import check_markup
from tests.desk.web.story import tell_sources

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def log(db: None) -> Source:
    return Source.objects.create(kind="ct", name="https://ct.test/", waiting=6_000, last_read_at=NOW)


def read(source: Source, minutes: int, lines: int) -> None:
    Reading.objects.create(source=source, at=NOW - timedelta(minutes=minutes), lines=lines)


def test_the_rate_is_of_the_last_hour_and_of_the_last_day(log: Source) -> None:
    read(log, 5, 600)
    read(log, 59, 600)
    read(log, 61, 1_680)
    read(log, 60 * 25, 99_999)
    [state] = list_source_states(now=NOW)
    assert (state.per_minute_hour, state.per_minute_day) == (20, 2)
    assert state.lines == 102_879


def test_hours_are_counted_by_the_clock_the_present_one_last(log: Source) -> None:
    read(log, 5, 7)
    read(log, 31, 5)
    [state] = list_source_states(now=NOW)
    assert len(state.hourly) == 24
    assert state.hourly[-2:] == (5, 7)


def test_what_waits_is_caught_up_at_the_last_hours_rate(log: Source) -> None:
    read(log, 5, 1_200)
    assert list_source_states(now=NOW)[0].caught_up_in == timedelta(minutes=300)


def test_without_a_rate_nobody_says_when_it_is_caught_up(log: Source) -> None:
    assert list_source_states(now=NOW)[0].caught_up_in is None


def test_what_cannot_be_read_comes_first(log: Source) -> None:
    Source.objects.create(kind="zone", name="z", fault="unreachable")
    assert [state.source.kind for state in list_source_states(now=NOW)] == ["zone", "ct"]


def test_a_line_is_drawn_within_its_frame() -> None:
    points = [tuple(map(float, point.split(","))) for point in draw_hours([0, 5, 10], width=20).split()]
    assert points == [(0, 34), (10, 18), (20, 2)]
    assert draw_hours([0] * 24)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_shows_lag_gaps_and_faults(language: str, ines: Client, desk: datetime) -> None:
    tell_sources(now=desk)
    ines.cookies["chaffinch-language"] = language
    page = ines.get("/sources/").content.decode()
    check = check_markup(page)
    assert not check.faults
    if language == "en":
        assert "1,284,000" in check.text
        assert "caught up in 14 hours" in check.text
        assert "1 gap: 4,096 entries were never read" in check.text
        assert "2 faults" in check.text
        assert "Its packed form is broken, or ends too early." in check.text
        assert "read by itself" in check.text


def test_an_unknown_fault_is_shown_as_it_is_written_and_harmless(ines: Client, log: Source) -> None:
    SourceFault.objects.create(source=log, at=NOW, code="<b>odd</b>", where="</bdi><script>")
    page = ines.get("/sources/").content.decode()
    assert "Fault: &lt;b&gt;odd&lt;/b&gt;." in page
    assert "<script>" not in page.replace("<script src", "")


def test_an_empty_page_says_how_to_make_something_appear(ines: Client) -> None:
    page = ines.get("/sources/").content.decode()
    assert "chaffinch names follow LIST" in page
    assert "log_list = " in page
    assert 'href="/sources/"' in ines.get("/health/").content.decode()
