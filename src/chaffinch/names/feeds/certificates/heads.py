"""Tree heads: what a log signs of its tree, as JSON (RFC 6962, 3.5 and 4.3) or as a note (static-ct-api)."""

from __future__ import annotations

import binascii
import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from chaffinch.ground.merkle import HASH_BYTES
from chaffinch.names.feeds.certificates.errors import LogAnswerError
from chaffinch.names.feeds.certificates.loglist import Log

_LARGEST_TREE = 1 << 48
_LAST_MOMENT = 253_402_300_799_000
_SHA256 = 4
_SIGNATURES = {1: rsa.RSAPublicKey, 3: ec.EllipticCurvePublicKey}
_NOTE_SIGNATURE = b"\x05"
"""Signature type of RFC 6962 tree heads in notes (c2sp.org/signed-note)."""


@dataclass(frozen=True, slots=True)
class TreeHead:
    """A log's tree at one moment; its signature was checked."""

    size: int
    root: bytes
    timestamp: int
    """Milliseconds since 1970."""

    @property
    def made_at(self) -> datetime:
        """When the log signed it."""
        return read_moment(self.timestamp)


def read_moment(milliseconds: int) -> datetime:
    """Return the moment; one beyond the year 9999 as its last second."""
    return datetime.fromtimestamp(min(milliseconds, _LAST_MOMENT) / 1000, UTC)


def read_tree_head(untrusted_body: bytes, *, log: Log) -> TreeHead:
    """Read the answer to `get-sth`.

    Raises:
        LogAnswerError: bad-answer, or bad-signature.
    """
    try:
        untrusted: Mapping[str, object] = json.loads(untrusted_body)
        head = _check_head(
            untrusted["tree_size"],
            binascii.a2b_base64(str(untrusted["sha256_root_hash"]), strict_mode=True),
            untrusted["timestamp"],
        )
        signature = binascii.a2b_base64(str(untrusted["tree_head_signature"]), strict_mode=True)
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise LogAnswerError("bad-answer", log.address, about="tree-head", cause=str(fault)[:200]) from fault
    _verify_signature(head, signature, log=log)
    return head


def read_checkpoint_note(untrusted_body: bytes, *, log: Log) -> TreeHead:
    """Read a static log's `checkpoint`: a signed note whose RFC 6962 signature by the log's own key counts.

    Raises:
        LogAnswerError: bad-answer, or bad-signature.
    """
    try:
        text, _, signatures = untrusted_body.decode().rpartition("\n\n")
        origin, size, root, *_ = text.split("\n")
        if origin != log.origin or not (size.isascii() and size.isdigit()) or size != str(int(size[:20])):
            raise ValueError("origin or size")
        signature = _find_signature(signatures, log=log)
        (timestamp,) = struct.unpack(">Q", signature[:8])
        head = _check_head(int(size), binascii.a2b_base64(root, strict_mode=True), timestamp)
    except (ValueError, struct.error) as fault:
        raise LogAnswerError("bad-answer", log.address, about="checkpoint", cause=str(fault)[:200]) from fault
    _verify_signature(head, signature[8:], log=log)
    return head


def _find_signature(untrusted_lines: str, *, log: Log) -> bytes:
    """Return the signature that names our key, without the key's id; witnesses' are passed over."""
    name = log.origin.encode()
    key_id = hashlib.sha256(name + b"\n" + _NOTE_SIGNATURE + log.log_id).digest()[:4]
    for line in untrusted_lines.splitlines():
        mark, _, rest = line.partition(" ")
        signer, _, encoded = rest.rpartition(" ")
        if mark != "—" or signer != log.origin:
            continue
        signature = binascii.a2b_base64(encoded, strict_mode=True)
        if signature[:4] == key_id:
            return signature[4:]
    raise LogAnswerError("bad-signature", log.address, about="missing")


def _check_head(size: object, root: bytes, timestamp: object) -> TreeHead:
    if type(size) is not int or type(timestamp) is not int:
        raise ValueError("a number is none")
    if not 0 <= size < _LARGEST_TREE or not 0 <= timestamp < 1 << 63 or len(root) != HASH_BYTES:
        raise ValueError("a number or the root is out of bounds")
    return TreeHead(size, root, timestamp)


def _verify_signature(head: TreeHead, signed: bytes, *, log: Log) -> None:
    """Check a TLS DigitallySigned over a TreeHeadSignature (RFC 6962, 3.5)."""
    content = struct.pack(">BBQQ", 0, 1, head.timestamp, head.size) + head.root
    try:
        hash_kind, key_kind, length = struct.unpack(">BBH", signed[:4])
        signature = signed[4:]
        if hash_kind != _SHA256 or length != len(signature) or not isinstance(log.key, _SIGNATURES[key_kind]):
            raise InvalidSignature
        if isinstance(log.key, rsa.RSAPublicKey):
            log.key.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
        else:
            log.key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, struct.error, KeyError) as fault:
        raise LogAnswerError("bad-signature", log.address, size=head.size) from fault
