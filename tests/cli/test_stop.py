"""The kill switch works with and without an installation, and as often as somebody throws it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chaffinch", *arguments],
        env={**os.environ, "CHAFFINCH_HOME": str(home)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_it_is_thrown_where_nothing_is_installed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for _ in range(2):
        done = run("stop", home=home)
        assert (done.returncode, "feeding.stopped" in done.stdout) == (0, True), done.stderr
    assert [path.name for path in home.iterdir()] == ["feeding.stopped"]


def test_it_is_on_record_where_there_is_a_desk(tmp_path: Path) -> None:
    home, ours = tmp_path / "home", tmp_path / "ours.toml"
    ours.write_text(
        '[organisation]\nname = "Les Amis"\n[watch]\ndomains = ["en-marche.fr"]\n', encoding="utf-8"
    )
    assert run("init", "--from", str(ours), home=home).returncode == 0
    assert run("stop", "--reason", "a drill", home=home).returncode == 0
    assert (home / "feeding.stopped").stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(home / "chaffinch.sqlite3")) as database:
        rows = database.execute(
            "select actor, action, reason from desk_auditentry where action like 'feeding%'"
        ).fetchall()
    assert rows == [("command line", "feeding killed", "a drill")]
