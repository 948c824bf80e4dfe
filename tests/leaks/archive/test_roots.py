"""A root covers what was added since the last one, and each original has its way up to the root that covers it."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest
from tests.leaks.archive.house import KEY, NIGHT, add, begin, write_letter, write_mbox

from chaffinch.errors import UsageError
from chaffinch.leaks.archive.opened import open_whole
from chaffinch.leaks.archive.roots import Root, list_roots, make_root, prove_original
from chaffinch.leaks.archive.writer import ArchiveWriter
from chaffinch.ledger.verify import climb


def make(archive: Path, *, seed: int = 1) -> Root | None:
    with ArchiveWriter(archive, key=KEY) as writer, writer.writing() as opened:
        return make_root(opened, chance=random.Random(seed), now=NIGHT + timedelta(hours=1))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    begin(tmp_path / "archive")
    add(tmp_path / "archive", write_mbox(tmp_path / "lise.mbox", [write_letter(n) for n in range(20)]))
    return tmp_path / "archive"


def test_every_original_leads_up_to_its_root(archive: Path) -> None:
    root = make(archive)
    assert root is not None
    for number in (1, 7, 20):
        found, file = prove_original(open_whole(archive, key=KEY), str(number))
        proof = json.loads(file)
        assert found == root
        assert proof["item"]["kind"] == "original"
        assert climb(proof, root.size).hex() == root.root
        assert climb({**proof, "item": {**proof["item"], "sha256": "0" * 64}}, root.size).hex() != root.root


def test_the_next_root_covers_only_what_is_new(archive: Path, tmp_path: Path) -> None:
    first = make(archive)
    assert make(archive) is None
    add(archive, write_mbox(tmp_path / "karim.mbox", [write_letter(n) for n in range(3)]))
    second = make(archive, seed=2)
    assert first is not None
    assert second is not None
    assert (first.first, first.last, second.first, second.last) == (1, 20, 21, 23)
    opened = open_whole(archive, key=KEY)
    assert [one.root for one in list_roots(opened)] == [first.root, second.root]
    assert prove_original(opened, "22")[0] == second
    assert prove_original(opened, "2")[0] == first


@pytest.mark.parametrize("item", ["21", "0", "nothing", "-1", "1e9", "²"])
def test_what_no_root_covers_is_not_proved(archive: Path, item: str) -> None:
    make(archive)
    with pytest.raises(UsageError):
        prove_original(open_whole(archive, key=KEY), item)


def test_leaves_tell_nothing_of_what_they_stand_for(archive: Path) -> None:
    root = make(archive)
    assert root is not None
    leaves = (archive / "roots" / "000001.leaves").read_bytes()
    assert len(leaves) == 32 * root.size
    assert len({leaves[place : place + 32] for place in range(0, len(leaves), 32)}) == root.size
