"""A wish to stop comes through whatever the main thread does at that moment."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

_SAME_MOMENT = """
import os, signal
from chaffinch.ground.ending import catch_end_signals
wanted = catch_end_signals()
with wanted._cond:  # as the main thread does for a moment each time that it begins to wait
    os.kill(os.getpid(), signal.SIGTERM)
assert wanted.wait(20)
print("ended")
"""
_TWICE = """
import os, signal
from chaffinch.ground.ending import catch_end_signals
wanted = catch_end_signals()
os.kill(os.getpid(), signal.SIGINT)
assert wanted.wait(20)
os.kill(os.getpid(), signal.SIGINT)
print("went on")
"""


def run(program: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout


def test_a_signal_while_the_lock_is_held_does_not_wait_for_itself() -> None:
    assert run(_SAME_MOMENT) == (0, "ended\n")


def test_a_second_one_ends_at_once() -> None:
    assert run(_TWICE) == (130, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_waits_until_one_comes(number: signal.Signals) -> None:
    program = "from chaffinch.ground.ending import catch_end_signals\nwanted = catch_end_signals()\nprint(1, flush=True)\nwanted.wait()"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        assert process.poll() is None
        process.send_signal(number)
        assert process.wait(timeout=60) == 0
