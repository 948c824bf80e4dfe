"""A file that grows through rotation and a full disk, a line at a time, each once."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chaffinch.tripwires.mailhost.appending import GrowingFile

NOW = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def test_lines_follow_one_another(tmp_path: Path) -> None:
    file = GrowingFile(tmp_path / "a", mode=0o640)
    assert file.append(b"one\n", now=NOW) and file.append(b"two\n", now=NOW)
    assert (tmp_path / "a").read_bytes() == b"one\ntwo\n"


def test_a_file_that_is_renamed_away_begins_anew(tmp_path: Path) -> None:
    file = GrowingFile(tmp_path / "a")
    file.append(b"one\n", now=NOW)
    (tmp_path / "a").rename(tmp_path / "a.1")
    file.append(b"two\n", now=NOW)
    assert (tmp_path / "a").read_bytes() == b"two\n"


def test_a_large_file_is_put_aside_and_the_next_is_there_at_once(tmp_path: Path) -> None:
    file = GrowingFile(tmp_path / "a", largest=8)
    file.append(b"one\n", now=NOW)
    file.append(b"two\n", now=NOW)
    assert (tmp_path / "a-20261121T220000").read_bytes() == b"one\ntwo\n"
    assert (tmp_path / "a").read_bytes() == b""


def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = [7]
    write = os.write

    def write_while_there_is_room(descriptor: int, content: bytes) -> int:
        taken = content[: room[0]]
        if not taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        room[0] -= len(taken)
        return write(descriptor, taken)

    monkeypatch.setattr(os, "write", write_while_there_is_room)
    file = GrowingFile(tmp_path / "a")
    assert file.append(b"one\n", now=NOW)
    assert not file.append(b"two-two\n", now=NOW)
    assert not file.append(b"three\n", now=NOW)
    assert file.waiting == 2
    room[0] = 1_000
    assert file.flush(now=NOW)
    # The torn line is ended, so that what follows is whole; a reader passes over it.
    assert (tmp_path / "a").read_bytes() == b"one\ntwo\ntwo-two\nthree\n"


def test_a_folder_that_is_gone_is_waited_for(tmp_path: Path) -> None:
    file = GrowingFile(tmp_path / "sub" / "a")
    assert not file.append(b"one\n", now=NOW)
    (tmp_path / "sub").mkdir()
    assert file.flush(now=NOW)
    assert (tmp_path / "sub" / "a").read_bytes() == b"one\n"
