"""`chaffinch names`, run as a user runs it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "chaffinch", "names", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
    )


def read_records(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_hits_are_json_lines_in_input_order() -> None:
    done = run(
        "check", "--watch", "en-marche.fr", "--service", "microsoft365",
        stdin=b"portal-office.fr\n# comment\n\nexample.org\nhttps://en.marche.fr/x\n",
    )  # fmt: skip
    first, second = read_records(done.stdout)
    assert list(first) == ["input", "host", "brand", "kinds", "score", "tier", "explanation"]
    assert (first["host"], first["brand"], first["tier"]) == ("portal-office.fr", "microsoft365", "alert")
    assert second["input"] == "https://en.marche.fr/x"
    assert second["kinds"] == ["separator"]
    assert second["explanation"] == "A dot where we write a hyphen."
    assert done.returncode == 0
    # where the machine is slow, how far it is stands there
    assert [line for line in done.stderr.splitlines() if not line.startswith(b"names: ")] == []


def test_bad_lines_are_counted_with_their_numbers_and_exit_is_0(tmp_path: Path) -> None:
    bad = tmp_path / "names.gz"
    bad.write_bytes(
        gzip.compress(b"en.marche.fr\n" + b"two words\n" * 30 + b"x" * 10_000_000 + b"\nen.marche.fr\n")
    )
    done = run("check", "--watch", "en-marche.fr", str(bad))
    warnings = done.stderr.decode().splitlines()
    assert done.returncode == 0
    assert len(read_records(done.stdout)) == 2
    assert warnings[0] == "line 2 skipped: not a host or URL"
    assert len(warnings) == 21
    assert warnings[-1] == "31 lines skipped: 30 × not a host or URL, 1 × longer than 8 KB"


def test_a_watchlist_file_is_read_and_options_are_added(tmp_path: Path) -> None:
    file = tmp_path / "chaffinch.toml"
    file.write_text('[organisation]\nname = "x"\n[watch]\ndomains = ["mouvement-aurore.test"]\n', "utf-8")
    done = run(
        "check", "--watchlist", str(file), "--watch", "en-marche.fr",
        stdin=b"mail-en-marche.fr\nrnouvement-aurore.test\n",
    )  # fmt: skip
    assert [record["brand"] for record in read_records(done.stdout)] == [
        "en-marche.fr",
        "mouvement-aurore.test",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[watch]\nbrand = []\n", "unknown key: brand"),
        ("[watch\n", "not valid TOML"),
        ("[other]\n", "no [watch] table"),
    ],
)
def test_a_wrong_watchlist_file_is_a_wrong_use(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "chaffinch.toml"
    file.write_text(content, "utf-8")
    done = run("check", "--watchlist", str(file))
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_nothing_to_watch_and_an_unknown_service_are_wrong_uses() -> None:
    assert run("check").returncode == 2
    done = run("check", "--service", "nosuch")
    assert done.returncode == 2
    assert "nosuch" in done.stderr.decode()


def test_a_damaged_file_gives_its_hits_and_then_exit_1(tmp_path: Path) -> None:
    file = tmp_path / "names.gz"
    content = gzip.compress(b"en.marche.fr\n" + b"".join(b"name-%d.example.org\n" % n for n in range(9000)))
    file.write_bytes(content[: len(content) // 2])
    done = run("check", "--watch", "en-marche.fr", str(file))
    assert done.returncode == 1
    assert len(read_records(done.stdout)) == 1
    assert "damaged or cut short" in done.stderr.decode()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_column_of_a_table_is_checked_and_lines_keep_their_numbers(jobs: str) -> None:
    given = b'seen,site\n1,mail-en-marche.fr\n"a\nb",a..b\n3,en.marche.fr\n'
    done = run("check", "--watch", "en-marche.fr", "--column", "site", "--jobs", jobs, "-", stdin=given)
    assert done.returncode == 0
    assert [record["host"] for record in read_records(done.stdout)] == ["mail-en-marche.fr", "en.marche.fr"]
    assert "line 3 skipped" in done.stderr.decode()


def test_a_zone_file_is_checked_and_its_faults_are_named(tmp_path: Path) -> None:
    zone = tmp_path / "fr.zone"
    zone.write_text("$ORIGIN fr.\nmail-en-marche NS ns1.example.net.\n)odd\nexample NS ns1.example.net.\n")
    done = run("check", "--watch", "en-marche.fr", "--format", "zone", str(zone))
    assert done.returncode == 0
    assert [record["host"] for record in read_records(done.stdout)] == ["mail-en-marche.fr"]
    assert "bad-record at 3" in done.stderr.decode()


def test_a_list_that_breaks_off_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "names.csv.gz"
    content = gzip.compress(
        b"site\nen.marche.fr\n" + b"".join(b"name-%d.example.org\n" % n for n in range(9000))
    )
    file.write_bytes(content[: len(content) // 2])
    done = run("check", "--watch", "en-marche.fr", "--format", "csv", str(file))
    assert done.returncode == 1
    assert len(read_records(done.stdout)) == 1
    assert "not read to its end" in done.stderr.decode()


def test_variants_are_ranked_json_lines() -> None:
    done = run("variants", "en-marche.fr", "--limit", "5")
    records = read_records(done.stdout)
    assert len(records) == 5
    assert {"host", "kinds", "score", "deception", "advice"} <= records[0].keys()


@pytest.mark.parametrize("verb", [[], ["check"], ["variants"]])
def test_every_verb_shows_an_example(verb: list[str]) -> None:
    done = run(*verb, "--help")
    assert done.returncode == 0
    assert b"Example:" in done.stdout


def test_names_start_without_django() -> None:
    script = (
        "import io, sys; from chaffinch.cli import main\n"
        "sys.stdin = io.TextIOWrapper(io.BytesIO(b'en.marche.fr'))\n"
        "try: main(['names', 'check', '--watch', 'en-marche.fr'])\n"
        "except SystemExit: pass\n"
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"separator" in done.stdout
