"""Trees and proofs, against trees written from the definitions, and the vectors of the reference implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.names.feeds.certificates import reference_tree

from chaffinch.names.feeds.certificates.merkle import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    hash_leaf,
    verify_consistency,
)

#: Leaves and roots of certificate-transparency's own test of its Merkle tree (cpp/merkletree/merkle_tree_test.cc).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grow(leaves: list[bytes]) -> Frontier:
    tree = Frontier()
    for leaf in leaves:
        tree.add(hash_leaf(leaf))
    return tree


def test_roots_are_those_of_the_known_vectors() -> None:
    tree = Frontier()
    assert tree.find_root() == EMPTY_ROOT
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.add(hash_leaf(leaf))
        assert tree.find_root().hex() == root


@given(count=st.integers(0, 70))
def test_roots_are_those_of_the_definition(count: int) -> None:
    leaves = [bytes([number]) for number in range(count)]
    assert grow(leaves).find_root() == reference_tree.root(leaves)


@given(data=st.data(), second=st.integers(2, 70))
def test_a_proof_gives_the_first_tree_ready_to_grow(data: st.DataObject, second: int) -> None:
    first = data.draw(st.integers(1, second - 1))
    leaves = [bytes([number]) for number in range(second)]
    proof = reference_tree.consistency(first, leaves)
    old, new = reference_tree.root(leaves[:first]), reference_tree.root(leaves)
    frontier = verify_consistency(proof, first=first, first_root=old, second=second, second_root=new)
    assert frontier is not None
    assert frontier.hashes == grow(leaves[:first]).hashes
    for leaf in leaves[first:]:
        frontier.add(hash_leaf(leaf))
    assert frontier.find_root() == new
    blind = verify_consistency(proof, first=first, first_root=None, second=second, second_root=new)
    assert (blind is None) == (first.bit_count() == 1)


@given(data=st.data(), second=st.integers(2, 40))
def test_a_proof_that_was_tampered_with_proves_nothing(data: st.DataObject, second: int) -> None:
    first = data.draw(st.integers(1, second - 1))
    leaves = [bytes([number]) for number in range(second)]
    proof = reference_tree.consistency(first, leaves)
    old, new = reference_tree.root(leaves[:first]), reference_tree.root(leaves)
    wrong = data.draw(st.sampled_from(["drop", "add", "change", "old", "new"]))
    place = data.draw(st.integers(0, len(proof) - 1))
    if wrong == "drop":
        del proof[place]
    elif wrong == "add":
        proof.insert(place, bytes(32))
    elif wrong == "change":
        proof[place] = bytes(32)
    old, new = (bytes(32) if wrong == "old" else old), (bytes(32) if wrong == "new" else new)
    with pytest.raises(ProofError):
        verify_consistency(proof, first=first, first_root=old, second=second, second_root=new)


def test_whole_subtrees_can_be_added() -> None:
    leaves = [bytes([number]) for number in range(12)]
    tree = grow(leaves[:8])
    tree.add(reference_tree.root(leaves[8:12]), level=2)
    assert (tree.size, tree.find_root()) == (12, reference_tree.root(leaves))


def test_a_frontier_of_another_size_is_none() -> None:
    with pytest.raises(ProofError):
        Frontier(3, [bytes(32)])
