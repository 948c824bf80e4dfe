"""Pictures of letters in a dump, from the command line to what was read in them, by the real Tesseract."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.triaging import (
    add_kept,
    begin_home,
    call,
    list_arguments,
    make_command,
    read_lines,
)
from tests.leaks.scans import make_bomb, make_scan, needs_tesseract
from tests.leaks.triage.story import _PLANTED, Story, _join, to_bytes, write_letter, write_story

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400), needs_tesseract]
RESULTS = ("findings.jsonl", "errors.jsonl", "summary.json", "report.html")


def add_pictures(dump: Path) -> None:
    """Lay pictures of letters into a dump: as files, in a PDF, in a message of a mailbox in a zip, twice, and a bomb."""
    letter = make_scan(write_letter(1).get_content())
    shots = dump / "shots"
    shots.mkdir()
    (shots / "letter.png").write_bytes(letter)
    (shots / "twice.png").write_bytes(letter)
    (shots / "altered.pdf").write_bytes(
        make_scan(write_letter(3).get_content().replace("Inès", "Marc"), "PDF")
    )
    (shots / "planted.png").write_bytes(make_scan(f"Paul,\n\n{_PLANTED}\n\nJeanne\n"))
    (shots / "bomb.png").write_bytes(make_bomb(8_000))
    message = write_letter(60)
    message.add_attachment(
        make_scan(write_letter(2).get_content(), "TIFF"), maintype="image", subtype="tiff", filename="s.tif"
    )
    message.set_boundary("=_shots")
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(zipfile.ZipInfo("in/box.mbox", (2027, 4, 1, 12, 0, 0)), _join([to_bytes(message)]))
    (dump / "deep.zip").write_bytes(inner.getvalue())


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The dump with its pictures, and an archive of what was kept."""
    folder = tmp_path_factory.mktemp("story")
    story = write_story(folder)
    add_pictures(story.dump)
    home = begin_home(folder)
    add_kept(folder, story.mail, mailbox="jeanne.roy", home=home)
    return story


@pytest.fixture(scope="module")
def out(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a whole triage with OCR wrote."""
    folder = tmp_path_factory.mktemp("triage") / "out"
    call(*list_arguments(story, folder, "--ocr"), status=1)
    return folder


def read_log(out: Path) -> dict[str, dict[str, Any]]:
    return {line["item"]: line for line in read_lines(out / "ocr.jsonl")[1:]}


def test_words_in_pictures_are_found_where_they_stand_whatever_they_lie_in(out: Path) -> None:
    found = {
        item: (line["evidence"][0]["params"]["relation"] if line["evidence"] else line["fault"])
        for item, line in read_log(out).items()
    }
    assert found == {
        "deep.zip!/in/box.mbox!/1!/1": "archive",
        "papers/picture.png": "none",
        "shots/altered.pdf": "archive",
        "shots/bomb.png": "too-large",
        "shots/letter.png": "archive",
        "shots/planted.png": "ledger",
        "shots/twice.png": "archive",
    }
    matches = [
        line["evidence"][0]["params"].get("match") for line in read_log(out).values() if line["evidence"]
    ]
    assert "letter-1" in matches
    assert len(set(matches)) == 5  # three letters, the entry, and none for the picture without words


def test_a_picture_of_an_altered_letter_is_not_called_altered(out: Path) -> None:
    verdicts = {line["item"]: line["verdict"] for line in read_lines(out / "findings.jsonl")}
    assert {verdicts[item] for item in read_log(out)} == {"unverifiable"}


def test_findings_are_the_same_to_the_byte_with_ocr_and_without(
    story: Story, out: Path, tmp_path: Path
) -> None:
    call(*list_arguments(story, tmp_path / "out"), status=1)
    for name in ("findings.jsonl", "errors.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (out / name).read_bytes(), name
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["ocr"] is None
    assert not (tmp_path / "out" / "ocr.jsonl").exists()


def test_summary_and_report_name_the_pass_and_its_engine(out: Path) -> None:
    ocr = json.loads((out / "summary.json").read_text())["ocr"]
    counted = {name: ocr[name] for name in ("items", "read", "failed", "wordless", "in_archive", "in_ledger")}
    assert counted == {"items": 7, "read": 6, "failed": 1, "wordless": 1, "in_archive": 4, "in_ledger": 1}
    assert (ocr["engine"], ocr["languages"], ocr["faults"]) == ("tesseract", "fra+eng", {"too-large": 1})
    page = (out / "report.html").read_text()
    assert f"(Tesseract {ocr['version']}, fra+eng)" in page
    assert "in one of ours in jeanne.roy" in page
    assert "letter-1" not in page
    assert "planted" not in page.partition("shots/planted.png")[2].partition("</details>")[0]


def test_a_second_call_reads_nothing_again_and_changes_nothing(
    story: Story, out: Path, tmp_path: Path
) -> None:
    shutil.copytree(out, tmp_path / "out")
    call(*list_arguments(story, tmp_path / "out", "--ocr"), status=1)
    for name in (*RESULTS, "ocr.jsonl"):
        assert (tmp_path / "out" / name).read_bytes() == (out / name).read_bytes(), name


def begin(story: Story, folder: Path, *, lines: int) -> Iterator[subprocess.Popen[str]]:
    """Start a triage and yield it once OCR has written so many lines."""
    command = make_command(*list_arguments(story, folder, "--ocr", "--workers", 1))
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        log = folder / "ocr.jsonl"
        while not log.exists() or log.read_bytes().count(b"\n") < lines:
            assert process.poll() is None
            time.sleep(0.01)
        yield process


@pytest.mark.kills
@pytest.mark.parametrize("seed", range(int(os.environ.get("CHAFFINCH_KILLS", "1"))))
def test_a_kill_while_pictures_are_read_loses_and_doubles_nothing(
    story: Story, out: Path, tmp_path: Path, seed: int
) -> None:
    folder, chance = tmp_path / "out", random.Random(seed)
    for lines in (1, 2, 3 + chance.randrange(3)):
        for process in begin(story, folder, lines=lines):
            time.sleep(chance.uniform(0, 0.5))
            process.kill()
            process.wait()
        before = (folder / "ocr.jsonl").read_bytes()
        kept = before[: before.rindex(b"\n") + 1]
        assert (folder / "report.html").exists()  # of what was judged, without OCR
    call(*list_arguments(story, folder, "--ocr"), status=1)
    assert (folder / "ocr.jsonl").read_bytes().startswith(kept)
    assert read_log(folder) == read_log(out)
    assert len(read_lines(folder / "ocr.jsonl")) == len(read_lines(out / "ocr.jsonl"))
    for name in RESULTS:
        assert (folder / name).read_bytes() == (out / name).read_bytes(), name


def test_an_interrupt_stops_the_reading_of_pictures_cleanly(story: Story, out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    for process in begin(story, folder, lines=2):
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130, said
        assert "the same call goes on from there" in said
    assert len(read_log(folder)) < len(read_log(out))
    call(*list_arguments(story, folder, "--ocr"), status=1)
    assert read_log(folder) == read_log(out)


def test_a_language_that_is_missing_is_told_before_anything_is_begun(story: Story, tmp_path: Path) -> None:
    told = call(*list_arguments(story, tmp_path / "out", "--ocr", "zzz"), status=2)
    assert "tesseract-ocr-zzz" in told.stderr
    assert not (tmp_path / "out").exists()
