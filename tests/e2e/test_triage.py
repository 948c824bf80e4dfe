"""A dump of every kind, from the command line to findings, figures and a report, through the real parts."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.e2e.triaging import (
    add_kept,
    begin_home,
    call,
    list_arguments,
    list_places,
    make_command,
    read_lines,
)
from tests.leaks.triage.story import PASSWORD, Story, write_story
from tests.ledger.authority import make_authority

from chaffinch.leaks.reading.inside.seven_zip import find_program

PROGRAM = find_program()
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]
RESULTS = ("findings.jsonl", "errors.jsonl", "summary.json", "report.html")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The dump, and an archive of what was kept."""
    folder = tmp_path_factory.mktemp("story")
    story = write_story(folder)
    home = begin_home(folder)
    add_kept(folder, story.mail, mailbox="jeanne.roy", home=home)
    call("archive", "add", story.papers, *list_places(folder), "--home", home)
    return story


@pytest.fixture(scope="module")
def out(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a whole triage wrote."""
    folder = tmp_path_factory.mktemp("triage") / "out"
    call(*list_arguments(story, folder), status=1)
    return folder


def test_the_list_of_files_is_dated_where_an_authority_answers(
    out: Path, story: Story, tmp_path: Path
) -> None:
    home, again = tmp_path / "home", tmp_path / "again"
    home.mkdir()
    named = 'timestamp = "http://127.0.0.1:9/tsa"'
    (home / "chaffinch.toml").write_text(f'[capture]\negress = "direct"\n{named}\n', encoding="utf-8")
    shutil.copytree(out, again)
    undated = call(*list_arguments(story, again, "--home", home), status=1)
    assert "no time-stamp for the manifest" in undated.stderr
    assert "No time-stamping authority has dated" in (again / "report.html").read_text()
    digest = hashlib.sha256((again / "manifest.jsonl").read_bytes()).digest()
    at = datetime(2027, 5, 5, 20, 5, tzinfo=UTC)
    (again / "manifest.tsr").write_bytes(make_authority("alpha.test").stamp(digest, at=at))
    call(*list_arguments(story, again, "--home", home), status=1)
    assert (
        "alpha.test stamped the list of its files on 5 May 2027, 20:05" in (again / "report.html").read_text()
    )
    stamped = {"at": at.isoformat(), "by": "alpha.test"}
    assert json.loads((again / "run.json").read_text())["manifest_stamped"] == stamped
    said = ("--organisation", "Mouvement Aurore", "--name", "Aurore files", "--out", tmp_path / "draft.zip")
    call("leak", "pack", again, *said)
    checked = json.loads(call("leak", "verify", tmp_path / "draft.zip", status=1).stdout)
    assert (checked["code"], checked["dump_stamped"]) == ("draft", stamped)


def list_verdicts(out: Path) -> dict[str, str]:
    return {finding["item"]: finding["verdict"] for finding in read_lines(out / "findings.jsonl")}


def test_every_item_has_the_verdict_that_is_true(out: Path) -> None:
    found = list_verdicts(out)
    expected = {
        "attached.eml": "genuine",
        "attached.eml!/1": "genuine",
        "box.mbox!/1": "genuine",
        "box.mbox!/2": "altered",
        "box.mbox!/3": "repackaged",
        "box.mbox!/4": "excerpt",
        "box.mbox!/5": "decoy",
        "box.mbox!/6": "foreign",
        "nested.zip!/inner.tar.gz!/inbox/letter.eml": "genuine",
        "papers/budget-altered.docx": "altered",
        "papers/budget-resaved.docx": "repackaged",
        "papers/budget.docx": "genuine",
        "papers/note.txt": "unverifiable",
        "papers/picture.png": "unverifiable",
        "paul/cur/1800000000.M1P1.host:2,S": "genuine",
    }
    assert {item: found.get(item) for item in expected} == expected


def test_an_altered_item_says_where_it_was_altered(out: Path) -> None:
    altered = {one["item"]: one for one in read_lines(out / "findings.jsonl") if one["verdict"] == "altered"}
    [change] = altered["box.mbox!/2"]["diff"]
    assert (change["where"], "neuf" in change["ours"], "minuit" in change["theirs"]) == ("text", True, True)
    assert "480000" in altered["papers/budget-altered.docx"]["diff"][0]["theirs"]


def test_findings_stand_in_the_order_of_the_dump_each_once(out: Path) -> None:
    files = [line["path"] for line in read_lines(out / "manifest.jsonl")[:-1]]
    roots = [finding["item"].split("!/")[0] for finding in read_lines(out / "findings.jsonl")]
    assert list(dict.fromkeys(roots)) == [path for path in files if path in roots]
    items = [finding["item"] for finding in read_lines(out / "findings.jsonl")]
    assert len(items) == len(set(items))


def test_what_cannot_be_read_is_listed_with_its_reason(out: Path) -> None:
    errors = {line["item"]: line["code"] for line in read_lines(out / "errors.jsonl")}
    assert errors["papers/secret.pdf"] == "encrypted"
    assert "broken.zip" in errors
    summary = json.loads((out / "summary.json").read_text())
    assert sum(summary["errors"].values()) == len(errors)


def test_a_password_opens_what_is_encrypted_and_is_written_nowhere(story: Story, tmp_path: Path) -> None:
    passwords = tmp_path / "passwords"
    passwords.write_text(f"wrong\n{PASSWORD}\n")
    call(*list_arguments(story, tmp_path / "out", "--password-file", passwords), status=1)
    errors = [line["item"] for line in read_lines(tmp_path / "out" / "errors.jsonl")]
    assert "papers/secret.pdf" not in errors
    assert not any(PASSWORD.encode() in path.read_bytes() for path in (tmp_path / "out").iterdir())


@pytest.mark.skipif(PROGRAM is None, reason="7-Zip is not installed: apt install 7zip")
def test_a_whole_dump_in_an_encrypted_7z_archive_gives_the_findings_of_the_dump(
    story: Story, out: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "leak.7z"
    folder = story.dump.parent / "packed"
    subprocess.run(
        [str(PROGRAM), "a", "-bd", "-mx1", "-mhe=on", "-ppublié", str(packed), "paul", "papers/budget.docx", "box.mbox"],
        cwd=story.dump, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    folder.mkdir()
    packed.rename(folder / "leak.7z")
    named = replace(story, dump=folder)
    passwords = tmp_path / "passwords"
    passwords.write_text("faux\npublié\n")
    closed = call(*list_arguments(named, tmp_path / "closed"), status=1)
    assert (
        closed.stderr.count("1 × encrypted: It is encrypted, and no password that was given opens it.") == 1
    )
    call(*list_arguments(named, tmp_path / "opened", "--password-file", passwords), status=0)
    whole = list_verdicts(out)
    found = {path.removeprefix("leak.7z!/"): one for path, one in list_verdicts(tmp_path / "opened").items()}
    assert found == {path: whole[path] for path in found}
    assert len(found) > 6
    assert found["box.mbox!/2"] == "altered"
    assert not any("publié".encode() in path.read_bytes() for path in (tmp_path / "opened").iterdir())


def test_nothing_is_written_outside_its_folder(story: Story, out: Path) -> None:
    assert not list(story.dump.parent.rglob("escape.txt"))
    assert not list(out.parent.rglob("escape.txt"))


def test_the_figures_count_every_item(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text())
    assert summary["items"] == len(list_verdicts(out)) == sum(summary["verdicts"].values())
    assert summary["verdicts"]["decoy"] == 1
    assert summary["dump"]["sha256"] == read_lines(out / "manifest.jsonl")[-1]["dump_sha256"]


def test_the_hash_of_the_dump_is_one_that_anybody_can_make(story: Story, out: Path) -> None:
    command = "find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum -z | sha256sum"
    said = subprocess.run(["bash", "-c", command], cwd=story.dump, capture_output=True, text=True, check=True)
    assert json.loads((out / "summary.json").read_text())["dump"]["sha256"] == said.stdout.split()[0]


def test_the_report_names_no_decoy_and_no_genuine_item(out: Path) -> None:
    page = (out / "report.html").read_text()
    assert "box.mbox!/2" in page
    assert not re.search(r"box\.mbox!/[15]\b|letter-1", page)


def test_the_same_dump_gives_the_same_files_to_the_byte(story: Story, out: Path, tmp_path: Path) -> None:
    call(*list_arguments(story, tmp_path / "again", "--workers", 1), status=1)
    for name in RESULTS:
        assert (tmp_path / "again" / name).read_bytes() == (out / name).read_bytes(), name


def test_a_second_call_on_the_same_folder_changes_nothing(story: Story, out: Path, tmp_path: Path) -> None:
    shutil.copytree(out, tmp_path / "out")
    call(*list_arguments(story, tmp_path / "out"), status=1)
    for name in (*RESULTS, "manifest.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (out / name).read_bytes(), name


@pytest.mark.kills
@pytest.mark.parametrize("seed", range(int(os.environ.get("CHAFFINCH_KILLS", "1"))))
def test_a_kill_at_any_moment_loses_and_doubles_nothing(
    story: Story, out: Path, tmp_path: Path, seed: int
) -> None:
    chance, folder = random.Random(seed), tmp_path / "out"
    for _ in range(3):
        process = subprocess.Popen(
            make_command(*list_arguments(story, folder)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.8, 4.0))
        process.kill()
        process.wait()
    call(*list_arguments(story, folder), status=1)
    for name in RESULTS:
        assert (folder / name).read_bytes() == (out / name).read_bytes(), name


def test_an_interrupt_stops_cleanly_and_says_how_to_go_on(story: Story, out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    process = subprocess.Popen(
        make_command(*list_arguments(story, folder)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (folder / "progress.jsonl").exists() or not (folder / "progress.jsonl").stat().st_size:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "the same call goes on from there" in said
    call(*list_arguments(story, folder), status=1)
    for name in RESULTS:
        assert (folder / name).read_bytes() == (out / name).read_bytes(), name


def test_a_dump_that_changed_is_not_gone_on_with(story: Story, out: Path, tmp_path: Path) -> None:
    changed = tmp_path / "dump"
    shutil.copytree(story.dump, changed)
    folder = tmp_path / "out"
    arguments = list_arguments(story, folder)
    arguments = (*arguments[:2], changed, *arguments[3:])
    call(*arguments, status=1)
    (changed / "papers" / "note.txt").write_text("Une autre note.\n")
    assert "not what it was" in call(*arguments, status=1).stderr


def test_wrong_use_is_refused_before_anything_is_written(story: Story, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert "no day" in call(*list_arguments(story, folder, "--breach", "yesterday"), status=2).stderr
    arguments = list_arguments(story, folder)
    assert call(*arguments[:2], tmp_path / "nowhere", *arguments[3:], status=1).stderr
    other = tmp_path / "other.key"
    other.write_text("00" * 32 + "\n")
    other.chmod(0o600)
    assert "key" in call(*arguments, "--key", other, status=1).stderr
    assert not folder.exists() or not (folder / "findings.jsonl").read_bytes()
