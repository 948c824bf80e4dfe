"""One worker process, from its start to its end: orders go in, answers come out, and then it is gone."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import IO, Any

from chaffinch.pages.wire import WireError, pack_message, read_message

Answer = tuple[dict[str, Any], dict[str, bytes]]
_LONGEST_COMPLAINT = 20_000


class WorkerGone(Exception):
    """The worker ended, or was ended, before it answered.

    Attributes:
        code: crashed, timeout, or neighbour where another tab's page was the cause.
        cause: in Chromium's or our words.
    """

    def __init__(self, code: str, cause: str) -> None:
        super().__init__(cause)
        self.code = code
        self.cause = cause


class WorkerProcess:
    """Own one process, its pipes and the promises that it has made."""

    def __init__(self, command: Sequence[str]) -> None:
        self.ready: Future[Answer] = Future()
        self.gone: WorkerGone | None = None
        self.complaint = ""
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[Answer]] = {0: self.ready}
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the listener
        self._process = _start(command, complaints=self._complaints)
        self._listener = threading.Thread(target=self._listen, name="browser", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """Number of the sandbox's process outside."""
        return self._process.pid

    @property
    def busy(self) -> bool:
        """Whether it owes an answer."""
        return bool(self._waiting)

    def send(self, order: Mapping[str, Any], *, number: int) -> Future[Answer]:
        """Give an order; the answer comes later, or WorkerGone does."""
        answer: Future[Answer] = Future()
        with self._lock:
            if self.gone is not None:
                answer.set_exception(self.gone)
                return answer
            self._waiting[number] = answer
            with contextlib.suppress(OSError, ValueError):  # the listener notices a dead worker
                assert self._process.stdin is not None  # noqa: S101 - asked for at its start
                self._process.stdin.write(pack_message(order))
                self._process.stdin.flush()
        return answer

    def forget(self, number: int) -> None:
        """Wait no longer for this order."""
        with self._lock:
            self._waiting.pop(number, None)

    def end(self, code: str, cause: str) -> None:
        """Kill it; whoever still waits hears the code. The sandbox's processes end with its first one."""
        self._break_promises(WorkerGone(code, cause))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._listener.join(timeout=10)

    def _listen(self) -> None:
        cause = "the browser ended"
        try:
            assert self._process.stdout is not None  # noqa: S101 - asked for at its start
            while True:
                values, pieces = read_message(self._process.stdout)
                self._keep_promise(values, pieces)
        except (WireError, EOFError, OSError, ValueError) as fault:
            cause = str(fault) or cause
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._close_pipes()
        self._break_promises(WorkerGone("crashed", cause))

    def _keep_promise(self, values: dict[str, Any], pieces: dict[str, bytes]) -> None:
        number = values.get("number")
        with self._lock:
            future = self._waiting.pop(number, None) if type(number) is int else None
        if future is not None:
            future.set_result((values, pieces))

    def _break_promises(self, gone: WorkerGone) -> None:
        with self._lock:
            self.gone = self.gone or gone
            waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            future.set_exception(gone)

    def _close_pipes(self) -> None:
        with self._lock:
            self._complaints.seek(0)
            self.complaint = self._complaints.read(_LONGEST_COMPLAINT).decode(errors="replace").strip()
            for pipe in (self._process.stdin, self._process.stdout, self._complaints):
                with contextlib.suppress(OSError):
                    if pipe is not None:
                        pipe.close()


def _start(command: Sequence[str], *, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the process as leader of a session of its own, so that it can be ended apart from us."""
    return subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        start_new_session=True,
        env={"PATH": os.environ.get("PATH", "/usr/bin:/bin")},
    )
