"""The log's folder is looked over: what was changed, lost, forked or put back from an old backup is named."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ledger.authority import make_authority
from tests.ledger.house import DAY, KEY, NEXT_KEY, ORIGIN, grow_log, make_log, stamp_log

from chaffinch.ledger.auditing import audit_log, compare_note
from chaffinch.ledger.errors import ProofFault
from chaffinch.ledger.log import Log
from chaffinch.ledger.note import Checkpoint, sign_note
from chaffinch.ledger.rotation import rotate_key

ALPHA = make_authority("alpha.test", kind="ec")


@pytest.fixture
def log(tmp_path: Path) -> Log:
    log = make_log(tmp_path / "ledger", "a", "b")
    grow_log(log, "c")
    stamp_log(log, ALPHA)
    return log


def test_a_log_as_it_was_written_has_no_flaw(log: Log) -> None:
    rotate_key(log, old=KEY, new=NEXT_KEY, approval="m", at=DAY, chance=random.Random(1))
    assert audit_log(Log(log.folder)) == []


def flip(path: Path, place: int = 5) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + bytes(32))


CHANGES: list[tuple[str, Callable[[Path], object], set[str]]] = [
    ("a leaf changed", lambda folder: flip(folder / "checkpoints/000001/leaves"), {"tiles"}),
    ("a tile changed", lambda folder: flip(folder / "checkpoints/000002/tiles"), {"tiles", "root"}),
    ("a leaf added", lambda folder: lengthen(folder / "checkpoints/000002/leaves"), {"leaves", "tiles"}),
    ("entries lost", lambda folder: (folder / "entries.jsonl").unlink(), {"lost-salt"}),
    ("a place changed", lambda folder: (folder / "checkpoints/000002/places.json").write_text('{"c":1}'), {"place"}),
    ("a stamp of another", lambda folder: shutil.copy(folder / "checkpoints/000001/alpha.test.tsr", folder / "checkpoints/000002"), {"stamp"}),
    (
        "an entry changed",
        lambda folder: (folder / "entries.jsonl").write_text((folder / "entries.jsonl").read_text().replace("piege", "autre")),
        {"changed-entry"},
    ),
    (
        "another promise",
        lambda folder: (folder / "log.json").write_text((folder / "log.json").read_text().replace("20000", "30000")),
        {"promise"},
    ),
    (
        "signed by a stranger",
        lambda folder: (folder / "checkpoints/000002/note").write_text(
            sign_note(Log(folder).checkpoints[1].checkpoint.text, keys=(NEXT_KEY,))
        ),
        {"signature"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "codes"), [(one, codes) for _, one, codes in CHANGES], ids=[name for name, *_ in CHANGES]
)
def test_every_change_is_named(log: Log, change: Callable[[Path], object], codes: set[str]) -> None:
    change(log.folder)
    assert {flaw.code for flaw in audit_log(Log(log.folder))} == codes


def test_a_checkpoint_of_the_same_history_is_known_again(log: Log) -> None:
    assert compare_note(log, log.checkpoints[1].note) == "same"
    assert compare_note(log, log.checkpoints[0].note) == "grown"


def test_a_fork_a_rollback_and_a_stranger_are_told_apart(log: Log, tmp_path: Path) -> None:
    fork = make_log(tmp_path / "fork", "a", "b", seed=5)
    shutil.copytree(log.folder, tmp_path / "backup")
    grow_log(log, "d", seed=6)
    backup = Log(tmp_path / "backup")
    point = log.checkpoints[0].checkpoint
    for kept, note, words in (
        (log, fork.checkpoints[0].note, "forked"),
        (backup, log.checkpoints[2].note, "behind"),
        (log, sign_note(Checkpoint(ORIGIN, 5_000, point.root, point.most).text, keys=(KEY,)), "forked"),
        (log, sign_note(Checkpoint(ORIGIN, 4_096, point.root, 30_000).text, keys=(KEY,)), "forked"),
    ):
        with pytest.raises(ProofFault) as refused:
            compare_note(kept, note)
        assert (refused.value.code, refused.value.why.partition(":")[0]) == ("growth", words)
    # The copy that was put back goes on and becomes a fork of what was published.
    grow_log(backup, "e", seed=7)
    with pytest.raises(ProofFault) as refused:
        compare_note(backup, log.checkpoints[2].note)
    assert refused.value.why.startswith("forked")
    with pytest.raises(ProofFault) as refused:
        compare_note(log, sign_note(point.text, keys=(NEXT_KEY,)))
    assert refused.value.code == "signature"
