"""One entry of a log: when it was taken in, and the host names of its certificate."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from chaffinch.names.feeds.certificates.der import DerError, find_names, find_names_to_be_signed

_CERTIFICATE, _PRECERTIFICATE = 0, 1
_KEY_HASH_BYTES = 32
_LEAF_HEAD = struct.Struct(">BBQH")
_ENTRY_HEAD = struct.Struct(">QH")


class EntryError(ValueError):
    """The entry is not one that a log may hold."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of an entry."""

    names: tuple[bytes, ...]
    timestamp: int
    """Milliseconds since 1970, when the log took it in."""


def read_leaf(untrusted_leaf: bytes) -> Entry:
    """Read a MerkleTreeLeaf (RFC 6962, 3.4): a certificate, or what of a precertificate is to be signed.

    Raises:
        EntryError: it is none, or its certificate is broken.
    """
    try:
        version, leaf_type, timestamp, kind = _LEAF_HEAD.unpack_from(untrusted_leaf)
        place = _LEAF_HEAD.size + (_KEY_HASH_BYTES if kind == _PRECERTIFICATE else 0)
        certificate, place = _take(untrusted_leaf, place, length_bytes=3)
        _, place = _take(untrusted_leaf, place, length_bytes=2)
    except struct.error as fault:
        raise EntryError("it is cut short") from fault
    if version or leaf_type or kind not in (_CERTIFICATE, _PRECERTIFICATE) or place != len(untrusted_leaf):
        raise EntryError("it is no entry of version 1")
    try:
        names = find_names(certificate) if kind == _CERTIFICATE else find_names_to_be_signed(certificate)
    except DerError as fault:
        raise EntryError(str(fault)) from fault
    return Entry(names, timestamp)


def cut_tile(untrusted_tile: bytes) -> Iterator[bytes]:
    """Yield the MerkleTreeLeaf of each TileLeaf of a data tile (static-ct-api, "Log Entries").

    What stands beside it, the precertificate and the issuers' fingerprints, is passed over.

    Raises:
        EntryError: the tile is broken; what follows in it cannot be found.
    """
    place = 0
    while place < len(untrusted_tile):
        begin = place
        try:
            _, kind = _ENTRY_HEAD.unpack_from(untrusted_tile, place)
        except struct.error as fault:
            raise EntryError("the tile is cut short") from fault
        place += _ENTRY_HEAD.size + (_KEY_HASH_BYTES if kind == _PRECERTIFICATE else 0)
        if kind not in (_CERTIFICATE, _PRECERTIFICATE):
            raise EntryError("the tile holds an unknown kind of entry")
        _, place = _take(untrusted_tile, place, length_bytes=3)
        _, place = _take(untrusted_tile, place, length_bytes=2)
        yield b"\0\0" + untrusted_tile[begin:place]
        if kind == _PRECERTIFICATE:
            _, place = _take(untrusted_tile, place, length_bytes=3)
        _, place = _take(untrusted_tile, place, length_bytes=2)


def _take(content: bytes, place: int, *, length_bytes: int) -> tuple[bytes, int]:
    """Return a TLS vector's content, and where what follows begins (RFC 8446, 3.4)."""
    begin = place + length_bytes
    end = begin + int.from_bytes(content[place:begin], "big")
    if end > len(content) or begin > len(content):
        raise EntryError("it is cut short")
    return content[begin:end], end
