"""`chaffinch archive`, run as a user runs it, from the first add to a proof that a stranger checks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.leaks.archive.house import write_letter, write_mbox

RECORD = ("--notice", "circular", "--legal-basis", "register no. 7", "--assessment", "DPIA of 1 March")


def run(*arguments: object, status: int = 0, room: str = "archive") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chaffinch", room, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == status, (done.stdout, done.stderr)
    return done


def read(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHAFFINCH_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CHAFFINCH_KEY_FILE", raising=False)
    return tmp_path / "home"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return write_mbox(
        tmp_path / "lise.corbel@aurore.test.mbox", [write_letter(number) for number in range(6)]
    )


def test_an_archive_is_made_filled_rooted_and_an_original_of_it_proved(home: Path, box: Path) -> None:
    told = run("add", box, *RECORD)
    assert {**read(told), "archive": ""} == {
        "archive": "", "added": 6, "known": 0, "private": {}, "faults": 0, "items": 6,
    }  # fmt: skip
    assert "Keep a second copy" in told.stderr
    assert read(run("add", box))["added"] == 0
    run("begin", "--origin", "aurore.test/ledger", room="ledger")
    root = read(run("root"))
    assert (root["entered"], root["items"]) == (True, [1, 6])
    assert run("root").stdout == ""
    run("checkpoint", room="ledger")
    original = home / "original.json"
    hint = run("prove", 3, "--out", original).stderr
    assert root["entry"] in hint
    proof = home / "proof.json"
    run("prove", root["entry"], "--original", original, "--out", proof, room="ledger")
    said = read(run("verify", proof, room="ledger", status=1))
    assert said["item"]["kind"] == "original"
    survey = read(run("status"))
    assert survey["mailboxes"] == [{"mailbox": "lise.corbel@aurore.test", "items": 6, "covered": []}]
    assert (survey["roots"], survey["not_in_a_root"]) == (1, 0)


def test_without_notice_nothing_is_made_not_even_a_key(home: Path, box: Path) -> None:
    refused = run("add", box, status=3)
    assert "notice, legal-basis, assessment" in refused.stderr
    assert not (home / "keys").exists()
    assert not (home / "archive").exists()


def test_notice_and_sources_may_stand_in_the_settings(home: Path, box: Path) -> None:
    home.mkdir()
    (home / "chaffinch.toml").write_text(
        '[archive]\nnotice = "a"\nlegal_basis = "b"\nassessment = "c"\nbreach = "2026-05-01"\n'
        f'[[archive.sources]]\nwhere = "{box}"\nmailbox = "lise.corbel@aurore.test"\n'
        '[watch]\ndomains = ["aurore.test"]\n'
    )
    assert read(run("add"))["added"] == 6
    assert read(run("status"))["breach"] == "2026-05-01"


def test_a_fault_is_named_and_ends_with_one(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "a.eml").symlink_to(tmp_path / "nowhere")
    told = run("add", tmp_path / "mail", *RECORD, status=1)
    assert "a.eml: link" in told.stderr
    assert read(run("status", "--faults"))["path"] == "a.eml"


@pytest.mark.parametrize("arguments", [["nothing-there"], [], ["ftp://x"]])
def test_a_source_that_cannot_be_read_is_an_error(home: Path, arguments: list[str]) -> None:
    run("add", *arguments, *RECORD, status=2 if not arguments or "://" in arguments[0] else 1)


def test_days_are_covered_by_a_log(home: Path, box: Path, tmp_path: Path) -> None:
    run("add", box, *RECORD)
    log = tmp_path / "mail.log"
    log.write_text(
        "".join(
            f"2026-03-{day:02}T08:00:00Z mx postfix/cleanup[1]: A: message-id=<{day}@x.example>\n"
            f"2026-03-{day:02}T08:00:00Z mx postfix/lmtp[1]: A: to=<lise.corbel@aurore.test>, status=sent\n"
            for day in range(1, 9)
        )
    )
    told = read(run("cover", "lise.corbel@aurore.test", "--log", log))
    assert told["covered"] == [["2026-03-02", "2026-03-07"]]
    assert told["message_ids"] == 8
    assert "does not name" in run("cover", "karim@aurore.test", "--log", log, status=2).stderr
    run("cover", "lise.corbel@aurore.test", status=2)


def test_another_key_does_not_open_it(home: Path, box: Path, tmp_path: Path) -> None:
    run("add", box, *RECORD)
    (tmp_path / "other.key").write_text("11" * 32)
    (tmp_path / "other.key").chmod(0o600)
    assert "of another key" in run("status", "--key", tmp_path / "other.key", status=1).stderr
