"""`chaffinch ledger`, run as a user runs it, from the first entry to a proof that somebody else checks."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from tests.ground.timestamp_authority import Authority
from tests.ledger.authority import make_authority
from tests.ledger.house import DAY, make_entry
from tests.ledger.vectors_index import FOLDER, INDEX, read_vector
from tests.pages.loopback_site import LoopbackSite, Visitor

from chaffinch.ledger.entry import write_entry

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the openssl command is not installed"
)


def run(*arguments: object, status: int = 0, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chaffinch", "ledger", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)
    assert done.returncode == status, (done.stdout, done.stderr)
    return done


def read(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    run("begin", "--origin", "aurore.test/ledger", "--most", 50, "--home", tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LoopbackSite]:
    """Two authorities, by OpenSSL, on loopback."""
    with LoopbackSite(tmp_path, hosts=("one.test", "two.test")) as running:
        for name in ("one.test", "two.test"):
            (tmp_path / name).mkdir()
            answer(running, name, Authority(tmp_path / name))
        running.directory.write(tmp_path / "range.json")
        yield running


def answer(site: LoopbackSite, name: str, authority: Authority) -> None:
    def reply(visitor: Visitor) -> None:
        request = visitor.rfile.read(int(visitor.headers["Content-Length"]))
        visitor.say(authority.answer(request), kind="application/timestamp-reply")

    site.routes[f"{name}/tsa"] = reply


@needs_openssl
def test_from_a_planted_file_to_a_proof_that_others_check(
    home: Path, site: LoopbackSite, tmp_path: Path
) -> None:
    planted = tmp_path / "note.txt"
    planted.write_text("Réunion jeudi, salle 4.")
    asked = [f"--authority={name}=http://{name}/tsa" for name in ("one.test", "two.test")]
    run(
        "add",
        "--item",
        planted,
        "--planted-in",
        "Nextcloud, /Budget",
        "--approval",
        "planting-7",
        "--home",
        home,
    )
    two = site.routes.pop("two.test/tsa")
    done = run("checkpoint", *asked, "--range", tmp_path / "range.json", "--home", home, status=1)
    (made,) = read(done)
    assert (made["dating"], made["size"], made["stamps"]) == ("one-timestamp-only", 4_096, ["one.test"])
    assert "two.test" in done.stderr
    site.routes["two.test/tsa"] = two
    again = read(
        run("checkpoint", "--only-stamps", *asked, "--range", tmp_path / "range.json", "--home", home)
    )
    assert again == []
    status = read(run("status", "--published", made["note"], "--home", home))[0]
    assert (status["flaws"], status["not_dated"], status["items"], status["published"]) == ([], [], 1, "same")
    digest = subprocess.run(["sha256sum", planted], capture_output=True, text=True, check=True).stdout[:16]
    run(
        "prove",
        f"document-{digest}",
        "--open",
        "planted_in",
        "--out",
        tmp_path / "proof.json",
        "--home",
        home,
    )
    checked = run(
        "verify", tmp_path / "proof.json", "--key", status["key"], "--published", made["note"],
        *(f"--root={tmp_path / name / 'ca.pem'}" for name in ("one.test", "two.test")),
    )  # fmt: skip
    (record,) = read(checked)
    assert (record["holds"], record["dating"], record["key_checked"]) == (True, "dated", True)
    assert record["opened"] == {"planted_in": "Nextcloud, /Budget"}
    assert [one["state"] for one in record["stamps"]] == ["trusted", "trusted"]
    assert "not that what it says is false" in checked.stderr
    run("verifiers", "--out", tmp_path / "press")
    command = [sys.executable, "-I", str(tmp_path / "press" / "verify.py"), str(tmp_path / "proof.json")]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_entries_are_added_as_json_lines_and_bad_ones_are_named(home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "entries.jsonl"
    lines.write_bytes(write_entry(make_entry("a")) + b"{}\n" + write_entry(make_entry("b")))
    done = run("add", lines, "--home", home, status=1)
    assert read(done) == [{"added": 2, "bad": 1, "waiting": 2, "items": 2, "most": 50}]
    assert "line 2: missing-key" in done.stderr
    again = run("add", "-", "--home", home, input=write_entry(make_entry("a")).decode())
    assert read(again)[0]["added"] == 0


def test_what_two_people_did_not_agree_to_is_refused(home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "entries.jsonl"
    lines.write_bytes(write_entry(make_entry("a")) + write_entry(make_entry("b")).replace(b"planting-7", b""))
    assert "approval" in run("add", lines, "--home", home, status=3).stderr
    assert "approval" in run("add", "--item", lines, "--planted-in", "x", "--home", home, status=3).stderr
    assert read(run("status", "--home", home))[0]["items"] == 0


def test_more_than_was_promised_is_refused(home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "entries.jsonl"
    lines.write_bytes(b"".join(write_entry(make_entry(str(number))) for number in range(51)))
    assert "at most 50" in run("add", lines, "--home", home, status=3).stderr


@pytest.mark.parametrize(
    "arguments",
    [("add",), ("prove", "nothing"), ("prove",), ("verify", "nowhere.json"), ("verify", "{index}", "--key", "x"), ("begin", "--origin", "a b"),
     ("begin", "--origin", "aurore.test/ledger"), ("verify", "{index}", "--root", "{index}"), ("checkpoint", "--authority", "x")],
)  # fmt: skip
def test_wrong_use_is_said(home: Path, arguments: tuple[str, ...]) -> None:
    given = [one.format(index=FOLDER / "index.json") for one in arguments]
    done = run(*given, *(["--home", home] if arguments[0] != "verify" else []), status=2)
    assert "Traceback" not in done.stderr


def test_without_a_ledger_its_beginning_is_named(tmp_path: Path) -> None:
    assert "chaffinch ledger begin" in run("status", "--home", tmp_path, status=2).stderr


def test_a_question_to_an_authority_needs_a_way_out(home: Path) -> None:
    done = run("checkpoint", "--authority", "a=http://example.org/tsa", "--home", home, status=1)
    assert "stands" in done.stderr
    assert read(done)[0]["dating"] == "undated"


@pytest.mark.parametrize("key", sorted({entry.get("key", "") for entry in INDEX}))
@pytest.mark.parametrize("rooted", [False, True], ids=["without-roots", "with-roots"])
def test_it_says_of_every_vector_what_the_others_say(key: str, rooted: bool, tmp_path: Path) -> None:
    entries = [entry for entry in INDEX if entry.get("key", "") == key]
    for entry in entries:
        (tmp_path / f"{entry['name']}.json").write_bytes(read_vector(entry))
    options = [*(["--key", key] if key else []), *(["--root", FOLDER / "roots.pem"] if rooted else [])]
    which = "_with_roots" if rooted else ""
    weak = any(entry["all"] != "holds" or entry[f"dating{which}"] == "undated" for entry in entries)
    done = run(
        "verify", *(tmp_path / f"{entry['name']}.json" for entry in entries), *options, status=int(weak)
    )
    for entry, record in zip(entries, read(done), strict=True):
        assert record["code"] == entry["all"], entry["name"]
        if record["holds"]:
            assert record["dating"] == entry[f"dating{which}"]
            assert [one["state"] for one in record["stamps"]] == entry[f"states{which}"]


def test_no_terminal_sequence_of_a_file_reaches_the_terminal(tmp_path: Path) -> None:
    done = run("verify", FOLDER / "unicode.json")
    assert "\u202e" not in done.stdout + done.stderr


def test_a_revoked_authority_is_said(tmp_path: Path) -> None:
    revoked = make_authority("alpha.test").revoke(at=DAY.replace(year=2028), reason=None)
    (tmp_path / "crl.pem").write_bytes(revoked.public_bytes(serialization.Encoding.PEM))
    done = run(
        "verify", FOLDER / "document.json", "--root", FOLDER / "roots.pem", "--crl", tmp_path / "crl.pem"
    )
    record = read(done)[0]
    assert (record["dating"], [one["state"] for one in record["stamps"]]) == (
        "one-timestamp-only",
        ["revoked", "trusted"],
    )
    assert "revoked" in done.stderr


def test_the_key_is_changed_and_the_old_one_kept(home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "entries.jsonl"
    lines.write_bytes(write_entry(make_entry("a")))
    run("add", lines, "--home", home)
    run("checkpoint", "--home", home)
    before = read(run("status", "--home", home))[0]["key"]
    changed = read(run("rotate", "--approval", "minutes-3", "--home", home))[0]
    assert changed["old_key"] == before != changed["key"]
    run("checkpoint", "--home", home)
    after = read(run("status", "--home", home))[0]
    assert (after["key"], after["old_keys"], after["flaws"]) == (changed["key"], [before], [])
    assert sorted(path.name for path in (home / "keys").iterdir()) == [
        f"ledger-{before.split('+')[1]}.key",
        "ledger.key",
    ]
    run("prove", "a", "--home", home, "--out", tmp_path / "a.json")
    assert read(run("verify", tmp_path / "a.json", "--key", changed["key"], status=1))[0]["code"] == "holds"


def test_the_sealed_list_gives_a_lost_salt_back(home: Path, tmp_path: Path) -> None:
    age = pytest.importorskip("pyrage")
    custodian = age.x25519.Identity.generate()
    (tmp_path / "identity").write_text(str(custodian))
    (tmp_path / "in.jsonl").write_bytes(write_entry(make_entry("a")))
    run("add", tmp_path / "in.jsonl", "--home", home)
    note = read(run("checkpoint", "--home", home))[0]["note"]
    run("seal", "--to", custodian.to_public(), "--out", tmp_path / "list.age", "--home", home)
    entries = home / "ledger" / "entries.jsonl"
    entries.unlink()
    assert "lost" in run("prove", "a", "--home", home, status=2).stderr
    assert read(run("status", "--home", home, status=1))[0]["flaws"] == [
        {"checkpoint": 1, "code": "lost-salt", "about": "a"}
    ]
    opened = run(
        "unseal",
        tmp_path / "list.age",
        "--identity",
        tmp_path / "identity",
        "--published",
        note,
        "--recover",
        entries,
    )
    assert read(opened)[0]["items"] == 1
    assert json.loads(run("prove", "a", "--home", home).stdout)["item"]["id"] == "a"
