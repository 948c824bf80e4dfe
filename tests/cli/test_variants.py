"""`chaffinch names variants`, run as a user runs it, against a DNS server of the test's own on 127.0.0.1."""

from __future__ import annotations

import fcntl
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.names.loopback_dns import Zone, serve_zone

COMMAND = [sys.executable, "-m", "chaffinch", "names", "variants"]
FIELDS = ["host", "display", "registered_domain", "kinds", "score", "deception", "reasons", "advice"]
FOUND = ["state", "ready", "addresses", "nameservers", "mail_servers", "why", "missing", "asked_at"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=120)


def read_records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def zone() -> Zone:
    """A zone in which two of the first variants exist, and one has no usable answer."""
    return Zone(
        records={
            "en-marche.com": ["NS n.host.test.", "A 93.184.215.14", "MX 5 mx.host.test."],
            "en-rnarche.fr": ["NS n.host.test.", "A 127.0.0.1"],
        }
    )


@pytest.fixture
def server(zone: Zone) -> Iterator[str]:
    with serve_zone(zone) as address:
        assert address.startswith("127.0.0.1:")
        yield address


def resolve(server: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = run("en-marche.fr", "--resolve", "--resolver", server, "--rate", "100", *arguments)
    assert f"asking {server}, which" in done.stderr or not done.stderr
    return done


def test_variants_are_json_lines_ranked_by_deception() -> None:
    done = run("en-marche.fr", "--limit", "40")
    records = read_records(done.stdout)
    assert (done.returncode, done.stderr, len(records)) == (0, "", 40)
    assert list(records[0]) == FIELDS
    ranks = [record["deception"] for record in records]
    assert ranks == sorted(ranks, reverse=True)
    assert {record["advice"] for record in records} == {"register", "watch"}


def test_services_come_from_options_and_from_the_watchlist(tmp_path: Path) -> None:
    file = tmp_path / "chaffinch.toml"
    file.write_text('[watch]\ndomains = ["en-marche.com"]\nservices = ["nextcloud"]\n', "utf-8")
    done = run("en-marche.fr", "--watchlist", str(file), "--service", "microsoft365")
    hosts = {record["host"] for record in read_records(done.stdout)}
    assert {"onedrive-en-marche.fr", "portal-office.fr", "login-nextcloud.fr"} <= hosts
    assert "en-marche.com" not in hosts


def test_dns_says_what_exists_in_the_order_of_the_ranks(server: str) -> None:
    done = resolve(server, "--limit", "12")
    records = read_records(done.stdout)
    found = {record["host"]: record for record in records}
    assert (done.returncode, len(records)) == (0, 12)
    assert list(records[0]) == FIELDS + FOUND
    assert found["en-marche.com"]["state"] == "registered"
    assert found["en-marche.com"]["ready"] == ["web", "mail"]
    assert found["en-rnarche.fr"]["ready"] == []
    assert found["en-rnarche.fr"]["addresses"] == [{"address": "127.0.0.1", "kind": "loopback"}]
    assert found["en-marche.org"]["state"] == "free-looking"
    assert [record["host"] for record in records] == [
        record["host"] for record in read_records(run("en-marche.fr", "--limit", "12").stdout)
    ]
    assert (
        "12 asked: 2 registered, 10 free-looking (1 with a page's address, 1 with a mail server)"
        in done.stderr
    )


def test_what_stands_in_the_file_is_not_asked_again(zone: Zone, server: str, tmp_path: Path) -> None:
    out = tmp_path / "variants.jsonl"
    assert resolve(server, "--limit", "10", "--out", str(out)).returncode == 0
    asked = len(zone.asked)
    kept = out.read_text()
    again = resolve(server, "--limit", "10", "--out", str(out))
    assert (again.returncode, again.stdout, len(zone.asked)) == (0, "", asked)
    assert out.read_text() == kept
    resolve(server, "--limit", "15", "--out", str(out))
    assert len(read_records(out.read_text())) == 15
    assert len(zone.asked) == asked + 5


def test_an_unknown_one_is_exit_1_and_asked_again_the_next_time(
    zone: Zone, server: str, tmp_path: Path
) -> None:
    out = tmp_path / "variants.jsonl"
    zone.rcodes["en-marche.org"] = "SERVFAIL"
    first = resolve(server, "--limit", "10", "--out", str(out))
    assert first.returncode == 1
    assert "1 unknown" in first.stderr
    del zone.rcodes["en-marche.org"]
    assert resolve(server, "--limit", "10", "--out", str(out)).returncode == 0
    states = [
        record["state"] for record in read_records(out.read_text()) if record["host"] == "en-marche.org"
    ]
    assert states == ["unknown", "free-looking"]


def test_a_line_that_was_cut_is_mended(server: str, tmp_path: Path) -> None:
    out = tmp_path / "variants.jsonl"
    resolve(server, "--limit", "6", "--out", str(out))
    whole = out.read_bytes()
    out.write_bytes(whole[:-30])
    assert resolve(server, "--limit", "6", "--out", str(out)).returncode == 0
    mended = read_records(out.read_text())
    assert [record["host"] for record in mended] == [
        record["host"] for record in read_records(whole.decode())
    ]


def test_a_line_that_only_lacks_its_end_is_kept(zone: Zone, server: str, tmp_path: Path) -> None:
    out = tmp_path / "variants.jsonl"
    resolve(server, "--limit", "6", "--out", str(out))
    whole = out.read_bytes()
    out.write_bytes(whole[:-1])
    asked = len(zone.asked)
    assert resolve(server, "--limit", "6", "--out", str(out)).returncode == 0
    assert (out.read_bytes(), len(zone.asked)) == (whole, asked)


def test_an_interrupt_leaves_whole_lines_and_the_same_call_goes_on(
    zone: Zone, server: str, tmp_path: Path
) -> None:
    out = tmp_path / "variants.jsonl"
    # Whoever starts the tests in a shell's background has them ignore interrupts, and their children with them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [
        *COMMAND,
        "en-marche.fr",
        "--resolve",
        "--resolver",
        server,
        "--limit",
        "150",
        "--out",
        str(out),
    ]
    with subprocess.Popen([*command, "--rate", "20"], stderr=subprocess.PIPE, text=True) as running:
        while not (out.exists() and out.read_bytes().count(b"\n") >= 5):
            assert running.poll() is None
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in said
    assert out.read_bytes().endswith(b"\n")
    done = len(read_records(out.read_text()))
    assert 5 <= done < 150
    assert subprocess.run([*command, "--rate", "100"], check=False, capture_output=True).returncode == 0
    hosts = [record["host"] for record in read_records(out.read_text())]
    assert (len(hosts), len(set(hosts))) == (150, 150)


def test_a_silent_resolver_is_exit_1_with_what_to_do(zone: Zone, server: str) -> None:
    for record in read_records(run("en-marche.fr", "--limit", "13").stdout):
        zone.spoilt[record["host"]] = lambda query, way: None
    done = resolve(server, "--limit", "13")
    assert done.returncode == 1
    assert "The resolver does not answer" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("not a domain",), "not a domain"),
        (("en-marche.fr", "--rate", "5"), "mean nothing without --resolve"),
        (("en-marche.fr", "--resolver", "127.0.0.1"), "mean nothing without --resolve"),
        (("en-marche.fr", "--resolve", "--resolver", "dns.example.org"), "not a resolver's address"),
        (("en-marche.fr", "--resolve", "--resolver", "127.0.0.1", "--rate", "5000"), "--rate"),
        (("en-marche.fr", "--service", "nosuch"), "nosuch"),
        (("en-marche.fr", "--out", "/nonexistent/folder/file"), "cannot be opened"),
    ],
)
def test_a_wrong_use_is_exit_2(arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    "content", ["host,state\n", '{"name": "x"}\n', "\0\n", "[]\n", "a sentence without an end"]
)
def test_a_file_of_another_kind_is_left_alone(tmp_path: Path, content: str) -> None:
    out = tmp_path / "other"
    out.write_text(content)
    done = run("en-marche.fr", "--out", str(out))
    assert done.returncode == 2
    assert "line 1 is no record" in done.stderr
    assert out.read_text() == content


def test_two_commands_do_not_write_one_file(tmp_path: Path) -> None:
    out = tmp_path / "variants.jsonl"
    with out.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = run("en-marche.fr", "--out", str(out))
    assert done.returncode == 2
    assert "Another command is writing" in done.stderr


def test_the_help_says_who_learns_the_names() -> None:
    said = re.sub(r"\s+", " ", run("--help").stdout)
    assert "Whoever runs that resolver, and the servers that it asks in turn, see the names" in said
    assert "Example:" in said
