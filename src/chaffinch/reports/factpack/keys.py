"""The key that fact packs are signed with, as it is published beforehand."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from chaffinch.ledger.errors import ProofFault
from chaffinch.ledger.note import NoteKey, SigningKey, read_key
from chaffinch.reports.factpack.errors import PackError

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*\.[a-z0-9-]+")
_LARGEST = 10_000


def make_signing_key(domain: str, private: bytes) -> SigningKey:
    """Return the key that signs fact packs.

    Args:
        domain: of the organisation; the key is named after it.
        private: 32 bytes (RFC 8032).

    Raises:
        PackError: it is no domain.
    """
    name = f"{domain.lower()}/facts"
    if not _NAME.fullmatch(domain.lower()) or len(name) > 60:
        raise PackError(
            f"{domain[:80]!r} cannot name a key.", todo="Write a domain of yours first in [watch] domains."
        )
    return SigningKey(name, private[:32])


def name_fingerprint(key: NoteKey) -> str:
    """Return SHA-256 of the raw public key, hex: what two people compare by telephone."""
    return hashlib.sha256(key.public).hexdigest()


def write_fingerprint(key: NoteKey) -> str:
    """Return the fingerprint in groups of four, as it is read out."""
    digits = name_fingerprint(key)
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def read_published(untrusted: str) -> str:
    """Return a published key or fingerprint: written out, or the first one in a file of that name.

    Raises:
        PackError: it is neither.
    """
    path = Path(untrusted)
    texts = [untrusted]
    if "+" not in untrusted and len(untrusted) < 1_000 and path.is_file():
        texts = path.read_text("utf-8", errors="replace")[:_LARGEST].splitlines()
    for text in texts:
        if re.fullmatch(r"[0-9a-fA-F]{64}", digits := re.sub(r"[\s:]", "", text)):
            return digits.lower()
        try:
            return read_key(text).text
        except ProofFault:
            continue
    raise PackError(
        "That is no published key.",
        why="It is neither name+number+key nor a fingerprint of 64 hexadecimal digits, nor a file that holds one.",
        todo="Copy it as its owner published it.",
    )
