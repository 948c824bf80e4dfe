"""Throw-away DKIM keys, and messages signed with them by dkimpy: the peer that ours is held against."""

from __future__ import annotations

import base64
import random
from functools import cache

import dkim  # type: ignore[import-untyped,unused-ignore]
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPrivateNumbers,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from chaffinch.mail.keys import KeyArchive, KeyRecord

DOMAIN, SELECTOR = "mouvement-aurore.test", "s1"


@cache
def make_key(bits: int) -> RSAPrivateKey:
    """Return an RSA key; short ones, which the library makes no more, from primes of a seeded source."""
    if bits >= 1024:
        return generate_private_key(public_exponent=65_537, key_size=bits)
    chance = random.Random(bits)
    p, q = (_find_prime(bits // 2, chance) for _ in range(2))
    d = pow(65_537, -1, (p - 1) * (q - 1))
    numbers = RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), RSAPublicNumbers(65_537, p * q)
    )
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def _find_prime(bits: int, chance: random.Random) -> int:
    while True:
        candidate = chance.getrandbits(bits) | 1 | 3 << (bits - 2)
        if candidate % 65_537 != 1 and all(
            pow(base, candidate - 1, candidate) == 1 for base in (2, 3, 5, 7, 11, 13)
        ):
            return candidate


def write_pem(key: RSAPrivateKey) -> bytes:
    """Return the private half."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def write_record(key: RSAPrivateKey | Ed25519PrivateKey, more: str = "") -> str:
    """Return the text of the key's TXT record."""
    if isinstance(key, Ed25519PrivateKey):
        raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k=ed25519; {more}p={base64.b64encode(raw).decode()}"
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; {more}p={base64.b64encode(der).decode()}"


def sign(
    message: bytes,
    *,
    bits: int = 1024,
    canonical: str = "relaxed/relaxed",
    algorithm: str = "rsa-sha256",
    length: bool = False,
) -> bytes:
    """Return the message with a signature before it."""
    head, _, body = canonical.partition("/")
    field = dkim.sign(
        message, SELECTOR.encode(), DOMAIN.encode(), write_pem(make_key(bits)), canonicalize=(head.encode(), body.encode()),
        signature_algorithm=algorithm.encode(), length=length, include_headers=[b"from", b"to", b"subject", b"date", b"message-id"],
    )  # fmt: skip
    return bytes(field) + message


def make_archive(
    *records: str, first: str = "2020-01-01", last: str = "2099-12-31", private: str = ""
) -> KeyArchive:
    """Return an archive of these records for the one selector."""
    return KeyArchive(KeyRecord(DOMAIN, SELECTOR, record, first, last, "test", private) for record in records)


def ask_peer(message: bytes, record: str, *, index: int = 0) -> bool:
    """Return what dkimpy says of a signature, or False where it raises."""
    try:
        return bool(
            dkim.DKIM(message, minkey=512).verify(idx=index, dnsfunc=lambda name, timeout=5: record.encode())
        )
    except Exception:  # whatever the peer raises on a hostile message
        return False
