"""The same chunks on a Dask cluster: a scheduler and two workers, each a process of its own, on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.leaks.triage.doubles import open_lines, plan_lines

from chaffinch.leaks.triage import TriageOrder, triage
from chaffinch.leaks.triage.errors import TriageError

_ROOT = Path(__file__).resolve().parents[3]


def find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def run_dask(kind: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    process = subprocess.Popen(
        command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    port = find_port()
    with run_dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show"):
        yield f"tcp://127.0.0.1:{port}"


def run_worker(scheduler: str) -> object:
    return run_dask(
        "worker", scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"
    )


def write_dump(folder: Path, *, files: int) -> TriageOrder:
    for number in range(files):
        (folder / f"{number:02}.txt").write_text(f"true {number}\nmail {number}\nbroken\n")
    return TriageOrder(source=str(folder), archive="", workers=1)


@pytest.mark.filterwarnings("ignore")  # of Dask's own libraries, in this process
def test_a_cluster_of_which_one_worker_is_killed_finds_the_same(tmp_path: Path, scheduler: str) -> None:
    order = write_dump(tmp_path, files=24)
    expected = list(triage(order, plan=plan_lines, bench=open_lines))
    found = []
    with run_worker(scheduler), run_worker(scheduler) as second:  # type: ignore[attr-defined]
        for part in triage(replace(order, scheduler=scheduler), plan=plan_lines, bench=open_lines):
            found.append(part)
            if len(found) == 3:
                os.killpg(second.pid, signal.SIGKILL)
    assert found == expected


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chaffinch.leaks.triage.cluster._CONNECT", "1s")
    order = replace(write_dump(tmp_path, files=1), scheduler=f"tcp://127.0.0.1:{find_port()}")
    with pytest.raises(TriageError, match="does not answer"):
        next(triage(order, plan=plan_lines, bench=open_lines))
