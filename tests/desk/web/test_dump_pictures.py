"""A dump's days as a picture, two texts side by side: pure, and right for whatever a dump holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.desk.models import Dump
from chaffinch.desk.web.queries.dump_clocks import read_clocks
from chaffinch.desk.web.queries.dump_item import mark_pair, mark_passages, pair_attachments, pair_headers
from chaffinch.desk.web.queries.dump_timeline import NARROW, WIDE, Timeline, draw_timeline
from chaffinch.desk.web.queries.dumps import estimate_left
from chaffinch.leaks.finding import VERDICTS

DAY = date(2027, 2, 16)
NOW = datetime(2027, 4, 8, 12, tzinfo=UTC)


def marked(pieces: object) -> list[str]:
    return [one.text for one in pieces if one.changed]  # type: ignore[attr-defined]


def test_one_changed_word_is_marked_on_both_sides() -> None:
    ours, theirs = mark_pair("Le virement de 4500 euros part.", "Le virement de 45000\neuros part.")
    assert (marked(ours), marked(theirs)) == (["4500"], ["45000"])


def test_another_wrapping_is_no_difference() -> None:
    ours, theirs = mark_pair("un deux trois quatre", "un deux\ntrois  quatre\n")
    assert marked(ours) == marked(theirs) == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_marking_loses_no_sign(ours: str, theirs: str) -> None:
    left, right = mark_pair(ours, theirs)
    assert "".join(one.text for one in left) == ours
    assert "".join(one.text for one in right) == theirs


@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=4))
def test_marked_passages_lose_no_sign(text: str, passages: list[str]) -> None:
    assert "".join(one.text for one in mark_passages(text, passages)) == text


def test_passages_are_marked_in_their_order_across_lines() -> None:
    pieces = mark_passages("un deux un\n trois", ["un", "un trois", "", "nowhere"])
    assert marked(pieces) == ["un", "un\n trois"]


def test_headers_are_paired_by_name_and_transport_comes_last() -> None:
    theirs = [("Received", "x"), ("From", "a"), ("X-New", "1")]
    rows = pair_headers(theirs, [("from", "a"), ("Subject", "s")])
    assert [(row.name, row.differs) for row in rows] == [
        ("from", False), ("x-new", True), ("subject", True), ("received", True)
    ]  # fmt: skip
    assert not any(row.differs for row in pair_headers(theirs, ()))


def test_what_became_of_each_attachment() -> None:
    rows = pair_attachments({"a": "1", "b": "2", "d": "4"}, {"a": "1", "b": "3", "c": "5"})
    assert [(one.name, one.state) for one in rows] == [
        ("a", "same"),
        ("b", "other"),
        ("c", "missing"),
        ("d", "added"),
    ]


def test_no_day_no_picture() -> None:
    assert draw_timeline([]) is None


@given(
    st.lists(
        st.tuples(
            st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.sampled_from(VERDICTS), st.integers(1, 5000)
        ),
        min_size=1,
        max_size=40,
    )
)
def test_every_bar_lies_in_the_picture(counts: list[tuple[date, str, int]]) -> None:
    for frame in (WIDE, NARROW):
        check_picture(draw_timeline(counts, covered=[(date(1980, 1, 1), date(2050, 1, 1))], frame=frame))


def check_picture(line: Timeline | None) -> None:
    assert line is not None
    assert line.since <= line.until
    for bar in line.bars:
        assert line.since <= bar.since <= bar.until <= line.until
        assert bar.blocks
        for block in bar.blocks:
            assert 0 <= block.x <= block.x + block.width <= line.frame.width + 0.2
            assert block.y + block.height <= 150.2
    [(x, width)] = line.covered
    assert 0 <= x < x + width <= line.frame.width
    assert len(line.bars) <= line.frame.most_bars
    assert len(line.marks) <= line.frame.marks


def test_one_false_item_among_thousands_is_seen() -> None:
    line = draw_timeline([(DAY, "genuine", 50_000), (DAY, "altered", 1)])
    assert line is not None
    [block] = [one for bar in line.bars for one in bar.blocks if one.group == "false"]
    assert block.height >= 2


def test_a_wrong_date_does_not_stretch_the_picture() -> None:
    counts = [(DAY + timedelta(days=one), "genuine", 100) for one in range(30)]
    line = draw_timeline([*counts, (date(1985, 1, 1), "genuine", 3), (date(2038, 1, 19), "genuine", 3)])
    assert line is not None
    assert (line.since, line.until, line.days_a_bar) == (DAY, DAY + timedelta(days=29), 1)


def make_dump(**changes: object) -> Dump:
    fields: dict[str, object] = {
        "state": "reading", "total_size": 1000, "done_size": 600, "resumed_size": 200, "resumed_at": NOW,
        "learned_at": NOW,
    }  # fmt: skip
    return Dump(**{**fields, **changes})


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({}, 60),
        ({"done_size": 1000}, 0),
        ({"done_size": 200}, None),
        ({"state": "stopped"}, None),
        ({"total_size": 0}, None),
    ],
)
def test_what_is_left_is_judged_by_the_pace_since_it_last_began(
    changes: dict[str, object], left: int | None
) -> None:
    found = estimate_left(make_dump(**changes), now=NOW + timedelta(seconds=60))
    assert found == (None if left is None else timedelta(seconds=left))


def test_both_clocks_run_from_what_people_know() -> None:
    dump = make_dump(country="FR", vote_on=date(2027, 4, 11), learned_at=NOW - timedelta(hours=80))
    clocks = read_clocks(dump, now=NOW)
    assert clocks.state == "ahead"
    # Friday 00:00 at Saint-Pierre-et-Miquelon in summer is 02:00 UTC.
    assert clocks.publish is not None
    assert (clocks.publish.hours, clocks.publish.minutes, clocks.publish.passed) == (14, 0, False)
    assert (clocks.notify.passed, clocks.notify.hours) == (True, 8)
    assert read_clocks(make_dump(country="FR"), now=NOW).silence is None
    running = read_clocks(make_dump(country="FR", vote_on=date(2027, 4, 9)), now=NOW)
    assert (running.state, running.publish and running.publish.until.date()) == ("running", date(2027, 4, 10))
