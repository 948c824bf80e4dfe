"""`chaffinch signins scan`, run as a user runs it on an installation whose page was fed."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.desk.baited import SOURCE
from tests.tripwires.samples import google

INIT = '[organisation]\nname = "Les Amis"\n[watch]\ndomains = ["mouvement-aurore.test"]\n'
FEED = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from chaffinch.desk.home import Home
from chaffinch.desk.start import bring_tables_up_to_date, start_django
start_django(Home(Path(sys.argv[1])))
now = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
bring_tables_up_to_date(now=now)
from chaffinch.desk.models import User
from chaffinch.desk.services.audit import Actor
from tests.desk.baited import feed
ines = User.objects.create(username="ines")
baited = feed("portail.mouvement.aurore-acces.com", Actor("ines", ines.pk), now=now)
print(json.dumps([baited.refusal(0), baited.ending(0), baited.opening(1), baited.ending(2)]))
"""


def run(*arguments: str, home: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "chaffinch", *arguments],
        env={**os.environ, "CHAFFINCH_HOME": str(home)}, input=stdin, capture_output=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An installation with three decoys, and a log in which two of them are used."""
    folder = tmp_path_factory.mktemp("fed")
    (folder / "ours.toml").write_text(INIT)
    home = folder / "home"
    assert run("init", "--from", str(folder / "ours.toml"), home=home).returncode == 0
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "CHAFFINCH_HOME": str(home), "PYTHONPATH": f"{root / 'src'}:{root}"}
    made = subprocess.run(
        [sys.executable, "-c", FEED, str(home)], env=environment, capture_output=True, text=True, check=True
    )
    return home, "".join(json.loads(made.stdout.splitlines()[-1]))


def read_records(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_a_line_for_each_use_names_page_source_and_place(fed: tuple[Path, str], tmp_path: Path) -> None:
    home, text = fed
    log = tmp_path / "dovecot.log.gz"
    log.write_bytes(gzip.compress(b"something else\n" + text.encode()))
    done = run("signins", "scan", "--format", "dovecot", str(log), home=home)
    assert done.returncode == 0, done.stderr
    first, second = read_records(done.stdout)
    assert list(first) == [
        "decoy", "kind", "case", "page", "run", "at", "source", "protocol", "success", "severity", "file", "line",
        "tool", "network",
    ]  # fmt: skip
    assert (first["kind"], first["severity"], first["success"], first["line"]) == (
        "phantom",
        "password",
        False,
        2,
    )
    assert (second["kind"], second["severity"], second["success"], second["line"]) == (
        "trap",
        "opened",
        True,
        4,
    )
    assert {record["page"] for record in (first, second)} == {"portail.mouvement.aurore-acces.com"}
    assert {record["source"] for record in (first, second)} == {SOURCE}
    assert first["at"] == "2027-03-01T09:31:07+00:00"
    assert "@mouvement-aurore.test" not in done.stdout.decode()
    assert "5 lines read, 4 attempts, 0 of them unreadable, 2 uses of decoys" in done.stderr.decode()


def test_standard_input_unreadable_lines_and_a_new_file_for_the_result(
    fed: tuple[Path, str], tmp_path: Path
) -> None:
    home, text = fed
    out = tmp_path / "hits.jsonl"
    cut = text.splitlines()[2][:80]
    command = ("signins", "scan", "--format", "dovecot", "--out", str(out), "-")
    done = run(*command, home=home, stdin=f"{text}{cut}".encode())
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    assert len(read_records(out.read_bytes())) == 2
    assert out.stat().st_mode & 0o077 == 0
    assert "-, line 5: looks like an attempt to sign in, and cannot be read as one" in done.stderr.decode()
    assert run(*command, home=home).returncode == 2  # never overwritten


def test_a_missing_file_is_named_and_the_rest_is_read(fed: tuple[Path, str], tmp_path: Path) -> None:
    home, text = fed
    log = tmp_path / "dovecot.log"
    log.write_text(text)
    missing = tmp_path / "missing.log"
    done = run("signins", "scan", "--format", "dovecot", str(missing), str(log), home=home)
    assert done.returncode == 1
    assert str(missing) in done.stderr.decode()
    assert len(read_records(done.stdout)) == 2


def read_address(text: str) -> str:
    """Return the trap's address, from the fed installation's own lines."""
    return text.splitlines()[2].partition("user=<")[2].partition(">")[0]


def test_a_providers_document_is_searched_and_victims_are_written_apart(
    fed: tuple[Path, str], tmp_path: Path
) -> None:
    home, text = fed
    items = [
        json.loads(google(who, event))
        for who, event in (
            (read_address(text), "login_failure"),
            ("ines@mouvement-aurore.test", "login_success"),
            ("maud@mouvement-aurore.test", "login_failure"),
        )
    ]
    log, victims = tmp_path / "login.json", tmp_path / "victims.jsonl"
    log.write_text(json.dumps({"kind": "admin#reports#activities", "items": items}, indent=2))
    done = run("signins", "scan", "--format", "google", "--victims", str(victims), str(log), home=home)
    assert done.returncode == 0, done.stderr
    (record,) = read_records(done.stdout)
    assert (record["kind"], record["severity"], record["line"]) == ("trap", "address", 4)
    assert [(one["login"], one["reach"]) for one in read_records(victims.read_bytes())] == [
        ("ines@mouvement-aurore.test", "opened"),
        ("maud@mouvement-aurore.test", "tried"),
    ]
    assert victims.stat().st_mode & 0o077 == 0
    assert "ines@" not in done.stdout.decode() + done.stderr.decode()


def test_a_table_is_searched_by_its_headings(fed: tuple[Path, str], tmp_path: Path) -> None:
    home, text = fed
    log = tmp_path / "table.csv.gz"
    rows = f"Time;User;Address;Outcome\n2027-03-01T09:31:07Z;{read_address(text)};203.0.113.7;OK\n"
    log.write_bytes(gzip.compress(rows.encode()))
    columns = "at=Time,login=User,source=Address,result=Outcome,opened=ok"
    done = run("signins", "scan", "--format", "csv", "--columns", columns, str(log), home=home)
    assert [(one["severity"], one["source"]) for one in read_records(done.stdout)] == [
        ("opened", "203.0.113.7")
    ]


def test_uses_are_exported_as_sightings(fed: tuple[Path, str], tmp_path: Path) -> None:
    home, _text = fed
    out = tmp_path / "sightings.json"
    done = run("signins", "export", "--days", "7", "--out", str(out), home=home)
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    assert out.stat().st_mode & 0o077 == 0
    (identity,) = json.loads(out.read_text())["objects"]  # this installation follows no log
    assert (identity["type"], identity["name"]) == ("identity", "Les Amis")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--format", "exim"),
        (),
        ("--format", "dovecot", "--time-zone", "Europe/Lutetia"),
        ("--format", "csv"),
        ("--format", "csv", "--columns", "at=1,login=2"),
        ("--format", "sshd", "--columns", "at=1"),
        ("--format", "web", "--attempts", "login"),
        ("--format", "dovecot", "--victims", "v.jsonl", "-"),
        ("--format", "dovecot", "--addresses", "no-such.mmdb"),
    ],
)
def test_wrong_use_is_told(fed: tuple[Path, str], tmp_path: Path, wrong: tuple[str, ...]) -> None:
    log = tmp_path / "dovecot.log"
    log.touch()
    assert run("signins", "scan", *wrong, str(log), home=fed[0]).returncode == 2
