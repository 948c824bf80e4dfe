"""How far a long job has come, on standard error: a bar at a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, Protocol, TextIO

from tqdm import tqdm

#: Seconds before anything is shown: a job that is over by then says nothing.
_QUIET = 2.0
#: Seconds between two lines where there is no terminal.
_PERIOD = 10.0


class Progress(Protocol):
    """What a job tells as it goes."""

    def advance(self, amount: int) -> None:
        """Add to what is done, in the job's unit."""


class _Lines:
    """A line every ten seconds, for logs and pipes."""

    def __init__(
        self, what: str, total: int | None, unit: str, stream: TextIO, now: Callable[[], float]
    ) -> None:
        self._what, self._total, self._unit = what, total, unit
        self._stream, self._now = stream, now
        self._done = 0
        self._begun = now()
        self._said = self._begun

    def advance(self, amount: int) -> None:
        self._done += amount
        moment = self._now()
        if moment - self._said >= _PERIOD:
            self._said = moment
            self._stream.write(self._write_line(moment - self._begun) + "\n")
            self._stream.flush()

    def _write_line(self, elapsed: float) -> str:
        line = f"{self._what}: {self._write_amount(self._done)}"
        if self._total:
            share = min(1.0, self._done / self._total)
            left = elapsed * (1 - share) / share if share else 0.0
            line += f" of {self._write_amount(self._total)} ({share:.0%})"
            line += f", about {tqdm.format_interval(left)} left"
        return line

    def _write_amount(self, amount: int) -> str:
        if self._unit != "B":
            return f"{amount:,}{self._unit}"
        return f"{tqdm.format_sizeof(amount)}B"


class _Bar:
    def __init__(self, bar: tqdm[NoReturn]) -> None:
        self._bar = bar

    def advance(self, amount: int) -> None:
        self._bar.update(amount)


@contextmanager
def report_progress(
    what: str,
    *,
    total: int | None = None,
    unit: str = "B",
    stream: TextIO | None = None,
    now: Callable[[], float] = time.monotonic,
) -> Iterator[Progress]:
    """Report a job's progress for as long as the block lasts.

    Args:
        what: the job, in a word or two.
        total: how much there is to do, in `unit`; None when unknown (then without an end in sight).
        unit: "B" for bytes, or a space and another word.
        stream: where to write, standard error by default.
        now: a monotonic clock in seconds.
    """
    stream = stream or sys.stderr
    if not stream.isatty():
        yield _Lines(what, total, unit, stream, now)
        return
    with tqdm(
        desc=what, total=total, unit=unit, unit_scale=True, file=stream, delay=_QUIET, leave=False
    ) as bar:
        yield _Bar(bar)
