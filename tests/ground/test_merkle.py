"""Trees and proofs, against trees written from the definitions, and the vectors of the reference implementation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.names.feeds.certificates import reference_tree

from chaffinch.ground.merkle import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    climb_path,
    find_root,
    hash_leaf,
    prove_consistency,
    prove_inclusion,
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


@given(data=st.data(), size=st.integers(1, 70))
def test_every_leaf_is_proved_and_nothing_else(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = [bytes([number]) for number in range(size)]
    hashes = [hash_leaf(leaf) for leaf in leaves]
    path = prove_inclusion(hashes, index)
    root = reference_tree.root(leaves)
    assert find_root(hashes) == root
    assert climb_path(hashes[index], path, index=index, size=size) == root
    assert climb_path(bytes(32), path, index=index, size=size) != root
    wrong = data.draw(st.sampled_from(["index", "size", "drop", "add"]))
    try:
        if wrong == "index":
            other = data.draw(st.integers(0, size))
            found = climb_path(hashes[index], path, index=other, size=size) if other != index else b""
        elif wrong == "size":
            other = data.draw(st.integers(0, 200).filter(lambda one: one.bit_length() != size.bit_length()))
            found = climb_path(hashes[index], path, index=index, size=other) if path else b""
        elif wrong == "drop":
            found = climb_path(hashes[index], path[:-1], index=index, size=size) if path else b""
        else:
            found = climb_path(hashes[index], [*path, bytes(32)], index=index, size=size)
    except ProofError:
        found = b""
    assert found != root


@given(data=st.data(), size=st.integers(1, 70))
def test_our_proofs_of_growth_are_those_of_the_definition(data: st.DataObject, size: int) -> None:
    first = data.draw(st.integers(1, size))
    leaves = [bytes([number]) for number in range(size)]
    proof = prove_consistency([hash_leaf(leaf) for leaf in leaves], first)
    assert proof == (reference_tree.consistency(first, leaves) if first < size else [])


@pytest.mark.parametrize("tiles", [1, 2, 3, 5, 8])
def test_a_path_is_put_together_from_the_subtrees(tiles: int) -> None:
    hashes = [hash_leaf(bytes([number])) for number in range(tiles * 4)]
    roots = [find_root(hashes[place : place + 4]) for place in range(0, len(hashes), 4)]
    for index in range(len(hashes)):
        tile = index // 4
        path = prove_inclusion(hashes[tile * 4 : tile * 4 + 4], index % 4) + prove_inclusion(roots, tile)
        assert path == prove_inclusion(hashes, index)
    for first in range(1, tiles):
        assert prove_consistency(roots, first) == prove_consistency(hashes, first * 4)


def test_there_is_no_proof_of_what_is_not_there() -> None:
    with pytest.raises(ProofError):
        prove_inclusion([bytes(32)], 1)
    with pytest.raises(ProofError):
        prove_consistency([bytes(32)], 2)
