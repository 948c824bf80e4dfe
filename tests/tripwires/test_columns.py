"""Tables: which column is which, and cells that try to be more than one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tripwires.samples import COLUMNS, NAME, SOURCE, cell, read_with

from chaffinch.tripwires.errors import FormatError
from chaffinch.tripwires.fields import BROKEN
from chaffinch.tripwires.formats.table import LineFormat, choose_format

BY_NUMBER = ("at=2", "login=1", "source=4", "result=3", "opened=ok", "opened=0")


def open_table(heading: str) -> LineFormat:
    form = choose_format("csv", columns=COLUMNS)
    assert form.find_login(heading.encode()) is None
    return form


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_separator_order_and_mark_are_told_by_the_headings(separator: str, mark: str) -> None:
    form = open_table(mark + separator.join(("Outcome", '"User"', "Other", "Address", "Time")))
    line = separator.join(("ok", f'"{NAME}"', "x", SOURCE, "2026-11-21T17:07:19Z")) + "\r"
    seen = read_with(form, line)
    assert seen is not None
    assert (seen.login, seen.source, seen.success) == (NAME, SOURCE, True)
    assert form.find_login(line.encode()) == NAME.encode()


def test_columns_by_number_need_no_headings() -> None:
    form = choose_format("csv", columns=BY_NUMBER)
    assert not form.has_heading
    for result, success in (("OK", True), ("0", True), ("1", False), ("", False)):
        seen = read_with(form, f"{NAME},1795280839,{result},{SOURCE}")
        assert seen is not None
        assert (seen.login, seen.success, seen.at) == (
            NAME,
            success,
            datetime(2026, 11, 21, 17, 7, 19, tzinfo=UTC),
        )


@pytest.mark.parametrize(
    "time", ["1795280839000", "1795280839.0", "2026-11-21 17:07:19", "2026-11-21T18:07:19+01:00"]
)
def test_times_are_read(time: str) -> None:
    seen = read_with(choose_format("csv", columns=BY_NUMBER), f"{NAME},{time},ok,{SOURCE}")
    assert seen is not None
    assert seen.at == datetime(2026, 11, 21, 17, 7, 19, tzinfo=UTC)


@pytest.mark.parametrize("time", ["", "05/01/2024 10:11:12", "99999999999999", "yesterday"])
def test_a_time_that_cannot_be_read_costs_the_time_only(time: str) -> None:
    seen = read_with(choose_format("csv", columns=BY_NUMBER), f"{NAME},{time},ok,{SOURCE}")
    assert seen is not None
    assert seen.login == NAME
    assert seen.at is None or time == "99999999999999"


def test_until_the_headings_came_nothing_is_believed() -> None:
    form = choose_format("csv", columns=COLUMNS)
    assert form.find_login(f"2026,{NAME},1.1.1.1,ok".encode()) == BROKEN
    assert read_with(form, f"2026,{NAME},1.1.1.1,ok") is None


def test_headings_that_come_again_are_no_attempt_and_somebody_may_be_called_so() -> None:
    form = open_table("Time,User,Address,Outcome")
    assert form.find_login(b"Time,User,Address,Outcome") is None
    assert form.find_login(b"2026-11-21T17:07:19Z,User,203.0.113.7,no") == b"User"
    assert form.find_login(b"2026-11-21T17:07:19Z,ines,203.0.113.7,no") == b"ines"


@pytest.mark.parametrize("line", ['a,"b', '"a"b,c,d,e', "a,b", "\x00", 'a,"b\rc",d,e'])
def test_rows_that_are_none_are_not_believed(line: str) -> None:
    form = open_table("Time,User,Address,Outcome")
    assert form.find_login(line.encode()) == BROKEN
    assert read_with(form, line) is None


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_a_name_never_leaves_its_cell(name: str) -> None:
    form = open_table("Time,User,Address,Outcome")
    seen = read_with(form, f"2026-11-21T17:07:19Z,{cell(name)},{SOURCE},no")
    assert seen is not None
    assert (seen.source, seen.success) == (SOURCE, False)


@pytest.mark.parametrize(
    "columns",
    [
        (), ("at=1",), ("at=1", "login=2", "source=3"), (*BY_NUMBER, "at=5"), (*BY_NUMBER, "who=5"), (*BY_NUMBER, "agent"),
        ("at=0", "login=1", "source=2", "result=3"),
    ],
)  # fmt: skip
def test_what_names_no_columns_is_told(columns: tuple[str, ...]) -> None:
    with pytest.raises(FormatError) as caught:
        choose_format("csv", columns=columns)
    assert caught.value.todo
