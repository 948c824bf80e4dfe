"""Progress: a line now and then, a bar at a terminal, nothing for what is short."""

from __future__ import annotations

import io

from chaffinch.ground.progress import report_progress


class Clock:
    """A clock that goes on by the seconds it is told."""

    def __init__(self) -> None:
        self.moment = 0.0

    def __call__(self) -> float:
        return self.moment


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_short_job_says_nothing() -> None:
    for stream in (io.StringIO(), Terminal()):
        with report_progress("names", total=100, stream=stream, now=Clock()) as progress:
            progress.advance(100)
        assert stream.getvalue().strip("\r ") == ""


def test_a_long_job_says_a_line_every_ten_seconds_with_the_time_left() -> None:
    stream, clock = io.StringIO(), Clock()
    with report_progress("names", total=4_000_000, stream=stream, now=clock) as progress:
        for _ in range(4):
            clock.moment += 5
            progress.advance(1_000_000)
    assert stream.getvalue().splitlines() == [
        "names: 2.00MB of 4.00MB (50%), about 00:10 left",
        "names: 4.00MB of 4.00MB (100%), about 00:00 left",
    ]


def test_without_a_total_the_amount_is_said() -> None:
    stream, clock = io.StringIO(), Clock()
    with report_progress("names", stream=stream, now=clock, unit=" lines") as progress:
        clock.moment += 11
        progress.advance(1500)
    assert stream.getvalue() == "names: 1,500 lines\n"
