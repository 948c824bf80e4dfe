"""Only what is new since the last whole reading."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.names.feeds.lists.lists_read import KEY, faults, go_on, names, read, read_killed

from chaffinch.names.feeds.feed import Checkpoint
from chaffinch.names.feeds.lists import ListFeed, ListSourceError
from chaffinch.names.feeds.lists.memory_file import HASH, MemoryFile, write_memory

#: Also some that both lists have.
NUMBERS = st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 9), st.just(2**64 - 1))


def write(path: Path, numbers: Iterable[int]) -> list[bytes]:
    written = [b"n%d.example" % number for number in numbers]
    path.write_bytes(b"".join(name + b"\n" for name in written))
    return written


def open_feed(path: Path, key: bytes = KEY) -> ListFeed:
    return ListFeed(path, new_only=True, folder=path.parent / "kept", key=key)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "kept").mkdir()
    return tmp_path / "list"


def test_the_first_reading_gives_all_and_the_next_what_is_new_and_counts_what_is_gone(path: Path) -> None:
    expected = write(path, range(25_000))
    first = read(open_feed(path))
    assert names(first) == expected
    write(path, [*range(500, 12_000), 99_999_999, *range(12_000, 25_010)])
    second = read(open_feed(path), first[-1].checkpoint)
    assert names(second) == [
        b"n99999999.example",
        *(b"n%d.example" % number for number in range(25_000, 25_010)),
    ]
    assert second[0].places[0] == 11_501
    last = second[-1].checkpoint
    assert (last["gone"], last["new"], last["names"], second[-1].position) == (500, 11, 24_511, 24_511)


def test_letter_case_and_a_last_dot_make_no_new_name(path: Path) -> None:
    path.write_bytes(b"a.example\n")
    (first,) = read(open_feed(path))
    path.write_bytes(b"A.Example.\nb.example\n")
    assert names(read(open_feed(path), first.checkpoint)) == [b"b.example"]


def test_a_list_that_did_not_change_is_not_read_again(path: Path) -> None:
    write(path, range(10))
    (first,) = read(open_feed(path))
    (second,) = read(open_feed(path), first.checkpoint)
    assert (second.names, second.checkpoint) == ((), first.checkpoint)


@pytest.mark.parametrize("ahead", [False, True], ids=["after a chunk", "one chunk ahead"])
def test_killed_in_the_middle_the_old_memory_counts_until_the_reading_has_ended(
    path: Path, ahead: bool
) -> None:
    write(path, range(40_000))
    checkpoint = read(open_feed(path))[-1].checkpoint
    fresh = [10**9 + number for number in range(40_000)]
    write(path, [number for pair in zip(range(40_000), fresh, strict=True) for number in pair])
    given_names: list[bytes] = []
    ended = False
    while not ended:
        reading = open_feed(path).read(checkpoint, stop=go_on)
        chunk = next(reading)
        given_names += chunk.names
        if ahead:  # made, perhaps to its end, and never stored
            next(reading, None)
        reading.close()  # type: ignore[attr-defined]
        checkpoint = chunk.checkpoint
        ended = bool(checkpoint.get("ended"))
    assert given_names == [b"n%d.example" % number for number in fresh]
    assert checkpoint["gone"] == 0
    write(path, [*fresh, 7])
    assert read(open_feed(path), checkpoint)[-1].checkpoint["gone"] == 39_999


def test_a_reading_that_ended_but_was_not_stored_changes_nothing(path: Path) -> None:
    write(path, range(10))
    (first,) = read(open_feed(path))
    write(path, range(5, 20))
    (unstored,) = read(open_feed(path), first.checkpoint)
    (again,) = read(open_feed(path), first.checkpoint)
    assert again.names == unstored.names == tuple(b"n%d.example" % number for number in range(10, 20))


def test_a_list_cut_short_or_without_names_leaves_the_memory_alone(path: Path) -> None:
    write(path, range(10))
    (first,) = read(open_feed(path))
    path.write_bytes(b"# nothing\n")
    (second,) = read(open_feed(path), first.checkpoint)
    assert faults(second) == [("no-names", str(path))]
    path.write_bytes(b"\x1f\x8b broken")
    (third,) = read(open_feed(path), second.checkpoint)
    assert faults(third) == [("damaged", str(path))]
    write(path, range(11))
    assert names(read(open_feed(path), third.checkpoint)) == [b"n10.example"]


@pytest.mark.parametrize("lost", ["removed", "cut", "another key"])
def test_a_lost_memory_is_told_and_all_is_new(path: Path, lost: str) -> None:
    expected = write(path, range(10))
    (first,) = read(open_feed(path))
    (kept,) = (path.parent / "kept").glob("*.seen")
    if lost == "removed":
        kept.unlink()
    elif lost == "cut":
        kept.write_bytes(kept.read_bytes()[:-3])
    path.write_bytes(path.read_bytes() + b"\n")
    (second,) = read(
        open_feed(path, b"another key, quite" if lost == "another key" else KEY), first.checkpoint
    )
    assert [fault.code for fault in second.faults] == ["memory-lost"]
    assert list(second.names) == expected


def test_old_files_go_and_one_memory_stays(path: Path) -> None:
    checkpoint: Checkpoint | None = None
    for number in range(4):
        write(path, range(number, number + 5))
        checkpoint = read(open_feed(path), checkpoint)[-1].checkpoint
    kept = sorted(one.suffix for one in (path.parent / "kept").iterdir())
    assert kept == [".fresh", ".seen", ".seen"]


def test_the_files_hold_no_name_and_nothing_that_another_key_makes(path: Path) -> None:
    write(path, range(100))
    read(open_feed(path))
    (kept,) = (path.parent / "kept").glob("*.seen")
    content = kept.read_bytes()
    assert b"example" not in content
    read(open_feed(path, b"another key, quite"))
    other = kept.read_bytes()
    hashes = [set(np.frombuffer(one, dtype=HASH, offset=1_024).tolist()) for one in (content, other)]
    assert len(hashes[0]) == len(hashes[1]) == 100
    assert not hashes[0] & hashes[1]


@pytest.mark.parametrize("missing", [{"key": None}, {"folder": None}, {"key": b"short"}])
def test_it_needs_a_folder_and_a_key(path: Path, missing: dict[str, object]) -> None:
    with pytest.raises(ListSourceError, match="needs a folder and a key"):
        ListFeed(path, **({"new_only": True, "folder": path.parent, "key": KEY} | missing))  # type: ignore[arg-type]


def test_a_killed_reading_of_several_chunks_gives_each_name_once(path: Path) -> None:
    expected = write(path, range(50_000))
    assert names(list(read_killed(open_feed(path), after=2))) == expected


@settings(max_examples=100, deadline=None)
@given(
    written=st.lists(NUMBERS, max_size=80),
    other=st.lists(NUMBERS, max_size=40),
    run=st.integers(1, 90),
    at_once=st.integers(1, 40),
)
def test_any_hashes_are_sorted_and_found(
    tmp_path_factory: pytest.TempPathFactory, written: list[int], other: list[int], run: int, at_once: int
) -> None:
    folder = tmp_path_factory.mktemp("memory")
    memory, others = (make_memory(folder / name, some, run) for name, some in (("a", written), ("b", other)))
    assert [one for some in memory.read_all() for one in some.tolist()] == sorted(set(written))
    asked = np.array(written + other, dtype=HASH)
    assert memory.find(asked).tolist() == [one in set(written) for one in written + other]
    with pytest.MonkeyPatch.context() as patch:  # so that both files are read in several parts
        patch.setattr("chaffinch.names.feeds.lists.memory_file._RUN", at_once)
        assert memory.count_missing(others) == len(set(written) - set(other))
        assert others.count_missing(memory) == len(set(other) - set(written))
    memory.close()
    others.close()


def make_memory(path: Path, hashes: list[int], run: int) -> MemoryFile:
    unsorted = path.with_suffix(".fresh")
    np.array(hashes, dtype=HASH).tofile(unsorted)
    with unsorted.open("rb") as file:
        assert write_memory(path, file, count=len(hashes), key=KEY, run=run) == len(set(hashes))
    return MemoryFile(path, key=KEY)


def test_every_hash_of_several_pages_is_found_and_no_other(tmp_path: Path) -> None:
    chance = np.random.default_rng(7)
    hashes = np.unique(chance.integers(0, 2**64, size=5_000, dtype=HASH, endpoint=False))
    memory = make_memory(tmp_path / "a", hashes.tolist(), 1_000)
    assert memory.find(hashes).all()
    assert not memory.find(np.setdiff1d(hashes + np.uint64(1), hashes)).any()
    memory.close()
