"""The processes of one installation live and end together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from chaffinch.desk.home import Home
from chaffinch.desk.supervisor import (
    Child,
    PortInUseError,
    check_listen_address,
    lock_home,
    python_child,
    supervise,
)


def wait_for(path: Path, *, lines: int) -> list[str]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if path.exists() and len(found := path.read_text().split()) >= lines:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{path} did not get {lines} lines")


def writer(path: Path, ending: str) -> Child:
    return python_child(
        "writer", "-c", f"import os; open({str(path)!r}, 'a').write(f'{{os.getpid()}}\\n'); {ending}"
    )


def supervise_in_background(child: Child) -> tuple[threading.Event, threading.Thread, list[str]]:
    stopping, said = threading.Event(), list[str]()
    thread = threading.Thread(
        target=supervise, args=([child],), kwargs={"stopping": stopping, "say": said.append}
    )
    thread.start()
    return stopping, thread, said


def test_a_child_that_ends_is_started_again_and_it_is_said(tmp_path: Path) -> None:
    stopping, thread, said = supervise_in_background(writer(tmp_path / "pids", "raise SystemExit(75)"))
    wait_for(tmp_path / "pids", lines=3)
    stopping.set()
    thread.join(timeout=20)
    assert "writer ended (75)" in said[0]


def test_stopping_ends_a_child_that_does_not_listen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chaffinch.desk.supervisor._STOP_SECONDS", 0.5)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    stopping, thread, _said = supervise_in_background(writer(tmp_path / "pids", deaf))
    pid = int(wait_for(tmp_path / "pids", lines=1)[0])
    stopping.set()
    thread.join(timeout=20)
    assert not thread.is_alive()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_children_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = (
        "import threading; from pathlib import Path; from chaffinch.desk.supervisor import supervise, python_child;"
        f"c = python_child('c', '-c', \"import os, time; open({str(tmp_path / 'pids')!r}, 'a').write(f'{{os.getpid()}}\\\\n');"
        ' time.sleep(60)"); supervise([c], stopping=threading.Event(), say=print)'
    )
    with subprocess.Popen([sys.executable, "-c", program]) as parent:
        pid = int(wait_for(tmp_path / "pids", lines=1)[0])
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_two_on_one_home_are_refused(home: Home) -> None:
    first = lock_home(home)
    program = (
        "import sys; from chaffinch.desk.home import find_home; from chaffinch.desk.supervisor import lock_home;"
        " lock_home(find_home(sys.argv[1]))"
    )
    second = subprocess.run(
        [sys.executable, "-c", program, str(home.folder)], capture_output=True, text=True, check=False
    )
    assert "HomeInUseError" in second.stderr
    first.close()
    lock_home(home).close()


def test_a_taken_port_is_named_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortInUseError, match="cannot listen"):
            check_listen_address(f"127.0.0.1:{taken.getsockname()[1]}")
