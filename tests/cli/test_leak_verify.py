"""`chaffinch leak verify`, `pack`, `key` and `verifiers`, as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.reports.factpack.house import DUMP, OURS, PRESS_KEY, THEIRS, make_facts, make_proof

from chaffinch.reports.factpack.keys import write_fingerprint
from chaffinch.reports.factpack.pack import build_pack, sign_pack
from chaffinch.reports.factpack.verify import pack_zip, read_zip

SUMMARY = {
    "dump": {"sha256": "ab" * 32, "size": 12},
    "confidence": {"genuine": {"certain": 40}, "altered": {"certain": 1}, "decoy": {"certain": 1}},
    "kinds": {"mail": {"genuine": 40, "altered": 1, "decoy": 1}},
    "errors": {"encrypted": 2},
    "duplicates": {"items": 3, "contents": 2},
    "anomalies": [{"code": "saved-together", "count": 112, "params": {"from": "2027-05-01T03:11:00Z"}}],
}
ALTERED = {
    "item": "box.mbox!/17",
    "verdict": "altered",
    "confidence": "certain",
    "evidence": [{"code": "archive-match", "weight": 5.0, "params": {}}],
    "match": "m1",
    "diff": [{"op": "replace", "where": "text", "ours": "5 000", "theirs": "50 000"}],
    "would_change": [],
}
DECOY = {**ALTERED, "item": "box.mbox!/18", "verdict": "decoy", "diff": []}
GENUINE = {**ALTERED, "item": "box.mbox!/19", "verdict": "genuine", "diff": []}


def run(*arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chaffinch", "leak", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == status, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packs")
    facts = make_facts()
    files = sign_pack(build_pack(facts), facts, key=PRESS_KEY)
    (folder / "pack.zip").write_bytes(pack_zip(files))
    (folder / "bad.zip").write_bytes(pack_zip({**files, "facts.html": b""}))
    (folder / "dump.zip").write_bytes(DUMP)
    return folder


@pytest.fixture
def triage(tmp_path: Path) -> Path:
    folder = tmp_path / "findings"
    folder.mkdir()
    (folder / "summary.json").write_text(json.dumps(SUMMARY))
    lines = [json.dumps(one) for one in (GENUINE, ALTERED, DECOY)]
    (folder / "findings.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "manifest.jsonl").write_text('{"path": "box.mbox"}\n{"made_at": "2027-05-05T20:05:00+00:00"}\n')
    return folder


def test_a_pack_is_checked_and_what_was_not_checked_is_said(place: Path) -> None:
    done = run("verify", place / "pack.zip")
    (record,) = map(json.loads, done.stdout.splitlines())
    assert (record["holds"], record["key_checked"], record["dump_checked"]) == (True, False, False)
    assert record["proofs"][0]["dating"] == "dated"
    assert record["proofs"][0]["most"] == 20_000
    for words in ("Nothing was changed", "whose key that is", "the dump", "that a verdict is right"):
        assert words in done.stderr


def test_key_and_dump_are_compared(place: Path) -> None:
    (place / "key.txt").write_text(f"The key of our fact packs:\n{PRESS_KEY.note_key.text}\n")
    for key in (write_fingerprint(PRESS_KEY.note_key), place / "key.txt"):
        done = run("verify", place / "pack.zip", "--key", key, "--dump", place / "dump.zip")
        record = json.loads(done.stdout)
        assert (record["key_checked"], record["dump_checked"]) == (True, True)
        assert "Not checked: whose" not in done.stderr
    told = run("verify", place / "pack.zip", "--key", "0" * 64, "--dump", place / "dump.zip", status=1)
    assert json.loads(told.stdout)["code"] == "key"
    told = run("verify", place / "pack.zip", "--dump", place / "pack.zip", "--language", "fr", status=1)
    assert json.loads(told.stdout)["code"] == "dump"
    assert "n’est pas celle dont parlent ces chiffres" in told.stderr
    run("verify", place / "pack.zip", "--key", "nonsense", status=2)


def test_one_that_does_not_hold_is_named_and_the_others_are_checked(place: Path) -> None:
    (place / "none.zip").write_bytes(b"PK")
    done = run("verify", place / "bad.zip", place / "none.zip", place / "pack.zip", status=1)
    codes = [json.loads(line)["code"] for line in done.stdout.splitlines()]
    assert codes == ["changed", "unreadable", "holds"]
    run("verify", place / "nowhere.zip", status=2)


def test_a_draft_is_made_of_a_triage_and_is_never_taken_for_more(triage: Path, tmp_path: Path) -> None:
    wanted: dict[str, Any] = {
        "item": "box.mbox!/17",
        "ours": OURS,
        "theirs": THEIRS,
        "people": ["Camille Roy"],
    }
    (tmp_path / "wanted.jsonl").write_text(json.dumps(wanted) + "\n\n")
    given = [
        "--organisation",
        "Mouvement Aurore",
        "--name",
        "Aurore files",
        "--released",
        tmp_path / "wanted.jsonl",
    ]
    done = run("pack", triage, *given, "--out", tmp_path / "draft.zip")
    assert json.loads(done.stdout) == {"pack": str(tmp_path / "draft.zip"), "state": "draft", "items": 42}
    assert (tmp_path / "draft.zip").stat().st_mode & 0o077 == 0
    told = run("verify", tmp_path / "draft.zip", status=1)
    assert json.loads(told.stdout)["code"] == "draft"
    assert json.loads(told.stdout)["dump"] == "ab" * 32
    assert "nobody has signed it" in told.stderr
    facts = json.loads(read_zip((tmp_path / "draft.zip").read_bytes())["facts.json"])
    assert (facts["unread"], facts["anomalies"][0]["count"]) == (2, 112)
    assert facts["dump"]["seen_at"] == "2027-05-05T20:05:00Z"
    run("pack", triage, *given, "--out", tmp_path / "draft.zip", status=2)


def test_a_draft_says_that_pictures_were_read_where_they_were(triage: Path, tmp_path: Path) -> None:
    ocr = {"engine": "tesseract", "version": "5.3.0", "languages": "fra+eng", "items": 3}
    (triage / "summary.json").write_text(json.dumps({**SUMMARY, "ocr": ocr}))
    run("pack", triage, "--organisation", "M", "--name", "A", "--out", tmp_path / "draft.zip")
    assert b"OCR: Tesseract 5.3.0" in read_zip((tmp_path / "draft.zip").read_bytes())["facts.html"]


def test_a_draft_shows_decoys_with_their_proofs_only_and_nothing_genuine(
    triage: Path, tmp_path: Path
) -> None:
    proof = tmp_path / "proof.json"
    proof.write_bytes(make_proof().disclosure)
    given = [
        "--organisation",
        "Mouvement Aurore",
        "--name",
        "Aurore files",
        "--released",
        tmp_path / "wanted.jsonl",
    ]
    decoy = {"item": "box.mbox!/18", "theirs": "Une péniche.", "entry": "document-1"}
    (tmp_path / "wanted.jsonl").write_text(json.dumps(decoy))
    run("pack", triage, *given, "--out", tmp_path / "one.zip", status=3)
    run("pack", triage, *given, "--proof", proof, "--out", tmp_path / "two.zip")
    told = run("verify", tmp_path / "two.zip", status=1)
    assert json.loads(told.stdout)["proofs"][0]["item"]["id"] == "document-1"
    (tmp_path / "wanted.jsonl").write_text('{"item": "box.mbox!/19"}')
    assert "never shown" in run("pack", triage, *given, "--out", tmp_path / "three.zip", status=3).stderr


def test_what_is_no_triage_or_no_example_is_said(triage: Path, tmp_path: Path) -> None:
    given = ["--organisation", "A", "--name", "B", "--out", tmp_path / "x.zip"]
    run("pack", tmp_path, *given, status=2)
    for line in ("{", '{"item": "nowhere"}'):
        (tmp_path / "wanted.jsonl").write_text(line)
        run("pack", triage, *given, "--released", tmp_path / "wanted.jsonl", status=2)


def test_the_key_is_the_same_each_time_and_names_the_domain(tmp_path: Path) -> None:
    (tmp_path / "chaffinch.toml").write_text('[watch]\ndomains = ["mouvement-aurore.test"]\n')
    first, second = (json.loads(run("key", "--home", tmp_path).stdout) for _ in range(2))
    assert first == second
    assert first["key"].startswith("mouvement-aurore.test/facts+")
    assert len(first["fingerprint"].replace(" ", "")) == 64
    assert (tmp_path / "keys" / "press.key").stat().st_mode & 0o077 == 0
    run("key", "--home", tmp_path / "empty", status=2)


def test_the_verifiers_are_written_for_others(place: Path, tmp_path: Path) -> None:
    run("verifiers", "--out", tmp_path / "press")
    command = [sys.executable, "-I", "-S", str(tmp_path / "press" / "verify.py"), str(place / "pack.zip")]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
