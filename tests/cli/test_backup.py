"""`chaffinch backup` and `restore` from a terminal: an installation moves to another folder, and a kill leaves no half."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pyrage
import pytest
from tests.cli.test_stop import run

SECRET = pyrage.x25519.Identity.generate()
PUBLIC = str(SECRET.to_public())
PASSPHRASE = "cinq mots pris au hasard"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with forty megabytes of blobs."""
    folder = tmp_path_factory.mktemp("installed")
    ours = folder / "ours.toml"
    ours.write_text(
        '[organisation]\nname = "Les Amis"\n[watch]\ndomains = ["en-marche.fr"]\n', encoding="utf-8"
    )
    assert run("init", "--from", str(ours), home=folder / "home").returncode == 0
    for number in range(40):
        blob = folder / "home" / "blobs" / f"{number:02x}" / ("0" * 62)
        blob.parent.mkdir()
        blob.write_bytes(os.urandom(1_000_000))
    return folder / "home"


@pytest.fixture
def identity(tmp_path: Path) -> str:
    path = tmp_path / "identity"
    path.write_text(f"{SECRET}\n")
    return str(path)


def test_an_installation_moves_to_another_folder(home: Path, tmp_path: Path, identity: str) -> None:
    file, keys, moved = tmp_path / "desk.backup", tmp_path / "keys.backup", tmp_path / "moved"
    done = run("backup", str(file), "--to", PUBLIC, home=home)
    assert (done.returncode, "encrypted to 1 keys" in done.stdout) == (0, True), done.stderr
    assert "The keys are not in it" in done.stderr
    assert run("backup", str(keys), "--keys", "--to", PUBLIC, home=home).returncode == 0
    done = run("restore", str(file), "--identity", identity, home=moved)
    assert (done.returncode, "missing: keys" in done.stderr) == (0, True), done.stderr
    assert "feeding stands stopped" in done.stderr
    done = run("restore", str(keys), "--identity", identity, home=moved)
    assert (done.returncode, "missing" in done.stderr) == (0, False), done.stderr
    assert run("user", "add", "ines", home=moved).returncode == 0
    with closing(sqlite3.connect(moved / "chaffinch.sqlite3")) as database:
        names = {row[0] for row in database.execute("select username from desk_user")}
    assert names == {"admin", "ines"}


def test_a_passphrase_comes_from_a_file_or_is_asked_for(home: Path, tmp_path: Path) -> None:
    file, words = tmp_path / "keys.backup", tmp_path / "words"
    words.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    done = run("backup", str(file), "--keys", "--passphrase-file", str(words), home=home)
    assert (done.returncode, "with your passphrase" in done.stdout) == (0, True), done.stderr
    asked = subprocess.run(
        [sys.executable, "-m", "chaffinch", "restore", str(file), "--home", str(tmp_path / "new")],
        input=f"{PASSPHRASE}\n", capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    assert sorted(path.name for path in (tmp_path / "new" / "keys").iterdir()) == sorted(
        path.name for path in (home / "keys").iterdir()
    )


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("--plain", "--with-keys"), 3),
        (("--plain", "--keys"), 3),
        (("--keys", "--with-keys"), 2),
        (("--to", "age1x"), 2),
    ],
)
def test_what_would_expose_something_is_refused(
    home: Path, tmp_path: Path, arguments: tuple[str, ...], status: int
) -> None:
    done = run("backup", str(tmp_path / "x"), *arguments, home=home)
    assert done.returncode == status, done.stderr
    assert not (tmp_path / "x").exists()


def test_where_nothing_is_installed_nothing_is_backed_up(tmp_path: Path) -> None:
    done = run("backup", str(tmp_path / "x"), "--plain", home=tmp_path / "none")
    assert (done.returncode, "There is no installation" in done.stderr) == (2, True)


@pytest.mark.kills
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_kill_leaves_a_whole_backup_or_none(
    home: Path, tmp_path: Path, identity: str, share: float
) -> None:
    file = tmp_path / "desk.backup"
    _kill_at(share, "backup", str(file), "--to", PUBLIC, home=home)
    if file.exists():
        assert run("restore", str(file), "--identity", identity, home=tmp_path / "whole").returncode == 0
        file.unlink()
    assert run("backup", str(file), "--to", PUBLIC, home=home).returncode == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert list((home / ".backup").iterdir()) == []


@pytest.mark.kills
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_kill_leaves_an_installation_or_none(
    home: Path, tmp_path: Path, identity: str, share: float
) -> None:
    file, moved = tmp_path / "desk.backup", tmp_path / "moved"
    assert run("backup", str(file), "--to", PUBLIC, home=home).returncode == 0
    _kill_at(share, "restore", str(file), "--identity", identity, home=moved)
    if not (moved / "chaffinch.toml").exists():
        done = run("restore", str(file), "--identity", identity, "--replace", home=moved)
        assert done.returncode == 0, done.stderr
    assert not (moved / ".restoring").exists()
    blobs = sorted(path.relative_to(home) for path in (home / "blobs").rglob("*"))
    assert sorted(path.relative_to(moved) for path in (moved / "blobs").rglob("*")) == blobs


def _kill_at(share: float, *arguments: str, home: Path) -> None:
    """Kill a verb once so much of what it makes is on the disk."""
    command = [sys.executable, "-m", "chaffinch", *arguments, "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        watched = home.parent if arguments[0] == "restore" else Path(arguments[1]).parent
        deadline, reached = time.monotonic() + 30, int(40_000_000 * share)
        while process.poll() is None and time.monotonic() < deadline:
            if _measure(watched, "restoring" if arguments[0] == "restore" else ".part") >= reached:
                process.kill()
            time.sleep(0.002)


def _measure(folder: Path, named: str) -> int:
    """Return the bytes of what is being made."""
    size = 0
    for path in folder.rglob("*"):
        try:
            if named in str(path) and path.is_file():
                size += path.stat().st_size
        except FileNotFoundError:
            continue
    return size
