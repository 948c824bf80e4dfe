"""The worker: a process of a few lanes that runs jobs until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random, SystemRandom
from time import monotonic, sleep
from types import FrameType

from django.db import connections

from chaffinch.desk.jobs.context import Holdings
from chaffinch.desk.jobs.errors import LeaseLostError
from chaffinch.desk.jobs.heartbeats import close_heartbeat
from chaffinch.desk.jobs.lane import Lane, LaneThread, Surroundings
from chaffinch.desk.jobs.lease import release_lease
from chaffinch.desk.jobs.upkeep import Upkeep
from chaffinch.ground.clock import read_clock

__all__ = ["Lane", "Worker"]

_log = logging.getLogger(__name__)
EXIT_STOPPED = 0
EXIT_HUNG = 75
"""EX_TEMPFAIL of sysexits.h: start the worker again."""
_GRACE_SECONDS = 3.5
_RELEASE_SECONDS = 1.0
_LOOK_SECONDS = 0.1


class Worker:
    """Runs the jobs of its lanes; several workers, on one machine or on many, share one database."""

    def __init__(
        self,
        lanes: Sequence[Lane],
        *,
        name: str = "",
        clock: Callable[[], datetime] = read_clock,
        random: Random | None = None,
        poll_seconds: float = 0.5,
    ) -> None:
        self._lanes = tuple(lanes)
        self._asked = False
        self._around = Surroundings(
            worker=name or f"{socket.gethostname()}-{os.getpid()}"[-120:],
            clock=clock,
            random=random or SystemRandom(),
            stopping=threading.Event(),
            holdings=Holdings(),
            poll_seconds=poll_seconds,
        )

    def stop(self) -> None:
        """Ask the worker to end; from any thread, and from a signal."""
        # Not the event itself: setting it inside a signal could wait for a lock that the interrupted code holds.
        self._asked = True

    def run(self) -> int:
        """Work until asked to stop, by `stop` or by SIGTERM or SIGINT; end within five seconds then.

        Returns:
            0 after a stop; 75 when a job hangs and the process must be started again. Where a job could not
            be ended, its thread still runs: leave the process at once, it may not finish the job any more.
        """
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self._take_signal)
        upkeep = Upkeep(self._around, started_at=self._around.clock())
        runners = [
            LaneThread(lane, number=number, surroundings=self._around)
            for lane in self._lanes
            for number in range(1, lane.threads + 1)
        ]
        for thread in (upkeep, *runners):
            thread.start()
        _log.info("Worker %s runs %d threads.", self._around.worker, len(runners))
        while not self._asked and not upkeep.hung.is_set():
            sleep(_LOOK_SECONDS)
        self._wind_down(runners, upkeep)
        return EXIT_HUNG if upkeep.hung.is_set() else EXIT_STOPPED

    def _take_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()

    def _wind_down(self, runners: Sequence[LaneThread], upkeep: Upkeep) -> None:
        self._around.stopping.set()
        deadline = monotonic() + _GRACE_SECONDS
        for runner in runners:
            runner.join(max(0.0, deadline - monotonic()))
        upkeep.close()
        # In a thread of its own: a locked database must not hold up the stop; the leases then run out.
        last = threading.Thread(target=self._give_back, daemon=True)
        last.start()
        last.join(_RELEASE_SECONDS)
        upkeep.join(_LOOK_SECONDS)
        _log.info("Worker %s has stopped.", self._around.worker)

    def _give_back(self) -> None:
        try:
            for context in self._around.holdings.list_running():
                context.lose()
                try:
                    release_lease(context.lease)
                    _log.warning("Job %s was given back unfinished.", context.job_id)
                except LeaseLostError:
                    continue  # it ended at the last moment
            close_heartbeat(self._around.worker, now=self._around.clock())
        finally:
            connections.close_all()
