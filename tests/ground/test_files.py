"""Files that are whole or not there at all."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chaffinch.ground.files import write_new, write_whole

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


@contextmanager
def masked(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def filling_at(size: int) -> Iterator[None]:
    """Have no file of this process grow beyond a size, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("sync", [True, False])
def test_a_file_holds_what_was_written_last_for_its_owner_alone(tmp_path: Path, sync: bool) -> None:
    path = tmp_path / "state.json"
    for content in (b"first, and longer", b"second", b""):
        write_whole(path, content, sync=sync)
        assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_its_mode_is_the_one_asked_for_whatever_the_umask(tmp_path: Path, mode: int, mask: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    path.chmod(0o666)
    with masked(mask):
        write_whole(path, b"after", mode=mode)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@as_root
@pytest.mark.parametrize(
    ("owner", "group", "belongs"), [(12, None, (12, 0)), (None, 34, (0, 34)), (12, 34, (12, 34))]
)
def test_it_is_given_away_before_anybody_sees_it(
    tmp_path: Path, owner: int | None, group: int | None, belongs: tuple[int, int]
) -> None:
    path = tmp_path / "file"
    write_whole(path, b"theirs", mode=0o640, owner=owner, group=group)
    there = path.stat()
    assert (there.st_uid, there.st_gid) == belongs
    assert stat.S_IMODE(there.st_mode) == 0o640


def test_what_stood_there_before_stays_when_the_disk_is_full(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"before")
    with filling_at(4_096), pytest.raises(OSError, match="large") as fault:
        write_whole(path, b"x" * 8_192)
    assert fault.value.errno == errno.EFBIG
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_its_place_is_named_and_nothing_is_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole(path, b"x")
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_in_its_place_is_replaced_and_never_followed(tmp_path: Path) -> None:
    theirs, path = tmp_path / "theirs", tmp_path / "file"
    theirs.write_bytes(b"keep me")
    path.symlink_to(theirs)
    write_whole(path, b"ours")
    assert (path.read_bytes(), path.is_symlink(), theirs.read_bytes()) == (b"ours", False, b"keep me")


def test_a_new_file_takes_nobodys_place(tmp_path: Path) -> None:
    theirs, hanging, link = tmp_path / "theirs", tmp_path / "hanging", tmp_path / "link"
    theirs.write_bytes(b"keep me")
    link.symlink_to(theirs)
    hanging.symlink_to(tmp_path / "nowhere")
    for path in (theirs, link, hanging):
        with pytest.raises(FileExistsError):
            write_new(path, b"ours")
    assert theirs.read_bytes() == b"keep me"
    assert not (tmp_path / "nowhere").exists()
    assert link.is_symlink()


def test_of_two_writers_at_once_one_is_read_whole(tmp_path: Path) -> None:
    path, size, faults = tmp_path / "file", 300_000, list[BaseException]()
    write_whole(path, b"0" * size)

    def write(letter: bytes) -> None:
        try:
            for _ in range(60):
                write_whole(path, letter * size, sync=False)
        except BaseException as fault:  # told to the test, which would not hear of it
            faults.append(fault)

    writers = [threading.Thread(target=write, args=(letter,)) for letter in (b"a", b"b")]
    for one in writers:
        one.start()
    seen = set()
    while any(one.is_alive() for one in writers):
        content = path.read_bytes()
        assert (len(content), len(set(content))) == (size, 1)
        seen.add(content[:1])
    assert not faults
    assert seen
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    code = (
        "import sys; from pathlib import Path; from chaffinch.ground.files import write_whole\n"
        "for number in range(10**9):\n"
        "    write_whole(Path(sys.argv[1]), b'%d' % (number % 10) * 500_000)\n"
        "    if number == 3: print('going', flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"going\n"
        writer.send_signal(signal.SIGKILL)
    content = path.read_bytes()
    assert (len(content), len(set(content))) == (500_000, 1)
