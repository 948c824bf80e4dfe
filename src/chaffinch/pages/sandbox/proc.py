"""Measure and end the processes below the worker, from outside the sandbox (Linux /proc)."""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """One process and what only it holds in memory."""

    number: int
    parent: int
    memory_bytes: int
    renderer: bool


def list_processes_below(root: int) -> list[Process]:
    """Return the root process and everything it started, directly or not."""
    children: dict[int, list[Process]] = {}
    found: list[Process] = []
    for entry in _PROC.iterdir():
        process = _read(entry) if entry.name.isdigit() else None
        if process is not None:
            children.setdefault(process.parent, []).append(process)
            found += [process] if process.number == root else []
    for process in found:
        found += children.get(process.number, [])
    return found


def kill_largest_renderer(root: int) -> bool:
    """End the tab process that holds the most memory; return whether there was one."""
    renderers = [process for process in list_processes_below(root) if process.renderer]
    if not renderers:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(max(renderers, key=lambda one: one.memory_bytes).number, signal.SIGKILL)
    return True


def _read(folder: Path) -> Process | None:
    """Read one process; None when it has just ended. RssAnon and RssShmem leave out shared program text."""
    try:
        status = dict(
            line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line
        )
        renderer = b"--type=renderer" in (folder / "cmdline").read_bytes()
    except OSError:
        return None
    held = sum(int(status.get(name, "0").split()[0]) for name in ("RssAnon", "RssShmem"))
    return Process(int(folder.name), int(status["PPid"]), held * 1024, renderer)
