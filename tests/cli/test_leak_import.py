"""`chaffinch leak import` puts a dump to the desk's worker, by a person who proves who they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def run(home: Path, *arguments: str, password: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CHAFFINCH_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "chaffinch", *arguments],
        env=environment, input=password, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_a_dump_is_put_to_the_worker(tmp_path: Path) -> None:
    home, dump = tmp_path / "home", tmp_path / "friday"
    dump.mkdir()
    ours = tmp_path / "our.toml"
    ours.write_text(
        '[organisation]\nname = "Mouvement Aurore"\n[watch]\ndomains = ["aurore.test"]\n', encoding="utf-8"
    )
    made = run(home, "init", "--from", str(ours))
    assert made.returncode == 0, made.stderr
    password = made.stdout.partition("password")[2].split()[0]
    wanted = ("leak", "import", str(dump), "--country", "FR", "--vote", "2027-04-11", "--as", "admin")
    done = run(home, *wanted, password=f"{password}\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["page"] == "/dumps/1/"
    again = run(home, *wanted, password=f"{password}\n")
    assert again.returncode == 2
    assert "is being read already" in again.stderr
    wrong = run(home, "leak", "import", str(dump), "--vote", "Sunday", "--as", "admin", password="x\n")
    assert wrong.returncode == 2
    assert "is no day" in wrong.stderr
