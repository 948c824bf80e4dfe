"""The desk's ledger is killed again and again in the midst of its nights: no second history, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from chaffinch.ledger.auditing import audit_log, compare_note
from chaffinch.ledger.log import Log
from tests.desk.ledger_house import CUSTODIAN
from tests.desk.web.serving import ROOT, SETTINGS

pytestmark = [pytest.mark.kills, pytest.mark.timeout(240)]
KILLS = 4 if not os.environ.get("CHAFFINCH_FULL") else 40
_WRITER = """
import random, sys
from datetime import UTC, datetime
import django
django.setup()
from tests.desk.ledger_house import make_ask
from tests.desk.services.test_ledger import planted
from tests.ledger.authority import make_authority
from chaffinch.desk.models import LedgerEntry, User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.checkpoints import ask_stamps, make_checkpoint, put_out_notes
from chaffinch.desk.services.ledger import begin_ledger, commit_entries, require_ledger
from chaffinch.desk.services.sealing import seal_lists
from chaffinch.desk.ledger_folder import open_ledger

if open_ledger() is None:
    user = User.objects.get(username="ines")
    begin_ledger(origin="aurore.test/ledger", most=20_000, actor=Actor("ines", user.pk), now=datetime.now(UTC))
chance, alpha = random.SystemRandom(), make_authority("alpha.test", kind="ec")
number = LedgerEntry.objects.count() + 1_000 * int(sys.argv[1])
print("begun", flush=True)
while True:
    now = datetime.now(UTC)
    names = [f"{number + step}" for step in range(20)]
    commit_entries([planted(name, now) for name in names], now=now)
    print("entries", *names, flush=True)
    number += 20
    row = make_checkpoint(due=now, now=now, chance=chance)
    print("checkpoint", row.number, flush=True)
    log = require_ledger()
    ask_stamps(log, ask=make_ask(alpha, at=now.replace(microsecond=0)), chance=chance, now=now)
    put_out_notes(log)
    seal_lists(log)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with its tables and a log-in, two authorities and a custodian."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    table = f'[ledger]\nauthorities = ["alpha.test=https://alpha.test/"]\ncustodians = ["{CUSTODIAN}"]\n'
    (home / "chaffinch.toml").write_text(SETTINGS.format(port=8000) + table, encoding="utf-8")
    fill = [sys.executable, "-m", "tests.desk.web.serving", "empty"]
    subprocess.run(fill, env=surround(home), cwd=ROOT, check=True)
    return home


def surround(home: Path) -> dict[str, str]:
    names = {"CHAFFINCH_HOME": str(home), "DJANGO_SETTINGS_MODULE": "chaffinch.desk.settings"}
    return {**{key: value for key, value in os.environ.items() if key != "DATABASE_URL"}, **names}


def write_and_kill(home: Path, *, number: int, seconds: float) -> str:
    """Let a writer work for so long after it has begun, and kill it; return what it acknowledged."""
    command = [sys.executable, "-c", _WRITER, str(number)]
    with subprocess.Popen(command, cwd=ROOT, env=surround(home), stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        said = writer.stdout.readline()
        time.sleep(seconds)
        writer.kill()
        return said + writer.stdout.read()


def test_no_second_history_and_nothing_lost_however_often_it_is_killed(home: Path) -> None:
    chance = random.Random(11)
    notes: dict[int, str] = {}
    entries: set[str] = set()
    made: set[int] = set()
    for kill in range(KILLS):
        said = write_and_kill(home, number=kill, seconds=chance.uniform(0.1, 1.2))
        assert said.startswith("begun")
        for words in map(str.split, said.splitlines()):
            entries |= set(words[1:]) if words[:1] == ["entries"] else set()
            made |= {int(words[1])} if words[:1] == ["checkpoint"] and len(words) > 1 else set()
        log = Log(home / "ledger")
        assert audit_log(log) == []
        for kept in log.checkpoints:
            assert notes.setdefault(kept.number, kept.note) == kept.note
        with closing(connect(home / "chaffinch.sqlite3")) as tables:
            for number, note in tables.execute("select number, note from desk_ledgercheckpoint"):
                assert notes[number] == note
                assert compare_note(log, note) in ("same", "grown")
            rows = {name for (name,) in tables.execute("select name from desk_ledgerentry")}
        assert entries <= rows <= set(log.entries)
        assert made <= set(notes)
    assert len(entries) >= 20 * KILLS // 2
    assert len(made) >= KILLS // 2
