"""Domains, staff and registered accounts from the command line, in an installation of its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.test_stop import run

DOMAIN = "en-marche.fr"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place, ours = tmp_path / "home", tmp_path / "ours.toml"
    ours.write_text(
        f'[organisation]\nname = "Les Amis"\n[watch]\ndomains = ["{DOMAIN}"]\n'
        '[sources]\nresolver = "127.0.0.1:9"\n',
        encoding="utf-8",
    )
    assert run("init", "--from", str(ours), home=place).returncode == 0
    return place


def test_lists_are_read_and_bad_lines_named(home: Path, tmp_path: Path) -> None:
    team, traps = tmp_path / "team.csv", tmp_path / "traps.csv"
    team.write_text(f"Inès Kerbrat,ines@{DOMAIN}\nTomas\n", encoding="utf-8")
    done = run("feed", "staff", str(team), "--whole", home=home)
    assert (done.returncode, done.stdout) == (0, "1 new, 0 known already, 0 left\n"), done.stderr
    assert f"{team}, line 2: no-address" in done.stderr
    traps.write_text(f"ana.roux@{DOMAIN},Brume-7\n", encoding="utf-8")
    done = run("decoys", "keep", str(traps), "--isolated", home=home)
    assert (done.returncode, done.stdout) == (0, "1 kept, 1 ready\n"), done.stderr
    with closing(sqlite3.connect(home / "chaffinch.sqlite3")) as database:
        whole = b"".join(
            bytes(row[0])
            for row in database.execute(
                "select sealed from desk_knownperson union select sealed from desk_trapaccount"
            )
        )
    assert b"Brume" not in whole
    assert b"Kerbrat" not in whole


def test_a_domain_that_nobody_proves_is_told_with_the_record_to_write(home: Path) -> None:
    done = run("feed", "prove", DOMAIN, home=home)
    assert done.returncode == 1
    assert done.stdout.startswith("_")
    assert f".{DOMAIN}.  TXT  " in done.stdout
    assert "It is not proved" in done.stderr
    assert run("feed", "prove", "elsewhere.fr", home=home).returncode == 2
    assert run("feed", "status", home=home).stdout == ""
    assert "There is no case 7" in run("feed", "stop", "7", home=home).stderr
