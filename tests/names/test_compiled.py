"""Compiled scans are kept between runs, and trusted only where nobody else could have written them."""

from __future__ import annotations

import os
from pathlib import Path

import hyperscan
import pytest

from chaffinch.names import compiled
from chaffinch.names.compiled import Row, open_database

ROWS: list[Row] = [(number, f"name{letter}", 1) for number, letter in enumerate("abcdefghij")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "chaffinch" / "scans"


def find_numbers(database: hyperscan.Database, text: bytes) -> set[int]:
    found: set[int] = set()
    database.scan(text, match_event_handler=lambda number, *_: found.add(number))
    return found


def count_compilations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    made: list[int] = []
    compile_rows = compiled._compile

    def count(rows: list[Row]) -> hyperscan.Database:
        made.append(len(rows))
        return compile_rows(rows)

    monkeypatch.setattr(compiled, "_compile", count)
    return made


def test_a_second_start_loads_what_the_first_compiled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_database(ROWS)
    made = count_compilations(monkeypatch)
    again = open_database(ROWS)
    assert made == []
    assert find_numbers(again, b"namec") == find_numbers(first, b"namec") >= {2}
    [kept] = folder.iterdir()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_second_start_loads_it_where_new_files_are_open_to_the_group(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o002)
    try:
        open_database(ROWS)
    finally:
        os.umask(before)
    made = count_compilations(monkeypatch)
    open_database(ROWS)
    assert made == []


def test_other_rows_are_another_scan(folder: Path) -> None:
    open_database(ROWS)
    open_database([*ROWS, (77, "another", 0)])
    assert len(list(folder.iterdir())) == 2


def test_a_damaged_file_is_compiled_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_database(ROWS)
    [kept] = folder.iterdir()
    kept.write_bytes(kept.read_bytes()[:-100])
    made = count_compilations(monkeypatch)
    assert find_numbers(open_database(ROWS), b"namec") >= {2}
    assert made == [len(ROWS)]


@pytest.mark.parametrize("writable", ["file", "folder"])
def test_what_others_may_write_is_not_trusted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, writable: str
) -> None:
    open_database(ROWS)
    [kept] = folder.iterdir()
    (kept if writable == "file" else folder).chmod(0o777)
    made = count_compilations(monkeypatch)
    open_database(ROWS)
    assert made == [len(ROWS)]


def test_a_link_in_its_place_is_not_followed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_database(ROWS)
    [kept] = folder.iterdir()
    kept.rename(tmp_path / "elsewhere")
    kept.symlink_to(tmp_path / "elsewhere")
    made = count_compilations(monkeypatch)
    open_database(ROWS)
    assert made == [len(ROWS)]


def test_a_folder_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert find_numbers(open_database(ROWS), b"namec") >= {2}
