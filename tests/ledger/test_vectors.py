"""Every verifier says the same of every vector: here verify.py and the command line's check; the page in test_page.py."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.make_vectors import describe, make_vectors
from tests.ledger.vectors_index import FOLDER, INDEX, ROOTS, read_vector

from chaffinch.ledger import verify
from chaffinch.ledger.checking import check_disclosure
from chaffinch.ledger.errors import ProofFault
from chaffinch.ledger.note import read_key
from chaffinch.ledger.verify import Broken, check

each_vector = pytest.mark.parametrize("entry", INDEX, ids=lambda entry: entry["name"])


@each_vector
def test_the_stranger_s_script_says_what_it_must(entry: dict[str, Any]) -> None:
    try:
        check(read_vector(entry))
        said = "holds"
    except Broken as fault:
        said = str(fault)
    assert said == entry["verify.py"]


@each_vector
@pytest.mark.parametrize("rooted", [False, True], ids=["without-roots", "with-roots"])
def test_the_whole_check_says_what_it_must(entry: dict[str, Any], rooted: bool) -> None:
    pinned = read_key(entry["key"]) if "key" in entry else None
    try:
        proved = check_disclosure(read_vector(entry), pinned=pinned, roots=ROOTS if rooted else ())
    except ProofFault as fault:
        assert fault.code == entry["all"], fault.why
        return
    assert entry["all"] == "holds"
    which = "_with_roots" if rooted else ""
    assert [stamp.state for stamp in proved.stamps] == entry[f"states{which}"]
    assert proved.dating == entry[f"dating{which}"]


def test_the_vectors_follow_from_their_seeds(tmp_path: Path) -> None:
    vectors = make_vectors(tmp_path)
    assert [vector.name for vector in vectors] == [entry["name"] for entry in INDEX]
    for vector, entry in zip(vectors, INDEX, strict=True):
        assert (FOLDER / f"{vector.name}.json").read_bytes() == vector.content, vector.name
        kept = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
        assert describe(vector) == kept


def test_every_code_of_a_fault_is_met() -> None:
    codes = {entry["verify.py"] for entry in INDEX} | {entry["all"] for entry in INDEX}
    assert codes == {
        "holds", "too-large", "malformed", "commitment", "opened", "note", "path", "original", "token", "imprint",
        "key", "signature", "rotation", "growth", "stamp",
    }  # fmt: skip


def run_script(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    # -I: neither the environment nor the working folder lends it anything.
    command = [sys.executable, "-I", "-W", "error", verify.__file__, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("document", 0, ["HOLDS", "NOT checked here", "openssl ts -verify -digest", "NOT proved"]),
        ("archive-original", 0, ["HOLDS", "original"]), ("undated", 1, ["NO TIME-STAMP"]), ("unicode", 0, ["\\u202e"]),
        ("path-node", 1, ["DOES NOT HOLD: path"]), ("nested", 1, ["DOES NOT HOLD: malformed"]),
    ],
)  # fmt: skip
def test_a_stranger_who_runs_the_script_reads_it(name: str, status: int, words: list[str]) -> None:
    done = run_script(FOLDER / f"{name}.json")
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == status, said
    assert [word for word in words if word not in said] == []
    assert "\u202e" not in said


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nowhere.json"],
        [FOLDER / "document.json", "--token", "9"],
        [FOLDER / "document.json", "--x", "y"],
    ],
)
def test_wrong_use_of_the_script_is_said(arguments: list[object]) -> None:
    done = run_script(*arguments)
    assert done.returncode == 2
    assert b"python3 verify.py FILE" in done.stderr


def test_the_script_is_short_and_needs_nothing() -> None:
    source = Path(verify.__file__).read_text("utf-8")
    assert len(source.splitlines()) < 150
    imported = {
        line.split()[1].partition(".")[0]
        for line in source.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imported - {"__future__"} <= sys.stdlib_module_names


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")
@pytest.mark.parametrize(
    "entry", [one for one in INDEX if one["all"] in ("holds", "stamp")], ids=lambda entry: entry["name"]
)
def test_openssl_agrees_on_every_token(entry: dict[str, Any], tmp_path: Path) -> None:
    found = check(read_vector(entry))
    agreed = []
    for number in range(1, len(found["stamps"]) + 1):
        token = tmp_path / f"{number}.tsr"
        token.write_bytes(run_script(FOLDER / f"{entry['name']}.json", "--token", number).stdout)
        done = subprocess.run(
            ["openssl", "ts", "-verify", "-digest", found["root"].hex(), "-in", token, "-CAfile", FOLDER / "roots.pem",
             "-attime", "1803888000"],
            capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        agreed.append(done.returncode == 0)
    if entry["all"] == "stamp":
        assert not all(agreed)
    else:
        assert agreed == [state == "trusted" for state in entry["states_with_roots"]]
