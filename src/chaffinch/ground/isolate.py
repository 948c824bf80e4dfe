"""Run one function on hostile bytes in a sandbox: no network, no files, bounded memory, processor and time."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from dataclasses import dataclass
from typing import IO, Any, Literal

from chaffinch.errors import ChaffinchError
from chaffinch.ground.bubblewrap import build_command, find_python

Fault = Literal["timeout", "memory", "crashed", "too-large", "not-available"]
_LARGEST_COMPLAINT = 4_000


@dataclass(frozen=True, slots=True)
class IsolationLimits:
    """Bounds of one call."""

    seconds: float = 15.0
    """By the wall clock; the processor's time has the same bound."""
    memory_bytes: int = 256_000_000
    input_bytes: int = 64_000_000
    output_bytes: int = 64_000_000
    processes: int = 8


class IsolationError(ChaffinchError):
    """The isolated function gave no value.

    Attributes:
        code: timeout, memory, crashed, too-large, not-available.
    """

    def __init__(self, code: Fault, *, why: str = "", todo: str = "") -> None:
        super().__init__(f"The isolated work ended without a result: {code}", why=why, todo=todo)
        self.code = code


def run_isolated(function: str, untrusted_input: bytes, *, limits: IsolationLimits | None = None) -> Any:
    """Call `package.module:function` of this package with the bytes, in a sandbox, and return what it returns.

    The function takes bytes and returns bytes or a JSON value. What comes back is as hostile as what went in: the
    caller validates it.

    Raises:
        IsolationError: it took too long or too much, crashed, or no sandbox can be built here.
        SandboxMissingError: bubblewrap or setpriv is not installed.
    """
    bounds = limits or IsolationLimits()
    if len(untrusted_input) > bounds.input_bytes:
        raise IsolationError("too-large", why=f"{len(untrusted_input)} bytes went in")
    program = [
        find_python(), "-m", "chaffinch.ground.isolated", function, str(bounds.memory_bytes),
        str(max(1, round(bounds.seconds))), str(bounds.output_bytes), str(bounds.processes),
    ]  # fmt: skip
    status, untrusted_output, complaint = _run_bounded(
        build_command(program), untrusted_input, seconds=bounds.seconds, output_bytes=bounds.output_bytes
    )
    if len(untrusted_output) > bounds.output_bytes:
        raise IsolationError("too-large", why="more came out than is taken")
    return _read_answer(untrusted_output, status=status, complaint=complaint)


def _run_bounded(
    command: list[str], untrusted_input: bytes, *, seconds: float, output_bytes: int
) -> tuple[int, bytes, str]:
    """Run the command; return its exit status, at most a byte more than asked, and what it complained."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        output, complaint = bytearray(), bytearray()
        assert process.stdin and process.stdout and process.stderr  # noqa: S101 - they are pipes, asked for above
        threads = [
            threading.Thread(target=_feed, args=(process.stdin, untrusted_input), daemon=True),
            threading.Thread(target=_drain, args=(process.stdout, output, output_bytes + 1), daemon=True),
            threading.Thread(
                target=_drain, args=(process.stderr, complaint, _LARGEST_COMPLAINT), daemon=True
            ),
        ]
        for thread in threads:
            thread.start()
        try:
            status = process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as fault:
            _kill(process)
            raise IsolationError("timeout", why=f"more than {seconds:g} seconds") from fault
        for thread in threads:
            thread.join(timeout=5)
    return status, bytes(output), complaint.decode(errors="replace")


def _feed(pipe: IO[bytes], content: bytes) -> None:
    try:
        with pipe:
            pipe.write(content)
    except OSError:
        pass  # it ended before it read everything; its exit status says why


def _drain(pipe: IO[bytes], into: bytearray, count: int) -> None:
    """Read to the end, so that the writer never waits, but keep only so many bytes."""
    while chunk := pipe.read(65_536):
        into += chunk[: max(0, count - len(into))]


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read_answer(untrusted_output: bytes, *, status: int, complaint: str) -> Any:
    """Tell a value from a fault by the first byte that the inside writes."""
    kind, content = untrusted_output[:1], untrusted_output[1:]
    if status == 0 and kind == b"b":
        return content
    if status == 0 and kind == b"j":
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as fault:
            raise IsolationError("crashed", why="what came out is not JSON") from fault
    if kind == b"m":
        raise IsolationError("memory", why="more memory than allowed")
    if kind == b"l":
        raise IsolationError("too-large", why="more came out than is taken")
    if status in (128 + signal.SIGXCPU, -signal.SIGXCPU, 128 + signal.SIGKILL) and not complaint:
        raise IsolationError("timeout", why="more processor time than allowed")
    if "bwrap:" in complaint or "setpriv:" in complaint:
        raise IsolationError(
            "not-available",
            why=complaint.strip().splitlines()[-1],
            todo="allow unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone=1), or run as root",
        )
    raise IsolationError("crashed", why=complaint.strip()[-600:] or f"exit status {status}")
