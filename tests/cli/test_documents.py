"""`chaffinch decoys document`, run as a user runs it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from tests.decoys.documents.made import make_docx, paragraph

from chaffinch.decoys.documents.wording import Marked, find_marks


def run(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "chaffinch",
        "decoys",
        "document",
        "--home",
        str(home),
        *map(str, arguments),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_template_is_filled_and_a_line_printed_for_each(tmp_path: Path) -> None:
    template, out = tmp_path / "note.docx", tmp_path / "planted"
    template.write_bytes(
        make_docx(paragraph("Note du {{date}} : {prévoir|apporter} {{what}}, {merci|à bientôt}."))
    )
    done = run(
        "--template", template, "--field", "what=le café", "-n", "5", "--out", out, home=tmp_path / "home"
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 5 == len(list(out.iterdir()))
    for line in lines:
        assert list(line) == ["id", "file", "sha256", "kind", "title", "login", "made_at", "marks"]
        assert hashlib.sha256((out / line["file"]).read_bytes()).hexdigest() == line["sha256"]
        assert len(line["marks"]["wording"]) == 2 and "le café" in line["title"]


def test_traps_stand_in_documents_and_marks_find_them_again(tmp_path: Path) -> None:
    traps = tmp_path / "traps.jsonl"
    traps.write_text('{"kind": "trap", "address": "a.kerbrat@aurore.test", "password": "Xk;9"}\n')
    done = run(
        "--kind",
        "budget",
        "--format",
        "ics",
        "--locale",
        "en_GB",
        "-n",
        "2",
        "--traps",
        traps,
        "--out",
        tmp_path / "o",
        home=tmp_path / "h",
    )
    assert done.returncode == 0, done.stderr
    from chaffinch.decoys.documents.lines import Phrase

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    marked = [
        Marked(
            line["id"],
            tuple(Phrase(**{**one, "others": tuple(one["others"])}) for one in line["marks"]["wording"]),
        )
        for line in lines
    ]
    assert {line["login"] for line in lines} == {"a.kerbrat@aurore.test"}
    text = (tmp_path / "o" / lines[1]["file"]).read_text().replace("\n ", "")
    assert find_marks(text, marked)[0].id == lines[1]["id"]


def test_macros_exit_3_and_nothing_is_written(tmp_path: Path) -> None:
    template = tmp_path / "note.docx"
    template.write_bytes(make_docx("", **{"word/vbaProject.bin": b"x"}))
    done = run("--template", template, "--out", tmp_path / "o", home=tmp_path / "home")
    assert (
        done.returncode == 3
        and "macros in word/vbaProject.bin" in done.stderr
        and not (tmp_path / "o").exists()
    )


def test_wrong_use_exits_2(tmp_path: Path) -> None:
    other = tmp_path / "note.odt"
    other.write_bytes(b"x")
    for arguments in (
        ["--template", other],
        ["--field", "x"],
        ["--traps", other],
        ["--locale", "xx_XX"],
        ["--link", "file:///x"],
    ):
        assert run(*arguments, "--out", tmp_path / "o", home=tmp_path / "home").returncode == 2
