"""The example client of the how-to pushes each line of a growing log once, though it is killed and the log is rotated."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.tripwires.listener.house import Running, start

from chaffinch.tripwires.listener.limits import Limits

SCRIPT = Path(__file__).parents[3] / "docs" / "how-to" / "push-log.sh"
pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


def make_command(house: Running, tmp_path: Path, *, token: str) -> list[str]:
    header = tmp_path / "header"
    header.write_text(f"Authorization: Bearer {token}\n")
    url = f"http://127.0.0.1:{house.port}/push/mail-1"
    return ["sh", str(SCRIPT), str(tmp_path / "mail.log"), url, str(header), str(tmp_path / "state")]


def test_each_line_arrives_once_through_kills_and_rotations(tmp_path: Path) -> None:
    log, rng, written, kills = tmp_path / "mail.log", random.Random(11), 0, 0
    log.touch()
    with start(tmp_path / "d", limits=Limits(requests_a_minute=100_000)) as house:
        command = make_command(house, tmp_path, token=house.make_token("mail-1"))
        for turn in range(40):
            with log.open("a") as file:
                for _ in range(rng.randrange(1, 60)):
                    file.write(f"{written:06d} {'x' * rng.randrange(80)}\n")
                    written += 1
                file.write(f"{written:06d} half")
            with subprocess.Popen(command, stderr=subprocess.DEVNULL) as client:
                try:
                    client.wait(rng.uniform(0.01, 0.12) if turn % 2 else 30)
                except subprocess.TimeoutExpired:
                    client.kill()
                    kills += 1
            with log.open("a") as file:
                file.write(" whole\n")
            written += 1
            if turn in (10, 20, 30):
                log.rename(tmp_path / f"mail.log.{turn}")
                log.touch()
                subprocess.run(command, check=True)
        for _ in range(2):
            subprocess.run(command, check=True)
        arrived = (house.folder.pushed / "mail-1.log").read_text().splitlines()
    assert kills >= 5
    assert [int(line[:6]) for line in arrived] == list(range(written))


def test_without_a_token_nothing_is_lost_either(tmp_path: Path) -> None:
    (tmp_path / "mail.log").write_text("one\ntwo\n")
    with start(tmp_path / "d") as house:
        token = house.make_token("mail-1")
        wrong = subprocess.run(
            make_command(house, tmp_path, token="x"), check=False, capture_output=True, text=True
        )
        assert wrong.returncode != 0 and "405" in wrong.stderr
        subprocess.run(make_command(house, tmp_path, token=token), check=True)
        assert (house.folder.pushed / "mail-1.log").read_text() == "one\ntwo\n"


def test_a_truncated_log_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    with start(tmp_path / "d") as house:
        command = make_command(house, tmp_path, token=house.make_token("mail-1"))
        log.write_text("one, which is long\ntwo\n")
        subprocess.run(command, check=True)
        with log.open("r+") as file:
            file.truncate(0)
            file.write("three\n")
        subprocess.run(command, check=True)
        assert (house.folder.pushed / "mail-1.log").read_text() == "one, which is long\ntwo\nthree\n"
