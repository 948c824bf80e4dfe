"""The program: starts with one command, ends with one signal."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from chaffinch.ground.range_directory import RangeDirectory, check_proof
from chaffinch.lab.range import DIRECTORY_FILE


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_range_quietly_and_removes_its_file(tmp_path: Path, number: signal.Signals) -> None:
    command = [
        sys.executable,
        "-m",
        "chaffinch.lab",
        "--home",
        str(tmp_path),
        "--smtp-dir",
        str(tmp_path / "mail"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        said = json.loads(process.stdout.readline())
        directory = RangeDirectory.read(tmp_path / DIRECTORY_FILE)
        assert check_proof(directory)
        assert said["directory"] == str(tmp_path / DIRECTORY_FILE)
        assert said["https"] == directory.find_port("aurore-boreale.test", 443)
        with (
            socket.create_connection(("127.0.0.1", said["http"])),
            socket.create_connection(("127.0.0.1", said["https"])),
            socket.create_connection(("127.0.0.1", said["smtp_port"])),
        ):
            process.send_signal(number)
            try:
                status = process.wait(timeout=30)
            finally:
                process.kill()  # one that did not end would hold up the suite for minutes
            assert status == 0
        assert process.stderr.read() == ""
    assert not (tmp_path / DIRECTORY_FILE).exists()


def test_without_a_home_it_is_a_wrong_use() -> None:
    command = [sys.executable, "-m", "chaffinch.lab"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2
    assert "--home" in ended.stderr
