"""`chaffinch mail inspect`, as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.mail.letters import compose
from tests.mail.signing import make_archive, make_key, sign, write_record


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chaffinch", "mail", "inspect", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_each_message_is_told_in_a_line(tmp_path: Path) -> None:
    keys = tmp_path / "keys.jsonl"
    keys.write_text("\n".join(make_archive(write_record(make_key(1024))).write_lines()))
    signed, lure = tmp_path / "signed.eml", tmp_path / "lure.eml"
    signed.write_bytes(sign(compose("Voir https://portail.mouvement-aurore.test/ demain.")))
    lure.write_bytes(compose("https://evil.test/", Reply_To="camille@evil.test"))
    ended = run("--keys", str(keys), str(signed), str(lure))
    assert ended.returncode == 0, ended.stderr
    first, second = (json.loads(line) for line in ended.stdout.splitlines())
    assert first["from"] == "camille.roy@mouvement-aurore.test"
    assert first["auth"]["aligned"] is True
    assert first["auth"]["dkim"][0]["header"] == "valid"
    assert first["links"] == ["https://portail.mouvement-aurore.test/"]
    assert second["auth"]["dkim"] == []
    assert "reply-elsewhere" in second["warnings"]


def test_a_file_that_is_not_there_is_named_and_the_others_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(compose())
    ended = run(str(tmp_path / "none.eml"), str(tmp_path / "a.eml"))
    assert ended.returncode == 1
    assert "none.eml" in ended.stderr
    assert json.loads(ended.stdout)["from"]


def test_a_wrong_key_archive_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(compose())
    (tmp_path / "keys.jsonl").write_text("{")
    ended = run("--keys", str(tmp_path / "keys.jsonl"), str(tmp_path / "a.eml"))
    assert ended.returncode == 2
    assert "line 1" in ended.stderr
