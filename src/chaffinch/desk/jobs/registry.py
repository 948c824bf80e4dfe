"""The kinds of jobs: a function each, and the rules it runs by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chaffinch.errors import UsageError

if TYPE_CHECKING:
    from chaffinch.desk.jobs.context import JobContext

JobFunction = Callable[[Mapping[str, Any], "JobContext"], None]
GivenUp = Callable[[Mapping[str, Any], datetime], None]

LONGEST_LEASE_SECONDS = 45
"""How long a job can at most wait after its worker was killed; a long job needs no long lease, since the worker
renews it."""
LONGEST_PACE_SECONDS = 3_600
"""Longest spacing of jobs that share a pace key."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of job."""

    name: str
    run: JobFunction
    lane: str
    """Which threads of the worker run it, so that slow kinds do not hold up quick ones."""
    lease_seconds: float
    """How long a worker may be silent before another one takes the job over; renewed at each third of it."""
    max_attempts: int
    """Runs that may end in an error before the job is kept for a person."""
    pace_seconds: float
    """Least time between the starts of two jobs with the same pace key."""
    run_seconds: float
    """Longest run; a function that takes longer hangs, and its worker is started anew."""
    given_up: GivenUp | None = None
    """Called in the transaction in which such a job is kept for a person, with its payload and the time."""


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str,
    *,
    lane: str = "quick",
    lease_seconds: float = 30,
    max_attempts: int = 5,
    pace_seconds: float = 0,
    run_seconds: float = 600,
    given_up: GivenUp | None = None,
) -> Callable[[JobFunction], JobFunction]:
    """Register a function as the work of a kind of job.

    A job runs at least once, and again after a crash: its function must come to the same end when it runs
    twice, or do its writes inside `context.finishing()`, whose transaction also ends the job.

    Raises:
        UsageError: the name is taken, or a rule is out of its bounds.
    """
    if not 1 <= lease_seconds <= LONGEST_LEASE_SECONDS:
        raise UsageError(f"A lease of {name} must last 1 to {LONGEST_LEASE_SECONDS} seconds.")
    if not 0 <= pace_seconds <= LONGEST_PACE_SECONDS:
        raise UsageError(f"The spacing of {name} must be 0 to {LONGEST_PACE_SECONDS} seconds.")
    if max_attempts < 1:
        raise UsageError(f"A job of {name} needs at least one attempt.")

    def register(function: JobFunction) -> JobFunction:
        if name in _kinds:
            raise UsageError(f"There are two kinds of jobs named {name}.")
        _kinds[name] = JobKind(
            name=name,
            run=function,
            lane=lane,
            lease_seconds=lease_seconds,
            max_attempts=max_attempts,
            pace_seconds=pace_seconds,
            run_seconds=run_seconds,
            given_up=given_up,
        )
        return function

    return register


def find_kind(name: str) -> JobKind:
    """Return the kind of that name.

    Raises:
        UsageError: nobody registered it.
    """
    try:
        return _kinds[name]
    except KeyError:
        known = ", ".join(sorted(_kinds)) or "none"
        raise UsageError(f"There is no kind of job named {name}.", why=f"Known kinds: {known}.") from None


def note_given_up(name: str, payload: Mapping[str, Any], *, now: datetime) -> None:
    """Tell a kind that one of its jobs is kept for a person."""
    kind = _kinds.get(name)
    if kind is not None and kind.given_up is not None:
        kind.given_up(payload, now)


def list_kinds(lane: str) -> tuple[JobKind, ...]:
    """Return the kinds that a lane runs, by name."""
    return tuple(sorted((kind for kind in _kinds.values() if kind.lane == lane), key=lambda kind: kind.name))
