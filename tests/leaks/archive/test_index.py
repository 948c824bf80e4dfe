"""The index finds what was put in, merged or not, and its terms tell nothing without the key."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from chaffinch.leaks.archive.index import Index
from chaffinch.leaks.archive.segments import merge_segments, open_segment, write_segment
from chaffinch.leaks.archive.terms import TermKey, TermKind

_ENTRIES = some.lists(
    some.tuples(some.integers(0, 40), some.integers(0, 2**32 - 1)).map(lambda pair: (pair[0] << 58, pair[1])),
    max_size=40,
)


@given(parts=some.lists(_ENTRIES, min_size=1, max_size=5))
def test_parts_and_what_they_are_merged_into_say_the_same(
    parts: list[list[tuple[int, int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("index")
    for number, entries in enumerate(parts):
        terms = np.array([term for term, _ in entries], dtype=np.uint64)
        write_segment(folder / str(number), terms, np.array([item for _, item in entries], dtype=np.uint32))
    opened = [open_segment(folder / str(number)) for number in range(len(parts))]
    merge_segments(folder / "merged", opened)
    asked = np.array([term << 58 for term in range(42)], dtype=np.uint64)
    wanted = [sorted({item for part in parts for at, item in part if at == term << 58}) for term in range(42)]
    for index in (Index(opened), Index([open_segment(folder / "merged")])):
        found = index.find(asked, most=1_000)
        assert [sorted(set(numbers.tolist())) for numbers in found] == wanted
        assert index.knows(asked) == [bool(items) for items in wanted]


def test_a_part_that_is_cut_is_refused(tmp_path: Path) -> None:
    write_segment(tmp_path / "part", np.array([5], dtype=np.uint64), np.array([1], dtype=np.uint32))
    content = (tmp_path / "part").read_bytes()
    for cut in (content[:-1], content[:4], b"something else, as long"):
        (tmp_path / "cut").write_bytes(cut)
        with pytest.raises(ValueError, match="not a part of the index"):
            open_segment(tmp_path / "cut")


def test_an_item_with_more_of_the_terms_counts_more(tmp_path: Path) -> None:
    write_segment(
        tmp_path / "part",
        np.array([1, 2, 3, 3, 9], dtype=np.uint64),
        np.array([7, 7, 7, 8, 9], dtype=np.uint32),
    )
    index = Index([open_segment(tmp_path / "part")])
    numbers, counts = index.count_shared(np.array([1, 2, 3, 4], dtype=np.uint64), most=100)
    assert dict(zip(numbers.tolist(), counts.tolist(), strict=True)) == {7: 3, 8: 1}


def test_a_term_that_everything_has_is_left_out_where_others_tell(tmp_path: Path) -> None:
    footer = [(1, item) for item in range(50)]
    entries = sorted([*footer, (2, 7)])
    write_segment(
        tmp_path / "part",
        np.array([term for term, _ in entries], dtype=np.uint64),
        np.array([item for _, item in entries], dtype=np.uint32),
    )
    index = Index([open_segment(tmp_path / "part")])
    numbers, _ = index.count_shared(np.array([1, 2], dtype=np.uint64), most=50)
    assert numbers.tolist() == [7]
    numbers, _ = index.count_shared(np.array([1], dtype=np.uint64), most=50)
    assert len(numbers) == 50


def test_an_index_without_parts_knows_nothing() -> None:
    index = Index([])
    asked = np.array([1, 2], dtype=np.uint64)
    assert index.knows(asked) == [False, False]
    assert index.count_shared(asked, most=9)[0].tolist() == []


@given(value=some.text(min_size=1), other=some.text(min_size=1))
def test_a_term_is_the_same_for_the_same_key_kind_and_value_only(value: str, other: str) -> None:
    key, another = TermKey(b"k" * 32), TermKey(b"j" * 32)
    [term] = key.make(TermKind.TEXT, value).tolist()
    assert [term] == TermKey(b"k" * 32).make(TermKind.TEXT, value).tolist()
    assert term != another.make(TermKind.TEXT, value)[0]
    assert term != key.make(TermKind.SHA256, value)[0]
    assert (term == key.make(TermKind.TEXT, other)[0]) == (value == other)


def test_numbers_are_keyed_one_by_one() -> None:
    key = TermKey(b"k" * 32)
    together = key.make_numbered(TermKind.SKETCH, [1, 2**64 - 1, 0, 1]).tolist()
    assert together == [key.make_numbered(TermKind.SKETCH, [n])[0] for n in (1, 2**64 - 1, 0, 1)]
    assert together[0] == together[3]
    assert len(set(together)) == 3
