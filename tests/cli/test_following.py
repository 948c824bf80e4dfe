"""`names follow` on a certificate log, as a person calls it."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from tests.ground.loopback_web import LoopbackWeb, Reply
from tests.names.feeds.certificates.issuing import issue, make_entries, make_entry
from tests.names.feeds.certificates.served_log import ServedLog

SETTINGS = '[organisation]\nname = "Team"\n[watch]\ndomains = ["en-marche.fr"]\n'


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chaffinch", "names", "follow", *arguments, "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that is made once: its tables take longer than what is tried with them."""
    folder: Path = tmp_path_factory.mktemp("installed")
    (folder / "our.toml").write_text(SETTINGS)
    command = [sys.executable, "-m", "chaffinch", "init", "--from", str(folder / "our.toml")]
    subprocess.run([*command, "--home", str(folder / "home")], capture_output=True, check=True)
    return folder / "home"


@pytest.fixture
def home(installed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(installed, tmp_path / "home")


def test_a_log_is_read_into_the_desk_and_read_on(home: Path, tmp_path: Path) -> None:
    moment = datetime.now(UTC)
    served = ServedLog("rfc6962", list(make_entries(150)), timestamp=round(moment.timestamp() * 1000))
    lure = issue(["onedrive-en-marche.fr"]).public_bytes(Encoding.DER)
    served.entries[77] = make_entry(lure, names=["onedrive-en-marche.fr"], timestamp=1)
    described = served.describe()
    described["operators"][0]["logs"][0]["temporal_interval"] = {
        "start_inclusive": "2020-01-01T00:00:00Z",
        "end_exclusive": (moment + timedelta(days=400)).strftime("%Y-%m-%dT00:00:00Z"),
    }
    (tmp_path / "logs.json").write_text(json.dumps(described))
    options = ("http://log.test/", "--log-list", str(tmp_path / "logs.json"), "--from", "beginning")
    with LoopbackWeb(served.answer, hosts=(served.host,)) as web:
        web.directory.write(tmp_path / "range.json")
        first = run(*options, "--range", str(tmp_path / "range.json"), home=home)
        again = run(*options, "--range", str(tmp_path / "range.json"), home=home)
        unreached = run(*options, home=home)
    assert (first.returncode, first.stdout) == (0, "150 entries read, 1 look-alikes, 1 new cases\n"), (
        first.stderr
    )
    assert (again.returncode, again.stdout) == (0, "0 entries read, 0 look-alikes, 0 new cases\n"), (
        again.stderr
    )
    assert "went on after entry 150" in again.stderr
    assert unreached.returncode == 1
    assert "unreachable" in unreached.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-list.txt",), "not a file"),
        (("https://log.example.org/", "--log-list", "LIST"), "log.example.org"),
        (("http://log.test/", "--log-list", "LIST", "--from", "yesterday"), "--from cannot be 'yesterday'"),
    ],
)
def test_a_wrong_source_is_a_wrong_use(
    home: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "logs.json").write_text(json.dumps(ServedLog("rfc6962", []).describe()))
    given = [str(tmp_path / "logs.json") if argument == "LIST" else argument for argument in arguments]
    done = run(*given, home=home)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def follow_piped(*arguments: str, home: Path, given: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "chaffinch", "names", "follow", *arguments, "--home", str(home)]
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=120)


def test_a_table_is_read_from_standard_input(home: Path) -> None:
    given = b"seen,site\n2027-03-01,mail-en-marche.fr\n2027-03-01,example.test\n"
    done = follow_piped("-", "--format", "csv", "--column", "site", home=home, given=given)
    assert (done.returncode, done.stdout) == (0, b"3 lines read, 1 look-alikes, 1 new cases\n"), done.stderr


def test_only_what_yesterdays_list_did_not_hold_is_read(home: Path, tmp_path: Path) -> None:
    names = tmp_path / "new.txt"
    names.write_text("mail-en-marche.fr\nexample.test\n")
    first = run(str(names), "--new-only", home=home)
    names.write_text("portail-en-marche.fr\nexample.test\nmail-en-marche.fr\n")
    again = run(str(names), "--new-only", home=home)
    assert "1 look-alikes, 1 new cases" in first.stdout
    assert "3 lines read, 1 look-alikes, 1 new cases" in again.stdout


def test_a_list_at_an_address_is_fetched_once_and_asked_for_again(home: Path, tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(path: str, headers: Mapping[str, str]) -> Reply:
        asked.append(headers.get("if-none-match", ""))
        same = headers.get("if-none-match") == '"one"'
        return Reply(
            b"" if same else b"mail-en-marche.fr\n", status=304 if same else 200, headers={"ETag": '"one"'}
        )

    with LoopbackWeb(answer, hosts=("lists.test",)) as web:
        web.directory.write(tmp_path / "range.json")
        options = ("http://lists.test/new.txt", "--range", str(tmp_path / "range.json"))
        first, again = run(*options, home=home), run(*options, home=home)
    assert "1 lines read, 1 look-alikes, 1 new cases" in first.stdout, first.stderr
    assert (again.returncode, again.stdout) == (0, "0 lines read, 0 look-alikes, 0 new cases\n"), again.stderr
    assert asked == ["", '"one"']


def test_a_damaged_list_gives_what_it_can_names_its_fault_and_ends_with_1(home: Path, tmp_path: Path) -> None:
    names = tmp_path / "new.txt.gz"
    content = gzip.compress(b"mail-en-marche.fr\n" + random.Random(1).randbytes(90_000).hex().encode())
    names.write_bytes(content[: len(content) // 2])
    done = run(str(names), home=home)
    assert done.returncode == 1
    assert "1 look-alikes" in done.stdout
    assert "damaged at" in done.stderr


def test_a_log_has_no_format(home: Path, tmp_path: Path) -> None:
    (tmp_path / "logs.json").write_text("{}")
    done = run("http://log.test/", "--log-list", str(tmp_path / "logs.json"), "--format", "csv", home=home)
    assert done.returncode == 2
    assert "no format" in done.stderr
