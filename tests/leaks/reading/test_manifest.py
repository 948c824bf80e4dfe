"""The manifest is made first: every file with its hash, and one of the whole that a stranger makes again with GNU tools."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.leaks.reading.dumps import write_files

from chaffinch.leaks.reading import manifest
from chaffinch.leaks.reading.manifest import ManifestError, write_manifest
from chaffinch.leaks.reading.source import Source, SourceFile

NOW = datetime(2027, 5, 5, 20, 0, tzinfo=UTC)
FILES = {
    "a.b": b"1", "a/b": b"2", "a-b/c": b"3", "a/é\n\\": b"4", "-": b"5", "z/" + "x" * 200: b"6" * 3_000_000, "B": b"",
}  # fmt: skip
SCRIPT = "find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum -z | sha256sum"


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_stranger_makes_the_same_hash_of_the_whole(tmp_path: Path) -> None:
    dump = write_files(tmp_path / "dump", FILES)
    (dump / os.fsdecode(b"\xff\xfe")).write_bytes(b"7")
    (dump / "link").symlink_to("a.b")
    summary = write_manifest(str(dump), tmp_path / "out.jsonl", now=NOW)
    told = subprocess.run(["bash", "-c", SCRIPT], cwd=dump, capture_output=True, text=True, check=True)
    assert summary.dump_sha256 == told.stdout.split()[0]
    assert (summary.files, summary.faults) == (len(FILES) + 1, 1)
    lines = read_lines(tmp_path / "out.jsonl")
    assert lines[-1]["dump_sha256"] == summary.dump_sha256
    assert [line["path"] for line in lines if "fault" in line] == ["link"]
    paths = [os.fsencode(line["path"]) for line in lines[:-1]]
    assert paths == sorted(paths)


def test_one_file_is_a_dump_too(tmp_path: Path) -> None:
    write_files(tmp_path, {"one.zip": b"abc"})
    summary = write_manifest(str(tmp_path / "one.zip"), tmp_path / "out", now=NOW)
    told = subprocess.run(
        ["sha256sum", "one.zip"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert summary.dump_sha256 == told.stdout.split()[0]


@pytest.mark.parametrize("kept", [0, 1, 100, 500, 10_000])
def test_it_goes_on_where_it_was_stopped_and_the_result_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    dump = write_files(tmp_path / "dump", FILES)
    whole = write_manifest(str(dump), tmp_path / "whole", now=NOW)
    content = (tmp_path / "whole").read_bytes()
    (tmp_path / "out.part").write_bytes(content[:kept])
    hashed: list[str] = []
    describe = manifest._describe

    def count(source: Source, entry: SourceFile, on_read: Callable[[int], None]) -> dict[str, Any]:
        hashed.append(entry.path)
        return describe(source, entry, on_read)

    monkeypatch.setattr(manifest, "_describe", count)
    assert write_manifest(str(dump), tmp_path / "out", now=NOW) == whole
    assert (tmp_path / "out").read_bytes() == content
    assert len(hashed) == len(FILES) - min(len(FILES), content[:kept].count(b"\n"))


def test_a_file_that_changed_meanwhile_is_hashed_again(tmp_path: Path) -> None:
    dump = write_files(tmp_path / "dump", FILES)
    write_manifest(str(dump), tmp_path / "whole", now=NOW)
    (tmp_path / "out.part").write_bytes((tmp_path / "whole").read_bytes())
    (dump / "a.b").write_bytes(b"changed")
    changed = write_manifest(str(dump), tmp_path / "out", now=NOW)
    assert changed == write_manifest(str(dump), tmp_path / "again", now=NOW)
    assert (tmp_path / "out").read_bytes() == (tmp_path / "again").read_bytes()


def test_a_full_disk_is_named_and_what_was_done_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = write_files(tmp_path / "dump", FILES)

    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(ManifestError) as fault:
        patch.setattr(os, "fsync", fail)
        write_manifest(str(dump), tmp_path / "out", now=NOW)
    assert "make room" in fault.value.diagnostics()
    assert (tmp_path / "out.part").exists() and not (tmp_path / "out").exists()
    write_manifest(str(dump), tmp_path / "out", now=NOW)
    assert (tmp_path / "out").exists()
