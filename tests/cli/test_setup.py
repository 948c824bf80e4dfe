"""The first steps of an installation, as somebody types them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from chaffinch.cli import VERBS, chaffinch
from chaffinch.pages.bundle.manifest import name_key

OURS = """
[organisation]
name = "Les Amis"
[watch]
domains = ["en-marche.fr"]
services = ["microsoft365"]
"""


def run(*arguments: str, home: Path, said: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CHAFFINCH_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "chaffinch", *arguments],
        env=environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation made from a file."""
    folder = tmp_path_factory.mktemp("installed")
    (folder / "our.toml").write_text(OURS)
    done = run("init", "--from", str(folder / "our.toml"), home=folder / "home")
    assert done.returncode == 0, done.stderr
    assert re.search(r"password  \S{19} ", done.stdout)
    assert "set [capture] egress" in done.stdout
    return folder / "home"


def list_commands(group: click.Group, path: str) -> list[tuple[str, click.Command]]:
    context = click.Context(group)
    found: list[tuple[str, click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append((f"{path} {name}", command))
        if isinstance(command, click.Group):
            found += list_commands(command, f"{path} {name}")
    return found


def test_the_help_of_every_verb_shows_an_example() -> None:
    commands = list_commands(chaffinch, "chaffinch")
    assert len(commands) > len(VERBS)
    for path, command in commands:
        assert f"Example: {path}" in (command.help or "") or f"| {path}" in (command.help or ""), path


def test_an_installation_is_made_once(installed: Path) -> None:
    again = run("init", home=installed)
    assert again.returncode == 2
    assert "already" in again.stderr


def test_questions_lead_to_the_same_file(tmp_path: Path) -> None:
    answers = [
        "Les Amis",
        "fr",
        "Europe/Paris",
        "en-marche.fr",
        "microsoft365, nextcloud",
        "https://www.en-marche.fr/",
        "proxy",
        "socks5://127.0.0.1:9050",
    ]
    done = run("init", home=tmp_path / "home", said="\n".join(answers) + "\n")
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "home" / "chaffinch.toml").read_text()
    assert 'services = ["microsoft365", "nextcloud"]' in written
    assert 'egress = "proxy"' in written


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[watch]\ndomains = []\n", "nothing to watch"),
        ("[watch]\ndomains = ['en-marche.fr']\nservices = ['minitel']\n", "minitel"),
        ("[watch]\ndomain = ['en-marche.fr']\n", "line 2"),
    ],
)
def test_a_wrong_file_makes_no_installation(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "our.toml").write_text(text)
    done = run("init", "--from", str(tmp_path / "our.toml"), home=tmp_path / "home")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home" / "chaffinch.toml").exists()


def test_serve_without_an_installation_says_what_to_do(tmp_path: Path) -> None:
    done = run("serve", home=tmp_path / "none")
    assert done.returncode == 2
    assert "chaffinch init" in done.stderr


def test_a_list_is_followed_and_the_digest_made_of_it(installed: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("portal-office.fr\nen.marche.fr\nexample.org\n")
    followed = run("names", "follow", str(names), home=installed)
    assert "3 lines read, 2 look-alikes, 2 new cases" in followed.stdout
    assert "0 lines read" in run("names", "follow", str(names), home=installed).stdout
    made = run("digest", "--since", "1d", "--out", str(tmp_path / "out"), home=installed)
    assert made.returncode == 0, made.stderr
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".eml", ".pdf"]
    unsent = run("digest", "--send", home=installed)
    assert unsent.returncode == 1
    assert "no mail server" in unsent.stderr


@pytest.mark.parametrize(
    "arguments", [["digest"], ["digest", "--send", "--out", "."], ["digest", "--since", "7", "--send"]]
)
def test_a_digest_call_that_makes_no_sense_is_refused(installed: Path, arguments: list[str]) -> None:
    done = run(*arguments, home=installed)
    assert done.returncode == 2
    assert "What to do" in done.stderr


def test_the_doctor_names_each_point_and_what_to_do(installed: Path) -> None:
    done = run("doctor", home=installed)
    assert done.returncode == 0, done.stdout
    for name in (
        "settings",
        "keys",
        "evidence",
        "database",
        "audit log",
        "worker",
        "calendar",
        "browser",
        "sandbox",
        "backup",
        "disk",
        "mail",
    ):
        assert name in done.stdout
    key = bytes.fromhex((installed / "keys" / "evidence.key").read_text())
    assert f"signed by the key {name_key(key)}" in done.stdout
    (installed / "keys" / "store.key").chmod(0o644)
    sick = run("doctor", home=installed)
    (installed / "keys" / "store.key").chmod(0o600)
    assert sick.returncode == 2
    assert "chmod 600" in sick.stderr


def test_log_ins_are_made_and_renewed(installed: Path) -> None:
    assert "password" in run("user", "add", "ines", home=installed).stdout
    assert run("user", "add", "ines", home=installed).returncode == 2
    assert "password" in run("user", "password", "ines", home=installed).stdout
    assert "Known log-ins: admin, ines" in run("user", "password", "nobody", home=installed).stderr


def test_a_right_to_approve_is_given_and_taken(installed: Path) -> None:
    run("user", "add", "maud", home=installed)
    assert "maud may approve from" in run("user", "approver", "maud", home=installed).stdout
    assert run("user", "approver", "maud", home=installed).returncode == 2
    assert "no log-in" in run("user", "approver", "nobody", home=installed).stderr
    assert "any more" in run("user", "approver", "maud", "--remove", home=installed).stdout
    assert "had no right" in run("user", "approver", "maud", "--remove", home=installed).stdout


def test_pure_verbs_need_no_installation(tmp_path: Path) -> None:
    done = run("names", "check", "--watch", "en-marche.fr", "-", home=tmp_path, said="en.marche.fr\n")
    assert json.loads(done.stdout)["tier"] == "alert"
    assert list(tmp_path.iterdir()) == []
