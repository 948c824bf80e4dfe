"""Adding is killed at any moment, or the disk is full: nothing is lost, nothing stands there twice."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.leaks.archive.house import (
    KEY,
    ask,
    begin,
    write_letter,
    write_maildir,
    write_mbox,
)

from chaffinch.leaks.archive.opened import open_whole
from chaffinch.leaks.archive.originals import Originals

LETTERS = 160


def list_ids(archive: Path) -> Counter[str]:
    opened = open_whole(archive, key=KEY)
    (last,) = opened.tables.execute("SELECT coalesce(max(number), 0) FROM items").fetchone()
    found = Originals(opened).list(range(1, last + 1))
    return Counter(one.mail.message_id for one in found if one.mail)


_ADD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from chaffinch.leaks.archive import files
from tests.leaks.archive.house import add
files.LOT_FILES = 7
files.LOT_BYTES = 9_000
print("ready", flush=True)
add(Path(sys.argv[1]), *map(Path, sys.argv[2:]), mailbox="lise")
"""


@pytest.mark.kills
def test_killed_again_and_again_it_ends_with_every_letter_once(tmp_path: Path) -> None:
    archive = begin(tmp_path / "archive")
    letters = [write_letter(number) for number in range(LETTERS)]
    box = write_mbox(tmp_path / "lise.mbox", letters[: LETTERS // 2])
    folder = write_maildir(tmp_path / "maildir", letters[LETTERS // 2 :])
    command = [sys.executable, "-c", _ADD, str(archive), str(box), str(folder)]
    chance, kills = random.Random(7), 0
    for _ in range(8):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.01, 0.12))  # all of it takes half a second where nothing else runs
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                kills += 1
    assert kills >= 3
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert list_ids(archive) == Counter(f"<{number}.aurore@mail.aurore.test>" for number in range(LETTERS))
    reference = ask(archive)
    for number in range(0, LETTERS, 17):
        assert len(reference.find_by_message_id(f"<{number}.aurore@mail.aurore.test>")) == 1
    strays = {path.name for path in (archive / "index").iterdir()}
    named = {name for (name,) in open_whole(archive, key=KEY).tables.execute("SELECT name FROM segments")}
    assert strays == named


_FILL = """
import json, sys
from pathlib import Path
from chaffinch.leaks.archive import files
from chaffinch.leaks.archive.errors import FullDiskError
from tests.leaks.archive.house import add, begin
from tests.leaks.archive.test_kills import list_ids
files.LOT_BYTES = 24_000
disk, box = Path(sys.argv[1]), Path(sys.argv[2])
archive = begin(disk / "archive")
(disk / "other").write_bytes(bytes(1_650_000))
try:
    add(archive, box)
except FullDiskError as error:
    told = [error.code, str(archive) in error.what, sum(list_ids(archive).values())]
(disk / "other").unlink()
more = add(archive, box).added
print(json.dumps([*told, more, sorted(set(list_ids(archive).values()))]))
"""


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap makes the small disk")
def test_a_full_disk_is_named_and_what_was_kept_stands(tmp_path: Path) -> None:
    box = write_mbox(tmp_path / "lise.mbox", [write_letter(number) for number in range(LETTERS)])
    disk = tmp_path / "disk"
    disk.mkdir()
    small = ["bwrap", "--dev-bind", "/", "/", "--size", "2000000", "--tmpfs", str(disk)]
    done = subprocess.run(
        [*small, sys.executable, "-c", _FILL, str(disk), str(box)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    code, names_folder, kept, more, times = json.loads(done.stdout)
    assert (code, names_folder, times) == ("full", True, [1])
    assert 0 < kept < LETTERS
    assert kept + more == LETTERS
