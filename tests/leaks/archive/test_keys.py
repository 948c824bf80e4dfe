"""The key stands outside the archive, and only its owner can read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chaffinch.leaks.archive.errors import KeyFileError
from chaffinch.leaks.archive.keys import VARIABLE, choose_key_file, make_key_file, read_key_file


def test_a_key_that_is_made_can_be_read_and_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "archive.key"
    make_key_file(path)
    key = read_key_file(path, archive=tmp_path / "archive")
    make_key_file(path)
    assert read_key_file(path, archive=tmp_path / "archive") == key
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_inside_the_archive_is_refused(tmp_path: Path) -> None:
    make_key_file(tmp_path / "archive" / "deep" / "a.key")
    (tmp_path / "link.key").symlink_to(tmp_path / "archive" / "deep" / "a.key")
    for path in (tmp_path / "archive" / "deep" / "a.key", tmp_path / "link.key"):
        with pytest.raises(KeyFileError, match="inside the archive"):
            read_key_file(path, archive=tmp_path / "archive")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    make_key_file(tmp_path / "a.key")
    (tmp_path / "a.key").chmod(0o644)
    with pytest.raises(KeyFileError, match="can read"):
        read_key_file(tmp_path / "a.key", archive=tmp_path / "archive")


@pytest.mark.parametrize("content", [b"", b"xyz", b"00" * 31, b"00" * 33, b"\xff\xfe"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.key").write_bytes(content)
    (tmp_path / "a.key").chmod(0o600)
    with pytest.raises(KeyFileError):
        read_key_file(tmp_path / "a.key", archive=tmp_path / "archive")


def test_a_missing_key_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="missing"):
        read_key_file(tmp_path / "a.key", archive=tmp_path / "archive")


def test_the_key_that_is_named_comes_first_then_that_of_the_environment() -> None:
    named, kept = Path("/media/key"), Path("/home/keys")
    environment = {VARIABLE: "/run/key"}
    assert choose_key_file(named, environment=environment, keys_folder=kept) == named
    assert choose_key_file(None, environment=environment, keys_folder=kept) == Path("/run/key")
    assert choose_key_file(None, environment={}, keys_folder=kept) == kept / "archive.key"
