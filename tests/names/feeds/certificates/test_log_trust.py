"""Nothing is read of a head that cannot be trusted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from tests.names.feeds.certificates.collecting import both_kinds, build, codes, collect, pair
from tests.names.feeds.certificates.issuing import NOW, make_entries
from tests.names.feeds.certificates.served_log import (
    Kind,
    ServedLog,
    find_root,
    serve,
)


def forge_root(served: ServedLog) -> None:
    served.root = b"\x55" * 32


def forge_signature(served: ServedLog) -> None:
    described = served.describe()  # the list still has the first key
    served.key = ec.generate_private_key(ec.SECP256R1())
    served.describe = lambda: described  # type: ignore[method-assign]


def shrink(served: ServedLog) -> None:
    served.size, served.timestamp = 500, served.timestamp + 1


def fork(served: ServedLog) -> None:
    served.entries[100:101] = make_entries(750)[740:741]
    served.timestamp += 1


def fork_and_grow(served: ServedLog) -> None:
    fork(served)
    served.entries += make_entries(750)[700:]


def hurry(served: ServedLog) -> None:
    served.timestamp = round((NOW + timedelta(hours=1)).timestamp() * 1000)


@both_kinds
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (forge_signature, "bad-signature"),
        (forge_root, "root-changed"),
        (shrink, "tree-shrank"),
        (fork, "root-changed"),
        (fork_and_grow, "inconsistent"),
        (hurry, "clock-off"),
    ],
)
def test_nothing_is_read_of_a_head_that_cannot_be_trusted(kind: Kind, wrong: Any, code: str) -> None:
    served = build(kind)
    with serve(served) as fetcher:
        chunks = collect(served, fetcher)
        known = chunks[-1].checkpoint
        wrong(served)
        served.asked.clear()
        (chunk,) = collect(served, fetcher, known)
    assert [fault.code for fault in chunk.faults] == [code]
    assert (chunk.names, chunk.checkpoint, chunk.position) == ((), known, 700)
    assert not any("entries" in path or "data" in path for path in served.asked)


@both_kinds
def test_a_server_that_lags_behind_another_is_no_fault(kind: Kind) -> None:
    served = build(kind)
    with serve(served) as fetcher:
        chunks = collect(served, fetcher)
        served.size, served.timestamp = 600, served.timestamp - 1000
        assert collect(served, fetcher, chunks[-1].checkpoint) == []


@both_kinds
def test_a_head_that_stands_still_for_days_is_told(kind: Kind) -> None:
    served = build(kind, 20)
    with serve(served) as fetcher:
        chunks = collect(served, fetcher, clock=lambda: NOW + timedelta(days=3))
    assert codes(chunks) == ["stale-head"]
    assert pair(chunks) == served.names()


@both_kinds
def test_entries_that_are_not_the_ones_of_the_tree_are_told(kind: Kind) -> None:
    served = build(kind, 300)
    honest = served.tree
    with serve(served) as fetcher:
        served.root = find_root(honest)
        served.entries[7] = make_entries(301)[300]
        chunks = collect(served, fetcher)
    assert codes(chunks) == ["leaf-mismatch"]
