"""Sandboxed workers that each take many requests: what `isolate` is for one call, without a sandbox's start for each.

A worker is one process in bubblewrap: no network, no files but those that are handed in, bounded memory and time. It is
started when it is first asked, once told what never changes (`setup`), and replaced after a fault, after many answers, or
when it has grown. Whoever asks drives one worker from one thread; several threads or processes each have their own.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from chaffinch.errors import ChaffinchError
from chaffinch.ground.bubblewrap import build_command, find_python
from chaffinch.ground.crew_frames import Channel, FrameError
from chaffinch.ground.isolate import Fault

MOST_READ = 8_000_000
"""Bytes of one answer to a worker that reads a file through us."""
_COMPLAINT = 4_000
_GOODBYE = 0.5
"""Seconds in which a worker that has nothing to do ends by itself."""
_REQUEST = 16_000_000


@dataclass(frozen=True, slots=True)
class CrewLimits:
    """Bounds of a worker."""

    seconds: float = 15.0
    """Of the processor, for one value that it answers with: the same on a busy machine."""
    wall_seconds: float = 60.0
    """By the clock, without any sign of life: for what waits and does not work."""
    quiet_seconds: float = 900.0
    """By the clock, with signs of life but without a value: what skips much of a file says that it lives."""
    memory_bytes: int = 256_000_000
    """That it can write to (RLIMIT_DATA)."""
    rest_bytes: int = 160_000_000
    """Resident: a worker that has grown to it is replaced after the request."""
    answer_bytes: int = 64_000_000
    """Of one value."""
    answers: int = 20_000
    """After so many values it is replaced."""
    processes: int = 8
    file_bytes: int = 64_000_000
    """Of a file that it writes: there is only its own /tmp, in memory, and what is handed in to be written."""
    start_seconds: float = 60.0


class CrewError(ChaffinchError):
    """A worker ended before its answer; the next request gets a new one.

    Attributes:
        code: timeout, memory, crashed, too-large, not-available.
    """

    def __init__(self, code: Fault, *, why: str = "", todo: str = "") -> None:
        super().__init__(f"The isolated worker ended without a result: {code}", why=why, todo=todo)
        self.code: Fault = code


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file that the worker reads through us, since it has no descriptor: one of another machine."""

    size: int
    read: Callable[[int, int], bytes]
    """From an offset, so many bytes; fewer at the end."""


@dataclass(frozen=True, slots=True)
class ScratchFile:
    """A file that the worker may write to as well: one without a name, for what is too large for its memory."""

    descriptor: int


class Worker:
    """One worker; not for several threads.

    It ends with the thread that asked it first (bubblewrap's `--die-with-parent`).
    """

    def __init__(
        self,
        function: str,
        *,
        setup: str = "",
        setup_input: bytes = b"",
        limits: CrewLimits | None = None,
    ) -> None:
        """Name what it runs; nothing is started.

        Args:
            function: `package.module:function`, called with what `setup` returned, a request (JSON) and a list of open
                files; it yields JSON values. None is a sign of life, and no value.
            setup: `package.module:function`, called once in each process with `setup_input`.
            setup_input: bytes that never change: keys, passwords.
            limits: bounds.
        """
        self._order = json.dumps(
            {"function": function, "setup": setup, "limits": asdict(limits or CrewLimits())}
        ).encode()
        self._setup_input = setup_input
        self.limits = limits or CrewLimits()
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._answers = 0
        self._busy = False
        self.started = 0
        """How many processes there were."""
        self.processor_seconds = 0.0
        """That they say they worked for answers that came to their end."""

    @property
    def is_fresh(self) -> bool:
        """Return whether the next request is the first one of its process."""
        return self._process is None

    def ask(
        self, request: Any, *, files: Sequence[int | ServedFile | ScratchFile] = (), singly: bool = False
    ) -> Generator[Any, None, None]:
        """Send a request and yield each value of its answer; as hostile as what the worker reads.

        Args:
            request: a JSON value.
            files: descriptors that it may read (they stay ours), files that are read through us, one to write to.
            singly: each value at once, rather than many together: so the last one before a fault is known.

        Raises:
            CrewError: the worker ended, or was ended; the values before that were yielded.
        """
        channel = self._channel or self._start()
        served = [file if isinstance(file, ServedFile) else None for file in files]
        scratch = [isinstance(file, ScratchFile) for file in files]
        sizes = [one and one.size for one in served]
        envelope = {"request": request, "singly": singly, "served": sizes, "scratch": scratch}
        self._busy = True
        try:
            descriptors = [_find_descriptor(file) for file in files if not isinstance(file, ServedFile)]
            channel.send(b"q", json.dumps(envelope).encode(), files=descriptors)
            yield from self._receive(channel, served)
            self._busy = False
        except OSError as fault:
            raise self._explain() from fault
        finally:
            if self._busy or self._answers >= self.limits.answers:
                self.close()

    def _receive(self, channel: Channel, served: Sequence[ServedFile | None]) -> Iterator[Any]:
        """Yield values until the end of the answer."""
        latest = time.monotonic()
        while True:
            kind, content = self._take_frame(channel)
            if kind == b"e":
                self._end_answer(content)
                return
            if kind in (b"r", b"t"):
                if time.monotonic() - latest > self.limits.quiet_seconds:
                    raise CrewError("timeout", why="it says that it lives, and gives no answer")
                if kind == b"r":
                    self._serve(channel, content, served)
                continue
            values = self._read_values(kind, content)
            self._answers += len(values)
            yield from values
            latest = time.monotonic()

    def _end_answer(self, untrusted: bytes) -> None:
        """Take what a worker says of itself at the end of an answer: whether it has grown, and how long it worked."""
        try:
            grown, seconds = json.loads(untrusted)
            worked = min(float(seconds), 1e9)
        except (ValueError, TypeError, RecursionError) as fault:
            raise CrewError("crashed", why="its answer has no end") from fault
        self._answers = self.limits.answers if grown is True else self._answers
        self.processor_seconds += max(0.0, worked)

    def _take_frame(self, channel: Channel) -> tuple[bytes, bytes]:
        try:
            return channel.receive(
                most=2 * self.limits.answer_bytes, until=time.monotonic() + self.limits.wall_seconds
            )
        except EOFError as fault:
            raise self._explain() from fault
        except TimeoutError as fault:
            raise CrewError("timeout", why=f"no answer in {self.limits.wall_seconds:g} seconds") from fault
        except FrameError as fault:
            raise CrewError("too-large", why="more came out than is taken") from fault

    def _read_values(self, kind: bytes, untrusted: bytes) -> list[Any]:
        faults: dict[bytes, Fault] = {b"m": "memory", b"l": "too-large", b"x": "crashed"}
        if kind != b"a":
            raise CrewError(faults.get(kind, "crashed"), why=untrusted[:600].decode(errors="replace"))
        try:
            values = json.loads(untrusted)
        except (ValueError, RecursionError) as fault:
            raise CrewError("crashed", why="what came out is not JSON") from fault
        if not isinstance(values, list):
            raise CrewError("crashed", why="what came out is no list of values")
        return values

    def _serve(self, channel: Channel, untrusted: bytes, served: Sequence[ServedFile | None]) -> None:
        """Answer a worker that reads a file through us."""
        try:
            number, offset, count = (int(part) for part in untrusted.split(b" "))
        except ValueError as fault:
            raise CrewError("crashed", why="it asks for no place in a file") from fault
        file = served[number] if 0 <= number < len(served) else None
        if file is None or offset < 0 or not 0 <= count <= MOST_READ:
            raise CrewError("crashed", why="it asks for a file that it was not given")
        try:
            channel.send(b"d", file.read(offset, count))
        except OSError as fault:
            channel.send(b"n", str(fault).encode()[:_COMPLAINT])

    def _start(self) -> Channel:
        ours, theirs = socket.socketpair()
        program = [find_python(), "-m", "chaffinch.ground.crew_inside"]
        with theirs:
            self._process = subprocess.Popen(
                build_command(program),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        self._channel = channel = Channel(ours)
        self._answers, self.started = 0, self.started + 1
        try:
            channel.send(b"o", self._order)
            channel.send(b"o", self._setup_input)
            kind, content = channel.receive(most=_REQUEST, until=time.monotonic() + self.limits.start_seconds)
        except (EOFError, OSError, FrameError) as fault:
            explained = self._explain()
            self.close()
            raise explained from fault
        if kind != b"s":
            self.close()
            raise CrewError("crashed", why=content.decode(errors="replace")[:_COMPLAINT])
        return channel

    def _explain(self) -> CrewError:
        """Say why the process ended by itself."""
        process = self._process
        if process is None or process.stderr is None:
            return CrewError("crashed")
        try:
            status = process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return CrewError("crashed", why="it closed its end")
        complaint = os.read(process.stderr.fileno(), _COMPLAINT).decode(errors="replace").strip()
        if status in (128 + signal.SIGXCPU, -signal.SIGXCPU):
            return CrewError("timeout", why=f"more than {self.limits.seconds:g} seconds of the processor")
        if "bwrap:" in complaint or "setpriv:" in complaint:
            return CrewError(
                "not-available",
                why=complaint.splitlines()[-1],
                todo="allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1), or run as root",
            )
        return CrewError("crashed", why=complaint[-600:] or f"exit status {status}")

    def close(self) -> None:
        """End its process; the next request starts another one."""
        process, channel = self._process, self._channel
        self._process = self._channel = None
        if channel is not None:
            channel.close()
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0 if self._busy else _GOODBYE)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if process.stderr is not None:
                process.stderr.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _find_descriptor(file: int | ScratchFile) -> int:
    return file.descriptor if isinstance(file, ScratchFile) else file
