"""Our tree beside pymerkle's: the same roots, the same paths. Skipped where it is not installed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaffinch.ground.merkle import (
    find_root,
    hash_leaf,
    prove_consistency,
    prove_inclusion,
    verify_consistency,
)

pymerkle = pytest.importorskip(
    "pymerkle", reason="pymerkle, the peer that trees are compared with, is not installed"
)


def grow(leaves: list[bytes]) -> Any:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    return tree


@settings(deadline=None)
@given(leaves=st.lists(st.binary(max_size=40), min_size=1, max_size=60), data=st.data())
def test_roots_and_paths_are_the_peer_s(leaves: list[bytes], data: st.DataObject) -> None:
    tree, hashes = grow(leaves), [hash_leaf(leaf) for leaf in leaves]
    assert tree.get_root(len(leaves)) == find_root(hashes)
    index = data.draw(st.integers(0, len(leaves) - 1))
    theirs = tree.prove_inclusion(index + 1, len(leaves))
    assert theirs.path == [hashes[index], *prove_inclusion(hashes, index)]


@settings(deadline=None)
@given(leaves=st.lists(st.binary(max_size=40), min_size=2, max_size=60), data=st.data())
def test_our_proofs_of_growth_hold_between_the_peer_s_roots(leaves: list[bytes], data: st.DataObject) -> None:
    tree = grow(leaves)
    first = data.draw(st.integers(1, len(leaves) - 1))
    ours = prove_consistency([hash_leaf(leaf) for leaf in leaves], first)
    roots = {"first_root": tree.get_root(first), "second_root": tree.get_root(len(leaves))}
    assert verify_consistency(ours, first=first, second=len(leaves), **roots)
    # The peer writes its own proofs in another form; it finds its own to hold between the same two roots.
    pymerkle.verify_consistency(
        roots["first_root"], roots["second_root"], tree.prove_consistency(first, len(leaves))
    )
