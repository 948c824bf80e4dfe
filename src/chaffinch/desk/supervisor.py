"""Keep the processes of one installation alive, and end them together. No Django here."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

from chaffinch.desk.home import Home
from chaffinch.errors import UsageError

#: A worker that ends with it asks to be started anew at once (a job hung).
START_AGAIN = 75
_STOP_SECONDS = 12.0


class HomeInUseError(UsageError):
    """Another Chaffinch works in this home folder."""


class PortInUseError(UsageError):
    """Something else listens on the desk's address."""


@dataclass(slots=True)
class Child:
    """One process that is to run all the time."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    start_at: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)


def lock_home(home: Home) -> IO[str]:
    """Take the home folder for this process alone; the lock ends with the process, however it ends.

    Raises:
        HomeInUseError: another process has it.
    """
    stream = (home.folder / "lock").open("w")
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        stream.close()
        raise HomeInUseError(
            f"Another Chaffinch works in {home.folder}.",
            why="Two workers and two desks on one folder would stand in each other's way.",
            todo="Stop the other one, or give this one a folder of its own with --home.",
        ) from error
    return stream


def check_listen_address(listen: str) -> None:
    """See that nothing listens there yet.

    Raises:
        PortInUseError: something does, or the address is not of this machine.
    """
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise PortInUseError(
                f"The desk cannot listen on {listen}.",
                why=str(error),
                todo="Stop what listens there, or choose another address: listen in [desk] of chaffinch.toml.",
            ) from error


def supervise(
    children: Sequence[Child],
    *,
    stopping: threading.Event,
    say: Callable[[str], None],
) -> None:
    """Run the children until `stopping` is set; a child that ends is started again, ever more slowly.

    They share this process's group, so that Ctrl-C reaches all, and die with it, even by kill -9.
    """
    while not stopping.is_set():
        for child in children:
            _keep_alive(child, say=say)
        stopping.wait(0.3)
    end_children(children)


def end_children(children: Sequence[Child]) -> None:
    """Ask every child to end, and end those that do not within seconds."""
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _keep_alive(child: Child, *, say: Callable[[str], None]) -> None:
    now = time.monotonic()
    if child.process is not None:
        status = child.process.poll()
        if status is None:
            if child.failures and now - child.start_at > 60:
                child.failures = 0
            return
        child.process = None
        child.failures = 0 if status == START_AGAIN else child.failures + 1
        pause = min(30.0, 0.5 * 2**child.failures) if child.failures else 0.0
        say(f"{child.name} ended ({status}); starting it again in {pause:.0f} s")
        child.start_at = now + pause
    if now >= child.start_at:
        child.start_at = now
        child.process = subprocess.Popen(
            list(child.command),
            env={**os.environ, **child.environment},
        )


def python_child(name: str, *arguments: str) -> Child:
    """Return a child that runs this Python, and that the kernel ends when its parent dies, however it dies."""
    return Child(name=name, command=["setpriv", "--pdeathsig", "TERM", sys.executable, *arguments])
