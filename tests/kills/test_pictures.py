"""The reading of words in a dump's pictures is killed again and again at the desk: nothing is lost, nothing is read twice."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.desk.web.serving import ROOT, SETTINGS
from tests.leaks.scans import needs_tesseract

pytestmark = [pytest.mark.kills, pytest.mark.timeout(300), needs_tesseract]
KILLS = 2 if not os.environ.get("CHAFFINCH_FULL") else 20
_COPIES = 10
_BEGIN = """
import sys
from pathlib import Path
import django
django.setup()
from django.utils import timezone
from tests.desk.pictured import import_dump, write_place
from chaffinch.desk.models import User
from chaffinch.desk.services.audit import Actor
from chaffinch.desk.services.pictures import start_pictures

actor = Actor("ines", User.objects.get(username="ines").pk)
place = write_place(Path(sys.argv[1]), copies=int(sys.argv[2]))
dump = import_dump(place, actor=actor, now=timezone.now(), clock=timezone.now)
start_pictures(dump.pk, languages="fra+eng", actor=actor, now=timezone.now())
"""
_WORK = """
import django
django.setup()
from django.utils import timezone
from tests.desk.pictured import work_pictures
from chaffinch.desk.models import Dump
work_pictures(Dump.objects.get(), clock=timezone.now)
"""
_TELL = """
import json
import django
django.setup()
from chaffinch.desk.models import DumpPicture, PicturePass
rows = DumpPicture.objects.values_list("item__path", "state", "in_archive", "fault", "item__verdict")
print(json.dumps([PicturePass.objects.get().state, sorted(map(list, rows))]))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder whose desk has read a dump, and is to read its pictures."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "chaffinch.toml").write_text(SETTINGS.format(port=8000), encoding="utf-8")
    run(home, "-m", "tests.desk.web.serving", "empty")
    run(home, "-c", _BEGIN, str(tmp_path), str(_COPIES))
    return home


def surround(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "CHAFFINCH_HOME": str(home), "DJANGO_SETTINGS_MODULE": "chaffinch.desk.settings"}


def run(home: Path, *arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=surround(home), cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout


def read_log(home: Path) -> list[str]:
    """Return the items of the whole lines of the log, in its order."""
    log = home / "dumps" / "1" / "ocr.jsonl"
    if not log.exists():
        return []
    lines = log.read_bytes().rpartition(b"\n")[0].splitlines()
    return [json.loads(line)["item"] for line in lines[1:]]


def work_and_kill(home: Path, *, more: int, wait: float) -> list[str]:
    """Have it read until so many more items stand in the log, kill it a little later; return what stands there then."""
    known = len(read_log(home))
    with subprocess.Popen([sys.executable, "-c", _WORK], env=surround(home), cwd=ROOT) as worker:
        while len(read_log(home)) < known + more:
            assert worker.poll() is None
            time.sleep(0.02)
        time.sleep(wait)
        worker.kill()
    return read_log(home)


def test_killed_at_any_moment_it_goes_on_where_it_was(home: Path) -> None:
    chance, kept = random.Random(5), list[str]()
    before = [row[4] for row in json.loads(run(home, "-c", _TELL))[1]]
    for _ in range(KILLS):
        after = work_and_kill(home, more=1 + chance.randrange(3), wait=chance.uniform(0, 0.5))
        assert after[: len(kept)] == kept
        kept = after
    assert len(kept) == len(set(kept)) < 7 + _COPIES
    log = home / "dumps" / "1" / "ocr.jsonl"
    assert log.stat().st_mode & 0o777 == 0o600
    run(home, "-c", _WORK)
    assert not log.exists()
    state, rows = json.loads(run(home, "-c", _TELL))
    assert state == "read"
    assert {path: fault for path, _, _, fault, _ in rows if fault} == {
        "coffre.zip!/scan.png": "encrypted",
        "shots/bomb.png": "too-large",
    }
    assert sum(in_archive for _, _, in_archive, _, _ in rows) == 3 + _COPIES
    assert [row[4] for row in rows] == before
