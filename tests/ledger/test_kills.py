"""A ledger that is killed again and again at random moments keeps what it acknowledged, and never makes two histories."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.ledger.house import make_log

from chaffinch.ledger.auditing import audit_log, compare_note
from chaffinch.ledger.log import Log

pytestmark = pytest.mark.kills
ROOT = Path(__file__).resolve().parents[2]
KILLS = 12
_WRITER = """
import random, sys
from pathlib import Path
from chaffinch.ledger.log import Log
from tests.ledger.house import KEY, make_entry

log, number = Log(Path(sys.argv[1])), int(sys.argv[2])
while True:
    number += 1
    log.add([make_entry(f"{number}")])
    print("entry", number, flush=True)
    if number % 5 == 0:
        kept = log.make_checkpoint((KEY,), chance=random.SystemRandom())
        print("checkpoint", kept.number, flush=True)
"""


def test_what_was_acknowledged_is_there_after_every_kill(tmp_path: Path) -> None:
    log, chance = make_log(tmp_path / "ledger"), random.Random(5)
    notes: dict[int, str] = {}
    said = ""
    for _ in range(KILLS):
        last = max((int(name) for name in Log(log.folder).entries), default=0)
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(log.folder), str(last)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        time.sleep(chance.uniform(0.8, 2.0))
        writer.kill()
        said += writer.communicate(timeout=30)[0]
        now = Log(log.folder)
        assert audit_log(now) == []
        for kept in now.checkpoints:
            assert notes.setdefault(kept.number, kept.note) == kept.note
            assert compare_note(now, kept.note) in ("same", "grown")
    words = [line.split() for line in said.splitlines()]
    entries = {number for what, number in words if what == "entry"}
    checkpoints = {int(number) for what, number in words if what == "checkpoint"}
    assert len(entries) > KILLS
    assert entries <= set(Log(log.folder).entries)
    assert checkpoints <= set(notes)
