"""A test authority, and the entries that a log would make of its certificates."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 11, 1, tzinfo=UTC)
_KEY = ec.generate_private_key(ec.SECP256R1())
_ISSUER = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])


def issue(
    names: Sequence[str], *, common_name: str | None = None, others: Sequence[x509.GeneralName] = ()
) -> x509.Certificate:
    """Issue a certificate for the names."""
    subject = [] if common_name is None else [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(subject))
        .issuer_name(_ISSUER)
        .public_key(_KEY.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=90))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    if names or others:
        alternatives = [*others, *(x509.DNSName(name) for name in names)]
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return builder.sign(_KEY, hashes.SHA256())


@dataclass(frozen=True)
class Made:
    """One entry, as both kinds of log write it."""

    leaf: bytes
    """MerkleTreeLeaf."""
    tile_leaf: bytes
    """TileLeaf."""
    names: tuple[bytes, ...]


def make_entry(
    content: bytes,
    *,
    names: Sequence[str],
    timestamp: int,
    precertificate: bytes | None = None,
    index: int = 0,
) -> Made:
    """Make an entry of a certificate, or of a precertificate's content."""
    entry = struct.pack(">QH", timestamp, precertificate is not None)
    if precertificate is not None:
        entry += b"\x11" * 32
    entry += len(content).to_bytes(3, "big") + content
    entry += b"\0\x08" + b"\0\0\x05" + index.to_bytes(5, "big")
    rest = b"" if precertificate is None else len(precertificate).to_bytes(3, "big") + precertificate
    tile_leaf = entry + rest + (64).to_bytes(2, "big") + b"\x22" * 64
    return Made(b"\0\0" + entry, tile_leaf, tuple(name.encode() for name in names))


def make_entries(count: int) -> tuple[Made, ...]:
    """Make so many entries, every third a precertificate, each with names of its own; the same at each call."""
    return tuple(_make_numbered(index) for index in range(count))


@cache
def _make_numbered(index: int) -> Made:
    names = (f"n{index}.net", f"*.n{index}.org") if index % 5 else (f"single-{index}.net",)
    certificate = issue(names)
    content, precertificate = certificate.public_bytes(Encoding.DER), None
    if index % 3 == 0:
        content, precertificate = certificate.tbs_certificate_bytes, content
    return make_entry(
        content,
        names=names,
        timestamp=round(NOW.timestamp() * 1000) + index,
        precertificate=precertificate,
        index=index,
    )
