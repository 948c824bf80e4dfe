"""A backup is made while others write, and is whole or not there."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chaffinch.desk.backup import databases, making
from chaffinch.desk.backup.errors import BackupError, BackupRefusedError, BackupUsageError
from chaffinch.desk.backup.making import Wish
from chaffinch.desk.backup.record import read_record
from chaffinch.desk.blobs import put_blob
from chaffinch.desk.doctor_backup import examine_backups
from chaffinch.desk.home import Home
from tests.desk.backup.house import (
    KEYS,
    NOW,
    PLAIN,
    TO_US,
    count_rows,
    fill_table,
    make,
    put_back,
    read_tree,
)
from tests.ground.test_files import filling_at


def test_what_was_there_is_there_again_and_the_keys_are_not(full: Home, fresh: Home, file: Path) -> None:
    told = make(full, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert told.size == file.stat().st_size
    assert told.left_out == ("keys", "logs", "sources")
    assert b"chaffinch.toml" not in file.read_bytes()
    done = put_back(file, fresh)
    parts = ("chaffinch.toml", "blobs", "archive", "ledger", "dumps")
    assert read_tree(fresh, *parts) == read_tree(full, *parts)
    assert (count_rows(fresh.database), count_rows(fresh.folder / "archive" / "index.db")) == (100, 10)
    assert (done.missing_keys, done.other_keys, done.aside) == (("django.key", "store.key"), (), None)
    files = [path for path in fresh.folder.rglob("*") if path.is_file() and path.name != "lock"]
    modes = {path.stat().st_mode & 0o777 for path in files}
    assert modes == {0o600}


def test_keys_are_backed_up_apart_and_told_from_others(full: Home, fresh: Home, file: Path) -> None:
    keys = file.with_name("keys.backup")
    make(full, file)
    make(full, keys, wish=KEYS)
    fresh.create()
    fresh.read_key("store")
    assert put_back(file, fresh, replace=True).other_keys == ("store.key",)
    with pytest.raises(BackupUsageError, match="keys"):
        put_back(keys, fresh)
    done = put_back(keys, fresh, replace=True)
    assert (done.missing_keys, done.other_keys) == ((), ())
    assert read_tree(fresh, "keys") == read_tree(full, "keys")
    assert done.aside is not None
    assert (done.aside / "keys" / "store.key").exists()
    assert count_rows(fresh.database) == 100


def test_one_file_with_keys_is_a_whole_installation(full: Home, fresh: Home, file: Path) -> None:
    make(full, file, wish=replace(TO_US, keys=True))
    assert put_back(file, fresh).missing_keys == ()
    assert fresh.read_key("store", make=False) == full.read_key("store", make=False)


def test_rows_and_blobs_that_come_and_go_meanwhile_fit_one_another(
    full: Home, fresh: Home, file: Path
) -> None:
    ended, names = threading.Event(), list[str]()

    def work() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            names.append(put_blob(full.blobs, os.urandom(20_000)))
            fill_table(full.database, 1)
            with (full.ledger / "entries.jsonl").open("ab") as entries:
                entries.write(b'{"id":"%d"}\n' % number)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        while len(names) < 5:
            pass
        make(full, file)
    finally:
        ended.set()
        thread.join()
    put_back(file, fresh)
    new = count_rows(fresh.database) - 100
    assert new + 1 >= 5
    kept = {"".join(path.parts[-2:]) for path in fresh.blobs.rglob("*") if path.is_file()}
    assert set(names[:new]) <= kept, "a row names a blob that is not in the backup"
    assert (fresh.ledger / "entries.jsonl").read_bytes().endswith(b"}\n")


def test_parts_of_an_archive_that_its_tables_name_are_there(
    full: Home, fresh: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, copy = full.folder / "archive", databases.copy_sqlite

    def copy_late(path: Path, target: Path) -> None:
        """Have somebody merge parts just before the tables are copied."""
        if path.parent == archive:
            (archive / "new.part").write_bytes(b"n" * 900)
            (archive / "texts.pack").unlink(missing_ok=True)
        copy(path, target)

    monkeypatch.setattr(making, "copy_sqlite", copy_late)
    make(full, file)
    put_back(file, fresh)
    assert (fresh.folder / "archive" / "new.part").read_bytes() == b"n" * 900
    assert count_rows(fresh.folder / "archive" / "index.db") == 10


def test_a_part_that_is_half_written_when_it_is_read_ends_it(
    full: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = databases.copy_sqlite

    def copy_late(path: Path, target: Path) -> None:
        (full.folder / "archive" / "texts.pack").write_bytes(b"t" * 9_000)
        copy(path, target)

    monkeypatch.setattr(making, "copy_sqlite", copy_late)
    with pytest.raises(BackupError, match=r"texts\.pack was changed"):
        make(full, file)
    assert not file.exists()


def test_links_drafts_and_what_leads_elsewhere_are_passed_over(
    full: Home, fresh: Home, file: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_bytes(b"not ours")
    (full.blobs / "link").symlink_to(theirs)
    (full.blobs / ".abc.1234").write_bytes(b"half")
    os.mkfifo(full.folder / "archive" / "pipe")
    (full.folder / "archive" / "index.db-journal").write_bytes(b"hot")
    make(full, file)
    put_back(file, fresh)
    names = {path.name for path in fresh.folder.rglob("*")}
    assert names.isdisjoint({"link", ".abc.1234", "pipe", "index.db-journal"})


@pytest.mark.parametrize(
    ("wish", "fault"),
    [
        (Wish(), BackupUsageError),
        (replace(TO_US, plain=True), BackupUsageError),
        (replace(TO_US, passphrase="five words at random here"), BackupUsageError),
        (Wish(passphrase="short"), BackupUsageError),
        (Wish(recipients=("age1nobody",)), BackupUsageError),
        (replace(PLAIN, keys=True), BackupRefusedError),
        (replace(PLAIN, keys=True, desk=False), BackupRefusedError),
    ],
)
def test_a_wish_that_would_expose_or_lose_something_is_refused(
    full: Home, file: Path, wish: Wish, fault: type[Exception]
) -> None:
    before = sorted(file.parent.iterdir())
    with pytest.raises(fault):
        make(full, file, wish=wish)
    assert sorted(file.parent.iterdir()) == before
    assert read_record(full).desk is None


def test_no_file_is_overwritten_and_a_folder_must_be_there(full: Home, file: Path) -> None:
    file.write_bytes(b"last year's")
    with pytest.raises(BackupUsageError, match="exists already"):
        make(full, file)
    assert file.read_bytes() == b"last year's"
    with pytest.raises(BackupUsageError, match="no folder"):
        make(full, file.parent / "nowhere" / "desk.backup")


@pytest.mark.parametrize("wish", [TO_US, PLAIN])
def test_a_full_disk_leaves_nothing_and_says_so(full: Home, file: Path, wish: Wish) -> None:
    put_blob(full.blobs, os.urandom(3_000_000))
    with filling_at(1_000_000), pytest.raises(BackupError, match="cannot be written") as fault:
        make(full, file, wish=wish)
    assert "large" in fault.value.why
    assert not [path for path in file.parent.iterdir() if "desk.backup" in path.name]


def test_a_file_that_is_cut_while_it_is_read_ends_it(
    full: Home, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = full.folder / "archive" / "texts.pack"

    def open_as_longer(descriptor: int) -> os.stat_result:
        status = os.stat(descriptor)
        if status.st_size == 5_000:
            os.truncate(cut, 100)
        return status

    monkeypatch.setattr("chaffinch.desk.backup.packing.os.fstat", open_as_longer)
    with pytest.raises(BackupError, match=r"texts\.pack was cut"):
        make(full, file)
    assert not file.exists()


def test_two_at_once_are_refused_and_one_that_was_killed_is_in_nobodys_way(full: Home, file: Path) -> None:
    (full.folder / ".backup").mkdir()
    (full.folder / ".backup" / "copy").write_bytes(b"half a database")
    file.with_name(".desk.backup.part").write_bytes(b"half a backup")
    with making._take_scratch(full), pytest.raises(BackupUsageError, match="Another backup"):
        make(full, file)
    make(full, file)
    assert not list((full.folder / ".backup").iterdir())
    assert not file.with_name(".desk.backup.part").exists()


def test_the_doctor_knows_how_old_they_are(full: Home, file: Path) -> None:
    assert "No backup" in examine_backups(full, now=NOW).what
    make(full, file)
    point = examine_backups(full, now=NOW + timedelta(days=3))
    assert (point.state, "3 days old: desk.backup; the keys were never" in point.what) == ("note", True)
    make(full, file.with_name("keys.backup"), wish=KEYS)
    assert examine_backups(full, now=NOW + timedelta(days=3)).state == "ok"
    assert examine_backups(full, now=NOW + timedelta(days=9)).state == "note"
    (full.folder / "backups.json").write_text("{")
    assert "No backup" in examine_backups(full, now=NOW).what
