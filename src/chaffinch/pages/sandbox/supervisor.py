"""The worker process as seen from outside: started, given orders, measured, ended and started again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError

from chaffinch.errors import ChaffinchError
from chaffinch.pages.order import Visit
from chaffinch.pages.sandbox.proc import kill_largest_renderer, list_processes_below
from chaffinch.pages.sandbox.worker_process import Answer, WorkerGone, WorkerProcess

_SECONDS_TO_START = 40.0
_SECONDS_BETWEEN_MEASURES = 0.5


class BrowserStartError(ChaffinchError):
    """Chromium does not start with its own sandbox on; it is never started without."""


class Supervisor:
    """Keep one worker alive; any thread may send it an order."""

    def __init__(self, build_command: Callable[[], list[str]], *, memory_bytes: int) -> None:
        self._build_command = build_command
        self._memory_bytes = memory_bytes
        self._worker: WorkerProcess | None = None
        self._starting = threading.Lock()
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._watch_memory, name="memory", daemon=True)

    def start(self) -> None:
        """Start the worker and wait until its browser runs.

        Raises:
            BrowserStartError: it does not start, with the reason and what to do.
            SandboxMissingError: bubblewrap or setpriv is not installed.
        """
        self._get_worker()
        self._watch.start()

    def make_ready(self) -> None:
        """Start the worker where it does not run: at the first call, or after one that ended.

        Raises:
            BrowserStartError, SandboxMissingError: as `start` does.
        """
        if self._watch.is_alive():
            self._get_worker()
        else:
            self.start()

    def stop(self) -> None:
        """End the worker and its browser."""
        self._stopping.set()
        with self._starting:
            if self._worker is not None:
                self._worker.end("crashed", "the house closes")
        if self._watch.is_alive():
            self._watch.join(timeout=5)

    def send(self, order: Visit, *, seconds: float) -> Answer:
        """Give an order and wait for its answer, so long and no longer.

        Raises:
            WorkerGone: no answer came; the next order finds another worker.
            BrowserStartError: there was no worker, and none could be started.
        """
        worker, answer = self._give(order)
        try:
            return answer.result(timeout=seconds)
        except FutureTimeoutError as fault:
            worker.forget(order.number)
            worker.end("neighbour", "another page ended the browser")
            raise WorkerGone("timeout", "the browser did not answer and was ended") from fault

    def begin(self, order: Visit) -> Future[Answer]:
        """Give an order; its answer comes later, or WorkerGone does. Nobody ends a worker that does not answer.

        Raises:
            BrowserStartError: there was no worker, and none could be started.
        """
        return self._give(order)[1]

    def end_worker(self, code: str, cause: str) -> None:
        """End the worker at once, whatever it does; the next order finds another."""
        worker = self._worker
        if worker is not None:
            worker.end(code, cause)

    def _give(self, order: Visit) -> tuple[WorkerProcess, Future[Answer]]:
        worker = self._get_worker()
        return worker, worker.send(order.to_json(), number=order.number)

    def _get_worker(self) -> WorkerProcess:
        with self._starting:
            if self._worker is None or self._worker.gone is not None:
                self._worker = _start_worker(self._build_command())
            return self._worker

    def _watch_memory(self) -> None:
        while not self._stopping.wait(_SECONDS_BETWEEN_MEASURES):
            worker = self._worker
            if worker is None or worker.gone is not None or not worker.busy:
                continue
            held = sum(one.memory_bytes for one in list_processes_below(worker.pid))
            if held > self._memory_bytes and not kill_largest_renderer(worker.pid):
                worker.end("crashed", "more memory than allowed")


def _start_worker(command: list[str]) -> WorkerProcess:
    worker = WorkerProcess(command)
    try:
        values, _ = worker.ready.result(timeout=_SECONDS_TO_START)
    except (WorkerGone, FutureTimeoutError) as fault:
        worker.end("crashed", "it did not start")
        raise _explain_start(str(fault), complaint=worker.complaint) from fault
    if "fault" in values:
        worker.end("crashed", "it did not start")
        raise _explain_start(str(values["fault"]), complaint=worker.complaint)
    return worker


def _explain_start(fault: str, *, complaint: str) -> BrowserStartError:
    if "not installed" in fault:
        return BrowserStartError("Chromium is not installed", todo="install it: apt install chromium")
    why = " / ".join(part for part in (fault.strip()[:600], complaint[-600:]) if part)
    todo = (
        "allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1; on Ubuntu also "
        "kernel.apparmor_restrict_unprivileged_userns=0), then start again"
    )
    return BrowserStartError("The browser does not start inside its sandbox", why=why, todo=todo)
