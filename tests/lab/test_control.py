"""The proof that a range is running, and that it is this one."""

from __future__ import annotations

import dataclasses
import http.client
import json
import stat
from pathlib import Path

import pytest

from chaffinch.ground.range_directory import PROOF_PATH, RangeDirectory, answer_proof, check_proof
from chaffinch.lab.range import DIRECTORY_FILE, Range, RangeRunsError


def ask_control(practice_range: Range, path: str, *, host: str = "127.0.0.1") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", practice_range.directory.control_port, timeout=5)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found


def test_the_written_directory_proves_itself(practice_range: Range) -> None:
    directory = RangeDirectory.read(practice_range.file)
    assert directory == practice_range.directory
    assert check_proof(directory)
    assert stat.S_IMODE(practice_range.file.stat().st_mode) == 0o600


def test_a_directory_with_another_secret_is_not_proved(practice_range: Range) -> None:
    assert not check_proof(dataclasses.replace(practice_range.directory, secret="00" * 32))


def test_the_answer_fits_the_nonce_and_no_other(practice_range: Range) -> None:
    status, proof = ask_control(practice_range, f"{PROOF_PATH}?nonce={'a1' * 16}")
    assert status == 200
    assert proof == answer_proof(practice_range.directory.secret, "a1" * 16)
    assert proof != answer_proof(practice_range.directory.secret, "a2" * 16)


@pytest.mark.parametrize(
    "query", ["", "?nonce=", "?nonce=short", "?nonce=" + "g" * 32, "?nonce=" + "a" * 129]
)
def test_a_nonce_that_is_no_hex_is_refused(practice_range: Range, query: str) -> None:
    assert ask_control(practice_range, PROOF_PATH + query)[0] == 400


def test_a_foreign_name_for_loopback_learns_nothing(practice_range: Range) -> None:
    assert ask_control(practice_range, f"{PROOF_PATH}?nonce={'a1' * 16}", host="evil.example")[0] == 421


def test_the_control_port_has_nothing_else(practice_range: Range) -> None:
    assert ask_control(practice_range, "/")[0] == 404


def test_the_secret_is_new_at_each_start_and_the_file_goes_with_the_range(tmp_path: Path) -> None:
    secrets = set()
    for _ in range(2):
        with Range(tmp_path) as running:
            secrets.add(running.directory.secret)
            assert running.file.exists()
        assert not running.file.exists()
        assert not check_proof(running.directory, seconds=1.0)
    assert len(secrets) == 2


def test_a_second_range_for_the_same_home_is_refused(practice_range: Range) -> None:
    with pytest.raises(RangeRunsError), Range(practice_range.home):
        pytest.fail("it started")
    assert check_proof(practice_range.directory)


@pytest.mark.parametrize("left_behind", ["{}", "not json"])
def test_a_file_that_a_killed_range_left_behind_is_replaced(tmp_path: Path, left_behind: str) -> None:
    (tmp_path / DIRECTORY_FILE).write_text(left_behind)
    with Range(tmp_path) as running:
        assert check_proof(running.directory)


def test_no_key_stays_on_disk(tmp_path: Path) -> None:
    with Range(tmp_path) as running:
        names = {entry.name for entry in tmp_path.rglob("*")}
        assert names == {DIRECTORY_FILE, running.mail_folder.name}
        assert set(json.loads(running.file.read_text())) == {
            "hosts",
            "control_port",
            "secret",
            "spki_sha256",
            "sign_in_log",
        }
