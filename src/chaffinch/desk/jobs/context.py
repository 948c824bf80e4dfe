"""What a job sees of its worker while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Lock
from typing import Any

from django.db import transaction

from chaffinch.desk.jobs.errors import LeaseLostError
from chaffinch.desk.jobs.lease import Lease, finish_lease


class JobContext:
    """The running job's clock, its sign of life, and the long-lived resources of its lane.

    Attributes:
        services: what the lane's thread keeps open, such as its browser; belongs to this thread only.
        finished: the job's end is committed already, together with its writes.
        gave_up: the job was told to end early.
    """

    def __init__(self, lease: Lease, *, clock: Callable[[], datetime], stopping: Event) -> None:
        self.lease = lease
        self.services: Mapping[str, Any] = {}
        self.finished = False
        self.gave_up = False
        self.progress = (0, 0)
        self._clock = clock
        self._stopping = stopping
        self._lost = Event()

    @property
    def job_id(self) -> int:
        """The job's number, for logs and names of files."""
        return self.lease.job_id

    @property
    def attempt(self) -> int:
        """1 for the first run, one more after each error."""
        return self.lease.attempts + 1

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self._clock()

    def heartbeat(self, *, done: int = 0, total: int = 0) -> None:
        """Say how far the job is.

        Costs nothing, so call it at every step: the worker's own thread writes the progress and renews the
        lease. It could not be written here, where an open transaction of the job would hold it back.

        Raises:
            LeaseLostError: another worker has the job by now; leave everything as it is.
        """
        if self._lost.is_set():
            raise LeaseLostError(self.job_id)
        self.progress = (done, total)

    def cancelled(self) -> bool:
        """Whether to end early: the worker stops, or the lease was lost.

        A job that was told so and then returns counts as unfinished, and runs again.
        """
        self.gave_up = self._lost.is_set() or self._stopping.is_set()
        return self.gave_up

    def lose(self) -> None:
        """Tell the job that it runs for nothing."""
        self._lost.set()

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """Make the writes of the block and the job's end one transaction: both happen, or neither.

        The last thing that a job does. A crash before its end leaves none of the writes, one after it never
        repeats them; so the writes happen exactly once.

        Raises:
            LeaseLostError: another worker has the job by now; the writes of the block are rolled back.
        """
        with transaction.atomic(durable=True):
            yield
            finish_lease(self.lease, now=self.now())
        self.finished = True


class Holdings:
    """The jobs that run in this process now; its threads share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._contexts: set[JobContext] = set()

    def add(self, context: JobContext) -> None:
        """Note that the job runs."""
        with self._lock:
            self._contexts.add(context)

    def remove(self, context: JobContext) -> None:
        """Note that it does not run any more."""
        with self._lock:
            self._contexts.discard(context)

    def list_running(self) -> list[JobContext]:
        """Return what runs at this moment."""
        with self._lock:
            return list(self._contexts)
