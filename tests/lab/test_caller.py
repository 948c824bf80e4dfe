"""The range's phisher opens the organisation's mail server's door with each log-in that he caught, once."""

from __future__ import annotations

import random
import re
import threading
import time
from pathlib import Path

import pytest

from chaffinch.ground.range_directory import RangeDirectory
from chaffinch.lab import caller
from chaffinch.lab.accounts import Account
from chaffinch.lab.caller import SOURCE, Tried, play_phisher
from chaffinch.lab.post_office.dovecot import find_dovecot
from chaffinch.lab.range import Range
from chaffinch.lab.sites import EXACT_HOST

pytestmark = pytest.mark.skipif(find_dovecot() is None, reason="Dovecot is not installed")
TRAP = Account("Léa Martin", "lea.martin@mouvement-aurore.test", "Brume-sur-le-quai-3", "")


def wait_until(true: threading.Event) -> None:
    assert true.wait(30)


def test_each_log_in_is_tried_once_from_one_address_and_the_log_is_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caller, "_QUIET_SECONDS", 0.2)
    monkeypatch.setattr(caller, "_LOOK_SECONDS", 0.1)
    stopping, opened, begun, tried = threading.Event(), threading.Event(), list[int](), list[Tried]()
    with Range(tmp_path) as lab:
        thread = threading.Thread(
            target=play_phisher,
            args=(lab,),
            kwargs={
                "traps": [TRAP], "stopping": stopping, "rng": random.Random(1),
                "opened": opened.set, "begin": begun.append, "end": tried.append,
            },
        )  # fmt: skip
        thread.start()
        try:
            wait_until(opened)
            log = Path(RangeDirectory.read(lab.file).sign_in_log)
            lab.desk.collect(EXACT_HOST, address=TRAP.address, password=TRAP.password)
            lab.desk.collect(EXACT_HOST, address="nobody.here@mouvement-aurore.test", password="x-y-z-7")
            await_sittings(tried, 1)
            lab.desk.collect(EXACT_HOST, address="another.one@mouvement-aurore.test", password="x-y-z-8")
            await_sittings(tried, 2)
            said = log.read_text()
        finally:
            stopping.set()
            thread.join(30)
    assert not thread.is_alive()
    assert (begun, tried) == ([2, 1], [Tried(2, 1), Tried(1, 0)])
    assert said.count(f"rip={SOURCE}") == 3
    # `Login` in 2.3, `Logged in` in 2.4
    assert len(re.findall(r"Log(?:ged )?in: user=<lea\.martin@mouvement-aurore\.test>", said)) == 1
    assert not log.exists()


def await_sittings(tried: list[Tried], count: int) -> None:
    deadline = time.monotonic() + 30
    while len(tried) < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)
