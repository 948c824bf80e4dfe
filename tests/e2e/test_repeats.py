"""An export that nobody thought of, through the real parts: its trace is learned from the dump, a forger's line is not."""

from __future__ import annotations

import json
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.e2e.triaging import add_kept, begin_home, call, list_places, read_lines
from tests.leaks.triage.story import DOMAIN

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]
TALE = "La réunion {number} est avancée d'une heure, la salle et l'ordre du jour restent les mêmes, dis-le aux autres."
STAMP = "Kopie aus dem Hausarchiv Seebrück, Blatt {number}"
PLANTED = "Il faut que personne ne parle de cette rencontre."


def write_mail(number: int, *, box: str, more: str = "") -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"] = f"<{box}.{number}@{DOMAIN}>"
    message["Date"] = f"Thu, {1 + number % 28:02} Apr 2027 09:{number:02}:00 +0200"
    message["From"], message["To"] = f"p{number % 5}@{DOMAIN}", f"{box}@{DOMAIN}"
    message["Subject"] = f"Réunion {number}"
    message.set_content(f"Bonjour,\n\n{TALE.format(number=number)}\n\nBien à toi\n{more}", cte="8bit")
    return message


def write_box(path: Path, messages: list[EmailMessage]) -> Path:
    path.parent.mkdir(exist_ok=True)
    box = mailbox.mbox(path)
    for message in messages:
        box.add(message)
    box.close()
    return path


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A triage of two mailboxes: one with the archive's stamp in every message, one with a planted line in a few."""
    folder = tmp_path_factory.mktemp("repeats")
    home = begin_home(folder)
    place = (*list_places(folder), "--home", home)
    for name, count in (("lise", 20), ("paul", 120)):
        kept = write_box(folder / "kept" / f"{name}.mbox", [write_mail(at, box=name) for at in range(count)])
        add_kept(folder, kept, mailbox=name, home=home)
    stamped = [write_mail(at, box="lise", more=f"\n{STAMP.format(number=at)}\n") for at in range(20)]
    planted = [write_mail(at, box="paul", more=f"\n{PLANTED}\n" if at < 14 else "") for at in range(120)]
    write_box(folder / "dump" / "lise.mbox", stamped)
    write_box(folder / "dump" / "paul.mbox", planted)
    call("leak", "triage", folder / "dump", *place, "--out", folder / "out", "--workers", 2)
    return folder / "out"


def test_the_exports_line_is_shown_and_the_forgers_is_a_change(out: Path) -> None:
    found = read_lines(out / "findings.jsonl")
    lise = [one for one in found if one["item"].startswith("lise")]
    assert {one["verdict"] for one in lise} == {"repackaged"}
    assert {one["confidence"] for one in lise} == {"fair"}
    assert all("Hausarchiv" in one["diff"][0]["theirs"] for one in lise)
    paul = [one["verdict"] for one in found if one["item"].startswith("paul")]
    assert (paul.count("altered"), paul.count("genuine")) == (14, 106)
    assert all(PLANTED[:-1] in one["diff"][0]["theirs"] for one in found if one["verdict"] == "altered")


def test_figures_and_report_say_what_was_added(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["verdicts"]["repackaged"], summary["verdicts"]["altered"]) == (20, 14)
    [repeat] = summary["repeats"]
    assert repeat["form"] == "lines:kopie aus dem hausarchiv seebrück blatt #"
    assert (repeat["items"], repeat["writers"], repeat["in"]) == (20, 5, ["lise.mbox"])
    report = (out / "report.html").read_text()
    assert "Added in many items alike" in report
    assert "kopie aus dem hausarchiv seebrück blatt #" in report


def test_the_same_call_again_changes_nothing(out: Path, tmp_path: Path) -> None:
    before = {name: (out / name).read_bytes() for name in ("findings.jsonl", "summary.json", "report.html")}
    folder = out.parent
    place = (*list_places(folder), "--home", folder / "home")
    call("leak", "triage", folder / "dump", *place, "--out", out, "--workers", 1)
    assert {name: (out / name).read_bytes() for name in before} == before
    call("leak", "triage", folder / "dump", *place, "--out", tmp_path / "other", "--workers", 1)
    assert {name: (tmp_path / "other" / name).read_bytes() for name in before} == before
