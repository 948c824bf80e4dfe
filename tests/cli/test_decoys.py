"""`chaffinch decoys make`, run as a user runs it."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FIELDS = [
    "id",
    "kind",
    "first_name",
    "last_name",
    "address",
    "password",
    "role",
    "language",
    "born",
    "habits",
    "page",
]


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "chaffinch",
        "decoys",
        "make",
        "--domain",
        "aurore.test",
        "--home",
        str(home),
        *arguments,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def read_records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_json_line_for_each_decoy(tmp_path: Path) -> None:
    done = run("-n", "30", "--rules", "min=10 upper digit", home=tmp_path)
    records = read_records(done.stdout)
    assert (done.returncode, done.stderr, len(records)) == (0, "", 30)
    assert list(records[0]) == FIELDS
    assert all(len(one["password"]) >= 10 and one["address"].endswith("@aurore.test") for one in records)
    key = tmp_path / "keys" / "decoys.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(bytes.fromhex(key.read_text())) == 32


def test_the_same_seed_and_page_give_the_same_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    outs = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for out in outs:
        done = run("-n", "5", "--page", "case-1", "--kind", "trap", "--out", str(out), home=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert stat.S_IMODE(outs[0].stat().st_mode) == 0o600
    assert run("--out", str(outs[0]), home=tmp_path).returncode == 2
    assert read_records(run("-n", "5", home=tmp_path).stdout) != read_records(outs[0].read_text())


def test_addresses_follow_the_examples(tmp_path: Path) -> None:
    done = run(
        "--pattern", "Inès Kerbrat <ikerbrat@aurore.test>", "--pattern", "contact@aurore.test", home=tmp_path
    )
    assert "not written like the others: contact@aurore.test" in done.stderr
    records = read_records(done.stdout)
    assert not any(set(".-_") & set(one["address"].partition("@")[0]) - {"-"} for one in records)
    assert "fit several patterns" in run("--pattern", "martin.thomas@aurore.test", home=tmp_path).stderr


def test_refused_names_do_not_come(tmp_path: Path) -> None:
    first = read_records(run("-n", "20", "--page", "x", home=tmp_path).stdout)
    listed = tmp_path / "staff.txt"
    listed.write_text("# staff\n\n" + "\n".join(f"{one['last_name']} {one['first_name']}" for one in first[:10])
                      + "\n" + "\n".join(one["address"] for one in first[10:]), "utf-8")  # fmt: skip
    again = read_records(run("-n", "20", "--page", "x", "--refuse", str(listed), home=tmp_path).stdout)
    assert not {one["address"] for one in first} & {one["address"] for one in again}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--locale", "xx_XX"], "There are no names for 'xx_XX'"),
        (["--locale", "fr_FR=many"], "'many' is no share"),
        (["--rules", "min=nine"], "is no password rule"),
        (["--rules", "min=9 max=8"], "No password has 9 to 8"),
        (["--pattern", "@@"], "No pattern explains"),
        (["--kind", "echo"], "'echo' is not one of"),
        (["--refuse", "absent.txt"], "absent.txt"),
        (["--seed-file", "absent"], "absent"),
        (["--out", "absent/folder.jsonl"], "cannot be written"),
    ],
)
def test_wrong_use_is_said_clearly(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = run(*arguments, home=tmp_path)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_seed_that_others_can_read_or_that_is_short_is_refused(tmp_path: Path) -> None:
    seed = tmp_path / "seed"
    seed.write_bytes(b"0" * 32)
    seed.chmod(0o644)
    assert "chmod 600" in run("--seed-file", str(seed), home=tmp_path).stderr
    seed.chmod(0o600)
    assert run("--seed-file", str(seed), home=tmp_path).returncode == 0
    seed.write_bytes(b"short")
    assert "too short" in run("--seed-file", str(seed), home=tmp_path).stderr
