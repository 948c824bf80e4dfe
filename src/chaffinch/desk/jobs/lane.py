"""A lane: threads of a worker that run certain kinds of jobs, one after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random
from threading import Event, Thread
from typing import Any, TypeVar

from django.db import connections

from chaffinch.desk.jobs.context import Holdings, JobContext
from chaffinch.desk.jobs.database import PAUSE_SECONDS, retry_while_unavailable
from chaffinch.desk.jobs.errors import LeaseLostError, PostponedError
from chaffinch.desk.jobs.lease import (
    Lease,
    claim_job,
    fail_lease,
    finish_lease,
    postpone_lease,
    release_lease,
)
from chaffinch.desk.jobs.registry import find_kind, list_kinds
from chaffinch.errors import ChaffinchError

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


@contextmanager
def open_nothing() -> Iterator[Mapping[str, Any]]:
    """Serve a lane whose jobs keep nothing open."""
    yield {}


@dataclass(frozen=True, slots=True)
class Lane:
    """Threads that run the kinds registered for this name."""

    name: str
    threads: int = 1
    open_services: Callable[[], AbstractContextManager[Mapping[str, Any]]] = open_nothing
    """Opens what the jobs of one thread share, a browser say, at that thread's first job; each thread has its
    own, since most such things belong to the thread that made them."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the threads of one worker share."""

    worker: str
    clock: Callable[[], datetime]
    random: Random
    stopping: Event
    holdings: Holdings
    poll_seconds: float


class LaneThread(Thread):
    """Claims a job, runs it, writes down how it ended, and so on until the worker stops."""

    def __init__(self, lane: Lane, *, number: int, surroundings: Surroundings) -> None:
        super().__init__(name=f"{lane.name}-{number}", daemon=True)
        self._lane = lane
        self._around = surroundings
        self._opened = ExitStack()
        self._services: Mapping[str, Any] | None = None

    def run(self) -> None:
        """Work until the worker stops; no job's error ends the thread."""
        stopping = self._around.stopping
        while not stopping.is_set():
            try:
                if not self._run_next():
                    stopping.wait(self._around.poll_seconds)
            except Exception:
                if not stopping.is_set():
                    _log.exception("Lane %s could not claim or end a job; it goes on.", self.name)
                    connections.close_all()
                    stopping.wait(PAUSE_SECONDS)
        self._close_services()
        connections.close_all()

    def _run_next(self) -> bool:
        kinds = [kind.name for kind in list_kinds(self._lane.name)]
        lease = self._insist(lambda: claim_job(kinds, holder=self._around.worker, now=self._around.clock()))
        if lease is None:
            return False
        if self._around.stopping.is_set():
            release_lease(lease)
            return False
        self._run_job(lease)
        return True

    def _run_job(self, lease: Lease) -> None:
        context = JobContext(lease, clock=self._around.clock, stopping=self._around.stopping)
        self._around.holdings.add(context)
        try:
            context.services = self._open_services()
            find_kind(lease.kind).run(lease.payload, context)
            if context.gave_up and not context.finished:
                release_lease(lease)
            elif not context.finished:
                self._insist(lambda: finish_lease(lease, now=self._around.clock()))
        except LeaseLostError:
            _log.warning(
                "Job %s (%s) was lost to its lease; what it did here is void.", lease.job_id, lease.kind
            )
        except PostponedError as reason:
            _log.info("Job %s (%s) waits until %s: %s", lease.job_id, lease.kind, reason.until, reason.what)
            self._record(partial(postpone_lease, lease, reason), lease)
        except (Exception, SystemExit) as error:
            self._record_failure(lease, error)
        finally:
            self._around.holdings.remove(context)

    def _record_failure(self, lease: Lease, error: BaseException) -> None:
        if self._around.stopping.is_set():
            # Whatever broke may have been broken by the stop: not an attempt of its own.
            self._record(lambda: release_lease(lease), lease)
            return
        foreseen = isinstance(error, ChaffinchError)
        _log.error(
            "Job %s (%s) failed: %s", lease.job_id, lease.kind, error, exc_info=None if foreseen else error
        )
        if not foreseen:
            # A connection or a browser may be in any state: the next job gets new ones.
            connections.close_all()
            self._close_services()
        around = self._around
        self._record(lambda: fail_lease(lease, error, now=around.clock(), random=around.random), lease)

    def _record(self, write: Callable[[], object], lease: Lease) -> None:
        try:
            self._insist(write)
        except LeaseLostError:
            _log.warning("Job %s (%s) ended after its lease was lost.", lease.job_id, lease.kind)

    def _insist(self, work: Callable[[], _T]) -> _T:
        return retry_while_unavailable(work, stopping=self._around.stopping)

    def _open_services(self) -> Mapping[str, Any]:
        if self._services is None:
            self._services = self._opened.enter_context(self._lane.open_services())
        return self._services

    def _close_services(self) -> None:
        self._services = None
        try:
            self._opened.close()
        except Exception:
            _log.exception("Lane %s could not close what it had opened.", self.name)
        self._opened = ExitStack()
