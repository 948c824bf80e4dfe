"""Pushed bodies: each whole and once, though the process dies at any step."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chaffinch.tripwires.listener import pushes
from chaffinch.tripwires.listener.errors import FullError, SameKeyError
from chaffinch.tripwires.listener.growing import GrowingFile
from chaffinch.tripwires.listener.pushes import PushedLog, read_key
from chaffinch.tripwires.listener.room import Room
from chaffinch.tripwires.logfile import Place, read_portion

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
BODIES = [(b"".join(b"%d-%d line\n" % (body, line) for line in range(40)), f"k{body}") for body in range(3)]


class Killed(BaseException):
    """The process ends here."""


def open_log(folder: Path, *, most_bytes: int = 10**8, rotate_bytes: int = 10**7) -> PushedLog:
    return PushedLog(
        folder, "mail-1", room=Room(folder, most_bytes=most_bytes), group=None, rotate_bytes=rotate_bytes
    )


def read_lines(folder: Path) -> list[bytes]:
    return (folder / "mail-1.log").read_bytes().splitlines()


def test_a_body_counts_once_by_its_key_and_each_time_without_one(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    assert log.take(b"a\nb", key="k-1")
    assert not log.take(b"a\nb", key="k-1")
    assert log.take(b"c\n", key="") and log.take(b"c\n", key="")
    assert not log.take(b"", key="k-2")
    with pytest.raises(SameKeyError):
        log.take(b"d\n", key="k-1")
    log.close()
    again = open_log(tmp_path)
    assert not again.take(b"a\nb", key="k-1")
    assert read_lines(tmp_path) == [b"a", b"b", b"c", b"c"]
    again.close()


def break_at(step: int, *, half: bool) -> tuple[Callable[[pytest.MonkeyPatch], None], list[int]]:
    """Return what makes the process die at its so-manieth step on the disk; `half`: a write gets half way before."""
    done = [0]

    def count(real: Callable[..., Any], *, writes: bool = False) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            done[0] += 1
            if done[0] == step:
                if half and writes:
                    real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                raise Killed
            return real(*arguments, **named)

        return call

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "write", count(os.write, writes=True))
        monkeypatch.setattr(os, "fsync", count(os.fsync))
        monkeypatch.setattr(Path, "replace", count(Path.replace))
        monkeypatch.setattr(Path, "unlink", count(Path.unlink))

    return patch, done


@pytest.mark.parametrize("half", [False, True])
def test_a_death_at_any_step_loses_nothing_that_was_acknowledged_and_doubles_nothing(
    tmp_path: Path, half: bool
) -> None:
    steps = 0
    for step in range(1, 200):
        folder = tmp_path / f"{step}"
        folder.mkdir()
        patch, done = break_at(step, half=half)
        followed: list[bytes] = []
        place: Place | None = None
        with pytest.MonkeyPatch.context() as monkeypatch:
            log = open_log(folder)
            patch(monkeypatch)
            acknowledged = []
            try:
                for body, key in BODIES:
                    log.take(body, key=key)
                    acknowledged.append(body)
            except Killed:
                pass
        died = done[0] >= step
        # The desk reads what there is just then; whole lines that it saw must not come again.
        if portion := read_portion(folder / "mail-1.log", place):
            followed += portion.block.splitlines()
            place = portion.place
        for body in acknowledged:
            assert body in (folder / "mail-1.log").read_bytes()
        again = open_log(folder)
        for body, key in BODIES:
            again.take(body, key=key)
        again.close()
        while portion := read_portion(folder / "mail-1.log", place):
            followed += portion.block.splitlines()
            place = portion.place
        wanted = [line for body, _ in BODIES for line in body.splitlines()]
        assert read_lines(folder) == wanted and followed == wanted
        if not died:
            break
        steps += 1
    assert steps >= 20


def test_a_full_disk_refuses_and_the_same_body_is_taken_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = open_log(tmp_path)
    real = os.write
    budget = [30]

    def write(file: int, block: Any) -> int:
        if budget[0] <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = real(file, bytes(block)[: budget[0]])
        budget[0] -= written
        return written

    for room in range(0, 700, 37):
        budget[0] = room
        with monkeypatch.context() as patched:
            patched.setattr(os, "write", write)
            with contextlib.suppress(FullError):
                log.take(BODIES[0][0], key="k")
    log.take(BODIES[0][0], key="k")
    assert read_lines(tmp_path) == BODIES[0][0].splitlines()
    log.close()


def test_the_folder_s_limit_refuses(tmp_path: Path) -> None:
    log = open_log(tmp_path, most_bytes=10_000)
    with pytest.raises(FullError):
        log.take(b"x" * 9_000, key="k")
    assert log.take(b"x" * 1_000, key="k")
    log.close()


def test_a_long_log_is_set_aside_and_followed_to_its_end(tmp_path: Path) -> None:
    log = open_log(tmp_path, rotate_bytes=2_000)
    place: Place | None = None
    followed: list[bytes] = []
    for number in range(60):
        log.take(b"%03d %s\n" % (number, b"x" * 200), key=f"k{number}")
        if number % 7 == 0:
            log.rotate(now=NOW + timedelta(seconds=number), keep=timedelta(days=1))
        while number % 5 == 0 and (portion := read_portion(tmp_path / "mail-1.log", place)):
            assert not portion.lost
            followed += portion.block.splitlines()
            place = portion.place
    while portion := read_portion(tmp_path / "mail-1.log", place):
        followed += portion.block.splitlines()
        place = portion.place
    assert [int(line[:3]) for line in followed] == list(range(60))
    aside = list(tmp_path.glob("mail-1.log-*"))
    assert len(aside) >= 3
    for old in aside:
        os.utime(old, (0, 0))
    log.rotate(now=NOW, keep=timedelta(days=1))
    assert not list(tmp_path.glob("mail-1.log-*"))
    log.close()


def test_a_copy_that_is_fetched_now_and_then_is_followed_too(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    log, place, followed = open_log(here, rotate_bytes=2_000), None, list[bytes]()
    for number in range(60):
        log.take(b"%03d %s\n" % (number, b"x" * 200), key=f"k{number}")
        if number % 7 == 0:
            log.rotate(now=NOW + timedelta(seconds=number), keep=timedelta(days=1))
        if number % 4 == 0 or number == 59:
            # As rsync does it: a new file in the place of the old one, with its time.
            for path in sorted(here.glob("mail-1.log*"), reverse=True):
                shutil.copy2(path, there / ".new")
                (there / ".new").replace(there / path.name)
            while portion := read_portion(there / "mail-1.log", place):
                assert not portion.lost
                followed += portion.block.splitlines()
                place = portion.place
    assert [int(line[:3]) for line in followed] == list(range(60))
    log.close()


def test_keys_are_forgotten_only_when_they_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushes, "_KEYS", 5)
    log = open_log(tmp_path)
    for number in range(23):
        log.take(b"%d\n" % number, key=f"k{number}")
    log.close()
    again = open_log(tmp_path)
    for number in range(18, 23):
        assert not again.take(b"%d\n" % number, key=f"k{number}")
    again.close()


def test_a_file_that_was_taken_away_is_begun_anew(tmp_path: Path) -> None:
    file = GrowingFile(
        tmp_path / "a.log", room=Room(tmp_path, most_bytes=10**6), group=None, rotate_bytes=10**6
    )
    file.append(b"1\n")
    (tmp_path / "a.log").unlink()
    file.append(b"2\n")
    assert (tmp_path / "a.log").read_bytes() == b"2\n"
    file.close()


@pytest.mark.parametrize(
    ("field", "key"),
    [(b"", ""), (b" a-1 ", "a-1"), (b"a b", None), (b"x" * 201, None), (b"\xe9", None), (b"a\x00", None)],
)
def test_a_key_is_plain_and_short(field: bytes, key: str | None) -> None:
    assert read_key(field) == key
