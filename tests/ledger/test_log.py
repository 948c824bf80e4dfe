"""The log takes every entry once, promises how many there will be, and survives a crash at any point."""

from __future__ import annotations

import multiprocessing
import os
import random
import stat
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from tests.ledger.house import DAY, KEY, NEXT_KEY, ORIGIN, grow_log, make_entry, make_log

from chaffinch.ledger.entry import write_entry
from chaffinch.ledger.errors import LedgerError, NotApprovedError
from chaffinch.ledger.files import append_lines
from chaffinch.ledger.log import FullError, Log, begin_log
from chaffinch.ledger.note import verify_note
from chaffinch.ledger.rotation import rotate_key, verify_rotations


def test_a_log_is_begun_once(tmp_path: Path) -> None:
    make_log(tmp_path / "ledger")
    with pytest.raises(LedgerError, match="already"):
        make_log(tmp_path / "ledger")
    with pytest.raises(LedgerError, match="no ledger"):
        Log(tmp_path / "elsewhere")
    for most in (0, 100_001):
        with pytest.raises(LedgerError):
            begin_log(tmp_path / "new", origin=ORIGIN, key=KEY.note_key, most=most)


def test_an_entry_enters_once_and_an_other_of_its_name_never(tmp_path: Path) -> None:
    log = make_log(tmp_path)
    assert log.add([make_entry("a"), make_entry("b"), make_entry("a")]) == 2
    assert log.add([make_entry("b"), make_entry("c")]) == 1
    with pytest.raises(LedgerError) as refused:
        log.add([make_entry("d"), replace(make_entry("a"), planted_in="elsewhere")])
    assert refused.value.code == "other-entry"
    assert list(Log(tmp_path).entries) == ["a", "b", "c"]


def test_an_entry_without_an_approval_never_enters(tmp_path: Path) -> None:
    log = make_log(tmp_path)
    with pytest.raises(NotApprovedError):
        log.add([make_entry("a"), replace(make_entry("b"), approval="")])
    assert Log(tmp_path).entries == {}


def test_the_promised_number_is_kept(tmp_path: Path) -> None:
    log = make_log(tmp_path, "a", most=2)
    log.add([make_entry("b")])
    with pytest.raises(FullError) as refused:
        log.add([make_entry("c")])
    assert refused.value.exit_code == 3
    assert log.add([make_entry("b")]) == 0
    assert "at most 2 items" in log.checkpoints[-1].note


def test_a_checkpoint_looks_the_same_with_and_without_items(tmp_path: Path) -> None:
    log = make_log(tmp_path, "a", "b", "c")
    grow_log(log)
    first, second = log.checkpoints
    assert (first.checkpoint.size, second.checkpoint.size) == (4_096, 8_192)
    assert set(first.places) == {"a", "b", "c"}
    assert second.places == {}
    assert len(first.read_leaves()) == len(second.read_leaves()) == 4_096
    assert {one.name for one in first.folder.iterdir()} == {one.name for one in second.folder.iterdir()}


def test_a_checkpoint_covers_what_waits_and_signs_it(tmp_path: Path) -> None:
    log = make_log(tmp_path, "a")
    log.add([make_entry("b")])
    assert [entry.id for entry in log.list_waiting()] == ["b"]
    grow_log(log)
    assert log.list_waiting() == []
    assert verify_note(log.checkpoints[1].note, keys=log.keys) == log.checkpoints[1].checkpoint.text
    assert Log(tmp_path).checkpoints == log.checkpoints


def test_only_its_own_key_signs(tmp_path: Path) -> None:
    log = make_log(tmp_path)
    with pytest.raises(LedgerError):
        log.make_checkpoint((NEXT_KEY,), chance=random.Random(1))
    assert log.checkpoints == ()


def test_secrets_are_the_owners_only(tmp_path: Path) -> None:
    make_log(tmp_path / "ledger", "a")
    for path in (tmp_path / "ledger").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 or path.name == "lock", path
    assert stat.S_IMODE((tmp_path / "ledger").stat().st_mode) == 0o700


def test_half_a_line_of_a_crash_goes_when_the_next_is_written(tmp_path: Path) -> None:
    log = make_log(tmp_path)
    log.add([make_entry("a")])
    with (tmp_path / "entries.jsonl").open("ab") as stream:
        stream.write(write_entry(make_entry("torn"))[:50])
    again = Log(tmp_path)
    assert list(again.entries) == ["a"]
    again.add([make_entry("b")])
    assert list(Log(tmp_path).entries) == ["a", "b"]


@pytest.mark.parametrize("step", range(9))
def test_a_crash_at_any_step_of_a_checkpoint_leaves_it_made_once_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    log = make_log(tmp_path, "a")
    before = log.checkpoints[0].note
    log.add([make_entry("b")])
    left = step

    def crash(descriptor: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError("the power went off")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", crash)
        with pytest.raises(OSError, match="power") if step < 7 else nullcontext():
            log.make_checkpoint((KEY,), chance=random.Random(5))
    again = Log(tmp_path)
    if len(again.checkpoints) == 1:
        assert [entry.id for entry in again.list_waiting()] == ["b"]
        again.make_checkpoint((KEY,), chance=random.Random(6))
    assert [len(kept.places) for kept in again.checkpoints] == [1, 1]
    assert again.checkpoints[0].note == before
    assert again.list_waiting() == []
    assert sorted(one.name for one in (tmp_path / "checkpoints").iterdir()) == ["000001", "000002"]


def test_a_changed_folder_is_named(tmp_path: Path) -> None:
    log = make_log(tmp_path, "a")
    grow_log(log, "b")
    (tmp_path / "checkpoints" / "000002" / "note").write_text("another")
    with pytest.raises(LedgerError, match="000002"):
        _ = Log(tmp_path).checkpoints
    (tmp_path / "checkpoints" / "000001").rename(tmp_path / "away")
    with pytest.raises(LedgerError):
        _ = Log(tmp_path).checkpoints
    (tmp_path / "entries.jsonl").write_bytes(b"{}\n")
    with pytest.raises(LedgerError, match="not as it was written"):
        _ = Log(tmp_path).entries
    (tmp_path / "log.json").write_bytes(b"[]")
    with pytest.raises(LedgerError, match="malformed"):
        Log(tmp_path)


def add_one(folder: Path, name: str) -> None:
    while True:
        try:
            Log(folder).add([make_entry(name)])
            return
        except LedgerError as fault:
            assert fault.code == "locked"


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    make_log(tmp_path)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=add_one, args=(tmp_path, str(number))) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    assert set(Log(tmp_path).entries) == {"0", "1", "2"}


def test_a_key_is_replaced_by_an_entry_that_both_sign(tmp_path: Path) -> None:
    log = make_log(tmp_path, "a")
    kept = rotate_key(log, old=KEY, new=NEXT_KEY, approval="meeting-3", at=DAY, chance=random.Random(1))
    assert log.keys == (KEY.note_key, NEXT_KEY.note_key)
    assert [entry.kind for entry in log.entries.values()] == ["document", "key-rotation"]
    assert set(kept.places) == {f"key-rotation-{NEXT_KEY.note_key.id.hex()}"}
    verify_note(kept.note, keys=log.keys)
    assert verify_rotations(log.rotations, signer=KEY.note_key) == log.keys
    with pytest.raises(LedgerError):
        log.make_checkpoint((KEY,), chance=random.Random(2))
    log.make_checkpoint((NEXT_KEY,), chance=random.Random(2))
    with pytest.raises(LedgerError, match="replaced"):
        rotate_key(log, old=NEXT_KEY, new=KEY, approval="meeting-4", at=DAY, chance=random.Random(1))


def test_a_rotation_that_was_cut_off_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = make_log(tmp_path, "a")
    for method in ("add_key", "make_checkpoint"):
        with monkeypatch.context() as broken, pytest.raises(OSError, match="power"):
            broken.setattr(Log, method, lambda *_, **__: (_ for _ in ()).throw(OSError("the power went off")))
            rotate_key(log, old=KEY, new=NEXT_KEY, approval="m", at=DAY, chance=random.Random(1))
        log = Log(tmp_path)
    rotate_key(log, old=KEY, new=NEXT_KEY, approval="m", at=DAY.replace(hour=9), chance=random.Random(2))
    assert len(log.rotations) == 1
    assert len(log.checkpoints) == 2
    assert len(log.entries) == 2


def test_lines_are_added_behind_the_last_whole_one(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    append_lines(path, b"a\n")
    path.write_bytes(b"a\nhal")
    append_lines(path, b"b\n")
    assert path.read_bytes() == b"a\nb\n"
