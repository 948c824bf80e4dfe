"""`chaffinch traps`: a decoy mail host by one command, and gone by another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.tripwires.mailhost.running import find_free_ports, make_certificate, needs_dovecot

from chaffinch.cli.traps import traps
from chaffinch.desk.home import Home
from chaffinch.tripwires.mailhost.folder import HostFolder

LETTERS = """From a@decoy.test Mon Mar  2 08:15:00 2026
From: a@decoy.test
Subject: Un
Date: Mon, 02 Mar 2026 08:15:00 +0100
Status: RO
X-Status: AF

Bonjour

From b@decoy.test Tue Mar  3 08:15:00 2026
From: b@decoy.test
Subject: Deux

Salut
"""


def call(*arguments: object, typed: str | None = None) -> Result:
    return CliRunner().invoke(traps, [str(argument) for argument in arguments], input=typed)


@pytest.fixture
def options(tmp_path: Path) -> list[object]:
    certificate, key = make_certificate(tmp_path)
    accounts = tmp_path / "traps.csv"
    accounts.write_text(
        "address,password,name\nanna@decoy.test,Sommer-1,Anna\nbroken line\nBea@other.test,Brume-2,Béa\n"
    )
    imap, submission = find_free_ports(2)
    return [
        "--listen", f"127.0.0.1:{imap}", "--submission", f"[::1]:{submission}", "--certificate", certificate,
        "--key", key, "--accounts", accounts,
    ]  # fmt: skip


@needs_dovecot
def test_from_nothing_to_a_host_and_back(tmp_path: Path, options: list[object]) -> None:
    folder = tmp_path / "host"
    key = tmp_path / "sign-ins.key"
    key.write_text("ab" * 32 + "\n")
    made = call("set-up", folder, *options, "--sign-ins-key", key)
    assert made.exit_code == 0, made.output
    assert "mail.decoy.test, 2 accounts" in made.output and "line 3: no-address" in made.output
    assert HostFolder.at(folder).read_keys().nonce == "ab" * 32
    unit = next(folder.glob("mail-*.service")).read_text()
    assert f'-m chaffinch traps run "{folder}"' in unit and "MemoryMax=" in unit
    assert call("check", folder).exit_code == 0
    status = call("status", folder)
    told = json.loads(status.output)
    assert status.exit_code == 1
    assert (told["running"], told["faults"]) == (False, ["no-state"])
    assert told["accounts"] == {"decoy.test": 1, "other.test": 1}
    more = tmp_path / "more.csv"
    more.write_text("carl@decoy.test,Nacht-3,Carl\n")
    assert call("add", folder, "--accounts", more).output == "1 new accounts\n"
    (tmp_path / "letters.mbox").write_text(LETTERS)
    filled = call("fill", folder, "carl@decoy.test", "--mbox", tmp_path / "letters.mbox", "--into", "Archive")
    assert filled.output == "2 messages planted\n"
    planted = sorted((folder / "mail" / "carl@decoy.test" / "Maildir" / ".Archive" / "cur").iterdir())
    assert [path.name.partition(":")[2] for path in planted] == ["2,FRS", "2,"]
    assert b"Status" not in planted[0].read_bytes()
    assert planted[0].stat().st_mtime == 1_772_435_700
    assert call("tear-down", folder, typed="n\n").exit_code == 1
    assert folder.exists()
    gone = call("tear-down", folder, "--yes")
    assert gone.exit_code == 0 and "3 accounts, 2 messages" in gone.output
    assert not folder.exists()


@needs_dovecot
def test_the_desks_own_key_is_taken_where_it_is(tmp_path: Path, options: list[object]) -> None:
    home = Home(tmp_path / "home")
    home.create()
    assert call("set-up", tmp_path / "host", *options, "--home", home.folder).exit_code == 0
    assert HostFolder.at(tmp_path / "host").read_keys().nonce == home.read_key("sign-ins").hex()
    without = call("set-up", tmp_path / "other", *options)
    assert "cannot tell a decoy's own password from a guess" in without.output


@needs_dovecot
def test_letters_for_nobody_are_refused(tmp_path: Path, options: list[object]) -> None:
    folder = tmp_path / "host"
    assert call("set-up", folder, *options).exit_code == 0
    (tmp_path / "letters.mbox").write_text(LETTERS)
    refused = call("fill", folder, "nobody@decoy.test", "--mbox", tmp_path / "letters.mbox")
    assert "is no account of the decoy mail host" in str(refused.exception)
    assert "Name what to plant" in str(call("fill", folder, "anna@decoy.test").exception)
    wrong = call("fill", folder, "anna@decoy.test", "--mbox", tmp_path / "letters.mbox", "--into", "a/../b")
    assert "could not be planted" in str(wrong.exception)
    assert not list((folder / "mail").rglob("*:2,*"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--listen", "993"], "is no address to listen on"),
        (["--listen", "0.0.0.0:99999"], "is no address to listen on"),
        (["--listen", ""], "A mail host without IMAP is none"),
        (["--sign-ins-key", "/dev/null/x"], "holds no key"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, arguments: list[str], said: str) -> None:
    made = call("set-up", tmp_path / "host", "--certificate", "c", "--key", "k", *arguments)
    assert said in str(made.exception)
    assert not (tmp_path / "host").exists()


def test_a_folder_that_is_no_host_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    for verb in (["status"], ["check"], ["run"], ["tear-down", "--yes"]):
        assert "is no folder of a decoy mail host" in str(call(verb[0], tmp_path, *verb[1:]).exception)
    assert (tmp_path / "mine").read_text() == "x"
