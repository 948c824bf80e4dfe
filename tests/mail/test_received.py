"""The way that a message says it took."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaffinch.mail.received import read_hop, read_way

DATE = datetime(2027, 3, 2, 8, 30, tzinfo=UTC)
FIRST = "from pc (unknown [192.0.2.7]) by out.aurore.test (Postfix) with ESMTPSA id 4Xy for <jean@aurore.test>; Tue, 2 Mar 2027 09:30:05 +0100"
SECOND = "from out.aurore.test (out.aurore.test. [IPv6:2001:db8::1]) by mx.petit.test with ESMTPS id a1; Tue, 02 Mar 2027 08:30:08 +0000 (UTC)"


def test_a_hop_is_read() -> None:
    hop = read_hop(FIRST)
    assert (hop.sender, hop.address, hop.receiver, hop.protocol) == (
        "pc",
        "192.0.2.7",
        "out.aurore.test",
        "ESMTPSA",
    )
    assert (hop.id, hop.recipient) == ("4Xy", "jean@aurore.test")
    assert hop.date and hop.date.isoformat() == "2027-03-02T09:30:05+01:00"
    assert read_hop(SECOND).address == "2001:db8::1"


def test_a_way_that_goes_together_has_no_code() -> None:
    way = read_way([SECOND, FIRST], date=DATE)
    assert [hop.receiver for hop in way.hops] == ["out.aurore.test", "mx.petit.test"]
    assert way.codes == ()


@pytest.mark.parametrize(
    ("received", "date", "code"),
    [
        ([SECOND.replace("08:30:08", "07:30:08"), FIRST], DATE, "clock-back"),
        ([SECOND.replace("02 Mar", "05 Mar"), FIRST], DATE, "clock-late"),
        ([SECOND.replace("from out.aurore.test", "from mail.evil.test"), FIRST], DATE, "hop-gap"),
        ([SECOND, FIRST], datetime(2027, 3, 2, 9, 30, tzinfo=UTC), "date-ahead"),
        ([SECOND, FIRST], datetime(2027, 2, 2, 9, 30, tzinfo=UTC), "date-behind"),
        (["from a.test with x"], DATE, "hop-unread"),
        (["by a.test with x"], DATE, "hop-undated"),
    ],
)
def test_what_does_not_fit_has_a_code(received: list[str], date: datetime, code: str) -> None:
    assert code in read_way(received, date=date).codes


def test_the_ends_of_the_calendar_do_not_raise() -> None:
    read_way(
        ["by a.test; 1 Jan 0001 00:00:00 +1400", "by a.test; 31 Dec 9999 23:59:59 -1200"],
        date=datetime.max.replace(tzinfo=UTC),
    )


@given(st.lists(st.text(alphabet="from by;()[] 12:+Marwith<>.@", max_size=120), max_size=4))
def test_no_lines_raise(received: list[str]) -> None:
    read_way(received, date=DATE)
