"""Merkle trees of RFC 6962: grown leaf by leaf, proofs that a leaf is in one and that one tree begins another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class ProofError(Exception):
    """The hashes do not prove it."""


def hash_leaf(leaf: bytes) -> bytes:
    """Return the hash of a leaf's content (RFC 6962, 2.1)."""
    return sha256(b"\0" + leaf).digest()


def hash_children(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\1" + left + right).digest()


class Frontier:
    """A tree's full subtrees from left to right: what is needed of it to add leaves and to know its root.

    Attributes:
        size: number of leaves.
        hashes: one a bit that is set in `size`, the largest subtree first.
    """

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """Begin with a tree; the empty one by default.

        Raises:
            ProofError: a tree of that size has another number of full subtrees.
        """
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count():
            raise ProofError(f"{len(self.hashes)} subtrees for a tree of {size} leaves")

    def add(self, hashed: bytes, *, level: int = 0) -> None:
        """Add a leaf's hash; or that of a full subtree of 2^level leaves, where `size` is a multiple of that."""
        carry = self.size >> level
        while carry & 1:
            hashed = hash_children(self.hashes.pop(), hashed)
            carry >>= 1
        self.hashes.append(hashed)
        self.size += 1 << level

    def find_root(self) -> bytes:
        """Return the tree's root."""
        if not self.hashes:
            return EMPTY_ROOT
        *others, root = self.hashes
        for left in reversed(others):
            root = hash_children(left, root)
        return root


def verify_consistency(
    proof: Sequence[bytes], *, first: int, first_root: bytes | None, second: int, second_root: bytes
) -> Frontier | None:
    """Return the frontier of the tree of `first` leaves, proved to be the beginning of the second tree.

    The proof's left-hand hashes are just the first tree's full subtrees (RFC 6962, 2.1.2; algorithm of RFC 9162,
    2.1.4.2).

    Args:
        proof: as a log gives it.
        first: leaves of the first tree, 1 or more, fewer than `second`.
        first_root: its root; None when it is not known, and then only the second root is compared.
        second: leaves of the second tree.
        second_root: its root, signed.

    Returns:
        None where `first` is a power of two and its root is unknown: then a proof says nothing of it.

    Raises:
        ProofError: it is no proof of that.
    """
    path = list(proof)
    if first & (first - 1) == 0:
        if first_root is None:
            return None
        path.insert(0, first_root)
    if not path or not 0 < first < second:
        raise ProofError("nothing is proved")
    left, right = first - 1, second - 1
    while left & 1:
        left, right = left >> 1, right >> 1
    subtrees = [path[0]]
    old_root = new_root = path[0]
    for sibling in path[1:]:
        if right == 0:
            raise ProofError("the proof is too long")
        if left & 1 or left == right:
            subtrees.append(sibling)
            old_root, new_root = hash_children(sibling, old_root), hash_children(sibling, new_root)
            while left and not left & 1:
                left, right = left >> 1, right >> 1
        else:
            new_root = hash_children(new_root, sibling)
        left, right = left >> 1, right >> 1
    if right or new_root != second_root or old_root != (first_root or old_root):
        raise ProofError("the trees' roots are others")
    return Frontier(first, reversed(subtrees))


def find_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes, or over the roots of equal full subtrees (RFC 6962, 2.1)."""
    tree = Frontier()
    for hashed in hashes:
        tree.add(hashed)
    return tree.find_root()


def prove_inclusion(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of one leaf, from the leaf up (RFC 6962, 2.1.1).

    Args:
        hashes: leaf hashes; or the roots of equal full subtrees, and then the path begins above such a subtree.
        index: of the leaf, from 0.
    """
    if not 0 <= index < len(hashes):
        raise ProofError(f"there is no leaf {index} in a tree of {len(hashes)}")
    path: list[bytes] = []
    first, last = 0, len(hashes)
    while last - first > 1:
        middle = first + _split(last - first)
        if index < middle:
            path.append(find_root(hashes[middle:last]))
            last = middle
        else:
            path.append(find_root(hashes[first:middle]))
            first = middle
    return path[::-1]


def climb_path(hashed: bytes, path: Sequence[bytes], *, index: int, size: int) -> bytes:
    """Return the root to which an audit path leads (RFC 9162, 2.1.3.2); the caller compares it.

    Args:
        hashed: the leaf's hash.
        path: from the leaf up.
        index: of the leaf.
        size: leaves of the tree.

    Raises:
        ProofError: no path of that length leads up from there.
    """
    if not 0 <= index < size:
        raise ProofError(f"there is no leaf {index} in a tree of {size}")
    node, last = index, size - 1
    for sibling in path:
        if last == 0:
            raise ProofError("the path is too long")
        if node & 1 or node == last:
            hashed = hash_children(sibling, hashed)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            hashed = hash_children(hashed, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("the path is too short")
    return hashed


def prove_consistency(hashes: Sequence[bytes], first: int) -> list[bytes]:
    """Return the proof that the tree of the `first` hashes begins the whole (RFC 6962, 2.1.2); empty for all or none.

    Args:
        hashes: leaf hashes; or the roots of equal full subtrees, where both trees consist of such.
        first: how many of them the earlier tree had.
    """
    if not 0 <= first <= len(hashes):
        raise ProofError(f"a tree of {first} does not begin one of {len(hashes)}")
    proof: list[bytes] = []
    begin, wanted, last, whole = 0, first, len(hashes), True
    while 0 < wanted < last - begin:
        middle = _split(last - begin)
        if wanted <= middle:
            proof.append(find_root(hashes[begin + middle : last]))
            last = begin + middle
        else:
            proof.append(find_root(hashes[begin : begin + middle]))
            begin, wanted, whole = begin + middle, wanted - middle, False
    if not whole:
        proof.append(find_root(hashes[begin:last]))
    return proof[::-1]


def _split(size: int) -> int:
    """Return the largest power of two below `size`, 2 or more."""
    return 1 << ((size - 1).bit_length() - 1)
