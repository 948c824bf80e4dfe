"""The worker's own thread: renews leases, shows that the worker lives, takes back lost jobs, starts due ones."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread
from time import monotonic

from django.db import connections

from chaffinch import __version__
from chaffinch.desk.jobs.context import JobContext
from chaffinch.desk.jobs.errors import LeaseLostError
from chaffinch.desk.jobs.heartbeats import BEAT_SECONDS, sweep_heartbeats, write_heartbeat
from chaffinch.desk.jobs.lane import Surroundings
from chaffinch.desk.jobs.lease import extend_lease, reap_leases
from chaffinch.desk.jobs.queue import sweep_done_jobs
from chaffinch.desk.jobs.registry import find_kind
from chaffinch.desk.jobs.schedules import enqueue_due

_log = logging.getLogger(__name__)
TICK_SECONDS = 0.5
_SWEEP_SECONDS = 3_600


@dataclass(slots=True)
class _Watch:
    """When a running job began and was last renewed here, on the clock that nobody sets."""

    began: float
    renewed: float
    progress: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class _Chore:
    """Something done again and again."""

    every: float
    work: Callable[[], object]
    next_at: float = field(default=0.0)


class Upkeep(Thread):
    """Runs until it is closed, which is after the lanes have ended: leases are renewed up to the last moment.

    Attributes:
        hung: set when a job runs longer than its kind allows; the process can then only be started anew.
    """

    def __init__(self, surroundings: Surroundings, *, started_at: datetime) -> None:
        super().__init__(name="upkeep", daemon=True)
        self.hung = Event()
        self._around = surroundings
        self._started_at = started_at
        self._closing = Event()
        self._watched: dict[JobContext, _Watch] = {}
        self._chores = (
            _Chore(BEAT_SECONDS, self._beat),
            _Chore(1, lambda: reap_leases(now=surroundings.clock())),
            _Chore(1, lambda: enqueue_due(now=surroundings.clock())),
            _Chore(_SWEEP_SECONDS, self._sweep),
        )

    def close(self) -> None:
        """End the thread at its next step."""
        self._closing.set()

    def run(self) -> None:
        """Do every chore at its time; one that fails is logged and done again."""
        while not self._closing.is_set():
            self._attempt(self._renew_leases)
            for chore in self._chores:
                # A worker that stops starts nothing new, and leaves lost jobs to those that stay.
                if monotonic() >= chore.next_at and not self._around.stopping.is_set():
                    chore.next_at = monotonic() + chore.every
                    self._attempt(chore.work)
            self._closing.wait(TICK_SECONDS)
        connections.close_all()

    def _attempt(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:
            _log.exception("Upkeep of worker %s failed; it is done again.", self._around.worker)
            connections.close_all()

    def _renew_leases(self) -> None:
        running = self._around.holdings.list_running()
        self._watched = {
            context: self._watched.get(context) or _Watch(monotonic(), monotonic()) for context in running
        }
        for context, watch in self._watched.items():
            kind = find_kind(context.lease.kind)
            if monotonic() - watch.began > kind.run_seconds:
                if not self.hung.is_set():
                    _log.critical("Job %s (%s) hangs; the worker must start anew.", context.job_id, kind.name)
                self.hung.set()
            elif monotonic() - watch.renewed >= kind.lease_seconds / 3 or context.progress != watch.progress:
                self._renew_lease(context, watch)

    def _renew_lease(self, context: JobContext, watch: _Watch) -> None:
        done, total = progress = context.progress
        try:
            extend_lease(context.lease, now=self._around.clock(), done=done, total=total)
        except LeaseLostError:
            # Where the job has just ended in order, nobody listens any more.
            context.lose()
        watch.renewed, watch.progress = monotonic(), progress

    def _beat(self) -> None:
        write_heartbeat(
            self._around.worker,
            process_id=os.getpid(),
            started_at=self._started_at,
            version=__version__,
            now=self._around.clock(),
        )

    def _sweep(self) -> None:
        now = self._around.clock()
        sweep_done_jobs(now=now)
        sweep_heartbeats(now=now)
